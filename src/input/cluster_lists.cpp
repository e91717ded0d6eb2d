#include "input/cluster_lists.hpp"

#include <algorithm>
#include <array>

#include "fargate/live.hpp"
#include "fargate/log_router.hpp"

namespace fargate_lint::input {
namespace {

struct Row {
  std::string_view group;
  std::string_view version;
  std::string_view resource;
  std::string_view kind;
  bool namespaced;
  ListUse use;
};

// k8s.io/api: the versions that are stable in all that Amazon EKS still runs (1.25 and later have
// all of them).
constexpr Row kRows[] = {
    {"", "v1", "pods", "Pod", true, ListUse::pods},
    {"apps", "v1", "deployments", "Deployment", true, ListUse::workloads},
    {"apps", "v1", "replicasets", "ReplicaSet", true, ListUse::workloads},
    {"apps", "v1", "statefulsets", "StatefulSet", true, ListUse::workloads},
    {"apps", "v1", "daemonsets", "DaemonSet", true, ListUse::workloads},
    {"batch", "v1", "jobs", "Job", true, ListUse::workloads},
    {"batch", "v1", "cronjobs", "CronJob", true, ListUse::workloads},
    {"", "v1", "replicationcontrollers", "ReplicationController", true, ListUse::workloads},
    {"", "v1", "namespaces", "Namespace", false, ListUse::rules},
    {"", "v1", "services", "Service", true, ListUse::rules},
    {"", "v1", "serviceaccounts", "ServiceAccount", true, ListUse::rules},
    {"", "v1", "limitranges", "LimitRange", true, ListUse::context},
    {"policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, ListUse::rules},
    {"networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, ListUse::rules},
    {"networking.k8s.io", "v1", "ingresses", "Ingress", true, ListUse::rules},
    {"networking.k8s.io", "v1", "ingressclasses", "IngressClass", false, ListUse::rules},
    {"autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true,
     ListUse::context},
    {"node.k8s.io", "v1", "runtimeclasses", "RuntimeClass", false, ListUse::runtime},
    {"admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations",
     "MutatingWebhookConfiguration", false, ListUse::rules},
    {"", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, ListUse::storage},
    {"", "v1", "persistentvolumes", "PersistentVolume", false, ListUse::storage},
    {"storage.k8s.io", "v1", "storageclasses", "StorageClass", false, ListUse::storage},
};

#define FARGATE_LINT_POINT(constant, ...) &kube::kinds::constant,
constexpr const kube::Kind* kLookedUp[] = {
    FARGATE_LINT_ASKED_KINDS(FARGATE_LINT_POINT) FARGATE_LINT_ASKED_NAMESAKES(FARGATE_LINT_POINT)
        FARGATE_LINT_ASKED_WORKLOADS(FARGATE_LINT_POINT)};
#undef FARGATE_LINT_POINT

/// Groups of Kubernetes itself: kRows has what we read of them.
bool is_builtin(std::string_view group) {
  return std::ranges::any_of(kRows, [&](const Row& row) { return row.group == group; }) ||
         group == "extensions" || group == "rbac.authorization.k8s.io";
}

bool makes_pods(std::string_view group, std::string_view kind,
                std::span<const kube::DeclaredWorkload> declared) {
  return kube::find_workload_kind(group, kind) != nullptr ||
         std::ranges::any_of(declared, [&](const kube::DeclaredWorkload& workload) {
           return workload.group == group && workload.kind == kind;
         });
}

const kube::Kind* find_kind(std::string_view group, std::string_view kind) {
  const auto found = std::ranges::find_if(
      kLookedUp, [&](const kube::Kind* each) { return each->name == kind && each->is_of(group); });
  return found == std::end(kLookedUp) ? nullptr : *found;
}

bool has_kind_of(std::string_view group, std::span<const kube::DeclaredWorkload> declared) {
  return std::ranges::any_of(kLookedUp,
                             [&](const kube::Kind* each) { return each->is_of(group); }) ||
         std::ranges::any_of(kube::workload_kinds(),
                             [&](const kube::WorkloadKind& row) { return row.group == group; }) ||
         std::ranges::any_of(declared, [&](const kube::DeclaredWorkload& workload) {
           return workload.group == group;
         });
}

/// Whether a name of the API can stand in a path, and in a text of ours, as it is.
bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
                              "XYZ0123456789.-") == std::string_view::npos;
}

/// Whether a custom resource decides how large pods are, or how many.
bool decides_placement(std::string_view kind) {
  return kind == kube::kinds::vertical_pod_autoscaler.name ||
         kind == kube::kinds::scaled_object.name;
}

bool can_be_listed(yaml::Node resource) {
  for (const auto verb : resource["verbs"].items())
    if (verb.text() == "list") return true;
  return false;
}

ClusterList list_of(const Row& row) {
  ClusterList list;
  list.group = row.group;
  list.version = row.version;
  list.resource = row.resource;
  list.kind = row.kind;
  list.namespaced = row.namespaced;
  list.use = row.use;
  return list;
}

ClusterList core_list(std::string_view resource, std::string_view kind, bool namespaced,
                      ListUse use) {
  return list_of({"", "v1", resource, kind, namespaced, use});
}

/// As RFC 3986 wants a value of a query.
void append_escaped(std::string_view text, std::string& out) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    (out += '%') += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
}

void append_parameter(std::string_view name, std::string_view value, std::string& path) {
  if (value.empty()) return;
  path += path.find('?') == std::string::npos ? '?' : '&';
  path.append(name).append("=");
  append_escaped(value, path);
}

}  // namespace

