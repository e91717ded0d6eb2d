#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "kube/fields.hpp"
#include "kube/selector.hpp"
#include "list.hpp"
#include "support/ingresses.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

/// Whether every pod of the Service is for Fargate: then no EC2 node has a local endpoint.
bool all_on_fargate(const RunContext& run, const kube::Object& service) {
  bool all = true;
  const auto selector = kube::LabelSelector::from_map(service.spec()["selector"]);
  run.pods.visit(service.scope(), selector,
                 [&](const lint::SelectedPod& pod) { return all = run.pods.is_on_fargate(pod); });
  return all;
}

/// Adds the Services that a TargetGroupBinding reaches at the addresses of their pods. Without
/// `targetType`, the target group in AWS decides.
void append_bound(const RunContext& run, std::set<std::pair<kube::Scope, std::string>>& reached) {
  for (const auto* binding : run.inventory().of_kind(kube::kinds::target_group_binding)) {
    const auto spec = binding->spec();
    if (read_target_type(spec["targetType"]).type != TargetType::ip) continue;
    const auto name = kube::text_of(spec["serviceRef"]["name"]);
    const auto* service = run.inventory().find(kube::kinds::service, binding->ns, name, *binding);
    if (service != nullptr) reached.emplace(service->scope(), name);
  }
}

void check(const RunContext& run, const ControllerNotes& notes, FindingSink& out) {
  auto reached = services_reached_by_ip(run, notes);
  append_bound(run, reached);
  for (const auto* service : run.inventory().of_kind(kube::kinds::service)) {
    const auto type = service->spec()["type"];
    if (kube::text_of(type) != "NodePort") continue;
    const auto pod = pod_behind(run, *service);
    if (!pod || reached.contains({service->scope(), std::string(service->name)})) continue;
    auto of_this = out.about(*service);
    const auto policy = service->spec()["externalTrafficPolicy"];
    const bool local = policy.text() == "Local" && all_on_fargate(run, *service);
    auto finding =
        local ? of_this
                    .add(policy, say("node port has no local endpoint on any EC2 node: all pods "
                                     "run on Fargate"))
                    .severity(Severity::warning)
              : of_this.add(type, say("node port is open on EC2 nodes only, but the pods run on "
                                      "Fargate"));
    show(finding, run, *pod);
  }
}

}  // namespace

constinit const Rule node_port = define(
    {
        .id = "FG404",
        .name = "node-port",
        .severity = Severity::info,
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "a NodePort Service exposes pods that run on Fargate",
        .why =
            "A NodePort Service opens a port on each node, where kube-proxy forwards traffic "
            "to the pods. You cannot connect to a Fargate node this way, so only EC2 nodes "
            "answer, if the cluster has any. With `externalTrafficPolicy: Local`, a node "
            "forwards only to its own pods: if all pods run on Fargate, no node answers. A "
            "Service behind an Application Load Balancer or a TargetGroupBinding with IP targets "
            "is not reported: the load balancer does not use the node port.",
        .fix = "use a ClusterIP Service behind an Ingress or a load balancer with target type `ip`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: v1
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
        .silent = R"(apiVersion: v1
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
  name: api
  labels: {app: api}
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    lint::noted<note_controller, check>, lint::Sees::all_pods);

}  // namespace fargate_lint::rules
