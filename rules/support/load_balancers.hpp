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

/// Whether a pod runs the AWS Load Balancer Controller. For rules that need its default: they note
/// all pods with note_controller().
enum class Controller : std::uint8_t { other, load_balancer };
using ControllerNotes = lint::Notes<Controller>;
Controller note_controller(const lint::PodContext& pod);

/// The target type that the AWS Load Balancer Controller uses where nothing else decides: its flag
/// `--default-target-type`, or `instance` without the flag. Unset if the controller is not in the
/// input. Looked for when first asked.
class ControllerDefault {
 public:
  ControllerDefault(const lint::RunContext& run, const ControllerNotes& notes)
      : run_(run), notes_(notes) {}
  TargetType get();

 private:
  const lint::RunContext& run_;
  ControllerNotes notes_;
  TargetType type_ = TargetType::unset;
  bool looked_ = false;
};

/// For a finding that rests on the controller's default.
inline constexpr std::string_view kUnknownDefault =
    "undecided: the controller's `--default-target-type` is not in the input; it defaults to "
    "`instance`";

}  // namespace fargate_lint::rules
