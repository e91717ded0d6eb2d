#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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
  /// The items of a list; none if it is not known which they are.
  std::optional<std::vector<Value>> list(yaml::Node node) const;

  /// What `!Ref` of that name comes to.
  Value reference(std::string_view name) const { return reference(name, 0); }

  /// Gives the variable of a loop (Fn::ForEach) a value, until unbind(); the last one counts.
  void bind(std::string_view name, Value value) { loops_.push_back({name, std::move(value)}); }
  void unbind() { loops_.pop_back(); }
  /// The text with the variables of the loops around it in place: `${Name}` and `&{Name}`.
  Value bound(std::string_view text) const;

  /// The parameters' defaults that values have come from since the last call, as `name: default`.
  std::vector<std::string> take_assumed();

 private:
  /// A function with its argument; `name` is empty if the node is none. Ref, GetAtt, …
  struct Call {
    std::string name;
    yaml::Node argument;
  };
  struct Loop {
    std::string_view name;
    Value value;
  };
  static Call call_of(yaml::Node node);

  reading::Seen look(yaml::Node node, int depth) const;
  std::optional<std::vector<Value>> list(yaml::Node node, int depth) const;
  Value text(yaml::Node node, int depth) const;
  Value apply(const Call& call, int depth) const;
  Value reference(std::string_view name, int depth) const;
  Value parameter(std::string_view name, yaml::Node declared) const;
  Value substitute(yaml::Node argument, int depth) const;
  Value join(yaml::Node argument, int depth) const;
  Value select(yaml::Node argument, int depth) const;
  yaml::Node find_in_map(yaml::Node argument, int depth, Value& reason) const;
  Value condition(std::string_view name, int depth) const;
  Value condition_value(yaml::Node node, int depth) const;
  Value all_of(yaml::Node list, bool any, int depth) const;
  /// The member of a section of the template, "Parameters" or another.
  yaml::Node find(std::string_view section, std::string_view name) const;
  const Value* loop(std::string_view name) const;
  void assume(std::string_view name, std::string_view value) const;

  yaml::Node root_;
  std::vector<Loop> loops_;
  mutable std::set<std::string> assumed_;
  /// Functions may refer to each other without end; no template needs this many steps.
  mutable std::size_t steps_ = 0;
};

}  // namespace fargate_lint::fargate::sources
