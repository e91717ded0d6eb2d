#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube/object.hpp"
#include "kube/quantity.hpp"
#include "kube/selector.hpp"
#include "kube/volume_contest.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::kube {

class Inventory;
struct ClaimPath;
struct ClaimTemplate;
struct Workload;

/// What a PersistentVolumeClaim, or a claim template, asks for. Views into the Document.
struct ClaimRequest {
  std::optional<std::string_view> class_name;  ///< as written; nothing if the claim names no class
  yaml::Node class_field;        ///< storageClassName or the annotation that comes before it
  std::string_view volume_name;  ///< spec.volumeName
  std::string_view uid;          ///< of a claim read from a cluster
  Quantity storage;
  std::uint8_t access_modes = 0;  ///< a set of bits
  bool block = false;             ///< volumeMode: Block
  std::optional<LabelSelector> selector;
  bool well_formed = true;  ///< nothing in it that Kubernetes would refuse
};
/// `path`: of a claim template, which may have its own words; else null.
ClaimRequest read_claim_request(yaml::Node claim, const ClaimPath* path = nullptr);

/// Namespace and name of a claim.
struct ClaimKey {
  std::string_view ns;
  std::string_view name;
  auto operator<=>(const ClaimKey&) const = default;
};

/// The StorageClass that stands in where a claim names none.
struct DefaultClass {
  const Object* object = nullptr;
  bool ambiguous = false;  ///< several are marked, and the input does not show which was made last
};

/// Why a claim and a volume of which one names the other are not bound (checkVolumeSatisfyClaim,
/// IsVolumeBoundToClaim, pkg/controller/volume/persistentvolume).
enum class Misfit : std::uint8_t {
  none,
  unknown,      ///< the input does not tell whether they fit
  released,     ///< the volume was another claim's, and waits for its administrator
  terminating,  ///< the volume is being deleted
  other_claim,  ///< the volume is reserved for another claim
  other_uid,    ///< the volume is reserved for an earlier claim of that name
  storage_class,
  size,
  volume_mode,
  access_modes,
};
/// Of a claim that names the volume, which is reserved for nobody. `class_name`: the claim's; not
/// known if absent.
Misfit misfit_of_named(const ClaimRequest& request, std::optional<std::string_view> class_name,
                       const Object& volume);
/// Of a volume that is reserved for a claim of that name, which names none.
Misfit misfit_of_reserved(const ClaimRequest& request, const Object& volume);
/// Of a claim and a volume that name each other.
Misfit misfit_of_pair(const ClaimRequest& request, const Object& volume);

/// Which PersistentVolumes each claim of an inventory may get, as Kubernetes' volume controller
/// decides (pkg/controller/volume/persistentvolume). In short: the volume that it names, or that is
/// reserved for it; else, of the free volumes that offer the class, volume mode, access modes, size
/// and labels asked for, one with the fewest access modes, and of those the smallest. A volume is
/// bound to one claim only, and claims are served in no certain order: see volume_contest.hpp.
///
/// Claims are those of one environment and what is shared, and those that workloads make, for each
/// pod its own. Only label
/// selectors and sizes must be tried volume by volume: a budget bounds that, for hostile input.
class VolumeIndex {
 public:
  VolumeIndex(const Inventory& inventory, Environment environment);

  const DefaultClass& default_class() const { return default_class_; }
  /// The class that counts for a request; nothing if a default class outside the input may decide.
  std::optional<std::string_view> effective_class(const ClaimRequest& request) const;

  /// The volumes whose claimRef names the claim.
  std::span<const Object* const> reserved_for(ClaimKey claim) const;

  /// What the other claims leave to a claim that may get free volumes.
  struct Share {
    bool sure = false;  ///< it gets one, whoever comes first
    /// The one that it gets if claims are served in the order of the input; null if none is left.
    const Object* volume = nullptr;
    std::vector<const Object*> others;  ///< volumes of another kind that it may get as well
    std::uint32_t contest = 0;  ///< number of the contest that it is not sure to win; else 0
  };
  /// Nothing if no free volume fits.
  std::optional<Share> share_of(ClaimKey claim) const;
  /// Which of these claims get no volume even if nobody else takes one.
  std::vector<bool> left_over(std::span<const ClaimKey> claims) const;

  /// The template by which a workload of the input makes a claim of that name; null if none does.
  struct Made {
    yaml::Node node;
    const ClaimPath* path = nullptr;
    bool is_numbered = false;
  };
  const Made* find_made(ClaimKey claim) const;

  /// Whether an input's claim of that name may be the one that a pod in another namespace mounts:
  /// one of the two namespaces was assumed.
  bool may_be_elsewhere(std::string_view name, bool ns_assumed) const;

  /// How many pods of a workload have a claim each: at least one, and no more than are looked at.
  static std::int64_t count_pods(const Inventory& inventory, const Workload& workload,
                                 const ClaimPath& path);

 private:
  /// Volumes of a kind: nothing tells them apart but their names.
  struct Kind {
    std::string_view class_name;
    bool block = false;
    std::uint8_t access_modes = 0;
    Quantity capacity;
    std::string_view driver;   ///< of CSI
    std::uint32_t unique = 0;  ///< not 0: it is the only one of its kind
    auto operator<=>(const Kind&) const = default;
  };
  struct Claim {
    ClaimKey key;
    ClaimRequest request;
    std::uint32_t count = 1;
  };
  struct Served {
    std::uint32_t demand = 0;
    const Object* volume = nullptr;
  };

  /// Whether the object is of the environment, or shared.
  bool counts(const Object& object) const { return can_meet(object.environment, environment_); }
  void read_claims(const Inventory& inventory);
  void read_templates(const Inventory& inventory);
  void add_template(const Inventory& inventory, const Workload& workload,
                    const ClaimTemplate& claim);
  void read_volumes(const Inventory& inventory);
  std::uint32_t add_supply(const Kind& kind, const Object& volume);
  Demand demand_of(const Inventory& inventory, const Claim& claim);
  void add_free(const Inventory& inventory, const Claim& claim, std::string_view class_name,
                Demand& demand);
  void serve(const Inventory& inventory);

  Environment environment_;
  DefaultClass default_class_;
  bool holds_all_classes_ = false;
  std::map<std::string_view, bool> elsewhere_;  ///< claims by name; true: namespace assumed
  std::vector<Claim> claims_;
  std::map<ClaimKey, Made> made_;  ///< by the beginning of their claims' names
  std::deque<std::string> names_;  ///< of claims that workloads make; keys view them
  std::map<ClaimKey, std::vector<const Object*>> reserved_;
  std::map<const Object*, std::uint32_t> supply_of_;  ///< of volumes that are unique
  std::map<std::string_view, std::vector<std::uint32_t>> by_class_;
  std::map<Kind, std::uint32_t> kinds_;
  std::vector<Supply> supplies_;
  std::vector<const Kind*> kind_of_;                    ///< of each supply
  std::vector<std::vector<const Object*>> volumes_of_;  ///< likewise
  std::vector<Demand> demands_;
  std::vector<Prospect> prospects_;  ///< of each demand
  std::map<ClaimKey, Served> served_;
  std::size_t trials_left_;
};

}  // namespace fargate_lint::kube
