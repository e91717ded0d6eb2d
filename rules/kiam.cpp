#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "list.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kRole = "iam.amazonaws.com/role";
/// What namespaces may hold: kiam's pattern of roles, kube2iam's list of them.
constexpr std::array<std::string_view, 2> kAllowLists = {"iam.amazonaws.com/permitted",
                                                         "iam.amazonaws.com/allowed-roles"};

/// The role that a pod template asks for; missing if none.
yaml::Node role_of(yaml::Node pod) {
  const yaml::Node role = pod["metadata"]["annotations"][kRole];
  return role.text().empty() ? yaml::Node() : role;
}

/// Namespaces of this run in which pods land on Fargate, each with one of them.
using OnFargate = std::map<std::string_view, const lint::PlacedWorkload*>;

OnFargate check_pods(const RunContext& run, FindingSink& out) {
  OnFargate on_fargate;
  const auto workloads = run.input.inventory.workloads();
  for (std::uint32_t i = 0; i < workloads.size(); ++i) {
    const lint::PlacedWorkload& placed = run.placements[i];
    if (placed.placement.verdict == fargate::Verdict::not_fargate) continue;
    on_fargate.emplace(placed.object.ns, &placed);
    if (const yaml::Node role = role_of(workloads[i].pod)) {
      FindingSink of_pod = out.about(placed.object);
      of_pod
          .add(role,
               "role " + quote(role.text()) + " is for kiam or kube2iam, which Fargate has not")
          .placement(i);
    }
  }
  return on_fargate;
}

void check(const RunContext& run, FindingSink& out) {
  const OnFargate on_fargate = check_pods(run, out);
  for (const kube::Object* space : run.input.inventory.of_kind("Namespace")) {
    const auto pods = on_fargate.find(space->name);
    if (pods == on_fargate.end()) continue;
    for (const std::string_view key : kAllowLists) {
      const yaml::Node list = space->annotations()[key];
      if (list.text().empty()) continue;
      const lint::ObjectRef subject = ref(*space);
      FindingSink of_space = out.about(subject);
      of_space
          .add(list, quote(key) + " permits roles through kiam or kube2iam, which Fargate has not")
          .related("on Fargate", pods->second->where);
    }
  }
}

}  // namespace

constinit const Rule kiam = define(
    {
        .id = "FG305",
        .name = "kiam",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "kiam or kube2iam is to give the pod a role, which cannot work on Fargate",
        .why = "kiam and kube2iam run as DaemonSets on the nodes and answer in place of EC2's "
               "instance metadata. Fargate runs no DaemonSets and has no instance metadata: "
               "nobody reads the annotation `iam.amazonaws.com/role`, and the pod's AWS calls "
               "fail for lack of credentials.",
        .fix = "annotate the pod's ServiceAccount with `eks.amazonaws.com/role-arn` and drop "
               "the `iam.amazonaws.com` annotations",
        .page =
            "https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
  annotations:
    iam.amazonaws.com/role: shop-report
spec:
  containers:
    - name: app
      image: report
)",
        .silent = R"(apiVersion: apps/v1
kind: Deployment
metadata:
  name: report
  annotations:
    iam.amazonaws.com/role: shop-report
spec:
  selector:
    matchLabels: {app: report}
  template:
    metadata:
      labels: {app: report}
    spec:
      containers:
        - name: app
          image: report
)",
    },
    check);

}  // namespace fargate_lint::rules
