#pragma once

namespace fargate_lint::kube {
struct Object;
}  // namespace fargate_lint::kube

namespace fargate_lint::fargate {

/// For kube::WorkloadKinds: ConfigMaps are many, and one of them is the log router's; of the roles
/// of Kubernetes, those that name an IAM role by mistake are asked for.
bool is_asked_for(const kube::Object& object);

}  // namespace fargate_lint::fargate
