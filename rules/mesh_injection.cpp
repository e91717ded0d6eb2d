#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/fields.hpp"
#include "kube/selector.hpp"
#include "list.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// A service mesh that adds a sidecar to pods as they are made. Its init container redirects the
/// pod's traffic, for which it adds the capability NET_ADMIN.
struct Mesh {
  std::string_view name;
  std::string_view webhook;     ///< how the names of its mutating webhooks end
  std::string_view daemon_set;  ///< its CNI plug-in, which redirects traffic from the node instead
  std::string_view open = {};   ///< what else decides, and no manifest of a pod tells
};
constexpr Mesh kIstio = {"Istio", "istio.io", "istio-cni-node"};
constexpr Mesh kLinkerd = {"Linkerd", "linkerd.io", "linkerd-cni"};
constexpr Mesh kKuma = {"Kuma", "kuma.io", "kuma-cni-node"};
constexpr Mesh kConsul = {"Consul", "consul.hashicorp.com", "consul-cni",
                          "whether Consul's transparent proxy is switched on"};
constexpr Mesh kAppMesh = {"App Mesh", "appmesh.k8s.aws", "",
                           "whether a VirtualNode of App Mesh selects the pod"};

/// Where a switch stands. Those that come first win.
enum class Place : std::uint8_t { pod_label, pod_annotation, space_label, space_annotation };

struct Switch {
  const Mesh* mesh;
  Place place;
  std::string_view key;
  bool any_value = false;        ///< it is on whatever it says: the name of a revision
  bool off_decides_all = false;  ///< off in the namespace is off for pods that ask for it, too
};
/// Istio: setup/additional-setup/sidecar-injection. Linkerd: features/proxy-injection. Kuma:
/// reference/kubernetes-annotations. Consul: k8s/annotations-and-labels. App Mesh:
/// aws-app-mesh-controller-for-k8s, docs/reference/injector.md.
constexpr std::array kSwitches = {
    Switch{&kIstio, Place::pod_label, "sidecar.istio.io/inject"},
    Switch{&kIstio, Place::pod_annotation, "sidecar.istio.io/inject"},
    Switch{&kIstio, Place::pod_label, "istio.io/rev", true},
    Switch{&kIstio, Place::space_label, "istio-injection", false, true},
    Switch{&kIstio, Place::space_label, "istio.io/rev", true},
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

constexpr std::array<std::string_view, 4> kOn = {"enabled", "true", "ingress", "yes"};

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
  const kube::Object* cni = nullptr;
};

Installed find_installation(const kube::Inventory& inventory, const Mesh& mesh) {
  constexpr std::size_t kMostWebhooks = 64;  // a mesh has a few for each of its revisions
  Installed installed;
  for (const auto* object : inventory.of_kind(kube::kinds::mutating_webhook_configuration)) {
    for (const auto webhook : object->node["webhooks"].items()) {
      if (installed.webhooks.size() == kMostWebhooks) break;
      if (!kube::text_of(webhook["name"]).ends_with(mesh.webhook)) continue;
      installed.webhooks.push_back(webhook);
    }
  }
  for (const auto* object : inventory.of_kind(kube::kinds::daemon_set)) {
    if (!mesh.daemon_set.empty() && object->name == mesh.daemon_set) installed.cni = object;
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
      const Subject subject = {workload.metadata(), find_space(workload.object->ns)};
      for (const auto* mesh : {&kIstio, &kLinkerd, &kKuma, &kConsul, &kAppMesh}) {
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

  const kube::Object* find_space(std::string_view ns) {
    const auto [entry, added] = spaces_.try_emplace(ns, nullptr);
    if (added) entry->second = run_.inventory().find(kube::kinds::name_space, "", ns);
    return entry->second;
  }

  const Installed& installation_of(const Mesh& mesh) {
    const auto [entry, added] = installed_.try_emplace(&mesh);
    if (added) entry->second = find_installation(run_.inventory(), mesh);
    return entry->second;
  }

  /// A namespace's switch is reported once, with the first of its pods.
  void report(const Injection& injection, std::uint32_t placement, const Subject& subject) {
    const auto& setting = *injection.setting;
    const auto& installed = installation_of(*setting.mesh);
    const auto webhook = find_webhook(installed, subject);
    if (!webhook && run_.inventory().holds_all(kube::kinds::mutating_webhook_configuration))
      return;  // nobody reads the switch
    const bool of_namespace = is_of_namespace(setting);
    if (of_namespace && !reported_.emplace(subject.space, &setting).second) return;
    const auto about = of_namespace ? ref(*subject.space) : run_.placements[placement].object;
    auto of_this = out_.about(about);
    auto finding = of_this.add(injection.value, message(*setting.mesh, installed));
    explain(finding, *setting.mesh, webhook, installed.cni);
    show(finding, run_, {placement, fargate::Tri::yes});
  }

  static Message message(const Mesh& mesh, const Installed& installed) {
    const auto name = seen(mesh.name);
    if (installed.cni != nullptr) {
      return say("the sidecar of {} wants its CNI plug-in, a DaemonSet that no Fargate node runs",
                 name);
    }
    return say(
        "the sidecar of {} comes with an init container that adds NET_ADMIN, refused on Fargate",
        name);
  }

  static void explain(lint::FindingBuilder& finding, const Mesh& mesh, yaml::Node webhook,
                      const kube::Object* cni) {
    if (webhook) finding.related("its injector", webhook);
    if (cni != nullptr) finding.related("its CNI plug-in", place_of(*cni, {}));
    if (webhook && cni == nullptr && mesh.open.empty()) {
      finding.event_part("invalid SecurityContext fields: Capabilities added: NET_ADMIN");
      return;
    }
    finding.severity(Severity::warning);
    if (!webhook) {
      finding.note("undecided: no webhook of " + std::string(mesh.name) +
                   " that takes the pod is in the input");
    }
    if (!mesh.open.empty()) finding.note("undecided: " + std::string(mesh.open));
  }

  const RunContext& run_;
  lint::Notes<Switched> notes_;
  FindingSink& out_;
  std::set<std::string_view> switched_;  ///< namespaces with a switch
  std::map<std::string_view, const kube::Object*> spaces_;
  std::map<const Mesh*, Installed> installed_;
  std::set<std::pair<const kube::Object*, const Switch*>> reported_;
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
        .since = "0.1.0",
        .summary = "a service mesh injects a sidecar into Fargate pods, which then are refused",
        .why = "A service mesh changes pods as they are made: it adds a proxy, and an init "
               "container that sends the pod's traffic through it. That init container asks for "
               "the capability NET_ADMIN, which Fargate does not grant, so the pod stays Pending. "
               "The meshes' CNI plug-ins, which do without the init container, are DaemonSets and "
               "do not run on Fargate. It is an error where the input holds the mesh's webhook, "
               "a warning where it does not.",
        .fix = "switch injection off for these pods, or run them on EC2 nodes",
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
