#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "list.hpp"
#include "support/aws.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

/// A pod that calls AWS.
struct Caller {
  const kube::Object& object;
  const kube::PodTemplate& pod;
  const kube::Object* account;  ///< its ServiceAccount; null if it is not in the input
};

/// FG303 says the same and more: the role is there, on the wrong object.
bool has_misplaced_role(const Caller& caller) {
  return caller.pod.annotations()[kRoleArnKey] || caller.object.annotations()[kRoleArnKey];
}

/// Whether the pod may get a role in another way than by what is reported here.
bool is_settled(const Caller& caller) {
  if (caller.account != nullptr && role_arn_of(*caller.account)) return true;
  if (has_misplaced_role(caller)) return true;
  // An operator may give its pods a ServiceAccount that the object does not show.
  return caller.pod.partial && !service_account_of(caller.pod).field;
}

void report(const Caller& caller, const AwsEvidence& evidence, lint::FindingBuilder& finding) {
  const auto name = quote(service_account_of(caller.pod).name);
  finding.related(evidence.text, evidence.node);
  if (evidence.container != nullptr) finding.container(evidence.container->name);
  if (caller.account != nullptr) {
    const auto annotations = caller.account->annotations();
    finding.related("ServiceAccount " + name + " has no `" + std::string(kRoleArnKey) + "`",
                    annotations ? annotations : caller.account->metadata());
  } else {
    finding.note("undecided: ServiceAccount " + name + " is not in the input");
  }
  if (evidence.may_have_credentials)
    finding.note("undecided: whether a Secret in `envFrom` contains credentials");
  // With an assumed namespace the ServiceAccount may be another one of the same name.
  const bool decided = caller.account != nullptr && !evidence.may_have_credentials &&
                       caller.object.ns_assumed == caller.account->ns_assumed;
  if (!decided) finding.severity(Severity::info);
}

void report(const Caller& caller, const AwsEvidence& evidence, FindingSink& out,
            std::optional<std::uint32_t> placement = std::nullopt) {
  const auto account = service_account_of(caller.pod);
  const auto name = quote(account.name);
  auto finding = out.add(
      account.field ? account.field : caller.pod.spec,
      caller.account != nullptr
          ? say("pod calls AWS, but ServiceAccount {} has no IAM role", name)
          : say("pod calls AWS, but whether ServiceAccount {} has an IAM role is not known", name));
  if (placement) finding.placement(*placement);
  report(caller, evidence, finding);
}

void check_pod(const PodContext& pod, FindingSink& out) {
  const Caller caller = {pod.object, pod.pod, find_service_account(pod)};
  if (is_settled(caller)) return;
  if (const auto evidence = find_aws_evidence(pod.pod)) report(caller, *evidence, out);
}

/// Calls `visit` with the name of each ConfigMap that the pod mounts or has in its environment.
template <typename Visit>
void each_config_map(const kube::PodTemplate& pod, Visit visit) {
  for (const auto& volume : pod.volumes) {
    if (volume.type == "configMap") visit(volume.source["name"].text());
    for (const auto source : volume.source["sources"].items())
      if (source["configMap"]) visit(source["configMap"]["name"].text());
  }
  for (const auto& container : pod.containers) {
    for (const auto source : container.node["envFrom"].items())
      if (source["configMapRef"]) visit(source["configMapRef"]["name"].text());
    for (const auto variable : container.node["env"].items())
      if (const auto key = variable["valueFrom"]["configMapKeyRef"]) visit(key["name"].text());
  }
}

enum class Reads : std::uint8_t { nothing, config_maps };
Reads note_config_maps(const PodContext& pod) {
  bool reads = false;
  each_config_map(pod.pod, [&reads](std::string_view) { reads = true; });
  return reads ? Reads::config_maps : Reads::nothing;
}

/// The ConfigMaps of the run that contain an address of AWS, and where. Views into the inventory.
using Addresses = std::map<const kube::Object*, yaml::Node>;
Addresses find_addresses(const RunContext& run) {
  Addresses addresses;
  for (const auto* config : run.inventory().of_kind(kube::kinds::config_map))
    if (const auto address = find_aws_address(*config)) addresses.emplace(config, address);
  return addresses;
}

void check_config_maps(const RunContext& run, const lint::Notes<Reads>& notes, FindingSink& out) {
  const auto addresses = find_addresses(run);
  if (addresses.empty()) return;
  for (std::uint32_t i = 0; i < notes.size(); ++i) {
    if (notes[i] != Reads::config_maps) continue;
    const auto& workload = run.pod(i);
    const auto pod = kube::read_pod_template(workload);
    const auto& object = *workload.object;
    const Caller caller = {object, pod,
                           run.inventory().find(kube::kinds::service_account, object.ns,
                                                service_account_of(pod).name, object)};
    if (is_settled(caller) || may_have_own_credentials(pod) || find_aws_evidence(pod)) continue;
    yaml::Node address;
    std::string text;
    each_config_map(pod, [&](std::string_view name) {
      const auto* config = run.inventory().find(kube::kinds::config_map, object.ns, name, object);
      const auto found = addresses.find(config);
      if (address || found == addresses.end()) return;
      address = found->second;
      text = "ConfigMap " + quote(name) + " contains the address of an AWS resource";
    });
    if (!address) continue;
    auto of_pod = out.about(run.placements[i].object);
    report(caller, {address, std::move(text)}, of_pod, i);
  }
}

}  // namespace

constinit const Rule irsa_missing = define(
    {
        .id = "FG301",
        .name = "irsa-missing",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "pod calls AWS, but its ServiceAccount has no IAM role",
        .why =
            "On EC2, a Pod can use the role of its node through instance metadata. Fargate has no "
            "instance metadata and does not support EKS Pod Identity, so the AWS SDK finds no "
            "credentials and every call fails unless the Pod's ServiceAccount has an IAM role. The "
            "rule needs strong evidence: the image of a controller that calls AWS, or an S3, SQS "
            "or DynamoDB address or an ARN in arguments, environment variables or a ConfigMap.",
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
    check_pod, lint::noted<note_config_maps, check_config_maps>);

}  // namespace fargate_lint::rules
