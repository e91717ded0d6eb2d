#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// The value of a label or annotation in `map`, the mapping of an object's labels or annotations
/// (missing if it has none). A null value is "", as Go's JSON decoder leaves it; a value that is
/// neither is refused by Kubernetes and counts as absent.
std::optional<std::string_view> label_value(yaml::Node map, std::string_view key);

/// A metav1.LabelSelector (`matchLabels`, `matchExpressions`), or the plain map that Services and
/// ReplicationControllers use. Views into the Document, which must outlive it.
struct LabelSelector {
  enum class Operator : std::uint8_t { in, not_in, exists, does_not_exist };
  struct Requirement {
    std::string_view key;
    Operator op = Operator::in;
    std::vector<std::string_view> values;
    yaml::Node node;  ///< the value in matchLabels or the map, or the entry of matchExpressions

    /// `labels` is the mapping of an object's labels, missing if it has none.
    bool holds(yaml::Node labels) const;
    /// The same for an object whose label of that key has `value`, if it has one.
    bool holds(std::optional<std::string_view> value) const;
  };
  std::vector<Requirement> requirements;  ///< all must hold; none: selects everything

  /// Reads a LabelSelector; nothing if its shape is not one (Kubernetes would refuse it), and
  /// nothing for a missing or null node: what an absent selector means is each field's own matter.
  static std::optional<LabelSelector> parse(yaml::Node node);
  /// Reads a map of equalities. A value that is no string makes a requirement that nothing meets.
  static LabelSelector from_map(yaml::Node labels);

  /// `labels` is the mapping of an object's labels, missing if it has none.
  bool matches(yaml::Node labels) const;
};

}  // namespace fargate_lint::kube
