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

/// A kind of object that makes pods, and where in it the pod template stands.
struct WorkloadKind {
  std::string_view group;
  std::string_view kind;
  std::string_view
      template_path;  ///< dotted path from the object to the template; "" for a Pod itself
  /// Label keys that the kind's controller adds to its pods; a profile selector on one of them
  /// cannot be decided from the manifest.
  std::span<const std::string_view> added_labels;
  bool has_replicas = false;  ///< `spec.replicas` says how many pods it keeps
};
/// The kind's row, or null if it makes no pods that we know of. Any version of the group counts.
const WorkloadKind* find_workload_kind(std::string_view group, std::string_view kind);
std::span<const WorkloadKind> workload_kinds();
/// The pod template in an object of that kind; missing if the object is a fragment (as_workload()).
yaml::Node find_pod(const WorkloadKind& kind, yaml::Node object);

/// init: runs to its end before the app containers; sidecar: an init container with
/// `restartPolicy: Always` (KEP-753); ephemeral: added by `kubectl debug`.
enum class ContainerRole : std::uint8_t { init, sidecar, app, ephemeral };
std::string_view to_string(ContainerRole role);

struct Container {
  ContainerRole role = ContainerRole::app;
  std::string_view name;
  std::string_view image;
  yaml::Node node;

  yaml::Node security_context() const { return node["securityContext"]; }
  /// The request that counts for scheduling: `requests[resource]`, else `limits[resource]`
  /// (Kubernetes defaults a request to its limit). Nothing if neither is there or it is malformed.
  /// Requests and limits finer than a thousandth are rounded up to one, as the API server does.
  std::optional<Quantity> request(std::string_view resource) const;
  std::optional<Quantity> limit(std::string_view resource) const;
};

/// One volume of the pod as it will be. `type` is the name of the source field as written
/// ("hostPath", "persistentVolumeClaim"); empty if there is none (Kubernetes then means emptyDir).
/// A source that is null is none. Of several sources, which Kubernetes refuses, the first counts.
struct Volume {
  std::string_view name;
  std::string_view type;
  yaml::Node node;                   ///< the entry of spec.volumes, or the claim template
  yaml::Node source;                 ///< the value of the type's field; a claim template's spec
  bool from_claim_template = false;  ///< a StatefulSet's volumeClaimTemplates entry
  std::string claim;                 ///< the claim's name, if it mounts one
};

/// A pod as its controller will make it. Views into the Document.
struct PodTemplate {
  yaml::Node node;  ///< holds metadata and spec
  yaml::Node spec;
  std::vector<Container> containers;  ///< init and sidecar containers first, in the order of the
                                      ///< manifest, then app, then ephemeral
  std::vector<Volume> volumes;        ///< claim templates first, as Kubernetes orders them
  std::span<const std::string_view> added_labels;

  yaml::Node metadata() const { return node["metadata"]; }
  yaml::Node labels() const { return metadata()["labels"]; }
  yaml::Node annotations() const { return metadata()["annotations"]; }
};

/// An object that makes pods.
struct Workload {
  const Object* object = nullptr;
  const WorkloadKind* kind = nullptr;
  yaml::Node pod;  ///< the mapping with the pod's metadata and spec; missing in a fragment
  bool is_daemon_set() const { return kind->kind == "DaemonSet"; }
  /// spec.replicas; 1 where the kind has replicas and none is given; nothing where it has none.
  std::optional<std::int64_t> replicas() const;
};

/// The workload that `object` is, or nothing if its kind makes no pods, or it is a fragment: it has
/// no pod template, or one whose spec names no containers. Nobody can run that as it stands: it is
/// a patch that other tools complete, so nothing is claimed of it. A `containers` of the wrong
/// shape is a workload nevertheless: somebody meant it to be run.
std::optional<Workload> as_workload(const Object& object);

/// One claim that a StatefulSet makes for its first pod.
struct ClaimTemplate {
  yaml::Node node;        ///< the entry of spec.volumeClaimTemplates
  std::string_view name;  ///< also the name of the volume in the pod
  std::string
      first_claim;  ///< TEMPLATE-STATEFULSET-ORDINAL; the ordinal is 0 or what `ordinals` says
};
/// Of a StatefulSet its claims, in the order of the manifest; nothing for other kinds. Of two
/// templates of one name the last counts, as in Kubernetes.
std::vector<ClaimTemplate> claim_templates(const Workload& workload);

/// Reads the template of a workload; tolerant of malformed parts, which it leaves out (FG004
/// reports them).
PodTemplate read_pod_template(const Workload& workload);

}  // namespace fargate_lint::kube
