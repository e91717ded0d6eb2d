#pragma once

namespace fargate_lint::kube {
struct Object;
}  // namespace fargate_lint::kube

namespace fargate_lint::fargate {

/// For kube::WorkloadKinds: ConfigMaps are many, and asked for are the log router's and those with
/// an address of AWS in them; of the roles of Kubernetes, those that name an IAM role by mistake.
bool is_asked_for(const kube::Object& object);

}  // namespace fargate_lint::fargate
