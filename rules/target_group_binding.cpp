#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/ingresses.hpp"
#include "support/load_balancers.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr Words kMessage = "target group targets EC2 nodes, but the pods run on Fargate";

// ---- TargetGroupBinding ----

void check_binding(const RunContext& run, const kube::Object& binding, FindingSink& out) {
  const auto field = binding.spec()["targetType"];
  const auto choice = read_target_type(field);
  if (choice.type == TargetType::ip) return;
  if (choice.type == TargetType::unset && !kube::is_absent(field)) return;
  // The controller's webhook fills a missing type in from AWS; EKS Auto Mode refuses it.
  const bool is_auto_mode = binding.group() == kube::kinds::target_group_binding.other_group;
  if (choice.type == TargetType::unset && is_auto_mode) return;
  const auto name = binding.spec()["serviceRef"]["name"];
  const auto* service =
      run.inventory().find(kube::kinds::service, binding.ns, kube::text_of(name), binding);
  if (service == nullptr) return;
  const auto pod = pod_behind(run, *service);
  if (!pod) return;
  const bool known = choice.type == TargetType::instance;
  auto finding =
      known ? out.add(field, say(kMessage))
            : out.add(name, say("target group may target EC2 nodes, but the pods run on Fargate"))
                  .severity(Severity::info)
                  .note("undecided: without `targetType`, the target group in AWS decides");
  finding.related("backend Service " + quote(service->name), place_of(*service, {}));
  show(finding, run, *pod);
}

// ---- Gateway API ----

/// What a TargetGroupConfiguration says of its Service for all routes.
TargetChoice default_of(const kube::Object& config) {
  return read_target_type(config.spec()["defaultConfiguration"]["targetType"]);
}

/// The first `instance` that a TargetGroupConfiguration asks for, for all routes or some.
yaml::Node find_instance(const kube::Object& config) {
  const auto choice = default_of(config);
  if (choice.type == TargetType::instance) return choice.field;
  for (const auto route : config.spec()["routeConfigurations"].items()) {
    const auto of_route = read_target_type(route["targetGroupProps"]["targetType"]);
    if (of_route.type == TargetType::instance) return of_route.field;
  }
  return {};
}

/// Whether it says anything of target types: then they are not left to defaults.
bool decides(const kube::Object& config) {
  if (default_of(config).type != TargetType::unset) return true;
  for (const auto route : config.spec()["routeConfigurations"].items()) {
    const auto of_route = read_target_type(route["targetGroupProps"]["targetType"]);
    if (of_route.type != TargetType::unset) return true;
  }
  return false;
}

constexpr std::array<std::string_view, 2> kControllers = {"gateway.k8s.aws/alb",
                                                          "gateway.k8s.aws/nlb"};
constexpr std::array kRoutes = {&kube::kinds::http_route, &kube::kinds::grpc_route,
                                &kube::kinds::tcp_route, &kube::kinds::tls_route,
                                &kube::kinds::udp_route};

bool is_aws(const kube::Object& gateway_class) {
  const auto controller = kube::text_of(gateway_class.spec()["controllerName"]);
  return std::ranges::find(kControllers, controller) != kControllers.end();
}

/// The target type of a Gateway's Services where nothing else decides
/// (docs/guide/gateway/targetgroupconfig.md of the AWS Load Balancer Controller, "Configuration
/// Resolution Order").
class Defaults {
 public:
  Defaults(const RunContext& run, const ControllerNotes& notes) : run_(run), preset_(run, notes) {}

  struct Answer {
    TargetChoice choice;
    std::string open;  ///< the fact that is missing; empty if none
  };

  Answer of(const kube::Object& gateway, const kube::Object& gateway_class) {
    Answer answer;
    const auto own = gateway.spec()["infrastructure"]["parametersRef"];
    const auto shared = gateway_class.spec()["parametersRef"];
    const auto of_gateway = read(own, gateway.ns, gateway, answer);
    const auto of_class = read(shared, kube::text_of(shared["namespace"]), gateway, answer);
    const bool gateway_first = prefers_gateway(shared, gateway);
    answer.choice = gateway_first ? of_gateway : of_class;
    if (answer.choice.type == TargetType::unset) {
      answer.choice = gateway_first ? of_class : of_gateway;
    }
    if (answer.choice.type == TargetType::unset) answer.choice.type = preset_.get();
    return answer;
  }

