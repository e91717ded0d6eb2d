#include "kube/target_index.hpp"

#include <algorithm>
#include <tuple>

#include "kube/nearest.hpp"

namespace fargate_lint::kube {

void TargetIndex::add(const Object& autoscaler) {
  const auto target = read_(autoscaler);
  if (target.name.empty()) return;
  entries_.push_back({name_key_of(target.ns, target.name), autoscaler.order});
}

void TargetIndex::sort(Objects objects) {
  std::ranges::sort(entries_, [&](const Entry& a, const Entry& b) {
    if (a.key != b.key) return a.key < b.key;
    const auto& left = *objects[a.order];
    const auto& right = *objects[b.order];
    const auto of_left = read_(left);
    const auto of_right = read_(right);
    if (of_left != of_right) return of_left < of_right;
    return std::tuple(left.environment, left.path().view(), a.order) <
           std::tuple(right.environment, right.path().view(), b.order);
  });
}

std::span<const TargetIndex::Entry> TargetIndex::find(const Object& object, Objects objects) const {
  if (entries_.empty() || object.name.empty()) return {};
  const auto same_key = std::ranges::equal_range(entries_, object.name_key, {}, &Entry::key);
  const ScaleTarget wanted = {object.kind, object.ns, object.name};
  const auto range = std::ranges::equal_range(
      same_key, wanted, {}, [&](const Entry& entry) { return read_(*objects[entry.order]); });
  return of_environment(std::span<const Entry>(range.begin(), range.end()), object.environment,
                        [&](const Entry& entry) { return objects[entry.order]->environment; });
}

bool TargetIndex::has(const Object& object, Objects objects) const {
  return !find(object, objects).empty();
}

const Object* TargetIndex::nearest(const Object& object, Objects objects) const {
  const auto all = find(object, objects);
  if (all.size() == 1) return objects[all.front().order];
  if (all.empty()) return nullptr;
  if (objects[all.front().order]->environment != objects[all.back().order]->environment)
    return nullptr;
  const auto path_of = [&](const Entry& entry) { return objects[entry.order]->path().view(); };
  const auto near = kube::nearest(all, object.path().view(), path_of);
  const bool in_one_file = path_of(near.front()) == path_of(near.back());
  return in_one_file ? objects[near.back().order] : nullptr;
}

}  // namespace fargate_lint::kube
