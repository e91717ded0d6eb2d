#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/load_balancers.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kAnnotations = "alb.ingress.kubernetes.io/";
constexpr std::string_view kTargetType = "alb.ingress.kubernetes.io/target-type";
constexpr std::string_view kActions = "alb.ingress.kubernetes.io/actions.";
constexpr std::string_view kClassAnnotation = "kubernetes.io/ingress.class";
constexpr std::string_view kDefaultClass = "ingressclass.kubernetes.io/is-default-class";
/// The class of the controller's own chart, and its annotation's value
/// (kubernetes-sigs/aws-load-balancer-controller, docs/guide/ingress/ingress_class.md).
constexpr std::string_view kAlb = "alb";
constexpr std::string_view kController = "ingress.k8s.aws/alb";
constexpr std::string_view kAutoMode = "eks.amazonaws.com/alb";

/// How the AWS Load Balancer Controller, or EKS Auto Mode, comes to serve an Ingress.
struct Serving {
  yaml::Node field;                             ///< that says so; missing if nothing does
  const kube::Object* ingress_class = nullptr;  ///< if the input holds it
  bool auto_mode = false;
  std::string open;     ///< the fact that is missing; empty if none
  bool certain = true;  ///< false: another controller may serve it
};

bool has_alb_annotation(const kube::Object& ingress) {
  for (const auto& [key, value] : ingress.annotations().entries()) {
    if (key.text().starts_with(kAnnotations)) return true;
  }
  return false;
}

std::optional<Serving> by_class(const kube::Object& ingress_class, yaml::Node field) {
  const auto controller = kube::text_of(ingress_class.spec()["controller"]);
  if (controller != kController && controller != kAutoMode) return std::nullopt;
  return Serving{field, &ingress_class, controller == kAutoMode, {}, true};
}

std::optional<Serving> by_unknown_class(const kube::Object& ingress, yaml::Node field) {
  const std::string open = "IngressClass " + quote(field.text()) + " is not in the input";
  if (field.text() == kAlb) return Serving{field, nullptr, false, open, true};
  if (!has_alb_annotation(ingress)) return std::nullopt;
  return Serving{field, nullptr, false, open, false};
}

std::optional<Serving> without_class(const kube::Inventory& inventory,
                                     const kube::Object& ingress) {
  for (const auto* ingress_class : inventory.of_kind(kube::kinds::ingress_class)) {
    if (kube::text_of(ingress_class->annotations()[kDefaultClass]) == "true") {
      return by_class(*ingress_class, {});
    }
  }
  if (inventory.holds_all(kube::kinds::ingress_class) || !has_alb_annotation(ingress))
    return std::nullopt;
  return Serving{{}, nullptr, false, "which controller serves it: it names no class", false};
}

/// Nothing if another controller serves the Ingress.
std::optional<Serving> find_serving(const kube::Inventory& inventory, const kube::Object& ingress) {
  if (const auto old = ingress.annotations()[kClassAnnotation]; !old.text().empty()) {
    if (old.text() != kAlb) return std::nullopt;
    return Serving{old, nullptr, false, {}, true};
  }
  const auto name = ingress.spec()["ingressClassName"];
  if (kube::text_of(name).empty()) return without_class(inventory, ingress);
  if (const auto* found = inventory.find(kube::kinds::ingress_class, "", name.text(), ingress)) {
    return by_class(*found, name);
  }
  if (inventory.proves_absent(kube::kinds::ingress_class, "", name.text(), &ingress))
    return std::nullopt;
  return by_unknown_class(ingress, name);
}

// ---- the Services behind an Ingress ----

/// Services of `actions.NAME` annotations, which hold JSON:
/// forwardConfig.targetGroups[].serviceName
void append_action(std::string_view json, std::vector<std::string>& services) {
  const auto action = yaml::read_document(std::string(json));
  if (action == nullptr) return;
  for (const auto group : action->root()["forwardConfig"]["targetGroups"].items()) {
    const auto name = kube::text_of(group["serviceName"]);
    if (!name.empty()) services.emplace_back(name);
  }
}

void append_backend(yaml::Node backend, std::vector<std::string>& services) {
  const auto port = backend["service"]["port"]["name"];
  const auto old_port = backend["servicePort"];
  // The name is then that of an action.
  if (port.text() == "use-annotation" || old_port.text() == "use-annotation") return;
  for (const auto name : {backend["service"]["name"], backend["serviceName"]}) {
    if (!kube::text_of(name).empty()) services.emplace_back(name.text());
  }
}

/// The names of the Services that an Ingress leads to, each once.
std::vector<std::string> services_of(const kube::Object& ingress) {
  std::vector<std::string> services;
  const auto spec = ingress.spec();
  append_backend(spec["defaultBackend"], services);
  append_backend(spec["backend"], services);
  for (const auto rule : spec["rules"].items()) {
    for (const auto path : rule["http"]["paths"].items()) {
      append_backend(path["backend"], services);
    }
  }
  for (const auto& [key, value] : ingress.annotations().entries()) {
    if (key.text().starts_with(kActions)) append_action(kube::text_of(value), services);
  }
  std::ranges::sort(services);
  const auto rest = std::ranges::unique(services);
  services.erase(rest.begin(), rest.end());
  return services;
}

// ---- the target type ----

class Check {
 public:
  Check(const RunContext& run, const ControllerNotes& notes) : run_(run), preset_(run, notes) {}

