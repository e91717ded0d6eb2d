#include "support/scaling.hpp"

#include <algorithm>

#include "kube/fields.hpp"
#include "kube/kinds.hpp"

namespace fargate_lint::rules {

std::optional<std::uint32_t> find_target(const lint::RunContext& run, std::string_view ns,
                                         yaml::Node reference, std::string_view default_kind) {
  auto kind = kube::text_of(reference["kind"]);
  if (kind.empty()) kind = default_kind;
  const kube::Object* object =
      run.inventory().find_referred(kind, ns, kube::text_of(reference["name"]));
  if (object == nullptr) return std::nullopt;
  const auto pods = run.inventory().workloads_of(*object);
  if (pods.empty()) return std::nullopt;
  return static_cast<std::uint32_t>(pods.data() - run.inventory().workloads().data());
}

ReplicaRange range_of(const kube::Object& autoscaler) {
  const yaml::Node spec = autoscaler.spec();
  if (autoscaler.kind == kube::kinds::scaled_object.name) {
    // https://keda.sh/docs/latest/reference/scaledobject-spec: 0 and 100 by default; while nothing
    // triggers, idleReplicaCount.
    const auto least = spec["minReplicaCount"].integer().value_or(0);
    return {spec["idleReplicaCount"].integer().value_or(least),
            std::max(least, spec["maxReplicaCount"].integer().value_or(100))};
  }
  const auto least = spec["minReplicas"].integer().value_or(1);
  return {least, std::max(least, spec["maxReplicas"].integer().value_or(least))};
}

namespace {

/// What `spec.replicas` says: its number, nothing where it is none, a default where it is absent.
std::optional<ReplicaRange> read_replicas(yaml::Node written) {
  if (kube::is_absent(written)) return ReplicaRange{1, 1, true};
  const auto number = written.integer();
  if (!number) return std::nullopt;
  return ReplicaRange{*number, *number};
}

constexpr auto kFirstNumber = static_cast<std::uint8_t>(Replicas::first_number);

}  // namespace

bool holds_all_autoscalers(const kube::Inventory& inventory, std::string_view ns) {
  return inventory.holds_all(kube::kinds::horizontal_pod_autoscaler, ns) &&
         inventory.holds_all(kube::kinds::scaled_object, ns);
}

std::optional<ReplicaRange> replicas_of(const kube::Inventory& inventory,
                                        const kube::Workload& workload) {
  const kube::Object& object = *workload.object;
  if (!workload.kind().has_replicas) return std::nullopt;
  if (const kube::Object* scaled = inventory.autoscaler_of(object)) return range_of(*scaled);
  return read_replicas(object.spec()["replicas"]);
}

Replicas note_replicas(const lint::PodContext& pod) {
  const auto range = read_replicas(pod.object.spec()["replicas"]);
  if (!range) return Replicas::no_number;
  if (range->assumed) return Replicas::absent;
  if (range->least < 0 || range->least > UINT8_MAX - kFirstNumber) return Replicas::other;
  return static_cast<Replicas>(kFirstNumber + range->least);
}

std::optional<ReplicaRange> noted_replicas(const lint::RunContext& run, const ReplicaNotes& notes,
                                           std::uint32_t placement) {
  const kube::Workload& workload = run.inventory().workloads()[placement];
  if (!workload.kind().has_replicas) return std::nullopt;
  if (const kube::Object* scaled = run.inventory().autoscaler_of(*workload.object))
    return range_of(*scaled);
  const auto note = notes[placement];
  if (note == Replicas::no_number) return std::nullopt;
  if (note == Replicas::absent) return ReplicaRange{1, 1, true};
  if (note == Replicas::other) return replicas_of(run.inventory(), run.pod(placement));
  const auto number = static_cast<std::uint8_t>(note) - kFirstNumber;
  return ReplicaRange{number, number};
}

}  // namespace fargate_lint::rules
