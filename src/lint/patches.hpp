#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/placement.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::lint {

/// What the patches of one kustomization change, by the object that they are for: `Deployment/api`,
/// `Deployment/` or `/api` for any name or kind, `/` for all. Each field is a path from the object,
/// without the numbers of list items: `spec.template.spec.containers[].image`.
struct Overlay {
  std::string path;  ///< the directory of the kustomization, as it is shown
  std::map<std::string, std::vector<std::string>> fields;
};

/// The overlays of the input, and the files that they patch: bases that are read as they stand, so
/// that what a patch touches is not known.
struct Patches {
  std::vector<Overlay> overlays;
  /// By the path of a file that reports show: numbers of the overlays that make something of it.
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> of_file;
};

/// Leaves open what a patch touches: refusals by a field that is patched, and where the pod lands
/// if its labels or its namespace are, or a field that may have it refused.
void leave_open_what_is_patched(const Patches& patches, const kube::Workload& workload,
                                fargate::Judgement& judgement);

}  // namespace fargate_lint::lint
