#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kube/object.hpp"
#include "kube/quantity.hpp"
#include "kube/selector.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::kube {

class Inventory;

/// What a PersistentVolumeClaim, or a claim template, asks for. Views into the Document.
struct ClaimRequest {
  std::optional<std::string_view> class_name;  ///< as written; nothing if the claim names no class
  yaml::Node class_field;        ///< storageClassName or the annotation that comes before it
  std::string_view volume_name;  ///< spec.volumeName
  Quantity storage;
  std::uint8_t access_modes = 0;  ///< a set of bits
  bool block = false;             ///< volumeMode: Block
  std::optional<LabelSelector> selector;
  bool well_formed = true;  ///< nothing in it that Kubernetes would refuse
};
ClaimRequest read_claim_request(yaml::Node claim);

/// Which PersistentVolume each claim of an inventory gets, as Kubernetes' volume controller
/// decides (pkg/controller/volume/persistentvolume). Its rules, in short: a volume whose `claimRef`
/// names the claim; else, of the free volumes that offer the class, volume mode, access modes, size
/// and labels asked for, one with the fewest access modes, and of those the smallest.
///
/// A volume is given by these rules to one claim only. The claims are served in the order of the
/// input, PersistentVolumeClaims first, then the first claim of each StatefulSet's template. (In a
/// cluster the claim that comes first gets it; the input's order is the best guess.)
///
/// Volumes lie in buckets of one class, mode and set of access modes, sorted by size, so that a
/// claim finds its volume in O(log n). Only label selectors must be tried volume by volume: a
/// budget bounds that, for hostile input.
class VolumeIndex {
 public:
  explicit VolumeIndex(const Inventory& inventory);

  /// The StorageClass marked as default; of several the first by name, as Kubernetes does for those
  /// created at the same time. Null if there is none.
  const Object* default_class() const { return default_class_; }
  /// The class that counts for a request; nothing if a default class outside the input may decide.
  std::optional<std::string_view> effective_class(const ClaimRequest& request) const;

  /// The volume that claim `name` in `ns` gets by a claimRef or by the rules, or null.
  const Object* volume_of(std::string_view ns, std::string_view name) const;
  /// True if the budget for label selectors ended before a volume was found or ruled out.
  bool gave_up(std::string_view ns, std::string_view name) const;

 private:
  struct ClaimKey {
    std::string_view ns;
    std::string_view name;
    auto operator<=>(const ClaimKey&) const = default;
  };
  struct FreeVolume {
    Quantity capacity;
    const Object* object;
  };
  struct SmallestFirst {
    using is_transparent = void;
    bool operator()(const FreeVolume& a, const FreeVolume& b) const;
    bool operator()(const FreeVolume& a, Quantity capacity) const { return a.capacity < capacity; }
  };
  using FreeVolumes = std::set<FreeVolume, SmallestFirst>;
  struct Bucket {
    std::uint8_t access_modes = 0;
    bool block = false;
    FreeVolumes free;
  };
  /// Where a volume that fits was found.
  struct Fit {
    std::size_t bucket;
    FreeVolumes::const_iterator volume;
  };
  using Buckets = std::vector<Bucket>;  ///< those with the fewest access modes first

  void read_volumes(const Inventory& inventory);
  void serve(ClaimKey key, const ClaimRequest& request);
  /// The best free volume; trying a label selector on a volume takes one off `trials_left_`.
  std::optional<Fit> search(const Buckets& buckets, const ClaimRequest& request);

  const Object* default_class_ = nullptr;
  bool holds_all_classes_ = false;
  std::map<std::string_view, Buckets> by_class_;
  std::map<ClaimKey, const Object*> volumes_;
  std::set<ClaimKey> gave_up_;
  std::deque<std::string> names_;  ///< of claims that templates make; keys view them
  std::size_t trials_left_;
};

}  // namespace fargate_lint::kube
