#include "list.hpp"

namespace fargate_lint::rules {
namespace {

void check(const PodContext& pod, FindingSink& out) {
  const auto policy = pod.pod.field("dnsPolicy");
  if (policy.text() != "ClusterFirstWithHostNet" || pod.pod.field("hostNetwork").is_true()) return;
  out.add(policy, say("`ClusterFirstWithHostNet` has no effect without `hostNetwork: true`"));
}

}  // namespace

constinit const Rule host_net_dns = define(
    {
        .id = "FG408",
        .name = "host-net-dns",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "`dnsPolicy: ClusterFirstWithHostNet` without `hostNetwork: true`",
        .why = "On the host network, a pod uses the DNS servers of its node unless this policy "
               "selects the cluster's. A pod without `hostNetwork` uses cluster DNS anyway, and "
               "Fargate has no host network. The line is often left over from a pod that used the "
               "host network before.",
        .fix = "remove `dnsPolicy`: the default is `ClusterFirst`",
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
