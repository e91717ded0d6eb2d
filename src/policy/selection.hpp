#pragma once

#include <span>
#include <string>
#include <vector>

#include "fargate/profile.hpp"

/// Which pods the declared profiles select, as CEL. Only what is certain: what a source leaves open
/// selects nothing here, and a note says so.
namespace fargate_lint::policy {

/// A profile that selects pods, as a condition on `labels` (the pod's) and `request.namespace`.
struct SelectedBy {
  std::string name;       ///< of the profile; "" if it is not known
  std::string condition;  ///< CEL of type bool
  /// A line for each selector in the form of the ConfigMap of --params: the name or `-`, an
  /// expression for the namespace, and one for each label as `KEY=VALUE`, between blanks.
  std::vector<std::string> lines;
};

struct Selection {
  std::vector<SelectedBy> profiles;  ///< sorted by name, as AWS chooses among several
  std::vector<std::string> notes;    ///< what is left out, and why: a clause each
};

/// `of_templates`: the labels are those of a pod template, to which the pod's controller adds some:
/// a selector that may be about one of those is left out.
Selection select(std::span<const fargate::Profile> profiles, bool of_templates);

/// Whether the order of the names alone tells which of several profiles takes a pod.
bool has_sure_winner(std::span<const fargate::Profile> profiles);

}  // namespace fargate_lint::policy
