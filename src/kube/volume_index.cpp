#include "kube/volume_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "kube/claim_templates.hpp"
#include "kube/fields.hpp"
#include "kube/inventory.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {
namespace {

/// Trials of a label selector on a volume, per run: a tenth of a second at most. Volumes that are
/// given away are not tried again, so that this lasts for nearly a thousand claims with selectors
/// in the worst order.
constexpr std::size_t kSelectorTrials = 250'000;

/// Set on claims and volumes before storageClassName was a field, and still obeyed first
/// (GetPersistentVolumeClaimClass, pkg/apis/core/v1/helper).
constexpr std::string_view kBetaClass = "volume.beta.kubernetes.io/storage-class";

constexpr std::array<std::string_view, 2> kDefaultClassMarks = {
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class"};

constexpr std::array<std::string_view, 4> kAccessModes = {"ReadWriteOnce", "ReadOnlyMany",
                                                          "ReadWriteMany", "ReadWriteOncePod"};

/// The field that names the class of a claim or volume; missing if none does.
yaml::Node find_class_field(yaml::Node object) {
  const auto annotation = object["metadata"]["annotations"][kBetaClass];
  if (annotation.is_string() || annotation.is_null()) return annotation;
  const auto field = object["spec"]["storageClassName"];
  return field.is_string() ? field : yaml::Node();
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
std::optional<Quantity> read_storage(yaml::Node resources) {
  const auto storage = resources["storage"];
  return storage ? read_quantity(storage) : Quantity();
}

/// A volume that is on its way out, or that was released by an earlier claim, is given to none.
bool is_spent(const Object& volume) {
  if (!is_absent(volume.metadata()["deletionTimestamp"])) return true;
  const auto phase = text_of(volume.node["status"]["phase"]);
  return !phase.empty() && phase != "Available" && phase != "Pending";
}

const Object* find_default_class(const Inventory& inventory) {
  const Object* found = nullptr;
  for (const auto* candidate : inventory.of_kind(kinds::storage_class)) {
    const auto annotations = candidate->annotations();
    const bool marked = std::ranges::any_of(kDefaultClassMarks, [&](std::string_view mark) {
      return label_value(annotations, mark) == "true";
    });
    if (marked && (found == nullptr || candidate->name < found->name)) found = candidate;
  }
  return found;
}

}  // namespace

ClaimRequest read_claim_request(yaml::Node claim) {
  ClaimRequest request;
  request.class_field = find_class_field(claim);
  if (request.class_field) request.class_name = request.class_field.text();
  const auto spec = claim["spec"];
  request.volume_name = text_of(spec["volumeName"]);

  const auto storage = read_storage(spec["resources"]["requests"]);
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

bool VolumeIndex::SmallestFirst::operator()(const FreeVolume& a, const FreeVolume& b) const {
  return a.capacity != b.capacity ? a.capacity < b.capacity : a.object->order < b.object->order;
}

VolumeIndex::VolumeIndex(const Inventory& inventory)
    : default_class_(find_default_class(inventory)),
      holds_all_classes_(inventory.holds_all(kinds::storage_class)),
      trials_left_(kSelectorTrials) {
  if (inventory.of_kind(kinds::persistent_volume).empty()) return;
  read_volumes(inventory);
  for (const auto* claim : inventory.of_kind(kinds::persistent_volume_claim))
    serve({claim->ns, claim->name}, read_claim_request(claim->node));
  for (const auto& workload : inventory.workloads()) {
    for (auto& claim : claim_templates(workload)) {
      names_.push_back(claim.first_claim());
      serve({workload.object->ns, names_.back()}, read_claim_request(claim.node));
    }
  }
}

std::optional<std::string_view> VolumeIndex::effective_class(const ClaimRequest& request) const {
  if (request.class_name) return request.class_name;
  if (default_class_ != nullptr) return default_class_->name;
  if (holds_all_classes_) return std::string_view();
  return std::nullopt;
}

const Object* VolumeIndex::volume_of(std::string_view ns, std::string_view name) const {
  const auto entry = volumes_.find({ns, name});
  return entry == volumes_.end() ? nullptr : entry->second;
}

bool VolumeIndex::gave_up(std::string_view ns, std::string_view name) const {
  return gave_up_.contains({ns, name});
}

void VolumeIndex::read_volumes(const Inventory& inventory) {
  std::set<std::string_view> asked_for;
  for (const auto* claim : inventory.of_kind(kinds::persistent_volume_claim))
    if (const auto name = text_of(claim->spec()["volumeName"]); !name.empty())
      asked_for.insert(name);

  for (const auto* volume : inventory.of_kind(kinds::persistent_volume)) {
    const auto spec = volume->spec();
    if (const auto claim = spec["claimRef"]; !is_absent(claim)) {
      volumes_.try_emplace({text_of(claim["namespace"]), text_of(claim["name"])}, volume);
      continue;
    }
    const auto access_modes = read_access_modes(spec["accessModes"]);
    const auto block = read_block(spec["volumeMode"]);
    const auto capacity = read_storage(spec["capacity"]);
    if (!access_modes || !block || !capacity) continue;
    if (is_spent(*volume) || asked_for.contains(volume->name)) continue;

    auto& buckets = by_class_[find_class_field(volume->node).text()];
    auto bucket = std::ranges::find_if(buckets, [&](const Bucket& candidate) {
      return candidate.access_modes == *access_modes && candidate.block == *block;
    });
    if (bucket == buckets.end()) bucket = buckets.insert(bucket, Bucket{*access_modes, *block, {}});
    bucket->free.insert({*capacity, volume});
  }
  const auto mode_count = [](const Bucket& bucket) { return std::popcount(bucket.access_modes); };
  for (auto& [name, buckets] : by_class_) std::ranges::stable_sort(buckets, {}, mode_count);
}

void VolumeIndex::serve(ClaimKey key, const ClaimRequest& request) {
  const auto class_name = effective_class(request);
  if (!class_name || !request.well_formed || !request.volume_name.empty()) return;
  if (volumes_.contains(key) || gave_up_.contains(key)) return;
  const auto buckets = by_class_.find(*class_name);
  if (buckets == by_class_.end()) return;
  if (const auto fit = search(buckets->second, request)) {
    volumes_.emplace(key, fit->volume->object);
    buckets->second[fit->bucket].free.erase(fit->volume);
  } else if (request.selector && trials_left_ == 0) {
    gave_up_.insert(key);
  }
}

std::optional<VolumeIndex::Fit> VolumeIndex::search(const Buckets& buckets,
                                                    const ClaimRequest& request) {
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    const auto& bucket = buckets[i];
    const bool offers_modes = (bucket.access_modes & request.access_modes) == request.access_modes;
    if (bucket.block != request.block || !offers_modes) continue;
    for (auto volume = bucket.free.lower_bound(request.storage); volume != bucket.free.end();
         ++volume) {
      if (!request.selector) return Fit{i, volume};
      if (trials_left_ == 0) return std::nullopt;
      --trials_left_;
      if (request.selector->matches(volume->object->labels())) return Fit{i, volume};
    }
  }
  return std::nullopt;
}

}  // namespace fargate_lint::kube
