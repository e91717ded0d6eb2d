#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fargate/profile.hpp"
#include "fargate/sources/reading.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::fargate::sources {

/// The values of a CloudFormation template as far as the template itself decides them: parameters
/// with defaults, names of clusters declared in it, conditions over them, and functions of these.
/// All else is unknown, with the function as the reason. Short forms (`!Ref`) count as the long
/// ones (docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html).
class TemplateValues {
 public:
  explicit TemplateValues(yaml::Node root) : root_(root) {}

  /// What stands for a node: another node (`Fn::If`), a value, or the node itself.
  reading::Seen look(yaml::Node node) const;
  /// Whether a condition holds: "true", "false", or unknown with its reason.
  Value condition(std::string_view name) const;

 private:
  /// A function with its argument; `name` is empty if the node is none. Ref, GetAtt, …
  struct Call {
    std::string name;
    yaml::Node argument;
  };
  static Call call_of(yaml::Node node);

  reading::Seen look(yaml::Node node, int depth) const;
  Value text(yaml::Node node, int depth) const;
  Value apply(const Call& call, int depth) const;
  Value reference(std::string_view name, int depth) const;
  Value substitute(yaml::Node argument, int depth) const;
  Value join(yaml::Node argument, int depth) const;
  Value find_in_map(yaml::Node argument, int depth) const;
  Value condition(std::string_view name, int depth) const;
  Value condition_value(yaml::Node node, int depth) const;
  Value all_of(yaml::Node list, bool any, int depth) const;

  yaml::Node root_;
  /// Functions may refer to each other without end; no template needs this many steps.
  mutable std::uint32_t steps_ = 0;
};

}  // namespace fargate_lint::fargate::sources
