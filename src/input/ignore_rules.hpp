#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/prefix_index.hpp"

namespace fargate_lint::input {

/// The patterns of one .gitignore file (git's gitignore(5)).
class IgnoreRules {
 public:
  enum class Answer : unsigned char { silent, ignored, included };

  static IgnoreRules parse(std::string_view text);
  /// What the file says about `path`, relative to its own folder, without a leading slash. The last
  /// pattern that matches decides.
  Answer judge(std::string_view path, bool is_directory) const;
  bool empty() const { return patterns_.empty(); }

 private:
  struct Pattern {
    std::string glob;
    bool negated = false;
    bool directory_only = false;
    bool anchored = false;  ///< held against the whole path, else against its last part
  };
  /// Patterns by what all that they match begins with, or ends with (in reverse), whichever is
  /// longer: a file of 100,000 lines is not gone through for every path.
  struct Index {
    PrefixIndex heads;
    PrefixIndex tails;
    std::vector<std::uint32_t> others;
  };
  void index(std::uint32_t number);

  std::vector<Pattern> patterns_;
  Index anchored_;
  Index of_names_;
};

/// Whether `glob` matches the whole of `path`: `*` and `?` stop at slashes, `**` does not, `[…]` is
/// a set. Never exponential: at most one `*` and one `**` are open at a time.
bool gitignore_match(std::string_view glob, std::string_view path);

}  // namespace fargate_lint::input
