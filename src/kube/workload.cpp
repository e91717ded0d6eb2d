#include "kube/workload.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/nearest.hpp"
#include "kube/claim_templates.hpp"
#include "kube/fields.hpp"
#include "kube/node_path.hpp"
#include "kube/volume_types.hpp"

namespace fargate_lint::kube {
namespace {

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

yaml::Node spec_of(const PodPath& path, yaml::Node pod) {
  const auto spec = walk(pod, path.spec);
  return spec.is_missing() && path.may_be_spec ? pod : spec;
}

/// Whether a mapping that the user declared holds the fields of a pod and of its container in one.
bool is_pod_in_one(const PodPath& path, yaml::Node spec) {
  return path.may_be_spec && is_absent(spec["containers"]) && (spec["image"] || spec["resources"]);
}

/// Whether somebody makes a pod of it, see as_workload().
bool makes_pod(const PodPath& path, yaml::Node object, yaml::Node pod) {
  if (!pod.is_mapping() || (path.applies != nullptr && !path.applies(object))) return false;
  if (path.always) return true;
  const auto spec = spec_of(path, pod);
  if (!is_absent(spec["containers"]) || is_pod_in_one(path, spec)) return true;
  return std::ranges::any_of(path.containers, [&](std::string_view containers) {
    return walk(pod, containers).is_mapping();
  });
}

/// Calls `visit(path, place)` for each pod of an object, until it returns false.
template <typename Visit>
void visit_pods(const WorkloadKind& kind, yaml::Node object, const Visit& visit) {
  for (const auto& path : kind.paths) {
    const bool go_on = visit_places({object, {}}, path.pod, [&](const Place& place) {
      return !makes_pod(path, object, place.node) || visit(path, place);
    });
    if (!go_on) return;
  }
}

bool has_several_pods(const WorkloadKind& kind) {
  return kind.paths.size() > 1 || branches(kind.paths.front().pod);
}

std::string name_of_part(const PodPath& path, const std::string& item) {
  if (path.part.empty() || item.empty()) return std::string(path.part) + item;
  return std::string(path.part) + " " + item;
}

/// The API server rounds every request and limit up to milli-units (SetDefaults_ResourceList,
/// pkg/apis/core/v1/defaults.go).
std::optional<Quantity> read_resource(yaml::Node node) {
  const auto quantity = read_quantity(node);
  if (!quantity) return std::nullopt;
  constexpr Quantity::Nanos kMilli = Quantity::from_milli(1).nanos();
  return quantity->nanos() % kMilli == 0 ? *quantity : Quantity::from_milli(quantity->milli());
}

void append_container(yaml::Node node, ContainerRole role, std::vector<Container>& containers) {
  if (node.is_mapping()) containers.push_back(read_container(node, role));
}

void append_containers(const PodTemplate& pod, std::string_view list, ContainerRole role,
                       std::vector<Container>& containers) {
  for (const auto node : pod.spec[list].items()) append_container(node, role, containers);
  for (const auto shared : pod.shared)
    for (const auto node : shared[list].items()) append_container(node, role, containers);
}

/// A key that is no volume type is dropped by the API server.
yaml::Node find_source(yaml::Node volume) {
  for (const auto& [key, value] : volume.entries())
    if (!value.is_null() && std::ranges::binary_search(kVolumeTypes, key.text())) return value;
  return {};
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

/// Whether a container of the pod mounts a volume of that name.
bool is_mounted(const PodTemplate& pod, std::string_view volume) {
  return std::ranges::any_of(pod.containers, [&](const Container& container) {
    return has_item_named(container.node["volumeMounts"], volume);
  });
}

/// pkg/controller/statefulset/stateful_set_utils.go, updateStorage: the claims' volumes come first
/// and replace the template's volumes of the same name.
void append_volumes(const Workload& workload, const PodTemplate& pod,
                    std::vector<Volume>& volumes) {
  std::set<std::string, std::less<>> replaced;
  for (auto& claim : claim_templates(workload)) {
    if (claim.path->where_mounted && !is_mounted(pod, claim.volume)) continue;
    replaced.insert(claim.volume);
    auto first_claim = claim.first_claim();
    volumes.push_back({.name = std::move(claim.volume),
                       .type = "persistentVolumeClaim",
                       .node = claim.node,
                       .source = claim.node["spec"],
                       .claim_path = claim.path,
                       .claim = std::move(first_claim)});
  }
  const auto append = [&](yaml::Node spec) {
    for (const auto node : spec["volumes"].items()) {
      if (!node.is_mapping()) continue;
      auto volume = read_volume(node);
      if (!replaced.contains(volume.name)) volumes.push_back(std::move(volume));
    }
  };
  append(pod.spec);
  std::ranges::for_each(pod.shared, append);
}

}  // namespace

std::string_view to_string(ContainerRole role) {
  switch (role) {
    case ContainerRole::init: return "init";
    case ContainerRole::sidecar: return "sidecar";
    case ContainerRole::app: return "app";
    case ContainerRole::ephemeral: return "ephemeral";
  }
  return "";
}

Container read_container(yaml::Node node, ContainerRole role) {
  Container container;
  container.role = role;
  container.node = node;
  // In one pass: every container of a run comes by here.
  for (const auto& [key, value] : node.entries()) {
    const auto name = key.text();
    if (name == "name") {
      container.name = text_of(value);
    } else if (name == "image") {
      container.image = text_of(value);
    } else if (name == "resources") {
      container.limits = value["limits"];
      container.requests = value["requests"];
    } else if (name == "restartPolicy" && role == ContainerRole::init &&
               text_of(value) == "Always") {
      container.role = ContainerRole::sidecar;
    }
  }
  return container;
}

const StatedResource* Container::find_stated(std::string_view resource) const {
  const auto found = std::ranges::find(stated, resource, &StatedResource::resource);
  return found == stated.end() ? nullptr : &*found;
}

yaml::Node Container::request_field(std::string_view resource) const {
  if (const auto* own = find_stated(resource)) return own->field;
  const auto asked = requests[resource];
  return asked ? asked : limits[resource];
}

yaml::Node Container::limit_field(std::string_view resource) const {
  const auto* own = find_stated(resource);
  return own != nullptr ? own->limit_field : limits[resource];
}

std::optional<Quantity> Container::request(std::string_view resource) const {
  if (const auto* own = find_stated(resource)) return own->request;
  const auto asked = requests[resource];
  return asked ? read_resource(asked) : limit(resource);
}

std::optional<Quantity> Container::limit(std::string_view resource) const {
  if (const auto* own = find_stated(resource)) return own->limit;
  return read_resource(limits[resource]);
}

yaml::Node Workload::metadata() const {
  return walk(pod, path->metadata);
}

std::optional<std::int64_t> Workload::replicas() const {
  if (!kind().has_replicas) return std::nullopt;
  return object->spec()["replicas"].integer().value_or(1);
}

yaml::Node PodTemplate::field(std::string_view name) const {
  const auto own = spec[name];
  if (!is_absent(own)) return own;
  for (const auto stand_in : shared)
    if (const auto value = stand_in[name]; !is_absent(value)) return value;
  return own;
}

yaml::Node find_pod(const WorkloadKind& kind, yaml::Node object) {
  if (!has_several_pods(kind)) {
    const auto pod = walk(object, kind.paths.front().pod);
    return makes_pod(kind.paths.front(), object, pod) ? pod : yaml::Node();
  }
  yaml::Node found;
  visit_pods(kind, object, [&found](const PodPath&, const Place& place) {
    found = place.node;
    return false;
  });
  return found;
}

bool may_rest(const WorkloadKind& kind) {
  const auto& path = kind.paths.front();
  return !has_several_pods(kind) && !path.daemon_set && path.claims.empty();
}

std::span<const std::string_view> often_resting_kinds() {
  static constexpr std::string_view kKinds[] = {"CronJob", "Deployment", "Job", "Pod",
                                                "ReplicaSet"};
  return kKinds;
}

std::optional<Workload> as_workload(const Object& object) {
  if (object.workload_kind == nullptr || object.pod().is_missing()) return std::nullopt;
  if (!has_several_pods(*object.workload_kind))
    return Workload{&object, &object.workload_kind->paths.front(), object.pod()};
  std::vector<Workload> workloads;
  append_workloads(object, workloads);
  return std::move(workloads.front());
}

std::optional<WorkloadReference> workload_reference(const Object& object) {
  if (object.workload_kind == nullptr || object.workload_kind->kind != "Rollout") return {};
  if (object.makes_pods()) return {};
  const auto reference = object.spec()["workloadRef"];
  const auto kind = text_of(reference["kind"]);
  if (kind != "Deployment" && kind != "ReplicaSet" && kind != "PodTemplate") return std::nullopt;
  return WorkloadReference{kind, text_of(reference["name"])};
}

void append_workloads(const Object& object, std::vector<Workload>& workloads) {
  if (object.workload_kind == nullptr || !object.makes_pods()) return;
  const auto& kind = *object.workload_kind;
  if (!has_several_pods(kind)) {
    workloads.push_back({&object, &kind.paths.front(), object.pod()});
    return;
  }
  visit_pods(kind, object.node, [&](const PodPath& path, const Place& place) {
    workloads.push_back({&object, &path, place.node, name_of_part(path, place.item)});
    return true;
  });
}

PodTemplate read_pod_template(const Workload& workload) {
  const auto& path = *workload.path;
  PodTemplate pod;
  pod.node = workload.pod;
  pod.metadata = workload.metadata();
  pod.spec = spec_of(path, workload.pod);
  for (const auto shared : path.shared)
    if (const auto node = walk(workload.object->node, shared)) pod.shared.push_back(node);
  pod.added_labels = workload.kind().added_labels;
  pod.partial = path.partial;
  pod.is_sized = !path.partial || path.is_sized;
  append_containers(pod, "initContainers", ContainerRole::init, pod.containers);
  append_containers(pod, "containers", ContainerRole::app, pod.containers);
  if (is_pod_in_one(path, pod.spec)) {
    append_container(pod.spec, ContainerRole::app, pod.containers);
    pod.partial = true;
    pod.is_sized = false;
  }
  for (const auto containers : path.containers) {
    visit_places({workload.pod, {}}, containers, [&pod](const Place& place) {
      append_container(place.node, ContainerRole::app, pod.containers);
      return true;
    });
  }
  append_containers(pod, "ephemeralContainers", ContainerRole::ephemeral, pod.containers);
  append_volumes(workload, pod, pod.volumes);
  if (path.complete != nullptr) path.complete(workload, pod);
  return pod;
}

std::string_view meant_volume_type(std::string_view key) {
  if (std::ranges::binary_search(kVolumeTypes, key)) return {};
  return nearest(key, {kVolumeTypes.begin(), kVolumeTypes.end()});
}

}  // namespace fargate_lint::kube
