#include "list.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  const auto policy = pod.pod.field("dnsPolicy");
  if (policy.text() != "ClusterFirstWithHostNet" || pod.pod.field("hostNetwork").is_true()) return;
  out.add(policy,
          say("`ClusterFirstWithHostNet` is for pods on the host network, which this is not"));
}

}  // namespace

constinit const Rule host_net_dns = define(
    {
        .id = "FG408",
        .name = "host-net-dns",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "`dnsPolicy: ClusterFirstWithHostNet` without `hostNetwork: true`",
        .why = "A pod on its node's network uses the node's name servers, unless this policy asks "
               "for the cluster's. Fargate offers no host network, and a pod without it uses the "
               "cluster's name servers anyway. The line is a remainder, often of a pod that ran "
               "on the host network before.",
        .fix = "remove `dnsPolicy`: `ClusterFirst` is the default",
        .page = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  dnsPolicy: ClusterFirstWithHostNet
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  hostNetwork: true
  dnsPolicy: ClusterFirstWithHostNet
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
