#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "kube/fields.hpp"
#include "kube/selector.hpp"
#include "list.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// How a mesh comes to see a pod's traffic.
enum class Redirection : std::uint8_t {
  init_container,  ///< an injected init container redirects it, which takes NET_ADMIN
  ambient,         ///< an agent on the node does
  app_mesh,  ///< App Mesh's injector leaves the init container out on Fargate, unless told not to
};

/// A service mesh that adds a sidecar to pods when they are created, or an agent on their node.
struct Mesh {
  std::string_view name;
  std::string_view webhook;     ///< the suffix of the names of its mutating webhooks
  std::string_view daemon_set;  ///< the agent or CNI plug-in that redirects traffic from the node
  Redirection redirection = Redirection::init_container;
  std::string_view open = {};  ///< what else decides, and no manifest of a pod tells
};
constexpr Mesh kIstio = {"Istio", "istio.io", "istio-cni-node"};
constexpr Mesh kAmbient = {"Istio ambient mode", "", "ztunnel", Redirection::ambient};
constexpr Mesh kLinkerd = {"Linkerd", "linkerd.io", "linkerd-cni"};
constexpr Mesh kKuma = {"Kuma", "kuma.io", "kuma-cni-node"};
constexpr Mesh kConsul = {"Consul", "consul.hashicorp.com", "consul-cni",
                          Redirection::init_container,
                          "whether Consul's transparent proxy is switched on"};
constexpr Mesh kAppMesh = {"App Mesh", "appmesh.k8s.aws", "", Redirection::app_mesh};
constexpr std::array kMeshes = {&kIstio, &kAmbient, &kLinkerd, &kKuma, &kConsul, &kAppMesh};
/// On the pod: App Mesh's injector adds the init container on Fargate, too
/// (aws-app-mesh-controller-for-k8s, pkg/inject/appmesh_cni.go).
constexpr std::string_view kAppMeshCni = "appmesh.k8s.aws/appmeshCNI";

/// Where a switch stands. Those that come first win.
enum class Place : std::uint8_t { pod_label, pod_annotation, space_label, space_annotation };

struct Switch {
  const Mesh* mesh;
  Place place;
  std::string_view key;
  bool any_value = false;        ///< it is on whatever it says: the name of a revision
  bool off_decides_all = false;  ///< off in the namespace is off for pods that ask for it, too
};
/// Istio: setup/additional-setup/sidecar-injection, ambient/usage/add-workloads. Linkerd:
/// features/proxy-injection. Kuma: reference/kubernetes-annotations. Consul:
/// k8s/annotations-and-labels. App Mesh: aws-app-mesh-controller-for-k8s,
/// docs/reference/injector.md.
constexpr std::array kSwitches = {
    Switch{&kIstio, Place::pod_label, "sidecar.istio.io/inject"},
    Switch{&kIstio, Place::pod_annotation, "sidecar.istio.io/inject"},
    Switch{&kIstio, Place::pod_label, "istio.io/rev", true},
    Switch{&kIstio, Place::space_label, "istio-injection", false, true},
    Switch{&kIstio, Place::space_label, "istio.io/rev", true},
    Switch{&kAmbient, Place::pod_label, "istio.io/dataplane-mode"},
    Switch{&kAmbient, Place::space_label, "istio.io/dataplane-mode"},
    Switch{&kLinkerd, Place::pod_annotation, "linkerd.io/inject"},
    Switch{&kLinkerd, Place::space_annotation, "linkerd.io/inject"},
    Switch{&kKuma, Place::pod_label, "kuma.io/sidecar-injection"},
    Switch{&kKuma, Place::pod_annotation, "kuma.io/sidecar-injection"},
    Switch{&kKuma, Place::space_label, "kuma.io/sidecar-injection"},
    Switch{&kKuma, Place::space_annotation, "kuma.io/sidecar-injection"},
    Switch{&kConsul, Place::pod_annotation, "consul.hashicorp.com/connect-inject"},
    Switch{&kConsul, Place::space_label, "consul.hashicorp.com/connect-inject"},
    Switch{&kAppMesh, Place::pod_annotation, "appmesh.k8s.aws/sidecarInjectorWebhook"},
    Switch{&kAppMesh, Place::space_label, "appmesh.k8s.aws/sidecarInjectorWebhook"},
};

constexpr std::array<std::string_view, 5> kOn = {"enabled", "true", "ingress", "yes", "ambient"};

