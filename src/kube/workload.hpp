#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube/object.hpp"
#include "kube/quantity.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::kube {

struct PodTemplate;
struct Workload;

/// Whether an object makes the pod of a path at all: what a kind's `mode` says, for example.
using MakesPod = bool (*)(yaml::Node object);
/// Adds to a pod what its operator makes of fields that are not a pod's: containers, and requests
/// that the kind states in its own words. See operators.hpp.
using CompletePod = void (*)(const Workload&, PodTemplate&);

/// Claims that an object holds beside one of its pods: whoever makes the pod makes them too, and
/// mounts them. In names, `{object}` stands for the object's name, `{part}` for Workload::part,
/// `{volume}` for the volume's name, `{FIELD}` for a field of the entry and `{label:KEY}` for a
/// label of the object.
struct ClaimPath {
  /// From the pod (PodPath::pod) to the entry or, with `[]` at the end, entries; from the object
  /// where it begins with `/`.
  std::string_view entry;
  /// From the entry to the claim template, if it is not the entry itself.
  std::string_view claim = {};
  /// The volume's name, where the claim template has no `metadata.name`.
  std::string_view volume = {};
  /// The claim's name. At the end `{ordinal}`: each pod has its own claim; `{random}`: likewise,
  /// and nobody knows its name beforehand; else all pods share one.
  std::string_view name = "{volume}-{object}-{ordinal}";
  /// From the claim template to its class and size, for kinds that have their own words for them.
  std::string_view storage_class = "spec.storageClassName";
  std::string_view size = "spec.resources.requests.storage";
  /// From the pod to how many pods there are; from the object where it begins with `/`. Without,
  /// Workload::replicas() says so.
  std::string_view count = {};
  /// Whether an entry asks for a claim at all (`type: persistent-claim`); null: always.
  bool (*applies)(const Workload&, yaml::Node entry) = nullptr;
  /// Made even where there is no entry, unless the pod has a volume of that name.
  bool by_default = false;
  /// Only pods of which a container mounts the volume have it.
  bool where_mounted = false;
};

/// Where in an object one of its pods stands. Paths are dotted; a name that ends in `[]` goes
/// through a list, `*` through all values of a mapping.
struct PodPath {
  std::string_view pod;        ///< from the object to what holds the pod; "" for the object itself
  std::string_view part = {};  ///< which of the object's pods it is ("head"), if it has several
  std::string_view metadata = "metadata";  ///< from `pod` to the mapping of labels and annotations
  std::string_view spec = "spec";          ///< from `pod` to the pod's spec
  /// From the object to mappings whose fields stand in for those that the spec does not have.
  std::span<const std::string_view> shared = {};
  /// From `pod` to app containers that are not the `containers` of a spec.
  std::span<const std::string_view> containers = {};
  bool daemon_set = false;  ///< a DaemonSet makes the pod
  /// An operator makes the pod and adds to it: only what the object shows of it can be judged.
  bool partial = false;
  /// The operator makes the pod even where the object shows nothing of it.
  bool always = false;
  /// `pod` may as well lead to the pod's spec itself, or to the fields of a pod and of its
  /// container in one mapping.
  bool may_be_spec = false;
  /// The object shows all that the pod requests, whatever else the operator adds.
  bool is_sized = false;
  MakesPod applies = nullptr;      ///< null: always
  CompletePod complete = nullptr;  ///< null: the object shows what can be known
  /// Claims that the object holds beside the pod.
  std::span<const ClaimPath> claims = {};
};

/// A kind of object that makes pods, and where in it they stand.
struct WorkloadKind {
  std::string_view group;
  std::string_view kind;
  std::span<const PodPath> paths;
  /// Label keys that the kind's controller adds to its pods, `*` at the end for any ending; a
  /// profile selector on one of them cannot be decided from the manifest.
  std::span<const std::string_view> added_labels = {};
  bool has_replicas = false;  ///< `spec.replicas` says how many pods it keeps
};

