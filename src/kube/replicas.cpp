#include "kube/replicas.hpp"

#include <algorithm>

#include "kube/fields.hpp"
#include "kube/kinds.hpp"

namespace fargate_lint::kube {

ReplicaRange range_of(const Object& autoscaler) {
  const auto spec = autoscaler.spec();
  if (autoscaler.kind == kinds::scaled_object.name) {
    // https://keda.sh/docs/latest/reference/scaledobject-spec: 0 and 100 by default; while nothing
    // triggers, idleReplicaCount.
    const auto least = spec["minReplicaCount"].integer().value_or(0);
    return {spec["idleReplicaCount"].integer().value_or(least),
            std::max(least, spec["maxReplicaCount"].integer().value_or(100))};
  }
  const auto least = spec["minReplicas"].integer().value_or(1);
  return {least, std::max(least, spec["maxReplicas"].integer().value_or(least))};
}

std::optional<ReplicaRange> read_replicas(yaml::Node written) {
  if (is_absent(written)) return ReplicaRange{1, 1, true};
  const auto number = written.integer();
  if (!number) return std::nullopt;
  return ReplicaRange{*number, *number};
}

std::optional<ReplicaRange> replicas_of(const Inventory& inventory, const Workload& workload) {
  const auto& object = *workload.object;
  if (!workload.kind().has_replicas) return std::nullopt;
  if (const auto* scaled = inventory.autoscaler_of(object)) return range_of(*scaled);
  if (inventory.is_autoscaled(object)) return std::nullopt;
  return read_replicas(object.spec()["replicas"]);
}

Idle idleness_of(const Inventory& inventory, const Workload& workload) {
  const auto& object = *workload.object;
  const auto& kind = workload.kind();
  if (kind.kind == "PodTemplate") return Idle::template_only;
  if (kind.has_replicas) {
    const bool none = object.spec()["replicas"].integer() == 0;
    return none && !inventory.is_autoscaled(object) ? Idle::no_replicas : Idle::no;
  }
  const bool is_job =
      kind.group == kinds::job.group && (kind.kind == kinds::job.name || kind.kind == "CronJob");
  return is_job && object.spec()["suspend"].is_true() ? Idle::suspended : Idle::no;
}

bool holds_all_autoscalers(const Inventory& inventory, std::string_view ns) {
  return inventory.holds_all(kinds::horizontal_pod_autoscaler, ns) &&
         inventory.holds_all(kinds::scaled_object, ns);
}

}  // namespace fargate_lint::kube