/// What a pod says, in `key`, to get no init container although it is in the mesh: another way to
/// redirect traffic, none at all, or a template of its own (Istio's gateways).
struct Exception {
  const Mesh* mesh;
  std::string_view key;
  std::string_view value;
};
constexpr std::array kExceptions = {
    Exception{&kIstio, "sidecar.istio.io/interceptionMode", "NONE"},
    Exception{&kIstio, "inject.istio.io/templates", "gateway"},
    Exception{&kIstio, "inject.istio.io/templates", "grpc-agent"},
    Exception{&kConsul, "consul.hashicorp.com/transparent-proxy", "false"},
};

/// The labels and annotations that decide, of a pod and of its namespace.
struct Subject {
  yaml::Node pod;  ///< the mapping that holds the pod's labels and annotations
  const kube::Object* space = nullptr;

  yaml::Node value_of(const Switch& setting) const {
    switch (setting.place) {
      case Place::pod_label: return pod["labels"][setting.key];
      case Place::pod_annotation: return pod["annotations"][setting.key];
      case Place::space_label:
        return space == nullptr ? yaml::Node() : space->labels()[setting.key];
      case Place::space_annotation:
        return space == nullptr ? yaml::Node() : space->annotations()[setting.key];
    }
    return {};
  }
};

bool is_on(const Switch& setting, yaml::Node value) {
  return setting.any_value || std::ranges::find(kOn, value.text()) != kOn.end();
}

bool is_of_namespace(const Switch& setting) {
  return setting.place == Place::space_label || setting.place == Place::space_annotation;
}

/// A switch that is on for a pod.
struct Injection {
  const Switch* setting = nullptr;
  yaml::Node value;
};

Injection find_injection(const Mesh& mesh, const Subject& subject) {
  Injection first;
  bool decided = false;
  for (const auto& setting : kSwitches) {
    if (setting.mesh != &mesh) continue;
    const auto value = subject.value_of(setting);
    if (kube::text_of(value).empty()) continue;
    const bool on = is_on(setting, value);
    if (!on && setting.off_decides_all) return {};
    if (!decided && on) first = {&setting, value};
    decided = true;
  }
  return first;
}

bool is_excepted(const Mesh& mesh, yaml::Node annotations) {
  return std::ranges::any_of(kExceptions, [&](const Exception& exception) {
    return exception.mesh == &mesh && kube::text_of(annotations[exception.key]) == exception.value;
  });
}

/// Whether a switch stands in the labels or annotations of a pod or a namespace, on or off.
bool has_switch(const Subject& subject) {
  return std::ranges::any_of(kSwitches, [&](const Switch& setting) {
    return !kube::text_of(subject.value_of(setting)).empty();
  });
}

enum class Switched : std::uint8_t { no, yes };
Switched note_switch(const PodContext& context) {
  return has_switch({context.pod.metadata}) ? Switched::yes : Switched::no;
}

/// Injectors leave pods on the host network alone; Fargate refuses them for that.
bool is_on_host_network(const kube::Workload& workload) {
  return kube::read_pod_template(workload).field("hostNetwork").is_true();
}

/// What the input shows of a mesh's installation.
struct Installed {
  std::vector<yaml::Node> webhooks;
  const kube::Object* agent = nullptr;  ///< its DaemonSet
};

Installed find_installation(const kube::Inventory& inventory, const Mesh& mesh,
                            kube::Environment environment) {
  constexpr std::size_t kMostWebhooks = 64;  // a mesh has a few for each of its revisions
  Installed installed;
  const auto is_of_mesh = [&mesh](yaml::Node webhook) {
    return !mesh.webhook.empty() && kube::text_of(webhook["name"]).ends_with(mesh.webhook);
  };
  for (const auto* object : inventory.of_kind(kube::kinds::mutating_webhook_configuration)) {
    if (!can_meet(object->environment, environment)) continue;
    for (const auto webhook : object->node["webhooks"].items()) {
      if (installed.webhooks.size() == kMostWebhooks) break;
      if (is_of_mesh(webhook)) installed.webhooks.push_back(webhook);
    }
  }
  for (const auto* object : inventory.of_kind(kube::kinds::daemon_set)) {
    if (!can_meet(object->environment, environment)) continue;
    if (!mesh.daemon_set.empty() && object->name == mesh.daemon_set) installed.agent = object;
  }
  return installed;
}

/// Whether a webhook's `namespaceSelector` takes the namespace, as far as the input tells. The API
/// server labels each namespace with its name.
bool takes_namespace(yaml::Node field, const kube::Object* space) {
  const auto selector = kube::LabelSelector::parse(field);
  if (!selector || selector->requirements.empty()) return kube::is_absent(field) || selector;
  if (space == nullptr) return false;
  return std::ranges::all_of(selector->requirements, [space](const auto& requirement) {
    if (requirement.key != "kubernetes.io/metadata.name") return requirement.holds(space->labels());
    const bool listed =
        std::ranges::find(requirement.values, space->name) != requirement.values.end();
    return listed == (requirement.op == kube::LabelSelector::Operator::in);
  });
}

