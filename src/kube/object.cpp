#include "kube/object.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/bytes.hpp"
#include "base/hash.hpp"
#include "kube/builtin_kinds.hpp"
#include "kube/fields.hpp"
#include "kube/kind_table.hpp"
#include "kube/resting.hpp"
#include "kube/templates.hpp"
#include "kube/unknown_workload.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::kube {
namespace {

/// Deep enough for lists of lists of lists; shallow enough for any stack.
constexpr int kMaxListDepth = 64;

constexpr std::string_view kListSuffix = "List";

/// An AppWrapper creates the objects that it holds, in its own namespace
/// (project-codeflare/appwrapper c47080e api/v1beta2/appwrapper_types.go).
constexpr std::string_view kWrapperGroup = "workload.codeflare.dev";
constexpr std::string_view kWrapper = "AppWrapper";

struct ClusterScopedKind {
  std::string_view group;
  std::string_view kind;
};

// `kubectl api-resources --namespaced=false` of Kubernetes 1.34, and of the add-ons that clusters
// on EKS commonly have.
constexpr std::array kClusterScopedKinds = {
    ClusterScopedKind{"", "ComponentStatus"},
    ClusterScopedKind{"", "Namespace"},
    ClusterScopedKind{"", "Node"},
    ClusterScopedKind{"", "PersistentVolume"},
    ClusterScopedKind{"admissionregistration.k8s.io", "MutatingAdmissionPolicy"},
    ClusterScopedKind{"admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"},
    ClusterScopedKind{"admissionregistration.k8s.io", "MutatingWebhookConfiguration"},
    ClusterScopedKind{"admissionregistration.k8s.io", "ValidatingAdmissionPolicy"},
    ClusterScopedKind{"admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"},
    ClusterScopedKind{"admissionregistration.k8s.io", "ValidatingWebhookConfiguration"},
    ClusterScopedKind{"apiextensions.k8s.io", "CustomResourceDefinition"},
    ClusterScopedKind{"apiregistration.k8s.io", "APIService"},
    ClusterScopedKind{"cert-manager.io", "ClusterIssuer"},
    ClusterScopedKind{"certificates.k8s.io", "CertificateSigningRequest"},
    ClusterScopedKind{"certificates.k8s.io", "ClusterTrustBundle"},
    ClusterScopedKind{"cilium.io", "CiliumClusterwideNetworkPolicy"},
    ClusterScopedKind{"crd.k8s.amazonaws.com", "ENIConfig"},
    ClusterScopedKind{"crd.projectcalico.org", "GlobalNetworkPolicy"},
    ClusterScopedKind{"eks.amazonaws.com", "IngressClassParams"},
    ClusterScopedKind{"eks.amazonaws.com", "NodeClass"},
    ClusterScopedKind{"eks.amazonaws.com", "NodeDiagnostic"},
    ClusterScopedKind{"elbv2.k8s.aws", "IngressClassParams"},
    ClusterScopedKind{"extensions", "PodSecurityPolicy"},
    ClusterScopedKind{"flowcontrol.apiserver.k8s.io", "FlowSchema"},
    ClusterScopedKind{"flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"},
    ClusterScopedKind{"gateway.networking.k8s.io", "GatewayClass"},
    ClusterScopedKind{"karpenter.k8s.aws", "EC2NodeClass"},
    ClusterScopedKind{"karpenter.sh", "NodeClaim"},
    ClusterScopedKind{"karpenter.sh", "NodePool"},
    ClusterScopedKind{"kyverno.io", "ClusterPolicy"},
    ClusterScopedKind{"mutations.gatekeeper.sh", "Assign"},
    ClusterScopedKind{"mutations.gatekeeper.sh", "AssignImage"},
    ClusterScopedKind{"mutations.gatekeeper.sh", "AssignMetadata"},
    ClusterScopedKind{"mutations.gatekeeper.sh", "ModifySet"},
    ClusterScopedKind{"networking.k8s.io", "IPAddress"},
    ClusterScopedKind{"networking.k8s.io", "IngressClass"},
    ClusterScopedKind{"networking.k8s.io", "ServiceCIDR"},
    ClusterScopedKind{"node.k8s.io", "RuntimeClass"},
    ClusterScopedKind{"policies.kyverno.io", "ImageValidatingPolicy"},
    ClusterScopedKind{"policies.kyverno.io", "MutatingPolicy"},
    ClusterScopedKind{"policies.kyverno.io", "ValidatingPolicy"},
    ClusterScopedKind{"policy", "PodSecurityPolicy"},
    ClusterScopedKind{"policy.networking.k8s.io", "AdminNetworkPolicy"},
    ClusterScopedKind{"policy.networking.k8s.io", "BaselineAdminNetworkPolicy"},
    ClusterScopedKind{"projectcalico.org", "GlobalNetworkPolicy"},
    ClusterScopedKind{"rbac.authorization.k8s.io", "ClusterRole"},
    ClusterScopedKind{"rbac.authorization.k8s.io", "ClusterRoleBinding"},
    ClusterScopedKind{"resource.k8s.io", "DeviceClass"},
    ClusterScopedKind{"resource.k8s.io", "ResourceSlice"},
    ClusterScopedKind{"scheduling.k8s.io", "PriorityClass"},
    ClusterScopedKind{"snapshot.storage.k8s.io", "VolumeSnapshotClass"},
    ClusterScopedKind{"snapshot.storage.k8s.io", "VolumeSnapshotContent"},
    ClusterScopedKind{"storage.k8s.io", "CSIDriver"},
    ClusterScopedKind{"storage.k8s.io", "CSINode"},
    ClusterScopedKind{"storage.k8s.io", "StorageClass"},
    ClusterScopedKind{"storage.k8s.io", "VolumeAttachment"},
    ClusterScopedKind{"storage.k8s.io", "VolumeAttributesClass"},
    ClusterScopedKind{"storagemigration.k8s.io", "StorageVersionMigration"},
    ClusterScopedKind{"templates.gatekeeper.sh", "ConstraintTemplate"},
    ClusterScopedKind{"vpcresources.k8s.aws", "CNINode"},
};

/// For each last letter of a name the sizes (bits) of those above that end with it: tells nearly
/// all other kinds from them.
constexpr auto kClusterScopedSizes = [] {
  std::array<std::uint64_t, 256> sizes{};
  for (const auto& row : kClusterScopedKinds)
    sizes[static_cast<unsigned char>(row.kind.back())] |= std::uint64_t{1} << row.kind.size();
  return sizes;
}();

std::string_view group_of(std::string_view api_version) {
  const auto slash = api_version.find('/');
  return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}

/// A kind may merely be called `AllowList`: `items` tells. An empty typed list that Go wrote has
/// `items: null`.
bool is_list(yaml::Node items, std::string_view kind) {
  if (kind == kListSuffix) return true;
  return kind.ends_with(kListSuffix) && (items.is_sequence() || items.is_null());
}

/// kubectl goes through the items of a List without asking for its apiVersion. Other files may have
/// a `kind: List`, too: the items tell.
bool is_plain_list(yaml::Node items, std::string_view kind) {
  const auto first = items.at(0);
  return kind == kListSuffix && !text_of(first["apiVersion"]).empty() &&
         !text_of(first["kind"]).empty();
}

/// Of a list of this kind.
ItemDefaults item_defaults(std::string_view api_version, std::string_view kind) {
  kind.remove_suffix(kListSuffix.size());
  return kind.empty() ? ItemDefaults{} : ItemDefaults{api_version, kind};
}

/// 0 without a UID: manifests that no cluster wrote are told apart by nothing that lasts.
std::uint64_t identity_key_of(std::string_view kind, std::string_view name, std::string_view uid) {
  if (uid.empty()) return 0;
  const auto key = hash_text(uid) ^ fold_words(hash_text(kind), hash_text(name) | 1U);
  return key == 0 ? 1 : key;
}

class Collector {
 public:
  Collector(std::string_view default_namespace, const WorkloadKinds& kinds,
            std::vector<Object>& objects, std::vector<yaml::Node>* strays)
      : default_namespace_(default_namespace), kinds_(kinds), objects_(objects), strays_(strays) {}