  void check(const kube::Object& ingress, FindingSink& out) {
    const auto serving = find_serving(run_.inventory(), ingress);
    if (!serving) return;
    Reported reported;
    for (const auto& name : services_of(ingress)) {
      const auto* service = run_.inventory().find(kube::kinds::service, ingress.ns, name, ingress);
      if (service == nullptr) {
        check_unseen(ingress, name, *serving, reported, out);
      } else {
        check_service(ingress, *service, *serving, reported, out);
      }
    }
  }

 private:
  /// Places that were reported: one Service speaks for all of which the same place decides.
  using Reported = std::set<std::pair<const yaml::Document*, std::uint32_t>>;
  static bool is_new(Reported& reported, yaml::Node where) {
    return reported.emplace(where.document(), where.index()).second;
  }

  void check_service(const kube::Object& ingress, const kube::Object& service,
                     const Serving& serving, Reported& reported, FindingSink& out) {
    const auto pod = pod_behind(run_, service);
    if (!pod) return;
    const auto choice = decide(ingress, service.annotations()[kTargetType], serving);
    if (choice.type != TargetType::instance) return;
    const auto where = choice.field ? choice.field : place_of(ingress, serving.field);
    if (!is_new(reported, where)) return;
    auto finding = out.add(
        where, say("load balancer registers EC2 nodes, not the pods, which run on Fargate"));
    explain(finding, serving, choice);
    finding.related("leads to Service " + quote(service.name), place_of(service, {}));
    show(finding, run_, *pod);
  }

  /// A Service that the input does not hold: worth a word where the Ingress asks for EC2 nodes and
  /// its namespace has pods on Fargate.
  void check_unseen(const kube::Object& ingress, const std::string& name, const Serving& serving,
                    Reported& reported, FindingSink& out) {
    if (run_.inventory().holds_all(kube::kinds::service, ingress.ns) || !serving.certain) return;
    const auto choice = decide(ingress, {}, serving);
    if (choice.type != TargetType::instance || !choice.field) return;
    const auto pod = run_.pods.find_on_fargate(ingress, {});
    if (!pod || !is_new(reported, choice.field)) return;
    auto finding = out.add(
        choice.field, say("load balancer registers EC2 nodes, and its pods may run on Fargate"));
    explain(finding, serving, choice);
    finding.severity(Severity::info)
        .note("undecided: Service " + quote(name) +
              ", which selects the pods, is not in the input");
    show(finding, run_, *pod);
  }
  /// IngressClassParams come before annotations, those of the Service before those of the Ingress
  /// (docs/guide/ingress/ingress_class.md and annotations.md of the controller).
  TargetChoice decide(const kube::Object& ingress, yaml::Node of_service, const Serving& serving) {
    const TargetChoice choices[] = {read_target_type(params_of(serving)),
                                    read_target_type(of_service),
                                    read_target_type(ingress.annotations()[kTargetType])};
    for (const auto& choice : choices) {
      if (choice.type != TargetType::unset) return choice;
    }
    if (serving.auto_mode) return {};  // its default is not documented
    const bool is_ip = preset_.get() == TargetType::ip;
    return {is_ip ? TargetType::ip : TargetType::instance, {}};
  }

  yaml::Node params_of(const Serving& serving) const {
    if (serving.ingress_class == nullptr) return {};
    const auto name = kube::text_of(serving.ingress_class->spec()["parameters"]["name"]);
    const auto* params =
        run_.inventory().find(kube::kinds::ingress_class_params, "", name, *serving.ingress_class);
    return params == nullptr ? yaml::Node() : params->spec()["targetType"];
  }

  void explain(lint::FindingBuilder& finding, const Serving& serving, const TargetChoice& choice) {
    if (!serving.open.empty()) finding.note("undecided: " + serving.open);
    if (!serving.certain) finding.severity(Severity::info);
    if (!choice.field && preset_.get() == TargetType::unset) finding.note(kUnknownDefault);
    if (serving.ingress_class == nullptr) return;
    finding.related("its IngressClass " + quote(serving.ingress_class->name),
                    place_of(*serving.ingress_class, {}));
  }

  const RunContext& run_;
  ControllerDefault preset_;
};

void check(const RunContext& run, const ControllerNotes& notes, FindingSink& out) {
  Check check(run, notes);
  for (const auto* ingress : run.inventory().of_kind(kube::kinds::ingress)) {
    auto of_this = out.about(*ingress);
    check.check(*ingress, of_this);
  }
}

}  // namespace

constinit const Rule alb_target_type = define(
    {
        .id = "FG401",
        .name = "alb-target-type",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "an Ingress's load balancer targets EC2 nodes, and its pods run on Fargate",
        .why = "The AWS Load Balancer Controller makes an Application Load Balancer for an "
               "Ingress. The load balancer registers EC2 instances, and reaches pods through a "
               "port of theirs, or the IP addresses of the pods. The first is the default. "
               "Fargate nodes are no EC2 instances and are never registered: without EC2 nodes in "
               "the cluster the load balancer has no targets and answers 503 to everybody.",
        .fix = "annotate the Ingress with `alb.ingress.kubernetes.io/target-type: ip`, or set "
               "`targetType: ip` in its IngressClassParams",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/alb-ingress.html",
        .fires = R"(apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations:
    alb.ingress.kubernetes.io/scheme: internet-facing
spec:
  ingressClassName: alb
  defaultBackend:
    service: {name: web, port: {number: 80}}
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  annotations:
    alb.ingress.kubernetes.io/target-type: ip
spec:
  ingressClassName: alb
  defaultBackend:
    service: {name: web, port: {number: 80}}
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports: [{port: 80}]
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    lint::noted<note_controller, check>, lint::Sees::all_pods);

}  // namespace fargate_lint::rules