std::string ClusterList::title() const {
  auto text = resource;
  if (!group.empty() && !is_builtin(group)) text.append(".").append(group);
  if (!name.empty()) text.append("/").append(name);
  return text;
}

std::string ClusterList::file() const {
  return "live:" + api_version() + "/" + resource;
}

std::string ClusterList::api_version() const {
  return group.empty() ? version : group + "/" + version;
}

const kube::Kind* ClusterList::looked_up() const {
  return find_kind(group, kind);
}

std::span<const kube::Kind* const> looked_up_kinds() {
  return kLookedUp;
}

bool is_builtin_group(std::string_view group) {
  return is_builtin(group);
}

std::vector<ClusterList> builtin_lists(const std::string& ns, const std::string& selector) {
  std::vector<ClusterList> lists;
  for (const auto& row : kRows) {
    auto list = list_of(row);
    if (list.use == ListUse::workloads) list.labels = selector;
    if (list.kind == kube::kinds::name_space.name) list.name = ns;
    lists.push_back(std::move(list));
  }
  if (!selector.empty()) {
    // The pods of a workload need not have its labels: facts are of all of them.
    auto bare = core_list("pods", "Pod", true, ListUse::bare_pods);
    bare.labels = selector;
    lists.push_back(std::move(bare));
  }
  if (!ns.empty() && ns != fargate::kLogRouterNamespace) {
    auto of_logs = core_list("namespaces", "Namespace", false, ListUse::rules);
    of_logs.name = fargate::kLogRouterNamespace;
    lists.push_back(std::move(of_logs));
  }
  auto logs = core_list("configmaps", "ConfigMap", true, ListUse::rules);
  logs.ns = fargate::kLogRouterNamespace;
  logs.name = fargate::kLogRouterConfig;
  lists.push_back(std::move(logs));
  auto others = core_list("nodes", "Node", false, ListUse::nodes);
  others.labels = "eks.amazonaws.com/compute-type!=fargate";
  others.most = 1;
  lists.push_back(std::move(others));
  // `source` is the component, or where there is none the reporting controller
  // (kubernetes pkg/registry/core/event/strategy.go, ToSelectableFields).
  for (const std::string_view source : {"fargate-scheduler", "default-scheduler"}) {
    auto events = core_list("events", "Event", true, ListUse::events);
    events.fields = "source=" + std::string(source);
    if (source != fargate::LivePod::kFargateScheduler) events.fields += ",reason=FailedScheduling";
    lists.push_back(std::move(events));
  }
  return lists;
}

std::vector<ApiGroup> known_groups(yaml::Node api_group_list,
                                   std::span<const kube::DeclaredWorkload> declared) {
  std::vector<ApiGroup> groups;
  for (const auto group : api_group_list["groups"].items()) {
    ApiGroup known{std::string(group["name"].text()),
                   std::string(group["preferredVersion"]["version"].text())};
    if (is_name(known.name) && is_name(known.version) && !is_builtin(known.name) &&
        has_kind_of(known.name, declared))
      groups.push_back(std::move(known));
  }
  std::ranges::sort(groups, {}, &ApiGroup::name);
  return groups;
}

std::vector<ClusterList> lists_of(const ApiGroup& group, yaml::Node api_resource_list,
                                  std::span<const kube::DeclaredWorkload> declared,
                                  const std::string& selector) {
  std::vector<ClusterList> lists;
  for (const auto resource : api_resource_list["resources"].items()) {
    ClusterList list;
    list.group = group.name;
    list.version = group.version;
    list.resource = resource["name"].text();
    list.kind = resource["kind"].text();
    list.namespaced = resource["namespaced"].is_true();
    // `deployments/scale` is part of another.
    if (!is_name(list.resource) || !is_name(list.kind)) continue;
    if (!can_be_listed(resource)) continue;
    const bool is_workload = makes_pods(group.name, list.kind, declared);
    if (!is_workload && list.looked_up() == nullptr) continue;
    list.use = is_workload                    ? ListUse::workloads
               : decides_placement(list.kind) ? ListUse::context
                                              : ListUse::rules;
    if (is_workload) list.labels = selector;
    lists.push_back(std::move(list));
  }
  std::ranges::sort(lists, {}, &ClusterList::resource);
  return lists;
}

std::string path_of(const ClusterList& list, const std::string& ns, unsigned page,
                    const std::string& next) {
  auto path = (list.group.empty() ? "/api/" : "/apis/") + list.api_version();
  const auto& in = list.ns.empty() ? ns : list.ns;
  if (list.namespaced && !in.empty()) path.append("/namespaces/").append(in);
  path.append("/").append(list.resource);
  if (list.most != 0 || page != 0)
    append_parameter("limit", std::to_string(list.most != 0 ? list.most : page), path);
  else
    append_parameter("resourceVersion", "0", path);
  append_parameter("labelSelector", list.labels, path);
  append_parameter("fieldSelector", list.name.empty() ? list.fields : "metadata.name=" + list.name,
                   path);
  append_parameter("continue", next, path);
  return path;
}

}  // namespace fargate_lint::input
