#include "support/scaling.hpp"

#include "kube/fields.hpp"

namespace fargate_lint::rules {

std::optional<std::uint32_t> find_target(const lint::RunContext& run,
                                         const kube::Object& autoscaler, yaml::Node reference,
                                         std::string_view default_kind) {
  auto kind = kube::text_of(reference["kind"]);
  if (kind.empty()) kind = default_kind;
  const auto name = kube::text_of(reference["name"]);
  const auto* object = run.inventory().find_referred(kind, autoscaler.ns, name, &autoscaler);
  if (object == nullptr) return std::nullopt;
  const auto pods = run.inventory().workloads_of(*object);
  if (pods.empty()) return std::nullopt;
  return static_cast<std::uint32_t>(pods.data() - run.inventory().workloads().data());
}

namespace {

constexpr auto kFirstNumber = static_cast<std::uint8_t>(Replicas::first_number);

constexpr Replicas one_replica() {
  return static_cast<Replicas>(kFirstNumber + 1);
}

}  // namespace

Replicas note_replicas(const lint::PodContext& pod) {
  if (pod.object.metadata()["ownerReferences"].size() > 0) return Replicas::no_number;
  if (pod.object.kind == kube::kinds::pod.name) return one_replica();
  const auto range = kube::read_replicas(pod.object.spec()["replicas"]);
  if (!range) return Replicas::no_number;
  if (range->assumed) return Replicas::absent;
  if (range->least < 0 || range->least > UINT8_MAX - kFirstNumber) return Replicas::other;
  return static_cast<Replicas>(kFirstNumber + range->least);
}

std::optional<ReplicaRange> noted_replicas(const lint::RunContext& run, const ReplicaNotes& notes,
                                           std::uint32_t placement) {
  const auto& workload = run.inventory().workloads()[placement];
  const auto note = notes[placement];
  const bool is_pod = workload.object->kind == kube::kinds::pod.name;
  if (note == Replicas::no_number || (!workload.kind().has_replicas && !is_pod))
    return std::nullopt;
  if (const auto* scaled = run.inventory().autoscaler_of(*workload.object))
    return kube::range_of(*scaled);
  if (run.inventory().is_autoscaled(*workload.object)) return std::nullopt;
  if (note == Replicas::absent) return ReplicaRange{1, 1, true};
  if (note == Replicas::other) return kube::replicas_of(run.inventory(), run.pod(placement));
  const auto number = static_cast<std::uint8_t>(note) - kFirstNumber;
  return ReplicaRange{number, number};
}

}  // namespace fargate_lint::rules
