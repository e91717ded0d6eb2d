#include "kube/volume_index.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kube/claim_templates.hpp"
#include "kube/fields.hpp"
#include "kube/inventory.hpp"
#include "kube/node_path.hpp"
#include "kube/replicas.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {
namespace {

/// Claims that are held against volumes, per run: a tenth of a second at most.
constexpr std::size_t kMostTrials = 250'000;

/// Pods of a workload whose claims are told apart.
constexpr std::int64_t kMostPods = 64;

/// Set on claims and volumes before storageClassName was a field, and still obeyed first
/// (GetPersistentVolumeClaimClass, pkg/apis/core/v1/helper).
constexpr std::string_view kBetaClass = "volume.beta.kubernetes.io/storage-class";

constexpr std::array<std::string_view, 2> kDefaultClassMarks = {
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class"};

bool waits_for_consumer(const Object& storage_class) {
  return text_of(storage_class.node["volumeBindingMode"]) == "WaitForFirstConsumer";
}

constexpr std::array<std::string_view, 4> kAccessModes = {"ReadWriteOnce", "ReadOnlyMany",
                                                          "ReadWriteMany", "ReadWriteOncePod"};

/// The field that names the class of a claim or volume; missing if none does.
yaml::Node find_class_field(yaml::Node object, std::string_view path) {
  const auto annotation = object["metadata"]["annotations"][kBetaClass];
  if (annotation.is_string() || annotation.is_null()) return annotation;
  const auto field = walk(object, path);
  return field.is_string() ? field : yaml::Node();
}

std::string_view class_of(const Object& volume) {
  return find_class_field(volume.node, "spec.storageClassName").text();
}

std::optional<std::uint8_t> read_access_modes(yaml::Node node) {
  if (!is_absent(node) && !node.is_sequence()) return std::nullopt;
  unsigned modes = 0;
  for (const auto item : node.items()) {
    const auto mode = std::ranges::find(kAccessModes, text_of(item));
    if (mode == kAccessModes.end()) return std::nullopt;
    modes |= 1U << (mode - kAccessModes.begin());
  }
  return static_cast<std::uint8_t>(modes);
}

/// True for `Block`; nothing for what is no volume mode. Unset means a file system.
std::optional<bool> read_block(yaml::Node node) {
  if (is_absent(node) || text_of(node) == "Filesystem") return false;
  if (text_of(node) == "Block") return true;
  return std::nullopt;
}

/// An amount of storage; zero where none is given, nothing where it is malformed.
std::optional<Quantity> read_storage(yaml::Node storage) {
  return storage ? read_quantity(storage) : Quantity();
}

bool is_terminating(const Object& volume) {
  return !is_absent(volume.metadata()["deletionTimestamp"]);
}

/// Released by an earlier claim, or failed: it is given to none.
bool is_spent(const Object& volume) {
  const auto phase = text_of(volume.node["status"]["phase"]);
  return phase == "Released" || phase == "Failed";
}

/// GetDefaultClass, pkg/volume/util of Kubernetes: the newest, of those made at the same time the
/// first by name. Times are RFC 3339 in UTC: their texts sort as they do.
DefaultClass find_default_class(const Inventory& inventory, Environment environment) {
  DefaultClass found;
  std::string_view newest;
  std::size_t marked = 0;
  bool undated = false;
  for (const auto* candidate : inventory.of_kind(kinds::storage_class)) {
    if (!can_meet(candidate->environment, environment)) continue;
    const auto annotations = candidate->annotations();
    const bool is_marked = std::ranges::any_of(kDefaultClassMarks, [&](std::string_view mark) {
      return label_value(annotations, mark) == "true";
    });
    if (!is_marked) continue;
    const bool is_copy = found.object != nullptr && found.object->name == candidate->name;
    if (!is_copy) ++marked;
    const auto created = text_of(candidate->metadata()["creationTimestamp"]);
    undated = undated || created.empty();
    const bool comes_first = found.object == nullptr || created > newest ||
                             (created == newest && candidate->name < found.object->name);
    if (!comes_first) continue;
    found.object = candidate;
    newest = created;
  }
  if (marked > 1 && undated) return {.object = nullptr, .ambiguous = true};
  return found;
}

bool has_same_uid(const ClaimRequest& request, yaml::Node reference) {
  return text_of(reference["uid"]).empty() || request.uid == text_of(reference["uid"]);
}

Misfit misfit_of_uid(const ClaimRequest& request, yaml::Node reference) {
  if (has_same_uid(request, reference)) return Misfit::none;
  return request.uid.empty() ? Misfit::unknown : Misfit::other_uid;
}

/// Of what a volume offers, beside its class; what one of both does not say is no misfit.
Misfit misfit_of_offer(const ClaimRequest& request, const Object& volume) {
  const auto spec = volume.spec();
  const auto capacity = read_storage(spec["capacity"]["storage"]);
  const auto modes = read_access_modes(spec["accessModes"]);
  const auto block = read_block(spec["volumeMode"]);
  if (!capacity || !modes || !block || !request.well_formed) return Misfit::unknown;
  if (!is_absent(spec["capacity"]) && *capacity < request.storage) return Misfit::size;
  if (*block != request.block) return Misfit::volume_mode;
  const bool offers = *modes == 0 || (*modes & request.access_modes) == request.access_modes;
  return offers ? Misfit::none : Misfit::access_modes;
}

}  // namespace

ClaimRequest read_claim_request(yaml::Node claim, const ClaimPath* path) {
  static constexpr ClaimPath kPlain;
  if (path == nullptr) path = &kPlain;
  ClaimRequest request;
  request.class_field = find_class_field(claim, path->storage_class);
  if (request.class_field) request.class_name = request.class_field.text();
  const auto spec = claim["spec"];
  request.volume_name = text_of(spec["volumeName"]);
  request.uid = text_of(claim["metadata"]["uid"]);

  const auto storage = read_storage(walk(claim, path->size));
  const auto access_modes = read_access_modes(spec["accessModes"]);
  const auto block = read_block(spec["volumeMode"]);
  const bool selects = !is_absent(spec["selector"]);
  if (selects) request.selector = LabelSelector::parse(spec["selector"]);
  request.storage = storage.value_or(Quantity());
  request.access_modes = access_modes.value_or(std::uint8_t{0});
  request.block = block.value_or(false);
  request.well_formed = storage && access_modes && block && (request.selector || !selects);
  return request;
}

Misfit misfit_of_named(const ClaimRequest& request, std::optional<std::string_view> class_name,
                       const Object& volume) {
  if (is_spent(volume)) return Misfit::released;
  if (is_terminating(volume)) return Misfit::terminating;
  const auto offer = misfit_of_offer(request, volume);
  if (offer != Misfit::none && offer != Misfit::unknown) return offer;
  if (!class_name) return Misfit::unknown;
  return class_of(volume) == *class_name ? offer : Misfit::storage_class;
}

Misfit misfit_of_reserved(const ClaimRequest& request, const Object& volume) {
  if (is_spent(volume)) return Misfit::released;
  if (is_terminating(volume)) return Misfit::terminating;
  if (const auto offer = misfit_of_offer(request, volume); offer != Misfit::none) return offer;
  return misfit_of_uid(request, volume.spec()["claimRef"]);
}

Misfit misfit_of_pair(const ClaimRequest& request, const Object& volume) {
  if (is_spent(volume)) return Misfit::released;
  return misfit_of_uid(request, volume.spec()["claimRef"]);
}

VolumeIndex::VolumeIndex(const Inventory& inventory, Environment environment)
    : environment_(environment),
      default_class_(find_default_class(inventory, environment)),
      holds_all_classes_(inventory.holds_all(kinds::storage_class)),
      trials_left_(kMostTrials) {
  read_claims(inventory);
  read_templates(inventory);
  if (inventory.of_kind(kinds::persistent_volume).empty()) return;
  read_volumes(inventory);
  serve(inventory);
}

std::optional<std::string_view> VolumeIndex::effective_class(const ClaimRequest& request) const {
  if (request.class_name) return request.class_name;
  if (default_class_.object != nullptr) return default_class_.object->name;
  if (holds_all_classes_ && !default_class_.ambiguous) return std::string_view();
  return std::nullopt;
}

std::span<const Object* const> VolumeIndex::reserved_for(ClaimKey claim) const {
  const auto entry = reserved_.find(claim);
  return entry == reserved_.end() ? std::span<const Object* const>() : entry->second;
}

bool VolumeIndex::may_be_elsewhere(std::string_view name, bool ns_assumed) const {
  const auto entry = elsewhere_.find(name);
  return entry != elsewhere_.end() && (ns_assumed || entry->second);
}

std::int64_t VolumeIndex::count_pods(const Inventory& inventory, const Workload& workload,
                                     const ClaimPath& path) {
  auto count = pods_with_claims(workload, path);
  if (path.count.empty())
    if (const auto range = replicas_of(inventory, workload)) count = range->least;
  return std::clamp<std::int64_t>(count, 1, kMostPods);
}

void VolumeIndex::read_claims(const Inventory& inventory) {
  const bool has_volumes = !inventory.of_kind(kinds::persistent_volume).empty();
  for (const auto* claim : inventory.of_kind(kinds::persistent_volume_claim)) {
    if (!counts(*claim)) continue;
    auto& assumed = elsewhere_[claim->name];
    assumed = assumed || claim->ns_assumed;
    // Of two of one name the last counts, as for everybody who looks it up.
    if (has_volumes && inventory.find(kinds::persistent_volume_claim, claim->ns, claim->name,
                                      environment_) == claim)
      claims_.push_back({{claim->ns, claim->name}, read_claim_request(claim->node), 1});
  }
}

void VolumeIndex::read_templates(const Inventory& inventory) {
  for (const auto& workload : inventory.workloads()) {
    if (workload.path->claims.empty() || !counts(*workload.object)) continue;
    for (const auto& claim : claim_templates(workload)) add_template(inventory, workload, claim);
  }
}

void VolumeIndex::add_template(const Inventory& inventory, const Workload& workload,
                               const ClaimTemplate& claim) {
  const std::string_view ns = workload.object->ns;
  if (!claim.is_random()) {
    names_.push_back(claim.stem);
    made_.try_emplace({ns, names_.back()}, Made{claim.node, claim.path, claim.is_numbered()});
  }
  if (inventory.of_kind(kinds::persistent_volume).empty()) return;
  const auto pods = count_pods(inventory, workload, *claim.path);
  const auto request = read_claim_request(claim.node, claim.path);
  for (std::int64_t i = 0; i < (claim.is_numbered() ? pods : 1); ++i) {
    names_.push_back(claim.claim(claim.first_ordinal + i));
    const ClaimKey key = {ns, names_.back()};
    if (inventory.find(kinds::persistent_volume_claim, key.ns, key.name, environment_) != nullptr)
      continue;
    claims_.push_back({key, request, claim.is_random() ? static_cast<std::uint32_t>(pods) : 1U});
  }
}

const VolumeIndex::Made* VolumeIndex::find_made(ClaimKey claim) const {
  if (const auto shared = made_.find(claim); shared != made_.end() && !shared->second.is_numbered)
    return &shared->second;
  const auto ordinal = claim.name.find_last_not_of("0123456789") + 1;
  if (ordinal == claim.name.size()) return nullptr;
  const auto numbered = made_.find({claim.ns, claim.name.substr(0, ordinal)});
  const bool found = numbered != made_.end() && numbered->second.is_numbered;
  return found ? &numbered->second : nullptr;
}

void VolumeIndex::read_volumes(const Inventory& inventory) {
  std::set<std::string_view> asked_for;
  bool any_selects = false;
  for (const auto& claim : claims_) {
    any_selects = any_selects || claim.request.selector.has_value();
    if (!claim.request.volume_name.empty()) asked_for.insert(claim.request.volume_name);
  }
  for (const auto* volume : inventory.of_kind(kinds::persistent_volume)) {
    if (!counts(*volume)) continue;
    const auto spec = volume->spec();
    const auto reference = spec["claimRef"];
    const bool reserved = !is_absent(reference);
    if (reserved)
      reserved_[{text_of(reference["namespace"]), text_of(reference["name"])}].push_back(volume);
    const auto access_modes = read_access_modes(spec["accessModes"]);
    const auto block = read_block(spec["volumeMode"]);
    const auto capacity = read_storage(spec["capacity"]["storage"]);
    if (!access_modes || !block || !capacity || is_spent(*volume) || is_terminating(*volume))
      continue;
    const bool unique = reserved || asked_for.contains(volume->name) ||
                        (any_selects && volume->labels().is_mapping());
    // A reserved one comes before those that are free.
    const auto supply = add_supply({.class_name = class_of(*volume),
                                    .block = *block,
                                    .access_modes = *access_modes,
                                    .capacity = reserved ? Quantity() : *capacity,
                                    .driver = spec["csi"]["driver"].text(),
                                    .unique = unique ? volume->order + 1 : 0},
                                   *volume);
    if (unique) supply_of_[volume] = supply;
    if (!reserved && supplies_[supply].count == 1) by_class_[class_of(*volume)].push_back(supply);
  }
}

std::uint32_t VolumeIndex::add_supply(const Kind& kind, const Object& volume) {
  const auto [entry, fresh] =
      kinds_.try_emplace(kind, static_cast<std::uint32_t>(supplies_.size()));
  if (fresh) {
    supplies_.push_back({0, kind.access_modes, kind.capacity});
    kind_of_.push_back(&entry->first);
    volumes_of_.emplace_back();
  }
  ++supplies_[entry->second].count;
  volumes_of_[entry->second].push_back(&volume);
  return entry->second;
}

Demand VolumeIndex::demand_of(const Inventory& inventory, const Claim& claim) {
  const auto& request = claim.request;
  Demand demand = {.count = claim.count, .fits = {}, .optional = false};
  const auto class_name = effective_class(request);
  if (!request.volume_name.empty()) {
    const auto* volume =
        inventory.find(kinds::persistent_volume, "", request.volume_name, environment_);
    if (volume == nullptr || !is_absent(volume->spec()["claimRef"])) return demand;
    const auto misfit = misfit_of_named(request, class_name, *volume);
    const auto supply = supply_of_.find(volume);
    if (supply == supply_of_.end() || (misfit != Misfit::none && misfit != Misfit::unknown))
      return demand;
    demand.optional = misfit == Misfit::unknown;
    demand.fits.push_back(supply->second);
    return demand;
  }
  demand.optional = !class_name.has_value();
  for (const auto* volume : reserved_for(claim.key)) {
    const auto supply = supply_of_.find(volume);
    const auto misfit = misfit_of_reserved(request, *volume);
    // It may get that one, and leave the free ones to others.
    demand.optional = demand.optional || misfit == Misfit::unknown;
    if (supply != supply_of_.end() && misfit == Misfit::none) demand.fits.push_back(supply->second);
  }
  add_free(inventory, claim, class_name.value_or(""), demand);
  return demand;
}

/// The free volumes that fit. A class that the input does not hold may wait for a consumer.
void VolumeIndex::add_free(const Inventory& inventory, const Claim& claim,
                           std::string_view class_name, Demand& demand) {
  const auto& request = claim.request;
  if (!request.well_formed) return;
  if (!class_name.empty()) {
    const auto* object = inventory.find(kinds::storage_class, "", class_name, environment_);
    if (object == nullptr) demand.optional = demand.optional || !holds_all_classes_;
    if (object != nullptr && waits_for_consumer(*object)) return;
  }
  const auto candidates = by_class_.find(class_name);
  if (candidates == by_class_.end()) return;
  for (const auto s : candidates->second) {
    if (trials_left_ == 0) return;
    --trials_left_;
    const auto& kind = *kind_of_[s];
    const bool offers_modes = (kind.access_modes & request.access_modes) == request.access_modes;
    if (kind.block != request.block || !offers_modes || kind.capacity < request.storage) continue;
    if (request.selector && !request.selector->matches(volumes_of_[s].front()->labels())) continue;
    demand.fits.push_back(s);
  }
}

/// Gathers the claims that may get the same volumes, and serves all in the order of the input.
void VolumeIndex::serve(const Inventory& inventory) {
  std::map<std::pair<std::vector<std::uint32_t>, bool>, std::uint32_t> numbers;
  for (const auto& claim : claims_) {
    auto demand = demand_of(inventory, claim);
    const auto [entry, fresh] = numbers.try_emplace({demand.fits, demand.optional},
                                                    static_cast<std::uint32_t>(demands_.size()));
    served_.try_emplace(claim.key, Served{entry->second, nullptr});
    if (fresh)
      demands_.push_back(std::move(demand));
    else
      demands_[entry->second].count += demand.count;
  }
  prospects_ = find_prospects(supplies_, demands_);

  std::vector<std::uint32_t> left;
  for (const auto& supply : supplies_) left.push_back(supply.count);
  for (const auto& claim : claims_) {
    auto& served = served_.at(claim.key);
    const auto choices = first_choices(supplies_, demands_[served.demand], left);
    if (choices.empty()) continue;
    const auto s = choices.front();
    served.volume = volumes_of_[s][supplies_[s].count - left[s]];
    left[s] -= std::min(left[s], claim.count);
  }
}

std::optional<VolumeIndex::Share> VolumeIndex::share_of(ClaimKey claim) const {
  const auto served = served_.find(claim);
  if (served == served_.end()) return std::nullopt;
  const auto& prospect = prospects_[served->second.demand];
  const bool gave_up = trials_left_ == 0;
  if (prospect.may_get.empty() && demands_[served->second.demand].fits.empty() && !gave_up)
    return std::nullopt;
  Share share;
  share.sure = prospect.sure && !gave_up;
  share.volume = served->second.volume;
  share.contest = share.sure ? 0 : prospect.contest;
  std::set<std::string_view> drivers;
  if (share.volume != nullptr) drivers.insert(share.volume->spec()["csi"]["driver"].text());
  for (const auto s : prospect.may_get)
    if (drivers.insert(kind_of_[s]->driver).second) share.others.push_back(volumes_of_[s].front());
  return share;
}

std::vector<bool> VolumeIndex::left_over(std::span<const ClaimKey> claims) const {
  std::vector<std::uint32_t> numbers;
  std::vector<bool> has_share;
  for (const auto& claim : claims) {
    const auto served = served_.find(claim);
    has_share.push_back(served != served_.end() && !demands_[served->second.demand].fits.empty());
    if (has_share.back()) numbers.push_back(served->second.demand);
  }
  const auto found = find_left_over(supplies_, demands_, numbers);
  std::vector<bool> left_over;
  auto next = found.begin();
  for (const bool counts : has_share) left_over.push_back(counts && *next++);
  return left_over;
}

}  // namespace fargate_lint::kube
