#include "support/load_balancers.hpp"

#include "kube/fields.hpp"
#include "support/aws.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kController = "aws-load-balancer-controller";
constexpr std::string_view kFlag = "--default-target-type";

/// Reading a pod template is slow: only those that run the controller are read.
bool may_run_controller(const kube::Workload& workload) {
  for (const yaml::Node container : workload.pod["spec"]["containers"].items()) {
    const auto image = kube::text_of(container["image"]);
    if (image.find(kController) != std::string_view::npos) return true;
  }
  return false;
}

TargetType find_default(const kube::Inventory& inventory) {
  for (const kube::Workload& workload : inventory.workloads()) {
    if (workload.object->kind != "Deployment" || !may_run_controller(workload)) continue;
    for (const kube::Container& container : kube::read_pod_template(workload).containers) {
      if (!runs_program(container, kController)) continue;
      return has_argument(container, kFlag, "ip") ? TargetType::ip : TargetType::instance;
    }
  }
  return TargetType::unset;
}

}  // namespace

TargetChoice read_target_type(yaml::Node field) {
  const auto text = kube::text_of(field);
  if (text == "instance") return {TargetType::instance, field};
  if (text == "ip") return {TargetType::ip, field};
  return {};
}

TargetType ControllerDefault::get() {
  if (looked_) return type_;
  looked_ = true;
  type_ = find_default(run_.inventory());
  // Where the input is everything there is no flag elsewhere that would change the default.
  if (type_ == TargetType::unset && run_.inventory().complete()) type_ = TargetType::instance;
  return type_;
}

}  // namespace fargate_lint::rules
