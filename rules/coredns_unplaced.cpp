#include <algorithm>
#include <cstdint>

#include "fargate/core_dns.hpp"
#include "list.hpp"
#include "support/aws.hpp"
#include "support/profile_faults.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::OtherNodes;

/// Whether a pod is Karpenter's on Fargate, and resolves names by CoreDNS.
enum class Karpenter : std::uint8_t { no, needs_dns };

Karpenter note(const PodContext& pod) {
  if (!pod.placement.selected || pod.fleet.empty()) return Karpenter::no;
  if (pod.pod.field("dnsPolicy").text() == "Default") return Karpenter::no;
  const auto is_karpenter = [](const kube::Container& container) {
    return is_of_program(repository_of(container.image), "karpenter/controller");
  };
  return std::ranges::any_of(pod.pod.containers, is_karpenter) ? Karpenter::needs_dns
                                                               : Karpenter::no;
}

bool is_selected(const fargate::Fleet& fleet) {
  return std::ranges::any_of(fleet.profiles(), [](const fargate::Profile& profile) {
    return fargate::selects_core_dns(profile) != fargate::Tri::no;
  });
}

void check(const RunContext& run, const lint::Notes<Karpenter>& notes, FindingSink& out) {
  report_profile_faults(run, out);
  const auto nodes = run.fleet.other_nodes();
  const bool without = fargate::shows_none(nodes);
  if ((!without && nodes != OtherNodes::from_karpenter) || run.fleet.empty()) return;
  if (is_selected(run.fleet)) return;
  if (without)
    out.add(run.fleet.profiles().front().where,
            say("no profile selects CoreDNS, and the cluster declares no other nodes: pods cannot "
                "resolve names"));
  for (std::uint32_t i = 0; i < notes.size(); ++i) {
    if (notes[i] != Karpenter::needs_dns) continue;
    auto of_pod = out.about(run.placements[i].object);
    of_pod
        .add(run.placements[i].where,
             say("no profile selects CoreDNS, which Karpenter on Fargate needs"))
        .help("select CoreDNS with a profile, or set `dnsPolicy: Default` on the Karpenter pods")
        .placement(i);
  }
}

}  // namespace

constinit const Rule coredns_unplaced = define(
    {
        .id = "FG816",
        .name = "coredns-unplaced",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "no profile selects CoreDNS in a cluster without other nodes",
        .why = "EKS installs CoreDNS in `kube-system` as an ordinary Deployment. In a cluster "
               "that has only Fargate, its pods stay Pending until a profile selects them, and "
               "no pod of the cluster can resolve names. Karpenter on Fargate needs CoreDNS "
               "too, unless its pods use `dnsPolicy: Default`. eksctl moves CoreDNS to Fargate "
               "only for a selector whose namespace is literally `kube-system`, without labels "
               "or with `eks.amazonaws.com/component: coredns`.",
        .fix = "add a selector with namespace `kube-system` and label `k8s-app: kube-dns`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
fargateProfiles:
  - name: web
    selectors:
      - namespace: shop
      - namespace: kube-system
)",
    },
    (lint::noted<note, check>));

}  // namespace fargate_lint::rules
