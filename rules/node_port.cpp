#include <string_view>

#include "kube/fields.hpp"
#include "kube/selector.hpp"
#include "list.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

/// Whether every pod of the Service is for Fargate: then no EC2 node has one of its own to send
/// local traffic to.
bool all_on_fargate(const RunContext& run, const kube::Object& service) {
  bool all = true;
  const auto selector = kube::LabelSelector::from_map(service.spec()["selector"]);
  run.pods.visit(service.ns, selector,
                 [&](const lint::SelectedPod& pod) { return all = run.pods.is_on_fargate(pod); });
  return all;
}

void check(const RunContext& run, FindingSink& out) {
  for (const auto* service : run.inventory().of_kind(kube::kinds::service)) {
    const auto type = service->spec()["type"];
    if (kube::text_of(type) != "NodePort") continue;
    const auto pod = pod_behind(run, *service);
    if (!pod) continue;
    auto of_this = out.about(*service);
    const auto policy = service->spec()["externalTrafficPolicy"];
    const bool local = policy.text() == "Local" && all_on_fargate(run, *service);
    auto finding =
        local ? of_this
                    .add(policy,
                         say("no node answers: the pods run on Fargate, local to no EC2 node"))
                    .severity(Severity::warning)
              : of_this.add(type,
                            say("node port opens on EC2 nodes only, and the pods run on Fargate"));
    show(finding, run, *pod);
  }
}

}  // namespace

constinit const Rule node_port = define(
    {
        .id = "FG404",
        .name = "node-port",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "a NodePort Service's pods run on Fargate, whose nodes open no port",
        .why = "A NodePort Service is reached at a port of each node, where kube-proxy passes "
               "traffic on to the pods. The node of a Fargate pod is AWS's own and no address to "
               "connect to, so only EC2 nodes answer, if the cluster has any. With "
               "`externalTrafficPolicy: Local` a node passes traffic to its own pods only, and an "
               "EC2 node has none of these.",
        .fix = "reach the pods by their IP addresses: a ClusterIP Service behind an Ingress or a "
               "load balancer with target type `ip`",
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
    check);

}  // namespace fargate_lint::rules
