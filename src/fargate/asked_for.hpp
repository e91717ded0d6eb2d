#pragma once

namespace fargate_lint::kube {
struct Object;
}  // namespace fargate_lint::kube

namespace fargate_lint::fargate {

/// For kube::WorkloadKinds: ConfigMaps are many, and rules ask for the log router's, for those that
/// hold a pod template and for those with an address of AWS in them; of the roles of Kubernetes,
/// for those that name an IAM role by mistake.
bool is_asked_for(const kube::Object& object);

}  // namespace fargate_lint::fargate