  /// False if `node` is no object.
  bool collect(yaml::Node node, const ItemDefaults& defaults, int depth) {
    if (!node.is_mapping()) return false;
    const auto fields = read_fields(node);
    auto api_version = text_of(fields.api_version);
    auto kind = text_of(fields.kind);
    if (api_version.empty()) api_version = defaults.api_version;
    if (kind.empty()) kind = defaults.kind;
    if (kind.empty() || (api_version.empty() && !is_plain_list(fields.items, kind))) return false;
    if (is_list(fields.items, kind)) {
      collect_items(fields.items, item_defaults(api_version, kind), depth + 1);
    } else {
      append(node, fields.metadata, api_version, kind);
      if (kind == kWrapper && group_of(api_version) == kWrapperGroup) collect_wrapped(node, depth);
    }
    return true;
  }

 private:
  struct Fields {
    yaml::Node api_version;
    yaml::Node kind;
    yaml::Node metadata;
    yaml::Node items;
  };
  /// In one pass: every object of a run comes by here.
  static Fields read_fields(yaml::Node node) {
    Fields fields;
    for (const auto& [key, value] : node.entries()) {
      const auto name = key.text();
      if (name == "kind")
        fields.kind = value;
      else if (name == "items")
        fields.items = value;
      else if (name == "metadata")
        fields.metadata = value;
      else if (name == "apiVersion")
        fields.api_version = value;
    }
    return fields;
  }

