#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lint/baseline.hpp"

namespace fargate_lint::lint {

/// "hostNetwork" of `    - hostNetwork: true`.
std::string first_word(std::string_view line);

/// The baselines that fargate-lint wrote until a finding had facts of its own (version 1). There
/// the facts are all that the message had in backticks, words of the program among them, joined by
/// ", "; and the field is the first word of the finding's line. A finding is known by an entry that
/// has, all else being the same, each of its facts among those. One about the whole input was known
/// by whichever object came first, so any entry of its rule knows it.
class FormerBaseline {
 public:
  explicit FormerBaseline(const Baseline::Counts& entries);
  bool empty() const { return groups_.empty(); }
  /// Takes the finding from the entry that knows it, and of several from that which says least
  /// besides. To find an entry for each, ask for those with most facts first. False if there is
  /// none.
  bool take(const Finding& finding);

 private:
  struct Entry {
    std::string facts;
    std::uint32_t left;
  };
  /// Entries that differ in their facts only.
  struct Group {
    std::vector<Entry> entries;
    /// Those in which a part of the facts stands, which may be several: `a, b` may be one fact.
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_part;
    std::vector<std::uint32_t> all;
  };

  bool take_of_rule(std::string_view rule);

  std::map<BaselineKey, Group> groups_;  ///< by keys without facts
};

}  // namespace fargate_lint::lint
