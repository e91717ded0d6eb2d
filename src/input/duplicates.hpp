#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

#include "input/scan.hpp"
#include "input/walk.hpp"
#include "kube/inventory.hpp"
#include "lint/reading.hpp"

namespace fargate_lint::input {

/// Finds objects of one kind, namespace and name whose values differ. What came first is held
/// against each that came later in its environment (what is shared by all: in all), and no object
/// is opened more than once: the time is in proportion to the input, whoever wrote it.
///
/// Most that are given twice have the same text, of which the hash was taken when it was read. Only
/// where texts differ are values compared, by hash as well. A very large object that was not kept
/// has but its text.
///
/// Of two directories below which several objects are the same, one pair is told for all.
class DuplicateFinder {
 public:
  /// All of them must outlive it. Part::first_kept and environment must be set, and `inventory`
  /// hold what was kept; it need not be indexed.
  DuplicateFinder(const Walk& walk, const Parts& parts, const kube::Inventory& inventory)
      : walk_(walk), parts_(parts), inventory_(inventory) {}

  /// Gathers what was given twice with different texts. Reads only what the constructor was given.
  void gather();
  /// Those of it whose values differ, or the first of each pair of directories, in the order of the
  /// input, whatever the number of threads.
  /// Call once, after gather(). Throws kube::FileChanged, or kube::GlanceFailed.
  std::vector<lint::DuplicateObject> compare(unsigned threads) const;

 private:
  struct Seen {
    const Part* part;
    const ObjectRecord* record;
  };
  struct Pair {
    const Seen* first;
    const Seen* second;
  };
  class FirstOfEach;
  /// Group, kind, namespace and name.
  using Key = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;

  std::vector<Pair> differing(unsigned threads) const;
  static bool is_kept(const Seen& seen) { return seen.record->kept < ObjectRecord::kValue; }
  /// Whether its value can be told: of some that are not kept only the text's hash is left.
  static bool has_value(const Seen& seen) { return seen.record->kept != ObjectRecord::kNotKept; }
  const kube::Object& kept(const Seen& seen) const;
  Key key(const Seen& seen) const;
  lint::Location where(const Seen& seen) const;
  std::vector<std::uint64_t> hash_values(const std::vector<const Seen*>& objects,
                                         unsigned threads) const;

  const Walk& walk_;
  const Parts& parts_;
  const kube::Inventory& inventory_;
  std::vector<Seen> all_;     ///< in the order of the input
  std::vector<Pair> unlike_;  ///< in texts; likewise, of the second
};

}  // namespace fargate_lint::input