  struct Metadata {
    std::string_view name;
    std::string_view generate_name;
    std::string_view ns;
    std::string_view uid;
    yaml::Node owners;
  };
  /// Likewise in one pass.
  static Metadata read_metadata(yaml::Node metadata) {
    Metadata read;
    for (const auto& [key, value] : metadata.entries()) {
      const auto name = key.text();
      if (name == "name")
        read.name = text_of(value);
      else if (name == "namespace")
        read.ns = text_of(value);
      else if (name == "generateName")
        read.generate_name = text_of(value);
      else if (name == "uid")
        read.uid = text_of(value);
      else if (name == "ownerReferences")
        read.owners = value;
    }
    return read;
  }

  void collect_items(yaml::Node items, const ItemDefaults& defaults, int depth) {
    for (const auto item : items.items())
      if (depth > kMaxListDepth || !collect(item, defaults, depth))
        if (strays_ != nullptr) strays_->push_back(item);
  }

  void collect_wrapped(yaml::Node wrapper, int depth) {
    const auto outer = default_namespace_;
    default_namespace_ = objects_.back().ns;
    for (const auto component : wrapper["spec"]["components"].items())
      if (depth < kMaxListDepth) collect(component["template"], {}, depth + 1);
    default_namespace_ = outer;
  }

  void append(yaml::Node node, yaml::Node metadata, std::string_view api_version,
              std::string_view kind) {
    const auto group = group_of(api_version);
    const auto role = role_of(kinds_, group, kind);
    const auto named = read_metadata(metadata);
    Object object;
    object.node = node;
    object.api_version = api_version;
    object.kind = role.kind;
    object.name = named.name;
    object.is_named = !object.name.empty();
    if (!object.is_named) object.name = named.generate_name;
    if (!is_cluster_scoped(group, kind)) {
      object.ns = named.ns;
      object.ns_assumed = object.ns.empty();
      if (object.ns_assumed) object.ns = default_namespace_;
    }
    object.identity_key = identity_key_of(object.kind, object.name, named.uid);
    for (const auto owner : named.owners.items())
      if (owner["controller"].is_true())
        object.controller_key =
            identity_key_of(text_of(owner["kind"]), text_of(owner["name"]), text_of(owner["uid"]));
    object.workload_kind = role.workload;
    if (object.workload_kind != nullptr)
      if (const auto pod = find_pod(*object.workload_kind, node)) object.pod_index = pod.index();
    object.name_key = name_key_of(object.ns, object.name);
    object.is_wanted = role.is_wanted ? kinds_.is_asked_for(object)
                                      : is_unknown_workload(object) || is_no_kind(object);
    object.may_hold_template = object.is_wanted && document_holds_template(node);
    object.is_namesake = role.is_namesake;
    objects_.push_back(object);
  }

