#include <re2/re2.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "kube/fields.hpp"
#include "kube/selector.hpp"
#include "kube/templates.hpp"
#include "list.hpp"
#include "support/aws.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::Tri;

constexpr std::size_t kMostGroups = 5;

bool is_group_id(std::string_view text) {
  static const RE2 kShape("sg-(?:[0-9a-f]{8}|[0-9a-f]{17})");
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), kShape);
}

/// A pod that the policy selects; `account` names its ServiceAccount where that decides and is not
/// in the input.
struct Selected {
  lint::SelectedPod pod;
  std::string account;
};

/// A policy selects the pods that fit both of its selectors, of which one may be left out; with
/// neither it does nothing (aws/amazon-vpc-resource-controller-k8s, pkg/utils/helper.go).
class Selection {
 public:
  explicit Selection(const RunContext& run) : run_(run) {}

  std::optional<Selected> first(const kube::Object& policy) {
    const auto spec = policy.spec();
    const auto pods = spec["podSelector"];
    const auto accounts = spec["serviceAccountSelector"];
    if (kube::is_absent(pods) && kube::is_absent(accounts)) return std::nullopt;
    const auto by_pod = read(pods);
    const auto by_account = read(accounts);
    if (!by_pod || !by_account) return std::nullopt;
    return first(policy.scope(), *by_pod, *by_account);
  }

 private:
  /// A selector that is left out excludes nothing.
  static std::optional<kube::LabelSelector> read(yaml::Node field) {
    if (kube::is_absent(field)) return kube::LabelSelector();
    return kube::LabelSelector::parse(field);
  }

  std::optional<Selected> first(const kube::Scope& scope, const kube::LabelSelector& by_pod,
                                const kube::LabelSelector& by_account) {
    std::optional<Selected> best;
    run_.pods.visit(scope, by_pod, [&](const lint::SelectedPod& pod) {
      if (!run_.pods.is_on_fargate(pod)) return false;
      Selected selected = {pod, {}};
      const auto fits = fits_account(scope.ns, by_account, selected);
      if (fits == Tri::no) return true;
      if (!best || fits == Tri::yes) best = std::move(selected);
      return fits != Tri::yes;
    });
    return best;
  }

  Tri fits_account(std::string_view ns, const kube::LabelSelector& selector, Selected& selected) {
    if (selector.requirements.empty()) return Tri::yes;
    const std::string_view name = account_of(selected.pod.placement);
    const auto& pod = *run_.inventory().workloads()[selected.pod.placement].object;
    const auto* account = run_.inventory().find(kube::kinds::service_account, ns, name, pod);
    if (account != nullptr) return selector.matches(account->labels()) ? Tri::yes : Tri::no;
    if (run_.inventory().proves_absent(kube::kinds::service_account, ns, name, &pod))
      return Tri::no;
    selected.account = name;
    return Tri::maybe;
  }

  /// Reads a pod template no more than once, however many policies ask.
  std::string_view account_of(std::uint32_t placement) {
    const auto [entry, added] = accounts_.try_emplace(placement);
    if (added) {
      const auto pod = kube::read_pod_template(run_.pod(placement));
      entry->second = service_account_of(pod).name;
    }
    return entry->second;
  }

  const RunContext& run_;
  std::unordered_map<std::uint32_t, std::string> accounts_;  // by placement
};

void check_groups(yaml::Node groups, FindingSink& out) {
  if (groups.size() > kMostGroups) {
    out.add(groups, say("policy lists {} security groups; the maximum is {}", seen(groups.size()),
                        seen(kMostGroups)))
        .severity(Severity::warning);
  }
  for (const auto group : groups.items()) {
    const std::string_view text = group.text();
    if (is_group_id(text) || kube::holds_template(text) || kube::holds_variable(text)) continue;
    out.add(group, say("{} is not a security group ID", quote(text)))
        .severity(Severity::warning)
        .help("use the group's ID, such as `sg-0a1b2c3d4e5f60718` (`sg-` and 8 or 17 hex digits)");
  }
}

void check(const RunContext& run, FindingSink& out) {
  Selection selection(run);
  for (const auto* policy : run.inventory().of_kind(kube::kinds::security_group_policy)) {
    const auto selected = selection.first(*policy);
    if (!selected) continue;
    auto of_this = out.about(*policy);
    const auto groups = policy->spec()["securityGroups"]["groupIds"];
    if (groups.size() == 0) {
      auto finding = of_this.add(place_of(*policy, policy->spec()),
                                 say("policy has no effect: it lists no security group"));
      finding.severity(Severity::warning);
      show(finding, run, selected->pod);
      continue;
    }
    check_groups(groups, of_this);
    auto finding =
        of_this.add(groups, say("pods on Fargate use only the security groups listed here"));
    show(finding, run, selected->pod);
    if (selected->account.empty()) continue;
    finding.note("undecided: ServiceAccount " + quote(selected->account) +
                 ", whose labels decide, is not in the input");
  }
}

}  // namespace

constinit const Rule security_group_policy = define(
    {
        .id = "FG406",
        .name = "security-group-policy",
        .severity = Severity::info,
        .also = Severity::warning,
        .since = "0.1.0",
        .summary = "a SecurityGroupPolicy replaces the security groups of Fargate pods",
        .why = "By default, a Fargate pod uses the cluster security group, which allows traffic "
               "to the API server and to DNS, and from the kubelet. With a SecurityGroupPolicy "
               "it uses only the groups listed there. If they do not allow that traffic, the pod "
               "never becomes ready or resolves no names. A group that does not exist leaves the "
               "pod stuck in creation. A policy lists 1 to 5 group IDs, and a change reaches new "
               "pods only.",
        .fix = "list the cluster security group too, or allow the control plane, the kubelet "
               "and DNS (port 53, TCP and UDP) in the listed groups",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
        .fires = R"(apiVersion: vpcresources.k8s.aws/v1beta1
kind: SecurityGroupPolicy
metadata:
  name: db-clients
spec:
  podSelector:
    matchLabels: {app: web}
  securityGroups:
    groupIds: [sg-0a1b2c3d4e5f60718]
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
        .silent = R"(apiVersion: vpcresources.k8s.aws/v1beta1
kind: SecurityGroupPolicy
metadata:
  name: db-clients
spec:
  podSelector:
    matchLabels: {app: web}
  securityGroups:
    groupIds: [sg-0a1b2c3d4e5f60718]
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
