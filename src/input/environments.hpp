#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "input/path_patterns.hpp"
#include "kube/object.hpp"

namespace fargate_lint::input {

/// Which environment each file belongs to. Patterns are those of PathPatterns: one without a slash,
/// `dev`, makes an environment of all directories of that name; one with a slash, `clusters/*`, of
/// each directory (or file) that it matches. The outermost that matches counts, and the first of
/// several patterns.
class Environments {
 public:
  /// No run may have more: what is looked up by environment is gone through once for each.
  static constexpr std::size_t kMost = 1000;

  Environments() = default;
  /// `folder`: absolute, without symbolic links.
  Environments(const std::string& folder, const std::vector<std::string>& patterns);

  /// The environment of a file, by its absolute path without symbolic links. Beyond kMost all are
  /// the last one; see too_many().
  kube::Environment of(std::string_view absolute);
  bool too_many() const { return too_many_; }
  /// The patterns that no file was given for, as they are written.
  std::vector<std::string> unused() const;

 private:
  struct Pattern {
    std::string text;
    PathPatterns paths;
    bool is_name = false;  ///< without a slash
    bool is_used = false;
  };
  kube::Environment number_of(std::string key);

  std::string folder_;  ///< with a slash at the end
  std::vector<Pattern> patterns_;
  std::map<std::string, kube::Environment> numbers_;
  bool too_many_ = false;
};

}  // namespace fargate_lint::input
