#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "system/environment.hpp"
#include "system/file_system.hpp"
#include "system/process.hpp"

namespace fargate_lint::system {

/// The repository that we stand in, as git tells of it. A repository is its author's: git runs
/// programs that its configuration names, some of them on the most harmless of questions, and takes
/// a folder that holds the plain files of a bare repository for one. Whatever is asked here runs
/// none of that, fetches nothing, writes nothing and asks nobody.
class Git {
 public:
  /// The repository is the one whose `.git` stands closest upwards from the working directory, or
  /// the one that GIT_DIR or GIT_WORK_TREE of the environment name, as git sets them for hooks.
  static Result<Git> find(Process& process, const FileSystem& files,
                          const Environment& environment);

  /// Of its work tree: absolute, without symbolic links.
  const std::string& root() const { return root_; }

  /// The commit that a revision of that name is; an error if there is none.
  Result<std::string> commit(const std::string& revision) const;
  /// The best common ancestor of two revisions; an error if there is none, or if one of them is no
  /// revision.
  Result<std::string> merge_base(const std::string& a, const std::string& b) const;
  /// Branches, those of remotes, and tags, by their short names; none if git cannot tell.
  std::vector<std::string> names() const;
  /// All that `git WORDS` prints, run in the root; an error if it fails.
  Result<std::string> ask(std::vector<std::string> words) const;
  /// Starts `git WORDS` to be asked time and again.
  std::unique_ptr<Running> start(std::vector<std::string> words) const;

 private:
  Git(Process& process, const FileSystem& files, const Environment& environment);
  Failure ask_for_root(const std::string& here);
  /// Why a revision is not there, and what to do.
  Error no_revision(const std::string& revision) const;
  bool is_shallow() const;
  Command command(std::vector<std::string> words) const;

  Process* process_;
  std::vector<std::string> first_words_;
  std::vector<Variable> variables_;
  std::string folder_;  ///< where git runs
  std::string root_;
};

/// What git's failure means for who has asked for it.
Error git_failure(const Ending& ending);

}  // namespace fargate_lint::system
