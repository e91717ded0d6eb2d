#pragma once

#include <string>
#include <vector>

#include "input/source.hpp"
#include "system/file_system.hpp"

namespace fargate_lint::input {

/// How far symbolic links may lead a run: manifests may be a stranger's, and a link among them must
/// not have a file read, quoted or written that nobody meant. Whatever the user names himself is
/// read all the same.
class Reach {
 public:
  /// `home`: the folder of the configuration, absolute; empty if there is none.
  Reach(const system::FileSystem& files, std::string home, std::vector<Source> named)
      : files_(files), home_(std::move(home)), named_(std::move(named)) {}

  /// Whether a file belongs to what is linted: it is in the repository of the configuration or of a
  /// path that the user names, or it is one of those paths or below it. What is in no repository
  /// has its folder in place of one. `canonical`: absolute, without symbolic links.
  bool covers(const std::string& canonical) const;

 private:
  void find_folders() const;

  const system::FileSystem& files_;
  std::string home_;
  std::vector<Source> named_;
  /// Asked for when the first link is met: most runs meet none.
  mutable std::vector<std::string> folders_;
};

}  // namespace fargate_lint::input
