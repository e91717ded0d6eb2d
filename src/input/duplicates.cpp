#include "input/duplicates.hpp"

#include <algorithm>
#include <bit>

#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "kube/opener.hpp"
#include "yaml/value_hash.hpp"

namespace fargate_lint::input {

/// A hash table of pointers, half full at most. Who writes the manifests cannot fill one corner of
/// it: identities depend on a key that is drawn anew for each process.
class DuplicateFinder::FirstOfEach {
 public:
  FirstOfEach(const DuplicateFinder& finder, std::size_t count)
      : finder_(finder),
        slots_(std::bit_ceil(2 * count + 2)),
        shift_(64 - std::countr_zero(slots_.size())) {}
  /// The first that came with this identity; `seen` itself if it is the first.
  const Seen& insert(const Seen& seen) {
    auto slot = static_cast<std::size_t>(seen.record->identity >> shift_);
    while (slots_[slot] != nullptr && !is_same(*slots_[slot], seen))
      slot = (slot + 1) % slots_.size();
    if (slots_[slot] == nullptr) slots_[slot] = &seen;
    return *slots_[slot];
  }

 private:
  bool is_same(const Seen& a, const Seen& b) const {
    return a.record->identity == b.record->identity && finder_.key(a) == finder_.key(b);
  }

  const DuplicateFinder& finder_;
  std::vector<const Seen*> slots_;
  int shift_;
};

const kube::Object& DuplicateFinder::kept(const Seen& seen) const {
  return *inventory_.objects()[seen.part->first_kept + seen.record->kept];
}

DuplicateFinder::Key DuplicateFinder::key(const Seen& seen) const {
  if (is_kept(seen)) {
    const auto& object = kept(seen);
    return {object.group(), object.kind, object.ns, object.name};
  }
  const auto [group, kind, ns, name, line] =
      ObjectNames::at(seen.part->result->names, seen.record->names);
  return {group, kind, ns, name};
}

lint::Location DuplicateFinder::where(const Seen& seen) const {
  const auto& record = *seen.record;
  lint::Location location;
  location.path = walk_.files[seen.part->file].path;
  location.span = {{record.line, record.begin_column}, {record.line, record.end_column}};
  location.line_text = ObjectNames::at(seen.part->result->names, record.names).line;
  return location;
}

void DuplicateFinder::gather() {
  std::size_t count = 0;
  for (const auto& part : parts_) count += part.result->objects.size();
  all_.reserve(count);
  for (const auto& part : parts_)
    for (const auto& record : part.result->objects) all_.push_back({&part, &record});
  FirstOfEach first_of_each(*this, count);
  for (const auto& here : all_) {
    const auto& first = first_of_each.insert(here);
    if (first.record->content != here.record->content) unlike_.push_back({&first, &here});
  }
}

/// The hash of each object's value. Some objects are opened with the same Opener, since it takes
/// longer to make one than to use it once.
std::vector<std::uint64_t> DuplicateFinder::hash_values(const std::vector<const Seen*>& objects,
                                                        unsigned threads) const {
  constexpr std::size_t kBatch = 32;
  std::vector<std::uint64_t> hashes(objects.size());
  const auto hash_batch = [&](std::size_t batch) {
    kube::Opener opener(inventory_);
    const auto end = std::min((batch + 1) * kBatch, objects.size());
    for (auto i = batch * kBatch; i < end; ++i)
      hashes[i] = yaml::hash_value(opener.open(kept(*objects[i])).node, hash_key());
  };
  for_each_index((objects.size() + kBatch - 1) / kBatch, threads, hash_batch, 1);
  return hashes;
}

std::vector<lint::DuplicateObject> DuplicateFinder::compare(unsigned threads) const {
  std::vector<const Seen*> opened;
  for (const auto& [first, second] : unlike_) {
    if (!has_value(*first) || !has_value(*second)) continue;
    for (const auto* seen : {first, second})
      if (is_kept(*seen)) opened.push_back(seen);
  }
  std::ranges::sort(opened);
  opened.erase(std::ranges::unique(opened).begin(), opened.end());
  const auto hashes = hash_values(opened, threads);
  const auto value_of = [&](const Seen* seen) {
    if (!is_kept(*seen)) return seen->record->content;
    return hashes[static_cast<std::size_t>(std::ranges::lower_bound(opened, seen) -
                                           opened.begin())];
  };
  std::vector<lint::DuplicateObject> differing;
  for (const auto& [first, second] : unlike_) {
    if (has_value(*first) && has_value(*second) && value_of(first) == value_of(second)) continue;
    const auto [group, kind, ns, name] = key(*second);
    differing.push_back({{kind, ns, name}, where(*first), where(*second)});
  }
  return differing;
}

}  // namespace fargate_lint::input
