#include <array>
#include <string>
#include <string_view>

#include "lint/selected_pods.hpp"
#include "list.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kRole = "iam.amazonaws.com/role";
/// What namespaces may hold: kiam's pattern of roles, kube2iam's list of them.
constexpr std::array<std::string_view, 2> kAllowLists = {"iam.amazonaws.com/permitted",
                                                         "iam.amazonaws.com/allowed-roles"};

void check_pod(const PodContext& context, FindingSink& out) {
  const auto role = context.pod.annotations()[kRole];
  if (role.text().empty()) return;
  out.add(role,
          say("role {} needs kiam or kube2iam, which do not work on Fargate", quote(role.text())));
}

void check_namespaces(const RunContext& run, FindingSink& out) {
  for (const auto* space : run.inventory().of_kind(kube::kinds::name_space)) {
    for (const std::string_view key : kAllowLists) {
      const auto list = space->annotations()[key];
      if (list.text().empty()) continue;
      const auto pod = run.pods.first_on_fargate({space->name, space->environment});
      if (!pod) break;
      auto of_space = out.about(*space);
      of_space.add(list, say("{} needs kiam or kube2iam, which do not work on Fargate", quote(key)))
          .related("on Fargate", run.placements[*pod].where);
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
        .summary = "relies on kiam or kube2iam, which do not work on Fargate",
        .why = "kiam and kube2iam are DaemonSets that intercept requests to EC2 instance metadata. "
               "Fargate runs no DaemonSets and has no instance metadata, so the annotation "
               "`iam.amazonaws.com/role` has no effect and calls to AWS fail because the Pod has "
               "no credentials.",
        .fix = "set `eks.amazonaws.com/role-arn` on the Pod's ServiceAccount and remove the "
               "`iam.amazonaws.com` annotations",
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
    check_pod, check_namespaces);

}  // namespace fargate_lint::rules
