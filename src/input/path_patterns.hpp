#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "input/ignore_rules.hpp"

namespace fargate_lint::input {

/// Which files a list of patterns names. They are written as in a .gitignore file that stands in
/// `folder`: `legacy/` is a folder anywhere below, `/deploy/*.yaml` stands beside it, `!` takes out
/// again.
class PathPatterns {
 public:
  PathPatterns() = default;
  /// `folder`: absolute, without symbolic links.
  PathPatterns(std::string folder, const std::vector<std::string>& patterns);

  bool empty() const { return rules_.empty(); }
  /// Whether the patterns name the file, or a folder above it. `absolute` is as `folder` is; what
  /// lies outside of it is named by no pattern.
  bool match(std::string_view absolute, bool is_directory = false) const;

 private:
  std::string folder_;
  IgnoreRules rules_;
};

/// What of the files in walked folders is read.
struct Filter {
  PathPatterns include;  ///< all, if empty
  PathPatterns exclude;
  /// Also of what is named. Who names files without knowing them, as a hook does, does not mind if
  /// nothing is left.
  bool of_named = false;
  /// The folder of the configuration, absolute; empty if there is none. See Reach.
  std::string home = {};

  bool leaves_out(std::string_view absolute, bool is_directory) const;
};

}  // namespace fargate_lint::input
