#include "support/load_balancers.hpp"

#include <algorithm>

#include "kube/fields.hpp"
#include "support/aws.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kController = "aws-load-balancer-controller";
constexpr std::string_view kFlag = "--default-target-type";

TargetType find_default(const lint::RunContext& run, const ControllerNotes& notes) {
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (notes[i] != Controller::load_balancer) continue;
    const auto pod = kube::read_pod_template(run.pod(static_cast<std::uint32_t>(i)));
    for (const auto& container : pod.containers) {
      if (!runs_program(container, kController)) continue;
      return has_argument(container, kFlag, "ip") ? TargetType::ip : TargetType::instance;
    }
  }
  return TargetType::unset;
}

}  // namespace

Controller note_controller(const lint::PodContext& pod) {
  if (pod.object.kind != "Deployment") return Controller::other;
  const bool runs = std::ranges::any_of(pod.pod.containers, [](const kube::Container& container) {
    return runs_program(container, kController);
  });
  return runs ? Controller::load_balancer : Controller::other;
}

TargetChoice read_target_type(yaml::Node field) {
  const auto text = kube::text_of(field);
  if (text == "instance") return {TargetType::instance, field};
  if (text == "ip") return {TargetType::ip, field};
  return {};
}

TargetType ControllerDefault::get() {
  if (looked_) return type_;
  looked_ = true;
  type_ = find_default(run_, notes_);
  // Where the input is everything there is no flag elsewhere that would change the default.
  if (type_ == TargetType::unset && run_.inventory().holds_all(kube::kinds::deployment))
    type_ = TargetType::instance;
  return type_;
}

}  // namespace fargate_lint::rules