bool takes_pod(yaml::Node field, yaml::Node labels) {
  if (kube::is_absent(field)) return true;
  const auto selector = kube::LabelSelector::parse(field);
  return selector && selector->matches(labels);
}

/// The mesh's webhook that is asked about the pod; missing if the input shows none.
yaml::Node find_webhook(const Installed& installed, const Subject& subject) {
  for (const auto webhook : installed.webhooks) {
    if (takes_namespace(webhook["namespaceSelector"], subject.space) &&
        takes_pod(webhook["objectSelector"], subject.pod["labels"])) {
      return webhook["name"];
    }
  }
  return {};
}

class Check {
 public:
  Check(const RunContext& run, const lint::Notes<Switched>& notes, FindingSink& out)
      : run_(run), notes_(notes), out_(out) {
    for (const auto* space : run.inventory().of_kind(kube::kinds::name_space))
      if (has_switch({{}, space})) switched_.insert(space->name);
  }

  void check_all() {
    const auto workloads = run_.inventory().workloads();
    for (std::uint32_t i = 0; i < workloads.size(); ++i) {
      if (!run_.pods.is_on_fargate(i)) continue;
      if (notes_[i] == Switched::no && !is_switched(workloads[i])) continue;
      const auto& workload = run_.pod(i);
      const Subject subject = {workload.metadata(), find_space(workload.object->scope())};
      for (const auto* mesh : kMeshes) {
        const auto injection = find_injection(*mesh, subject);
        if (injection.setting == nullptr) continue;
        if (is_excepted(*mesh, subject.pod["annotations"])) continue;
        if (is_on_host_network(workload)) continue;
        report(injection, i, subject);
      }
    }
  }

 private:
  bool is_switched(const kube::Workload& workload) const {
    return !switched_.empty() && switched_.contains(workload.object->ns);
  }

  const kube::Object* find_space(const kube::Scope& scope) {
    const auto [entry, added] = spaces_.try_emplace(scope, nullptr);
    if (added)
      entry->second =
          run_.inventory().find(kube::kinds::name_space, "", scope.ns, scope.environment);
    return entry->second;
  }

  const Installed& installation_of(const Mesh& mesh, kube::Environment environment) {
    const auto [entry, added] = installed_.try_emplace({&mesh, environment});
    if (added) entry->second = find_installation(run_.inventory(), mesh, environment);
    return entry->second;
  }

  /// A namespace's switch is reported once, with the first of its pods.
  void report(const Injection& injection, std::uint32_t placement, const Subject& subject) {
    const auto& setting = *injection.setting;
    const auto scope = run_.inventory().workloads()[placement].object->scope();
    const auto& installed = installation_of(*setting.mesh, scope.environment);
    const auto webhook = find_webhook(installed, subject);
    if (is_unread(*setting.mesh, installed, webhook)) return;
    const bool of_namespace = is_of_namespace(setting);
    const bool ended = adds_no_init_container(*setting.mesh, subject);
    if (of_namespace && !reported_.emplace(subject.space, &setting, ended).second) return;
    const auto about = of_namespace ? ref(*subject.space) : run_.placements[placement].object;
    auto of_this = out_.about(about);
    auto finding =
        of_this.add(injection.value, ended ? ended_message() : message(*setting.mesh, installed));
    if (webhook) finding.related("its injector", webhook);
    if (installed.agent != nullptr)
      finding.related("its DaemonSet on each EC2 node", place_of(*installed.agent, {}));
    if (ended)
      finding.severity(Severity::info).help(kLeaveAppMesh);
    else
      explain(finding, *setting.mesh, installed, webhook, open_fact(*setting.mesh, subject, scope));
    show(finding, run_, {placement, fargate::Tri::yes});
  }

  /// Whether nothing in the cluster reads the switch.
  bool is_unread(const Mesh& mesh, const Installed& installed, yaml::Node webhook) const {
    const auto& inventory = run_.inventory();
    if (mesh.redirection == Redirection::ambient)
      return installed.agent == nullptr && inventory.holds_all(kube::kinds::daemon_set);
    return !webhook && inventory.holds_all(kube::kinds::mutating_webhook_configuration);
  }

  static bool adds_no_init_container(const Mesh& mesh, const Subject& subject) {
    return mesh.redirection == Redirection::app_mesh &&
           kube::text_of(subject.pod["annotations"][kAppMeshCni]) != "disabled";
  }

