#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/load_balancers.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kType = "service.beta.kubernetes.io/aws-load-balancer-type";
constexpr std::string_view kTargetType =
    "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type";
constexpr std::string_view kControllerClass = "service.k8s.aws/nlb";
constexpr std::string_view kAutoModeClass = "eks.amazonaws.com/nlb";

/// Who makes the load balancer of a Service (docs/guide/service/nlb.md of
/// kubernetes-sigs/aws-load-balancer-controller).
enum class ServedBy : std::uint8_t {
  controller,      ///< the AWS Load Balancer Controller
  auto_mode,       ///< EKS Auto Mode
  cloud_provider,  ///< the older code of Kubernetes, unless the controller's webhook takes over
  others,          ///< a class of its own
};

ServedBy served_by(const kube::Object& service) {
  const auto load_balancer_class = service.spec()["loadBalancerClass"];
  if (!kube::is_absent(load_balancer_class)) {
    if (load_balancer_class.text() == kControllerClass) return ServedBy::controller;
    return load_balancer_class.text() == kAutoModeClass ? ServedBy::auto_mode : ServedBy::others;
  }
  const auto type = kube::text_of(service.annotations()[kType]);
  const bool controller = type == "external" || type == "nlb-ip";
  return controller ? ServedBy::controller : ServedBy::cloud_provider;
}

/// A finding to be: where the target type is decided, and what of it is not known.
struct Fault {
  yaml::Node where;
  std::string_view open = {};
  bool certain = true;
};

/// Without an annotation that decides.
std::optional<Fault> by_default(const kube::Object& service, ServedBy server, TargetType preset) {
  if (server == ServedBy::auto_mode || preset == TargetType::ip) return std::nullopt;
  Fault fault = {service.spec()["type"]};
  if (server == ServedBy::controller && preset == TargetType::unset) fault.open = kUnknownDefault;
  return fault;
}

std::optional<Fault> find_fault(const kube::Object& service, TargetType preset) {
  const auto server = served_by(service);
  if (server == ServedBy::others) return std::nullopt;
  const auto type = service.annotations()[kType];
  if (type.text() == "nlb-ip") return std::nullopt;
  const auto chosen = read_target_type(service.annotations()[kTargetType]);
  if (chosen.type == TargetType::instance) return Fault{chosen.field};
  if (chosen.type == TargetType::unset) return by_default(service, server, preset);
  if (server != ServedBy::cloud_provider || !type) return std::nullopt;
  return Fault{type,
               "undecided: whether the AWS Load Balancer Controller serves it; the in-tree "
               "controller of Kubernetes ignores the target type",
               false};
}

void check(const RunContext& run, const ControllerNotes& notes, FindingSink& out) {
  ControllerDefault preset(run, notes);
  for (const auto* service : run.inventory().of_kind(kube::kinds::service)) {
    if (kube::text_of(service->spec()["type"]) != "LoadBalancer") continue;
    const auto pod = pod_behind(run, *service);
    if (!pod) continue;
    const auto fault = find_fault(*service, preset.get());
    if (!fault) continue;
    auto of_this = out.about(*service);
    auto finding = of_this.add(fault->where,
                               say("load balancer targets EC2 nodes, but the pods run on Fargate"));
    if (const auto no_ports = service->spec()["allocateLoadBalancerNodePorts"]; no_ports.is_false())
      finding.related("instance targets fail without node ports", no_ports);
    if (!fault->open.empty()) finding.note(fault->open);
    if (!fault->certain) finding.severity(Severity::info);
    show(finding, run, *pod);
  }
}

}  // namespace

constinit const Rule nlb_target_type = define(
    {
        .id = "FG402",
        .name = "nlb-target-type",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "a LoadBalancer Service targets EC2 nodes, but its pods run on Fargate",
        .why = "An AWS load balancer targets either EC2 instances, and reaches pods through a node "
               "port, or the IP addresses of the pods. For a LoadBalancer Service, instance "
               "targets are the default, both of the AWS Load Balancer Controller and of the "
               "in-tree controller of Kubernetes (EKS Auto Mode uses IP targets). Fargate nodes "
               "are never registered as instances. Without EC2 nodes, the load balancer has no "
               "targets and no connection succeeds.",
        .fix = "annotate the Service with `service.beta.kubernetes.io/aws-load-balancer-type: "
               "external` and `service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html",
        .fires = R"(apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: LoadBalancer
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
        .silent = R"(apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-type: external
    service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip
spec:
  type: LoadBalancer
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
