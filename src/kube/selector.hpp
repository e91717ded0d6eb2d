#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// A metav1.LabelSelector (`matchLabels`, `matchExpressions`), or the plain map that Services and
/// ReplicationControllers use. Views into the Document, which must outlive it.
struct LabelSelector {
  enum class Operator : std::uint8_t { in, not_in, exists, does_not_exist };
  struct Requirement {
    std::string_view key;
    Operator op = Operator::in;
    std::vector<std::string_view> values;
    yaml::Node node;
  };
  std::vector<Requirement> requirements;  ///< all must hold; none: selects everything

  /// Reads a LabelSelector; nothing if its shape is not one (Kubernetes would refuse it).
  static std::optional<LabelSelector> parse(yaml::Node node);
  /// Reads a map of equalities.
  static LabelSelector from_map(yaml::Node labels);

  /// `labels` is the mapping of an object's labels, missing if it has none.
  bool matches(yaml::Node labels) const;
};

}  // namespace fargate_lint::kube