  static Message ended_message() {
    return say(
        "sidecar injection of App Mesh works on Fargate, but AWS ended App Mesh on 2026-09-30");
  }
  static constexpr std::string_view kLeaveAppMesh =
      "move the pods off App Mesh, then remove the label or annotation";

  static Message message(const Mesh& mesh, const Installed& installed) {
    const auto name = seen(mesh.name);
    if (mesh.redirection == Redirection::ambient)
      return say("pod needs the node agent of {}, which Fargate does not run", name);
    if (installed.agent != nullptr)
      return say("sidecar of {} needs its CNI plug-in, a DaemonSet that Fargate does not run",
                 name);
    return say(
        "sidecar injection of {} adds an init container with NET_ADMIN, which Fargate refuses",
        name);
  }

  void explain(lint::FindingBuilder& finding, const Mesh& mesh, const Installed& installed,
               yaml::Node webhook, std::string_view open) {
    if (mesh.redirection == Redirection::ambient) {
      finding.severity(Severity::warning);
      if (installed.agent == nullptr)
        finding.note("undecided: Istio's DaemonSet `ztunnel` is not in the input");
      return;
    }
    if (webhook && installed.agent == nullptr && open.empty()) {
      finding.event_part("invalid SecurityContext fields: Capabilities added: NET_ADMIN");
      return;
    }
    finding.severity(Severity::warning);
    if (!webhook)
      finding.note("undecided: no webhook of " + std::string(mesh.name) +
                   " that selects the pod is in the input");
    if (!open.empty()) finding.note("undecided: " + std::string(open));
  }

  /// What decides whether the sidecar is injected, and is not in the input; empty if nothing is.
  std::string_view open_fact(const Mesh& mesh, const Subject& subject,
                             const kube::Scope& scope) const {
    if (mesh.redirection != Redirection::app_mesh) return mesh.open;
    constexpr std::size_t kMostLookedAt = 64;
    const auto nodes = run_.inventory().of_kind(kube::kinds::virtual_node);
    for (std::size_t i = 0; i < std::min(nodes.size(), kMostLookedAt); ++i) {
      const auto selector = kube::LabelSelector::parse(nodes[i]->spec()["podSelector"]);
      const bool can_select =
          nodes[i]->ns == scope.ns && can_meet(nodes[i]->environment, scope.environment);
      if (can_select && selector && selector->matches(subject.pod["labels"])) return {};
    }
    return "whether a VirtualNode of App Mesh selects the pod";
  }

  const RunContext& run_;
  lint::Notes<Switched> notes_;
  FindingSink& out_;
  std::set<std::string_view> switched_;  ///< namespaces with a switch
  std::map<kube::Scope, const kube::Object*> spaces_;
  std::map<std::pair<const Mesh*, kube::Environment>, Installed> installed_;
  std::set<std::tuple<const kube::Object*, const Switch*, bool>> reported_;
};

void check(const RunContext& run, const lint::Notes<Switched>& notes, FindingSink& out) {
  Check(run, notes, out).check_all();
}

}  // namespace

constinit const Rule mesh_injection = define(
    {
        .id = "FG407",
        .name = "mesh-injection",
        .severity = Severity::error,
        .also = Severity::warning | Severity::info,
        .since = "0.1.0",
        .summary = "sidecar injection adds an init container that Fargate refuses",
        .why = "A service mesh changes pods when they are created: it adds a proxy, and an init "
               "container that redirects the pod's traffic through it. That init container needs "
               "the capability NET_ADMIN, which Fargate refuses, so the pod stays Pending. The "
               "alternatives of the meshes, a CNI plug-in or Istio's ambient mode, run as "
               "DaemonSets, which Fargate does not run. The finding is an error if the input "
               "contains the mesh's webhook, else a warning. App Mesh is the exception: its "
               "injector leaves the init container out on Fargate, but AWS ended the service on "
               "2026-09-30.",
        .fix = "turn injection off for these pods, or run them on EC2 nodes",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .event = "Pod not supported on Fargate: invalid SecurityContext fields: Capabilities "
                 "added: NET_ADMIN",
        .fires = R"(apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio-injection: enabled
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: app
      image: nginx
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: istio-sidecar-injector
webhooks:
  - name: namespace.sidecar-injector.istio.io
)",
        .silent = R"(apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio-injection: enabled
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels:
    sidecar.istio.io/inject: "false"
spec:
  containers:
    - name: app
      image: nginx
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata:
  name: istio-sidecar-injector
webhooks:
  - name: namespace.sidecar-injector.istio.io
)",
    },
    lint::noted<note_switch, check>);

}  // namespace fargate_lint::rules
