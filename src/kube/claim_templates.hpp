#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kube/workload.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// A claim that is made for each pod of a workload, or for all of them together.
struct ClaimTemplate {
  const ClaimPath* path = nullptr;
  yaml::Node node;     ///< the template; missing where an operator makes it unasked
  std::string volume;  ///< the name of its volume in the pod
  /// How the claims' names begin; all of it where the pods share one claim.
  std::string stem;
  std::int64_t first_ordinal = 0;

  /// TEMPLATE-STATEFULSET-ORDINAL: each pod has its own.
  bool is_numbered() const;
  /// Each pod has its own, of a name that nobody knows beforehand.
  bool is_random() const;
  /// The claim of the pod with that ordinal; for random names `xxxxx` stands in.
  std::string claim(std::int64_t ordinal) const;
  std::string first_claim() const { return claim(first_ordinal); }
};

/// Those of a workload, in the order of the manifest. Of two of one name the last counts, as in
/// Kubernetes.
std::vector<ClaimTemplate> claim_templates(const Workload& workload);

/// How many pods of the workload have a claim each by such a template, as far as its kind says.
std::int64_t pods_with_claims(const Workload& workload, const ClaimPath& path);

}  // namespace fargate_lint::kube
