#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "list.hpp"
#include "support/ingresses.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

class Check {
 public:
  Check(const RunContext& run, const ControllerNotes& notes) : run_(run), targets_(run, notes) {}

  void check(const kube::Object& ingress, FindingSink& out) {
    const auto serving = find_serving(run_.inventory(), ingress);
    if (!serving) return;
    Reported reported;
    for (const auto& name : services_of(ingress)) {
      const auto* service = run_.inventory().find(kube::kinds::service, ingress.ns, name);
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
    const auto choice = targets_.decide(ingress, &service, serving);
    if (choice.type == TargetType::ip) return;
    const auto where = choice.field ? choice.field : place_of(ingress, serving.field);
    if (!is_new(reported, where)) return;
    auto finding =
        out.add(where, say("load balancer targets EC2 nodes, but the pods run on Fargate"));
    explain(finding, serving, choice);
    finding.related("backend Service " + quote(service.name), place_of(service, {}));
    show(finding, run_, *pod);
  }

  /// A Service that the input does not hold: worth a word where the Ingress asks for EC2 nodes and
  /// its namespace has pods on Fargate.
  void check_unseen(const kube::Object& ingress, const std::string& name, const Serving& serving,
                    Reported& reported, FindingSink& out) {
    if (run_.inventory().holds_all(kube::kinds::service, ingress.ns) || !serving.certain) return;
    const auto choice = targets_.decide(ingress, nullptr, serving);
    if (choice.type != TargetType::instance || !choice.field) return;
    const auto pod = run_.pods.find_on_fargate(ingress, {});
    if (!pod || !is_new(reported, choice.field)) return;
    auto finding = out.add(choice.field,
                           say("load balancer targets EC2 nodes, but its pods may run on Fargate"));
    explain(finding, serving, choice);
    finding.severity(Severity::info)
        .note("undecided: Service " + quote(name) +
              ", which selects the pods, is not in the input");
    show(finding, run_, *pod);
  }

  void explain(lint::FindingBuilder& finding, const Serving& serving, const TargetChoice& choice) {
    if (!serving.open.empty()) finding.note("undecided: " + serving.open);
    if (const auto open = targets_.open_params(serving); !open.empty())
      finding.note("undecided: " + open);
    if (!serving.certain) finding.severity(Severity::info);
    if (choice.type == TargetType::unset) finding.note(kUnknownDefault);
    if (serving.ingress_class == nullptr) return;
    finding.related("served through IngressClass " + quote(serving.ingress_class->name),
                    place_of(*serving.ingress_class, {}));
  }

  const RunContext& run_;
  IngressTargets targets_;
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
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "an Ingress targets EC2 nodes, but its pods run on Fargate",
        .why = "The AWS Load Balancer Controller creates an Application Load Balancer for an "
               "Ingress. The load balancer targets either EC2 instances, and reaches pods through "
               "a node port, or the IP addresses of the pods. Instance targets are the "
               "controller's default (EKS Auto Mode uses IP targets). Fargate nodes are never "
               "registered as instances. Without EC2 nodes, the target group stays empty and "
               "clients get 503. IngressClassParams override the Service's annotation, which "
               "overrides the Ingress's.",
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
