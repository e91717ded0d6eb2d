#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "input/reach.hpp"
#include "system/file_system.hpp"

/// What the files around a file make of it: part of a Helm chart, or a patch or a resource of a
/// kustomization.
namespace fargate_lint::input {

/// The names under which kustomize looks for its file in a folder.
inline constexpr std::string_view kKustomizationNames[] = {"kustomization.yaml",
                                                           "kustomization.yml", "Kustomization"};
inline constexpr std::string_view kChartName = "Chart.yaml";

/// What a kustomization names, as written: relative to its folder.
struct Kustomization {
  /// `patches[].path`, `patchesStrategicMerge[]`, `patchesJson6902[].path`
  std::vector<std::string> patches;
  /// Files and folders whose pods may land elsewhere than they say, since the kustomization sets
  /// their namespace or labels; none if it does not.
  std::vector<std::string> changed;
};
Kustomization read_kustomization(std::string_view text);

class Neighbours {
 public:
  Neighbours(const system::FileSystem& files, const Reach& reach) : files_(files), reach_(reach) {}

  /// The outermost chart that `folder` (canonical) belongs to, as it is shown. Looks no higher than
  /// the repository's root.
  std::optional<std::string> chart_above(const std::string& folder);
  /// Reads the kustomization in `folder` (canonical), if there is one within reach.
  void look_for_kustomization(const std::string& folder);
  /// Likewise those that mostly have something to say of a file in `folder`: the one beside it and,
  /// unless that is the repository's root, the one in the folder above.
  void look_around(const std::string& folder);
  /// The folder, as it is shown, of the kustomization that names the file as a patch, or null.
  const std::string* patched_by(const std::string& identity) const;
  /// The folders, as they are shown, of the kustomizations that change what they have of the file.
  std::vector<std::string> changed_by(const std::string& identity) const;

 private:
  std::optional<std::string> read_neighbour(const std::string& path) const;

  const system::FileSystem& files_;
  const Reach& reach_;
  std::unordered_map<std::string, std::optional<std::string>> charts_;
  std::unordered_set<std::string> looked_around_;
  std::unordered_set<std::string> kustomizations_;
  std::unordered_map<std::string, std::string> patches_;
  std::unordered_multimap<std::string, std::string> changed_;
};

}  // namespace fargate_lint::input
