#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fargate_lint {

/// Numbers by texts of which another text may begin with one: finds all of those in a time that
/// depends on the text, not on how many there are.
class PrefixIndex {
 public:
  void add(std::string_view prefix, std::uint32_t number);
  /// Calls `visit` with the numbers (const std::vector<std::uint32_t>&, in the order in which they
  /// were added) of each text that `text` begins with, the shortest first.
  template <typename Visit>
  void visit_prefixes_of(std::string_view text, const Visit& visit) const {
    for (const auto size : sizes_) {
      if (size > text.size()) return;
      if (const auto found = numbers_.find(text.substr(0, size)); found != numbers_.end())
        visit(found->second);
    }
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, std::vector<std::uint32_t>, Hash, std::equal_to<>> numbers_;
  std::set<std::size_t> sizes_;  ///< of the texts
};

}  // namespace fargate_lint
