#include "kube/workload.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "kube/fields.hpp"

namespace fargate_lint::kube {
namespace {

// What the controllers of Kubernetes 1.34 put on their pods:
// pkg/controller/deployment/util/deployment_util.go and sync.go (pod-template-hash),
// pkg/controller/statefulset/stateful_set_utils.go, pkg/controller/daemon/util/daemonset_util.go,
// pkg/registry/batch/job/strategy.go and pkg/controller/job/indexed_job_utils.go.
constexpr std::array<std::string_view, 1> kDeploymentLabels = {"pod-template-hash"};
constexpr std::array<std::string_view, 3> kStatefulSetLabels = {
    "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index",
    "controller-revision-hash"};
constexpr std::array<std::string_view, 2> kDaemonSetLabels = {"controller-revision-hash",
                                                              "pod-template-generation"};
constexpr std::array<std::string_view, 5> kJobLabels = {
    "batch.kubernetes.io/job-name", "job-name", "batch.kubernetes.io/controller-uid",
    "controller-uid", "batch.kubernetes.io/job-completion-index"};

constexpr std::string_view kTemplate = "spec.template";

constexpr std::array kWorkloadKinds = {
    WorkloadKind{"", "Pod", "", {}},
    WorkloadKind{"", "PodTemplate", "template", {}},
    WorkloadKind{"", "ReplicationController", kTemplate, {}, true},
    WorkloadKind{"apps", "DaemonSet", kTemplate, kDaemonSetLabels},
    WorkloadKind{"apps", "Deployment", kTemplate, kDeploymentLabels, true},
    WorkloadKind{"apps", "ReplicaSet", kTemplate, {}, true},
    WorkloadKind{"apps", "StatefulSet", kTemplate, kStatefulSetLabels, true},
    WorkloadKind{"batch", "CronJob", "spec.jobTemplate.spec.template", kJobLabels},
    WorkloadKind{"batch", "Job", kTemplate, kJobLabels},
    WorkloadKind{"extensions", "DaemonSet", kTemplate, kDaemonSetLabels},
    WorkloadKind{"extensions", "Deployment", kTemplate, kDeploymentLabels, true},
    WorkloadKind{"extensions", "ReplicaSet", kTemplate, {}, true},
};

// The fields of VolumeSource, staging/src/k8s.io/api/core/v1/types.go of Kubernetes 1.34.
constexpr std::array<std::string_view, 30> kVolumeTypes = {"awsElasticBlockStore",
                                                           "azureDisk",
                                                           "azureFile",
                                                           "cephfs",
                                                           "cinder",
                                                           "configMap",
                                                           "csi",
                                                           "downwardAPI",
                                                           "emptyDir",
                                                           "ephemeral",
                                                           "fc",
                                                           "flexVolume",
                                                           "flocker",
                                                           "gcePersistentDisk",
                                                           "gitRepo",
                                                           "glusterfs",
                                                           "hostPath",
                                                           "image",
                                                           "iscsi",
                                                           "nfs",
                                                           "persistentVolumeClaim",
                                                           "photonPersistentDisk",
                                                           "portworxVolume",
                                                           "projected",
                                                           "quobyte",
                                                           "rbd",
                                                           "scaleIO",
                                                           "secret",
                                                           "storageos",
                                                           "vsphereVolume"};
static_assert(std::ranges::is_sorted(kVolumeTypes));

yaml::Node walk(yaml::Node node, std::string_view dotted_path) {
  while (!dotted_path.empty()) {
    const auto dot = std::min(dotted_path.find('.'), dotted_path.size());
    node = node[dotted_path.substr(0, dot)];
    dotted_path.remove_prefix(std::min(dot + 1, dotted_path.size()));
  }
  return node;
}

/// The API server rounds every request and limit up to milli-units (SetDefaults_ResourceList,
/// pkg/apis/core/v1/defaults.go).
std::optional<Quantity> read_resource(yaml::Node node) {
  const auto quantity = read_quantity(node);
  if (!quantity) return std::nullopt;
  constexpr Quantity::Nanos kMilli = Quantity::from_milli(1).nanos();
  return quantity->nanos() % kMilli == 0 ? *quantity : Quantity::from_milli(quantity->milli());
}

void append_containers(yaml::Node list, ContainerRole role, std::vector<Container>& containers) {
  for (const auto node : list.items()) {
    if (!node.is_mapping()) continue;
    const bool sidecar = role == ContainerRole::init && text_of(node["restartPolicy"]) == "Always";
    containers.push_back({sidecar ? ContainerRole::sidecar : role, text_of(node["name"]),
                          text_of(node["image"]), node});
  }
}

/// A field that we do not know is a source only if nothing else is and it is a mapping, as every
/// source so far: a new type of volume, rather than a slip that Kubernetes drops.
yaml::Node find_source(yaml::Node volume) {
  yaml::Node unknown;
  for (const auto& [key, value] : volume.entries()) {
    if (value.is_null() || key.text() == "name") continue;
    if (std::ranges::binary_search(kVolumeTypes, key.text())) return value;
    if (unknown.is_missing() && value.is_mapping()) unknown = value;
  }
  return unknown;
}

Volume read_volume(yaml::Node node) {
  Volume volume;
  volume.name = text_of(node["name"]);
  volume.node = node;
  volume.source = find_source(node);
  volume.type = volume.source.key().text();
  if (volume.type == "persistentVolumeClaim") volume.claim = text_of(volume.source["claimName"]);
  return volume;
}

/// pkg/controller/statefulset/stateful_set_utils.go, updateStorage: the claims' volumes come first
/// and replace the template's volumes of the same name.
void append_volumes(const Workload& workload, yaml::Node spec, std::vector<Volume>& volumes) {
  std::set<std::string_view> replaced;
  for (auto& claim : claim_templates(workload)) {
    replaced.insert(claim.name);
    volumes.push_back({.name = claim.name,
                       .type = "persistentVolumeClaim",
                       .node = claim.node,
                       .source = claim.node["spec"],
                       .from_claim_template = true,
                       .claim = std::move(claim.first_claim)});
  }
  for (const auto node : spec["volumes"].items()) {
    if (!node.is_mapping()) continue;
    auto volume = read_volume(node);
    if (!replaced.contains(volume.name)) volumes.push_back(std::move(volume));
  }
}

}  // namespace

std::span<const WorkloadKind> workload_kinds() {
  return kWorkloadKinds;
}

const WorkloadKind* find_workload_kind(std::string_view group, std::string_view kind) {
  const auto row = std::ranges::find_if(kWorkloadKinds, [&](const WorkloadKind& candidate) {
    return candidate.kind == kind && candidate.group == group;
  });
  return row == kWorkloadKinds.end() ? nullptr : &*row;
}

std::string_view to_string(ContainerRole role) {
  switch (role) {
    case ContainerRole::init: return "init";
    case ContainerRole::sidecar: return "sidecar";
    case ContainerRole::app: return "app";
    case ContainerRole::ephemeral: return "ephemeral";
  }
  return "";
}

std::optional<Quantity> Container::request(std::string_view resource) const {
  const auto asked = node["resources"]["requests"][resource];
  return asked ? read_resource(asked) : limit(resource);
}

std::optional<Quantity> Container::limit(std::string_view resource) const {
  return read_resource(node["resources"]["limits"][resource]);
}

std::optional<std::int64_t> Workload::replicas() const {
  if (!kind->has_replicas) return std::nullopt;
  return object->spec()["replicas"].integer().value_or(1);
}

yaml::Node find_pod(const WorkloadKind& kind, yaml::Node object) {
  const auto pod = walk(object, kind.template_path);
  return is_absent(pod["spec"]["containers"]) ? yaml::Node() : pod;
}

std::optional<Workload> as_workload(const Object& object) {
  if (object.workload_kind == nullptr || object.pod.is_missing()) return std::nullopt;
  return Workload{&object, object.workload_kind, object.pod};
}

std::vector<ClaimTemplate> claim_templates(const Workload& workload) {
  std::vector<ClaimTemplate> claims;
  if (workload.kind->kind != "StatefulSet") return claims;
  const auto spec = workload.object->spec();
  for (const auto node : spec["volumeClaimTemplates"].items())
    if (const auto name = text_of(node["metadata"]["name"]); !name.empty())
      claims.push_back({node, name, {}});

  std::set<std::string_view> seen;
  const auto is_overridden = [&](const ClaimTemplate& claim) {
    return !seen.insert(claim.name).second;
  };
  const auto overridden = std::remove_if(claims.rbegin(), claims.rend(), is_overridden);
  claims.erase(claims.begin(), overridden.base());

  const auto ordinal =
      std::to_string(std::max<std::int64_t>(0, spec["ordinals"]["start"].integer().value_or(0)));
  for (auto& claim : claims) {
    claim.first_claim.append(claim.name).append("-").append(workload.object->name);
    claim.first_claim.append("-").append(ordinal);
  }
  return claims;
}

PodTemplate read_pod_template(const Workload& workload) {
  PodTemplate pod;
  pod.node = workload.pod;
  pod.spec = workload.pod["spec"];
  pod.added_labels = workload.kind->added_labels;
  append_containers(pod.spec["initContainers"], ContainerRole::init, pod.containers);
  append_containers(pod.spec["containers"], ContainerRole::app, pod.containers);
  append_containers(pod.spec["ephemeralContainers"], ContainerRole::ephemeral, pod.containers);
  append_volumes(workload, pod.spec, pod.volumes);
  return pod;
}

}  // namespace fargate_lint::kube
