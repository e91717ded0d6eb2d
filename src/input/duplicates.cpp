#include "input/duplicates.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <string>
#include <utility>

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
  /// The first that came with this identity in its environment; `seen` itself if it is the first.
  const Seen& insert(const Seen& seen) {
    auto& slot = slots_[find(seen, seen.part->environment)];
    if (slot == nullptr) slot = &seen;
    return *slot;
  }
  /// The first of those that environments share; null if there is none.
  const Seen* shared(const Seen& seen) const {
    return slots_[find(seen, kube::Environment::shared)];
  }

 private:
  std::size_t find(const Seen& seen, kube::Environment environment) const {
    constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;
    const auto number = static_cast<std::uint64_t>(environment);
    auto slot = static_cast<std::size_t>((seen.record->identity + number * kSpread) >> shift_);
    while (slots_[slot] != nullptr && !is_same(*slots_[slot], seen, environment))
      slot = (slot + 1) % slots_.size();
    return slot;
  }
  bool is_same(const Seen& a, const Seen& b, kube::Environment environment) const {
    return a.record->identity == b.record->identity && a.part->environment == environment &&
           finder_.key(a) == finder_.key(b);
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
  const auto compare = [this](const Seen& first, const Seen& here) {
    if (first.record->content != here.record->content) unlike_.push_back({&first, &here});
  };
  const auto is_shared = [](const Seen& seen) {
    return seen.part->environment == kube::Environment::shared;
  };
  // What environments share comes first, so that each of them can be held against it.
  for (const auto& here : all_)
    if (is_shared(here)) compare(first_of_each.insert(here), here);
  for (const auto& here : all_) {
    if (is_shared(here)) continue;
    const auto* shared = first_of_each.shared(here);
    compare(shared != nullptr ? *shared : first_of_each.insert(here), here);
  }
  std::ranges::sort(unlike_, {}, &Pair::second);
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
    for (auto i = batch * kBatch; i < end; ++i) {
      const auto& object = opener.open(kept(*objects[i]));
      hashes[i] = yaml::hash_value(object.node, hash_key(), object.metadata()["namespace"]);
    }
  };
  for_each_index((objects.size() + kBatch - 1) / kBatch, threads, hash_batch, 1);
  return hashes;
}

std::vector<DuplicateFinder::Pair> DuplicateFinder::differing(unsigned threads) const {
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
  std::vector<Pair> pairs;
  for (const auto& [first, second] : unlike_)
    if (!has_value(*first) || !has_value(*second) || value_of(first) != value_of(second))
      pairs.push_back({first, second});
  return pairs;
}

namespace {

/// The directories below which two files stand, next to where their paths part; none if one of
/// them is directly where they part, or both are the same file.
struct Directories {
  std::string_view first;
  std::string_view second;
  auto operator<=>(const Directories&) const = default;
};
Directories part(std::string_view a, std::string_view b) {
  const auto parted = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  const auto slash = a.substr(0, parted).rfind('/');
  const auto begin = slash == std::string_view::npos ? 0 : slash + 1;
  const auto end_of_a = a.find('/', begin);
  const auto end_of_b = b.find('/', begin);
  if (end_of_a == std::string_view::npos || end_of_b == std::string_view::npos) return {};
  return {a.substr(0, end_of_a), b.substr(0, end_of_b)};
}

/// The names (hashes) of all objects below some directories.
class NamesBelow {
 public:
  void want(std::string_view directory) { names_.try_emplace(directory); }
  void add(std::string_view path, std::uint64_t name) {
    for (auto slash = path.find('/'); slash != std::string_view::npos;
         slash = path.find('/', slash + 1))
      if (const auto entry = names_.find(path.substr(0, slash)); entry != names_.end())
        entry->second.push_back(name);
  }
  void sort() {
    for (auto& [directory, names] : names_) {
      std::ranges::sort(names);
      names.erase(std::ranges::unique(names).begin(), names.end());
    }
  }
  bool are_alike(const Directories& pair) const {
    return names_.at(pair.first) == names_.at(pair.second);
  }

 private:
  std::map<std::string_view, std::vector<std::uint64_t>> names_;
};

}  // namespace

std::vector<lint::DuplicateObject> DuplicateFinder::compare(unsigned threads) const {
  const auto pairs = differing(threads);
  if (pairs.empty()) return {};
  const auto path_of = [&](const Seen& seen) {
    return std::string_view(walk_.files[seen.part->file].path);
  };
  std::map<Directories, std::size_t> told_at;  // of those told, the number
  NamesBelow names;
  std::vector<lint::DuplicateObject> told;
  for (const auto& [first, second] : pairs) {
    const auto directories = part(path_of(*first), path_of(*second));
    if (!directories.first.empty()) {
      const auto [entry, is_new] = told_at.emplace(directories, told.size());
      if (!is_new) {
        ++told[entry->second].objects;
        continue;
      }
      names.want(directories.first);
      names.want(directories.second);
    }
    const auto [group, kind, ns, name] = key(*second);
    told.push_back({.object = {kind, ns, name},
                    .first = where(*first),
                    .second = where(*second),
                    .first_directory = std::string(directories.first),
                    .second_directory = std::string(directories.second)});
  }
  if (told_at.empty()) return told;
  for (const auto& seen : all_) names.add(path_of(seen), seen.record->identity);
  names.sort();
  for (const auto& [directories, number] : told_at) {
    auto& pair = told[number];
    pair.are_environments = names.are_alike(directories);
    if (pair.objects > 1 || pair.are_environments) continue;
    pair.first_directory.clear();
    pair.second_directory.clear();
  }
  return told;
}

}  // namespace fargate_lint::input