 private:
  const kube::Object* find(const kube::Kind& kind, std::string_view ns, yaml::Node name,
                           const kube::Object& asker, Answer& answer) const {
    if (kube::text_of(name).empty()) return nullptr;
    const auto* object = run_.inventory().find(kind, ns, name.text(), asker);
    if (object == nullptr && !run_.inventory().proves_absent(kind, ns, name.text(), &asker)) {
      answer.open = std::string(kind.name) + " " + quote(name.text()) + " is not in the input";
    }
    return object;
  }

  TargetChoice read(yaml::Node reference, std::string_view ns, const kube::Object& asker,
                    Answer& answer) const {
    const auto* balancer =
        find(kube::kinds::load_balancer_configuration, ns, reference["name"], asker, answer);
    if (balancer == nullptr) return {};
    const auto group = balancer->spec()["defaultTargetGroupConfiguration"]["name"];
    const auto* config = find(kube::kinds::target_group_configuration, ns, group, asker, answer);
    return config == nullptr ? TargetChoice() : default_of(*config);
  }

  bool prefers_gateway(yaml::Node reference, const kube::Object& gateway) const {
    const auto* balancer = run_.inventory().find(kube::kinds::load_balancer_configuration,
                                                 kube::text_of(reference["namespace"]),
                                                 kube::text_of(reference["name"]), gateway);
    return balancer != nullptr &&
           kube::text_of(balancer->spec()["mergingMode"]) == "prefer-gateway";
  }

  const RunContext& run_;
  ControllerDefault preset_;
};

/// The kind that a reference means, if it says none: `Service` behind routes, `Gateway` before.
bool refers_to(yaml::Node reference, std::string_view kind) {
  const auto written = kube::text_of(reference["kind"]);
  return written.empty() || written == kind;
}

std::string_view namespace_of(yaml::Node reference, const kube::Object& holder) {
  const auto written = kube::text_of(reference["namespace"]);
  return written.empty() ? holder.ns : written;
}

class GatewayCheck {
 public:
  GatewayCheck(const RunContext& run, const ControllerNotes& notes, FindingSink& out)
      : run_(run), out_(out), defaults_(run, notes) {}

  void check_all() {
    const auto& inventory = run_.inventory();
    for (const auto* config : inventory.of_kind(kube::kinds::target_group_configuration)) {
      check_config(*config);
    }
    for (const auto* kind : kRoutes) {
      for (const auto* route : inventory.of_kind(*kind)) check_route(*route);
    }
  }

 private:
  void check_config(const kube::Object& config) {
    const auto target = config.spec()["targetReference"];
    const auto name = target["name"];
    if (kube::text_of(name).empty() || !refers_to(target, "Service")) return;
    if (decides(config)) decided_.emplace(config.scope(), name.text());
    const auto instance = find_instance(config);
    const auto* service =
        run_.inventory().find(kube::kinds::service, config.ns, name.text(), config);
    if (!instance || service == nullptr) return;
    const auto pod = pod_behind(run_, *service);
    if (!pod) return;
    auto of_this = out_.about(config);
    auto finding = of_this.add(instance, say(kMessage));
    finding.related("for Service " + quote(service->name), place_of(*service, {}));
    show(finding, run_, *pod);
  }

  /// The first Gateway of the AWS Load Balancer Controller that the route is attached to.
  std::pair<const kube::Object*, const kube::Object*> find_gateway(
      const kube::Object& route) const {
    for (const auto parent : route.spec()["parentRefs"].items()) {
      if (!refers_to(parent, "Gateway")) continue;
      const auto* gateway = run_.inventory().find(kube::kinds::gateway, namespace_of(parent, route),
                                                  kube::text_of(parent["name"]), route);
      if (gateway == nullptr) continue;
      const auto name = kube::text_of(gateway->spec()["gatewayClassName"]);
      const auto* gateway_class =
          run_.inventory().find(kube::kinds::gateway_class, "", name, *gateway);
      if (gateway_class != nullptr && is_aws(*gateway_class)) return {gateway, gateway_class};
    }
    return {};
  }

