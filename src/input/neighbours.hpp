#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "input/kustomization.hpp"
#include "input/manifest_names.hpp"
#include "input/reach.hpp"
#include "input/walk.hpp"
#include "system/file_system.hpp"

/// What the files around a file make of it: part of a Helm chart, or a patch or a resource of a
/// kustomization.
namespace fargate_lint::input {

/// A Helm chart, by its directory.
struct Chart {
  std::string shown;
  std::string canonical;

  /// What is done with files of `folder` (canonical): they may be templates in templates/ or crds/
  /// of the chart, or of a chart in it.
  Treatment treatment_in(std::string_view folder) const;
};

class Neighbours {
 public:
  Neighbours(const system::FileSystem& files, const Reach& reach) : files_(files), reach_(reach) {}

  /// The outermost chart that `folder` (canonical) belongs to. Looks no higher than the
  /// repository's root.
  std::optional<Chart> chart_above(const std::string& folder);
  /// Reads the kustomization in `folder` (canonical), if there is one within reach. `is_input`: it
  /// is part of what is linted, not only beside it.
  void look_for_kustomization(const std::string& folder, bool is_input = false);
  /// Likewise those that mostly have something to say of a file in `folder`: the one beside it and,
  /// unless that is the repository's root, the one in the folder above.
  void look_around(const std::string& folder);
  /// The folder, as it is shown, of the kustomization that names the file as a patch, or null.
  const std::string* patched_by(const std::string& identity) const;
  /// The folders, as they are shown, of the kustomizations that change what they have of the file.
  std::vector<std::string> changed_by(const std::string& identity) const;
  /// The directories, as they are shown, of those kustomizations of the input that must be rendered
  /// to see what they make: of several that use each other the outermost. One that only lists files
  /// of the input, by their identities, changes nothing.
  std::vector<std::string> to_render(const std::unordered_set<std::string>& files) const;
  /// Notes the overlays of the input that patch a file, by its identity, which reports call `path`.
  void append_overlays(const std::string& identity, const std::string& path,
                       lint::Patches& patches);

 private:
  struct Found {
    std::string shown;
    bool is_input = false;
    bool changes_something = false;
    std::vector<std::string> resources;  ///< canonical
    lint::Overlay patches;
    std::optional<std::uint32_t> number;  ///< of the overlay, once it is noted
  };
  using Users = std::unordered_multimap<std::string, Found*>;  ///< by what they use, canonical
  Users& users();
  std::optional<std::string> read_neighbour(const std::string& path) const;

  const system::FileSystem& files_;
  const Reach& reach_;
  std::unordered_map<std::string, std::optional<Chart>> charts_;
  std::unordered_set<std::string> looked_around_;
  std::map<std::string, std::optional<Found>> kustomizations_;  ///< by their canonical directory
  std::optional<Users> users_;
  std::unordered_map<std::string, std::string> patches_;
  std::unordered_multimap<std::string, std::string> changed_;
};

}  // namespace fargate_lint::input
