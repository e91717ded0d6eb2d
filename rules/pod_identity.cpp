#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/aws.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::RoleAssociation;
using fargate::Value;

/// The objects of ACK (aws-controllers-k8s/eks-controller apis/v1alpha1).
RoleAssociation read_object(const kube::Object& object) {
  const auto value = [spec = object.spec()](std::string_view field) {
    const auto text = kube::text_of(spec[field]);
    return text.empty() ? Value() : Value::known(std::string(text));
  };
  RoleAssociation association;
  association.cluster = value("clusterName");
  association.ns = value("namespace");
  association.service_account = value("serviceAccount");
  const auto field = object.spec()["serviceAccount"];
  association.where = yaml::locate_field(field ? field : object.node);
  return association;
}

/// The associations of the run by their ServiceAccount, the last of each.
class Associations {
 public:
  explicit Associations(const RunContext& run) : all_(run.reading.role_associations) {
    std::vector<kube::Environment> environments(all_.size(), kube::Environment::shared);
    for (const auto* object : run.inventory().of_kind(kube::kinds::pod_identity_association)) {
      all_.push_back(read_object(*object));
      environments.push_back(object->environment);
    }
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const auto& association = all_[i];
      if (!association.service_account.is_known() || association.ns.is_absent()) continue;
      // Those whose namespace is not known have an empty one.
      const std::string_view ns =
          association.ns.is_known() ? std::string_view(association.ns.text) : std::string_view();
      by_account_[{ns, association.service_account.text, environments[i]}] = &association;
    }
  }
  bool empty() const { return by_account_.empty(); }
  /// Whether one of them may be for a pod of the namespace.
  bool concern(std::string_view ns) const {
    return std::ranges::any_of(std::array{ns, std::string_view()}, [this](std::string_view space) {
      const auto first = by_account_.lower_bound({space, "", kube::Environment::shared});
      return first != by_account_.end() && std::get<0>(first->first) == space;
    });
  }
  /// Of the pod's environment, else of all.
  const RoleAssociation* find(const kube::Scope& scope, std::string_view account) const {
    for (const std::string_view space : {scope.ns, std::string_view()}) {
      for (const auto environment : {scope.environment, kube::Environment::shared}) {
        const auto found = by_account_.find({space, account, environment});
        if (found != by_account_.end()) return found->second;
      }
    }
    return nullptr;
  }

 private:
  std::vector<RoleAssociation> all_;
  std::map<std::tuple<std::string_view, std::string_view, kube::Environment>,
           const RoleAssociation*>
      by_account_;
};

/// False only if the pod's profile and the association belong to different clusters.
bool may_share_cluster(const RunContext& run, const fargate::Placement& placement,
                       const RoleAssociation& association) {
  if (!placement.profile) return true;
  const auto& cluster = run.fleet.profiles()[*placement.profile].cluster;
  return !cluster.is_known() || !association.cluster.is_known() ||
         cluster.text == association.cluster.text;
}

/// An association beats `role-arn`: the webhook then adds only the address of the agent
/// (aws/amazon-eks-pod-identity-webhook pkg/handler).
Message describe(const Quoted& account, bool has_role) {
  return has_role
             ? say("role of ServiceAccount {} is overridden by EKS Pod Identity, which Fargate "
                   "does not support",
                   account)
             : say("role of ServiceAccount {} comes from EKS Pod Identity, which Fargate does "
                   "not support",
                   account);
}

void check(const RunContext& run, FindingSink& out) {
  const Associations associations(run);
  if (associations.empty()) return;
  const auto workloads = run.inventory().workloads();
  for (std::uint32_t i = 0; i < workloads.size(); ++i) {
    const auto& placed = run.placements[i];
    if (placed.placement->verdict == fargate::Verdict::not_fargate) continue;
    const auto& object = *workloads[i].object;
    if (!associations.concern(object.ns)) continue;
    const auto pod = kube::read_pod_template(run.pod(i));
    const auto account = service_account_of(pod);
    const auto* association = associations.find(object.scope(), account.name);
    if (association == nullptr || !may_share_cluster(run, *placed.placement, *association))
      continue;

    auto of_this = out.about(placed.object);
    const auto* service_account =
        run.inventory().find(kube::kinds::service_account, object.ns, account.name, object);
    const auto role = service_account != nullptr ? role_arn_of(*service_account) : yaml::Node();
    auto finding = of_this.add(account.field ? account.field : pod.spec,
                               describe(quote(account.name), static_cast<bool>(role)));
    finding.related("the association", association->where).placement(i);
    if (role) {
      finding.related("ServiceAccount " + quote(account.name) + " sets its role here", role)
          .help("delete the association, so that the Pod gets the role of its ServiceAccount");
    }
    if (association->ns.is_unknown()) {
      finding.severity(Severity::info)
          .note("undecided: the namespace of the association: " + association->ns.text);
    }
    if (object.ns_assumed && !run.reading.default_namespace_given) {
      finding.severity(Severity::info)
          .note("undecided: the namespace of the Pod; " + quote(object.ns) + " is assumed");
    }
  }
}

}  // namespace

constinit const Rule pod_identity = define(
    {
        .id = "FG304",
        .name = "pod-identity",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "EKS Pod Identity association for Pods on Fargate",
        .why = "EKS Pod Identity gives the Pods of a ServiceAccount an IAM role through an agent, "
               "which runs on each node as a DaemonSet. Fargate does not support it. The "
               "association is accepted and Pods start, but their calls to AWS fail because there "
               "are no credentials. An association also overrides `eks.amazonaws.com/role-arn` on "
               "the ServiceAccount, so Pods that would have a role lose it.",
        .fix = "annotate the ServiceAccount with `eks.amazonaws.com/role-arn`, let the role trust "
               "the cluster's OIDC provider, and delete the association",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html",
        .fires = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
iam:
  podIdentityAssociations:
    - namespace: shop
      serviceAccountName: report
      permissionPolicyARNs: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
fargateProfiles:
  - name: shop
    selectors:
      - namespace: shop
---
apiVersion: v1
kind: Pod
metadata:
  name: report
  namespace: shop
spec:
  serviceAccountName: report
  containers:
    - name: app
      image: example.com/report:1
)",
        .silent = R"(apiVersion: eksctl.io/v1alpha5
kind: ClusterConfig
metadata: {name: demo, region: eu-central-1}
iam:
  podIdentityAssociations:
    - namespace: shop
      serviceAccountName: report
      permissionPolicyARNs: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
fargateProfiles:
  - name: shop
    selectors:
      - namespace: shop
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  serviceAccountName: web
  containers:
    - name: app
      image: example.com/report:1
)",
    },
    check);

}  // namespace fargate_lint::rules
