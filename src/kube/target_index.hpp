#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kube/object.hpp"

namespace fargate_lint::kube {

/// What an autoscaler scales: an object of that kind and name in the autoscaler's namespace. Views
/// into the autoscaler.
struct ScaleTarget {
  std::string_view kind;
  std::string_view ns;
  std::string_view name;
  auto operator<=>(const ScaleTarget&) const = default;
};

/// Finds the autoscaler of an object. Sorted by the hash of what they scale, then by its kind and
/// name, then by environment, path and in input order: no input makes a look-up slow.
class TargetIndex {
 public:
  using ReadTarget = ScaleTarget (*)(const Object& autoscaler);
  /// `objects`: all of the inventory, by their order; the same for all calls.
  using Objects = std::span<const Object* const>;

  explicit TargetIndex(ReadTarget read) : read_(read) {}
  void add(const Object& autoscaler);
  void sort(Objects objects);

  bool has(const Object& object, Objects objects) const;
  /// The autoscaler of the object; of several the nearest (see nearest.hpp), the last of those that
  /// stand in its own file. Null if several are equally near.
  const Object* nearest(const Object& object, Objects objects) const;

 private:
  struct Entry {
    std::uint64_t key;  ///< name_key_of() the target
    std::uint32_t order;
  };
  /// Those that scale the object and that it can meet.
  std::span<const Entry> find(const Object& object, Objects objects) const;

  ReadTarget read_;
  std::vector<Entry> entries_;
};

}  // namespace fargate_lint::kube
