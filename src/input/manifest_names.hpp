#pragma once

#include <algorithm>
#include <iterator>
#include <string_view>

/// Which files are of interest by their names, in directories and archives alike.
namespace fargate_lint::input {

/// The names under which kustomize looks for its file in a folder.
inline constexpr std::string_view kKustomizationNames[] = {"kustomization.yaml",
                                                           "kustomization.yml", "Kustomization"};
inline constexpr std::string_view kChartName = "Chart.yaml";

inline bool is_manifest_name(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

inline bool is_kustomization_name(std::string_view name) {
  return std::ranges::find(kKustomizationNames, name) != std::end(kKustomizationNames);
}

/// Our own files: the configuration, and what is kept beside it.
inline bool is_ours(std::string_view name) {
  return name.starts_with(".fargate-lint") || name == "fargate-lint.yaml";
}

}  // namespace fargate_lint::input
