#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "system/file_system.hpp"

namespace fargate_lint::session {

/// The work tree of a git repository and the tree of a revision, side by side.
struct Trees {
  explicit Trees(const system::FileSystem& disk) : files(disk) {}

  const system::FileSystem& files;
  std::filesystem::path root;     ///< of the work tree
  std::filesystem::path here;     ///< the working directory, in it
  std::filesystem::path tree;     ///< of the revision
  std::set<std::string> tracked;  ///< what git keeps of the work tree, relative to its root

  /// A path of the work tree in the revision's tree, or as it is if it is outside of the
  /// repository. Nothing if the revision does not have it.
  std::optional<std::string> then(const std::string& path) const;
  /// The same path, absolute.
  std::string now(const std::string& path) const;
  /// Whether it is a file that git never had, as what another program has just written.
  bool is_untracked_file(const std::string& path) const;
};

/// Turns inputs into what stands for them in the revision; what is new is left out. Profiles that
/// git does not keep are those of now: without them every pod would count as one on Fargate, and
/// nothing as new.
void go_back(std::vector<std::string>& inputs, const Trees& trees);
/// Likewise files that must declare profiles. If none of them is in the revision, all are those of
/// now: they have most likely been renamed.
void go_back_profiles(std::vector<std::string>& profiles, const Trees& trees);
/// Likewise what the revision's configuration names, by paths in its tree.
void complete_profiles(std::vector<std::string>& profiles, const Trees& trees);

}  // namespace fargate_lint::session
