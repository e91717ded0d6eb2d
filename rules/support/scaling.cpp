#include "support/scaling.hpp"

#include <algorithm>
#include <functional>

#include "kube/fields.hpp"

namespace fargate_lint::rules {

std::optional<std::uint32_t> find_target(const lint::RunContext& run, std::string_view ns,
                                         yaml::Node reference) {
  const kube::Object* object =
      run.inventory().find(kube::text_of(reference["kind"]), ns, kube::text_of(reference["name"]));
  if (object == nullptr) return std::nullopt;
  // Placements stand in the order of their objects.
  const auto found =
      std::ranges::lower_bound(run.placements, object->order, {}, &lint::PlacedWorkload::order);
  if (found == run.placements.end() || found->order != object->order) return std::nullopt;
  return static_cast<std::uint32_t>(found - run.placements.begin());
}

bool is_on_fargate(const lint::RunContext& run, std::uint32_t placement) {
  return run.placements[placement].placement.verdict != fargate::Verdict::not_fargate;
}

ReplicaRange range_of(const kube::Object& autoscaler) {
  const yaml::Node spec = autoscaler.spec();
  const auto least = spec["minReplicas"].integer().value_or(1);
  return {least, std::max(least, spec["maxReplicas"].integer().value_or(least))};
}

std::size_t Replicas::Hash::operator()(const Key& key) const {
  const std::hash<std::string_view> hash;
  return (hash(key.name) * 31 + hash(key.ns)) * 31 + hash(key.kind);
}

Replicas::Replicas(const kube::Inventory& inventory) {
  const auto autoscalers = inventory.of_kind(kAutoscaler);
  autoscalers_.reserve(autoscalers.size());
  for (const kube::Object* autoscaler : autoscalers) {
    const yaml::Node target = autoscaler->spec()["scaleTargetRef"];
    autoscalers_[{kube::text_of(target["kind"]), autoscaler->ns, kube::text_of(target["name"])}] =
        autoscaler;
  }
}

std::optional<ReplicaRange> Replicas::of(const kube::Workload& workload) const {
  const kube::Object& object = *workload.object;
  if (!workload.kind->has_replicas) return std::nullopt;
  const auto scaled = autoscalers_.find({object.kind, object.ns, object.name});
  if (scaled != autoscalers_.end()) return range_of(*scaled->second);
  const yaml::Node written = object.spec()["replicas"];
  if (kube::is_absent(written)) return ReplicaRange{1, 1, true};
  const auto number = written.integer();
  if (!number) return std::nullopt;
  return ReplicaRange{*number, *number};
}

}  // namespace fargate_lint::rules