  void check_route(const kube::Object& route) {
    const auto [gateway, gateway_class] = find_gateway(route);
    if (gateway == nullptr) return;
    const auto answer = defaults_.of(*gateway, *gateway_class);
    if (answer.choice.type == TargetType::ip) return;
    for (const auto rule : route.spec()["rules"].items()) {
      for (const auto backend : rule["backendRefs"].items()) {
        if (check_backend(route, backend, *gateway, answer)) return;
      }
    }
  }

  /// True if it was reported: one backend of a route speaks for all.
  bool check_backend(const kube::Object& route, yaml::Node backend, const kube::Object& gateway,
                     const Defaults::Answer& answer) {
    const auto name = backend["name"];
    if (kube::text_of(name).empty() || !refers_to(backend, "Service")) return false;
    const std::string_view ns = namespace_of(backend, route);
    if (is_decided({ns, route.environment}, name.text())) return false;
    const auto* service = run_.inventory().find(kube::kinds::service, ns, name.text(), route);
    if (service == nullptr) return false;
    const auto pod = pod_behind(run_, *service);
    if (!pod) return false;
    auto of_this = out_.about(route);
    auto finding = of_this.add(answer.choice.field ? answer.choice.field : name, say(kMessage));
    finding.related("attached to Gateway " + quote(gateway.name), place_of(gateway, {}))
        .related("backend Service " + quote(name.text()), place_of(*service, {}));
    if (const auto annotation = gateway.annotations()[kAlbTargetType])
      finding.related("has no effect on a Gateway", annotation);
    if (!answer.open.empty()) {
      finding.severity(Severity::info).note("undecided: " + answer.open);
    } else if (answer.choice.type == TargetType::unset) {
      finding.note(kUnknownDefault);
    }
    show(finding, run_, *pod);
    return true;
  }

  bool is_decided(const kube::Scope& scope, std::string_view name) const {
    return decided_.contains({scope, name}) ||
           decided_.contains({{scope.ns, kube::Environment::shared}, name});
  }

  const RunContext& run_;
  FindingSink& out_;
  Defaults defaults_;
  /// Services of which a TargetGroupConfiguration says the target type, by scope and name.
  std::set<std::pair<kube::Scope, std::string_view>> decided_;
};

void check(const RunContext& run, const ControllerNotes& notes, FindingSink& out) {
  for (const auto* binding : run.inventory().of_kind(kube::kinds::target_group_binding)) {
    auto of_this = out.about(*binding);
    check_binding(run, *binding, of_this);
  }
  GatewayCheck(run, notes, out).check_all();
}

}  // namespace

constinit const Rule target_group_binding = define(
    {
        .id = "FG403",
        .name = "target-group-binding",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "a target group targets EC2 nodes, but the pods run on Fargate",
        .why = "A TargetGroupBinding, or the Gateway API with the AWS Load Balancer Controller, "
               "connects a Service to a target group of a load balancer. A target group holds "
               "either EC2 instances (`instance`, the default of the Gateway API) or IP addresses "
               "(`ip`). Fargate nodes are never registered as instances: without EC2 nodes, the "
               "target group stays empty. Annotations of the Ingress controller "
               "(`alb.ingress.kubernetes.io/…`) have no effect on a Gateway.",
        .fix = "set `targetType: ip`: in the TargetGroupBinding (with a target group of type "
               "`ip`), or in a TargetGroupConfiguration for the Service",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html",
        .fires = R"(apiVersion: elbv2.k8s.aws/v1beta1
kind: TargetGroupBinding
metadata:
  name: web
spec:
  serviceRef: {name: web, port: 80}
  targetGroupARN: arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/1
  targetType: instance
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
        .silent = R"(apiVersion: elbv2.k8s.aws/v1beta1
kind: TargetGroupBinding
metadata:
  name: web
spec:
  serviceRef: {name: web, port: 80}
  targetGroupARN: arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/1
  targetType: ip
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
