#include <string>

#include "list.hpp"
#include "support/aws.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// Where the pod says who it is: the ServiceAccount's name, else the pod's spec, which names none.
yaml::Node place_of(const PodContext& pod, const ServiceAccountName& account) {
  return account.field ? account.field : pod.spec();
}

/// FG303 says the same and more: the role is there, on the wrong object.
bool has_misplaced_role(const PodContext& pod) {
  return pod.pod.annotations()[kRoleArnKey] || pod.object.annotations()[kRoleArnKey];
}

void check(const PodContext& pod, FindingSink& out) {
  const auto account = service_account_of(pod.pod);
  if (pod.pod.partial && !account.field) return;  // its operator may give it one of its own
  const auto* object = find_service_account(pod);
  if (object != nullptr && role_arn_of(*object)) return;
  const auto evidence = find_aws_evidence(pod.pod);
  if (!evidence || has_misplaced_role(pod)) return;

  const auto name = quote(account.name);
  // With an assumed namespace the ServiceAccount may be another one of the same name.
  const bool decided = object != nullptr && !evidence->may_have_credentials &&
                       pod.object.ns_assumed == object->ns_assumed;
  auto finding =
      object != nullptr
          ? out.add(place_of(pod, account),
                    say("pod calls AWS, but ServiceAccount {} names no IAM role", name))
          : out.add(place_of(pod, account),
                    say("pod calls AWS; whether ServiceAccount {} has a role is not known", name));
  finding.related(evidence->text, evidence->node);
  if (evidence->container != nullptr) finding.container(evidence->container->name);
  if (object != nullptr) {
    const auto where = object->annotations() ? object->annotations() : object->metadata();
    finding.related("ServiceAccount " + name + " has no `" + std::string(kRoleArnKey) + "`", where);
  } else {
    finding.note("undecided: ServiceAccount " + name + " is not in the input");
  }
  if (evidence->may_have_credentials) {
    finding.note("undecided: a Secret in `envFrom` may hold credentials");
  }
  if (!decided) finding.severity(Severity::info);
}

}  // namespace

constinit const Rule irsa_missing = define(
    {
        .id = "FG301",
        .name = "irsa-missing",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "the pod calls AWS, but its ServiceAccount has no IAM role",
        .why = "On EC2 a pod can borrow the role of its node from the instance metadata. Fargate "
               "has no instance metadata, and EKS Pod Identity does not work there: the AWS SDK "
               "finds no credentials and every call fails, unless the pod's ServiceAccount names "
               "an IAM role. This is reported on strong evidence only: a controller that is known "
               "to call AWS, or an S3, SQS, DynamoDB address or an ARN among its values.",
        .fix = "annotate the ServiceAccount with `eks.amazonaws.com/role-arn` and an IAM role that "
               "trusts it",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/"
                "iam-roles-for-service-accounts.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  serviceAccountName: report
  containers:
    - name: app
      image: example.com/report:1
      args:
        - --out=s3://shop-reports/daily
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: report
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  serviceAccountName: report
  containers:
    - name: app
      image: example.com/report:1
      args:
        - --out=s3://shop-reports/daily
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: report
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/shop-report
)",
    },
    check);

}  // namespace fargate_lint::rules