/// A kind that the user declares as one that makes pods.
struct DeclaredWorkload {
  std::string kind;
  std::string group;          ///< "" for the core group
  std::string template_path;  ///< to its pod template, or a pod's spec: "spec.jobTemplate.template"
};

/// Whether anybody asks for an object of a kind that is looked up. Kinds that are many and of which
/// few objects matter need not be kept whole.
using IsAskedFor = bool (*)(const Object&);

/// The kinds of a run that make pods: those that this program knows, and those that the user
/// declares, which come first. Objects point into it.
class WorkloadKinds {
 public:
  /// Without `filter`, every object of a kind that is looked up is asked for.
  explicit WorkloadKinds(std::vector<DeclaredWorkload> declared = {}, IsAskedFor filter = nullptr);
  WorkloadKinds(const WorkloadKinds&) = delete;
  WorkloadKinds& operator=(const WorkloadKinds&) = delete;
  /// The kind's row, or null if it makes no pods that we know of. Any version of the group counts.
  const WorkloadKind* find(std::string_view group, std::string_view kind) const;
  /// The same, of what the user declares.
  const WorkloadKind* find_declared(std::string_view group, std::string_view kind) const;
  /// False for an object of a kind that is looked up that nobody asks for all the same.
  bool is_asked_for(const Object& object) const {
    return is_asked_for_ == nullptr || is_asked_for_(object);
  }
  /// Those that need no declaration.
  static const WorkloadKinds& known();

 private:
  std::vector<DeclaredWorkload> declared_;
  std::vector<PodPath> paths_;
  std::vector<WorkloadKind> kinds_;
  IsAskedFor is_asked_for_ = nullptr;
};
/// The kinds that this program knows, sorted by kind, then by group.
std::span<const WorkloadKind> workload_kinds();
const WorkloadKind* find_workload_kind(std::string_view group, std::string_view kind);
/// What holds the object's first pod; missing if the object is a fragment (as_workload()).
yaml::Node find_pod(const WorkloadKind& kind, yaml::Node object);

/// init: runs to its end before the app containers; sidecar: an init container with
/// `restartPolicy: Always` (KEP-753); ephemeral: added by `kubectl debug`.
enum class ContainerRole : std::uint8_t { init, sidecar, app, ephemeral };
std::string_view to_string(ContainerRole role);

/// What a kind says of a container in its own words (`cores: 2`), as its operator writes it into
/// the pod.
struct StatedResource {
  std::string_view resource;
  std::optional<Quantity> request;
  yaml::Node field;  ///< of the request; where a default holds, the mapping that lacks it
  std::optional<Quantity> limit = {};
  yaml::Node limit_field = {};
};

struct Container {
  ContainerRole role = ContainerRole::app;
  std::string_view name;
  std::string_view image;
  yaml::Node node;
  yaml::Node limits;                   ///< of its `resources`
  yaml::Node requests;                 ///< likewise
  std::vector<StatedResource> stated;  ///< instead of `resources`
  /// The field by which its operator makes it privileged; missing where only its own
  /// securityContext decides.
  yaml::Node privileged_by;
  yaml::Node security;  ///< its securityContext, where its kind has another name for it

  yaml::Node security_context() const { return security ? security : node["securityContext"]; }
  /// The request that counts for scheduling: `requests[resource]`, else `limits[resource]`
  /// (Kubernetes defaults a request to its limit). Nothing if neither is there or it is malformed.
  /// Requests and limits finer than a thousandth are rounded up to one, as the API server does.
  std::optional<Quantity> request(std::string_view resource) const;
  std::optional<Quantity> limit(std::string_view resource) const;
  /// The field that request() comes from, and that of limit().
  yaml::Node request_field(std::string_view resource) const;
  yaml::Node limit_field(std::string_view resource) const;
  const StatedResource* find_stated(std::string_view resource) const;
};

/// The container that `node` is, or what has `resources` as a container has.
Container read_container(yaml::Node node, ContainerRole role);

