#pragma once

#include <cstdint>
#include <string_view>

#include "lint/rule.hpp"
#include "yaml/document.hpp"

/// How load balancers of AWS reach pods: by the pods' own addresses (target type `ip`), or through
/// ports of EC2 nodes (`instance`). Fargate pods are reached by the former only
/// (https://docs.aws.amazon.com/eks/latest/userguide/fargate.html).
namespace fargate_lint::rules {

enum class TargetType : std::uint8_t { unset, instance, ip };

/// The target type that something decides, and where it is written.
struct TargetChoice {
  TargetType type = TargetType::unset;
  yaml::Node field;
};
/// What a text says: `unset` for anything but `instance` and `ip`.
TargetChoice read_target_type(yaml::Node field);

/// 1 for pods that run the AWS Load Balancer Controller. For rules that need its default: they note
/// all pods with this.
std::uint8_t runs_controller(const lint::PodContext& pod);

/// What the AWS Load Balancer Controller of the input makes of targets of which nothing else is
/// said: its flag `--default-target-type`, `instance` without the flag. Unset if the controller is
/// not in the input. The rule must have noted pods with runs_controller(). Looked for when first
/// asked.
class ControllerDefault {
 public:
  explicit ControllerDefault(const lint::RunContext& run) : run_(run) {}
  TargetType get();

 private:
  const lint::RunContext& run_;
  TargetType type_ = TargetType::unset;
  bool looked_ = false;
};

/// Says that the controller's flag was not seen, where a finding rests on its default.
inline constexpr std::string_view kUnknownDefault =
    "undecided: the controller's `--default-target-type` is not in the input; without it the "
    "default is `instance`";

}  // namespace fargate_lint::rules
