#include "support/scaling.hpp"

#include <algorithm>

#include "kube/fields.hpp"

namespace fargate_lint::rules {

std::optional<std::uint32_t> find_target(const lint::RunContext& run, std::string_view ns,
                                         yaml::Node reference) {
  const kube::Object* object =
      run.inventory().find(kube::text_of(reference["kind"]), ns, kube::text_of(reference["name"]));
  if (object == nullptr) return std::nullopt;
  const auto pods = run.inventory().workloads_of(*object);
  if (pods.empty()) return std::nullopt;
  return static_cast<std::uint32_t>(pods.data() - run.inventory().workloads().data());
}

ReplicaRange range_of(const kube::Object& autoscaler) {
  const yaml::Node spec = autoscaler.spec();
  const auto least = spec["minReplicas"].integer().value_or(1);
  return {least, std::max(least, spec["maxReplicas"].integer().value_or(least))};
}

std::optional<ReplicaRange> replicas_of(const kube::Inventory& inventory,
                                        const kube::Workload& workload) {
  const kube::Object& object = *workload.object;
  if (!workload.kind->has_replicas) return std::nullopt;
  if (const kube::Object* scaled = inventory.autoscaler_of(object)) return range_of(*scaled);
  const yaml::Node written = object.spec()["replicas"];
  if (kube::is_absent(written)) return ReplicaRange{1, 1, true};
  const auto number = written.integer();
  if (!number) return std::nullopt;
  return ReplicaRange{*number, *number};
}

}  // namespace fargate_lint::rules