  /// Searched once, however many objects the document has.
  bool document_holds_template(yaml::Node node) {
    if (!holds_template_) holds_template_ = is_unrendered(node.document()->text());
    return *holds_template_;
  }

  static bool is_unknown_workload(const Object& object) {
    return bool{find_suspected_pod(object.group(), object.kind, object.node)};
  }
  static bool is_no_kind(const Object& object) {
    return find_kind_slip(object.api_version, object.kind).has_value();
  }

  std::string_view default_namespace_;
  const WorkloadKinds& kinds_;
  std::vector<Object>& objects_;
  std::vector<yaml::Node>* strays_;
  std::optional<bool> holds_template_;
};

}  // namespace

std::string_view Object::group() const {
  return group_of(api_version);
}

const SharedText& Object::path() const {
  return resting != nullptr ? resting->file->path() : node.document()->source().path;
}

std::string Object::title() const {
  std::string title(kind);
  if (!name.empty()) title.append("/").append(name);
  return title;
}

std::uint64_t name_key_of(std::string_view ns, std::string_view name) {
  constexpr std::uint64_t kLower = 0xffff'ffff;
  return (hash_text(ns) & ~kLower) | (hash_text(name) & kLower);
}

bool is_cluster_scoped(std::string_view group, std::string_view kind) {
  if (kind.empty() || kind.size() >= 64) return false;
  const auto sizes = kClusterScopedSizes[static_cast<unsigned char>(kind.back())];
  if ((sizes >> kind.size() & 1U) == 0) return false;
  return std::ranges::any_of(kClusterScopedKinds, [&](const auto& row) {
    return equal(row.kind, kind) && row.group == group;
  });
}

std::optional<ItemDefaults> find_item_defaults(yaml::Node root) {
  const auto api_version = text_of(root["apiVersion"]);
  const auto kind = text_of(root["kind"]);
  if (!is_list(root["items"], kind)) return std::nullopt;
  if (api_version.empty())
    return kind == kListSuffix ? std::optional(ItemDefaults{}) : std::nullopt;
  return item_defaults(api_version, kind);
}

void append_item_objects(const yaml::Document& document, const ItemDefaults& defaults,
                         std::string_view default_namespace, const WorkloadKinds& kinds,
                         std::vector<Object>& objects, std::vector<yaml::Node>& strays) {
  Collector collector(default_namespace, kinds, objects, &strays);
  if (!collector.collect(document.root(), defaults, 1)) strays.push_back(document.root());
}

bool append_objects(const yaml::Document& document, std::string_view default_namespace,
                    const WorkloadKinds& kinds, std::vector<Object>& objects,
                    std::vector<yaml::Node>* strays) {
  return Collector(default_namespace, kinds, objects, strays).collect(document.root(), {}, 0);
}

yaml::Node find_bad_items(yaml::Node root) {
  const auto items = root["items"];
  const bool is_list = text_of(root["kind"]) == kListSuffix && !text_of(root["apiVersion"]).empty();
  return is_list && !is_absent(items) && !items.is_sequence() ? items : yaml::Node();
}

bool append_objects(const yaml::Document& document, std::string_view default_namespace,
                    std::vector<Object>& objects, std::vector<yaml::Node>* strays) {
  return append_objects(document, default_namespace, WorkloadKinds::known(), objects, strays);
}

}  // namespace fargate_lint::kube
