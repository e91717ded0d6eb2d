#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "system/file_system.hpp"
#include "system/git.hpp"
#include "system/git_objects.hpp"
#include "system/git_tree.hpp"

namespace fargate_lint::system {

/// The files as a revision of a git repository has them: the repository that we stand in is as it
/// was then, all else is as it is now. Nothing is taken out of git before it is asked for, and git
/// is started at most five times, whatever is asked: to find the repository, to find the commit,
/// for its tree, for its texts, and for what git keeps now.
///
/// Symbolic links in the repository are those of then. They are followed within it; what one leads
/// to outside can be looked at, but neither opened nor listed, unless it was let out.
class Revision : public FileSystem {
 public:
  /// `name`: as git-rev-parse(1) takes it. `now` are the files of now; they and `process` must
  /// outlive the revision. An error if there is no such repository or revision.
  static Result<std::unique_ptr<Revision>> open(const FileSystem& now, Process& process,
                                                const Environment& environment,
                                                const std::string& name);

  /// Of the repository: absolute, without symbolic links.
  const std::string& root() const { return root_; }
  /// Whether a path, as far as its text tells, is in the repository.
  bool is_inside(const std::string& path) const;
  /// Whether git keeps a file of now; of what is not in the repository it does not.
  Result<bool> is_kept_now(const std::string& path);

  /// Has a path, and all below it, lead to the files of now from here on.
  void take_from_now(const std::string& path);
  /// Likewise to where its link leads, if that is out of the repository: somebody wants just that.
  void let_out(const std::string& path);

  /// The first thing that git was asked for and did not have: it does not count as missing, nothing
  /// that was found in the revision holds.
  std::optional<Error> lost() const;

  Result<std::unique_ptr<File>> open(const std::string& path) const override;
  Result<std::unique_ptr<File>> open_standard_input() const override;
  Result<std::vector<Entry>> list(const std::string& folder) const override;
  Result<Status> status(const std::string& path) const override;
  std::optional<std::string> resolve(const std::string& path) const override;
  const std::string& working_directory() const override { return now_.working_directory(); }

 private:
  /// Where a path leads: into the tree, or to the files of now, by the path there.
  struct Place {
    GitTree::Place in_tree = {};
    std::optional<std::string> now = {};
    bool is_virtual = false;  ///< a folder that is there though the tree does not have it
  };

  Revision(const FileSystem& now, Git git, GitTree tree);
  Place find(const std::string& path) const;
  std::string absolute(const std::string& path) const;
  std::string link_target(std::size_t number) const;
  Result<std::shared_ptr<const Scratch>> read(const GitTree::Place& place) const;
  Error missing(const Place& place) const;

  const FileSystem& now_;
  Git git_;
  GitTree tree_;
  std::string root_;
  std::map<std::string, std::string> elsewhere_;  ///< paths that lead to those of now
  std::optional<std::set<std::string>> kept_;     ///< relative to the root
  mutable GitObjects objects_;
  mutable std::mutex mutex_;  ///< for what follows
  mutable std::unordered_map<std::size_t, std::string> links_;
  mutable std::optional<Error> lost_;
};

}  // namespace fargate_lint::system