/// One volume of the pod as it will be. `type` is the name of the source field as written
/// ("hostPath", "persistentVolumeClaim"); empty if there is none (Kubernetes then means emptyDir).
/// A source that is null is none. Of several sources, which Kubernetes refuses, the first counts.
struct Volume {
  std::string name;
  std::string_view type;
  yaml::Node node;    ///< the entry of spec.volumes, or the claim template
  yaml::Node source;  ///< the value of the type's field; a claim template's spec
  const ClaimPath* claim_path = nullptr;  ///< of a claim template: where it stands; else null
  std::string claim;  ///< the claim's name, if it mounts one; of a claim template the first
  bool from_claim_template() const { return claim_path != nullptr; }
};

/// A pod as its controller will make it. Views into the Document.
struct PodTemplate {
  yaml::Node node;      ///< holds metadata and spec
  yaml::Node metadata;  ///< holds labels and annotations
  yaml::Node spec;
  std::vector<yaml::Node> shared;     ///< the first of them with a field stands in for the spec
  std::vector<Container> containers;  ///< init and sidecar containers first, in the order of the
                                      ///< manifest, then app, then ephemeral
  std::vector<Volume> volumes;        ///< claim templates first, as Kubernetes orders them
  std::span<const std::string_view> added_labels;
  /// An operator adds to the pod: what is not here may be there all the same.
  bool partial = false;
  bool is_sized = true;  ///< all that the pod requests is here
  /// A patch of the pod's spec that is applied before the pod is created, and is not read here.
  yaml::Node patch;
  yaml::Node annotated;  ///< its annotations, where they are not in `metadata`

  yaml::Node labels() const { return metadata["labels"]; }
  yaml::Node annotations() const { return annotated ? annotated : metadata["annotations"]; }
  /// A field of the spec, or what stands in for it.
  yaml::Node field(std::string_view name) const;
};

/// One of the pods that an object makes.
struct Workload {
  const Object* object = nullptr;
  const PodPath* path = nullptr;
  yaml::Node pod;        ///< what holds the pod's metadata and spec
  SharedText part = {};  ///< which of the object's pods it is ("worker small"); empty if the only
  const WorkloadKind& kind() const { return *object->workload_kind; }
  bool is_daemon_set() const { return path->daemon_set; }
  yaml::Node metadata() const;  ///< the mapping of the pod's labels and annotations
  /// spec.replicas; 1 where the kind has replicas and none is given; nothing where it has none.
  std::optional<std::int64_t> replicas() const;
};

/// Whether objects of the kind may rest: they make one pod, and nobody asks for them but to judge
/// that. StatefulSets and others make claims that pods are judged by, and DaemonSets what they
/// share nodes with.
bool may_rest(const WorkloadKind& kind);
/// Names of such kinds of which inputs hold many.
std::span<const std::string_view> often_resting_kinds();

/// The first pod of `object`, or nothing if its kind makes no pods, or it is a fragment: it has
/// no pod template, or one whose spec names no containers (and no operator fills it). Nobody can
/// run that as it stands: it is a patch that other tools complete, so nothing is claimed of it. A
/// `containers` of the wrong shape is a workload nevertheless: somebody meant it to be run.
std::optional<Workload> as_workload(const Object& object);
/// The object that `spec.workloadRef` of an Argo Rollout without a template names, whose template
/// it takes: a Deployment, ReplicaSet or PodTemplate of its namespace. Nothing for other objects.
struct WorkloadReference {
  std::string_view kind;
  std::string_view name;
};
std::optional<WorkloadReference> workload_reference(const Object& object);
/// Appends all pods of `object`, in the order of the kind's paths and of the manifest; of one that
/// rests its only pod, without its nodes.
void append_workloads(const Object& object, std::vector<Workload>& workloads);

/// Reads the template of a workload; tolerant of malformed parts, which it leaves out (FG004
/// reports them).
PodTemplate read_pod_template(const Workload& workload);

}  // namespace fargate_lint::kube
