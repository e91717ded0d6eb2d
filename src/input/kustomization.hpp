#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

namespace fargate_lint::input {

/// What a kustomization names, as written: relative to its directory.
struct Kustomization {
  std::vector<std::string> resources;  ///< files and directories, `bases` and `components` too
  /// Pods of its resources may land elsewhere than they say: it sets their namespace or labels.
  bool changes_placement = false;
  /// What it renders may differ from its resources.
  bool changes_something = false;
  /// Patches that it holds itself, or names: of which object, if it says so, and what.
  struct Patch {
    std::string kind;
    std::string name;
    std::string path;  ///< of a file
    std::string text;
  };
  std::vector<Patch> patches;
};
Kustomization read_kustomization(std::string_view text);

/// An entry of `patches`, `patchesJson6902` or `patchesStrategicMerge`.
struct PatchEntry {
  yaml::Node target;  ///< what it is for; missing: the patch itself says so
  yaml::Node path;    ///< of its file; missing if it is in place
  yaml::Node text;    ///< missing if it is in a file
};
/// In the order in which kustomize applies them.
std::vector<PatchEntry> patches_in(yaml::Node kustomization);

}  // namespace fargate_lint::input
