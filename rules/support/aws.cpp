#include "support/aws.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "support/command_line.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

bool matches(std::string_view text, const RE2& pattern) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

struct Patterns {
  // An address of AWS that needs credentials, as a whole value or within a command line.
  RE2 s3{R"((?:^|[^A-Za-z0-9+.-])s3://[a-z0-9])"};
  RE2 s3_with_password{R"(s3://[^/\s@]*:[^/\s@]*@)"};
  RE2 resource{R"((?:^|[^A-Za-z0-9])arn:aws[a-z-]*:[a-z0-9-]+:)"};
  RE2 queue{R"(\bsqs\.[a-z0-9-]+\.amazonaws\.com)"};
  RE2 table{R"(\bdynamodb\.[a-z0-9-]+\.amazonaws\.com)"};
  RE2 http{R"(^https?://)"};
  RE2 aws_host{R"(amazonaws\.com)"};
  // In configuration files of any format.
  RE2 endpoint{R"((?i)endpoint(?:[-_]?url)?["']?\s*[:=]\s*["']?([^\s"',]+))"};
  RE2 endpoint_key{R"((?i)endpoint)"};
  RE2 credentials{R"((?i)access[-_]?key|credentials)"};
};
const Patterns& patterns() {
  static const Patterns kPatterns;
  return kPatterns;
}

constexpr std::string_view kExpected =
    "write the ARN of an IAM role, such as `arn:aws:iam::111122223333:role/shop-api`";

// ---- evidence ----

/// Programs that do nothing without AWS, by the end of the image's repository; with an argument
/// where they serve other clouds as well.
struct Program {
  std::string_view repository;  ///< its end: images are mirrored to other registries
  AwsSwitch by = {};
};
constexpr std::array kPrograms = {
    Program{"aws-load-balancer-controller"},
    Program{"aws-alb-ingress-controller"},
    Program{"external-dns", kExternalDnsSwitch},
    Program{"cluster-autoscaler", kClusterAutoscalerSwitch},
    Program{"karpenter/controller"},
    Program{"aws-ebs-csi-driver"},
    Program{"aws-efs-csi-driver"},
    Program{"cloudwatch-agent"},
    Program{"aws-for-fluent-bit"},
    Program{"velero-plugin-for-aws"},
};
constexpr std::string_view kAckImages = "aws-controllers-k8s/";
/// Crossplane's: `provider-aws`, and `provider-aws-s3` and the like.
constexpr std::string_view kCrossplaneImages = "/provider-aws";

/// Variables by which a container gets credentials without a ServiceAccount's role.
constexpr std::array<std::string_view, 8> kCredentialVariables = {
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONFIG_FILE",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"};

bool calls_aws(const Program& program, std::string_view repository,
               const kube::Container& container) {
  return is_of_program(repository, program.repository) && serves_aws(container, program.by);
}

std::optional<AwsEvidence> program_evidence(const kube::Container& container) {
  const auto image = container.node["image"];
  if (!image) return std::nullopt;
  const std::string_view repository = repository_of(container.image);
  const auto* known = std::ranges::find_if(
      kPrograms, [&](const Program& program) { return calls_aws(program, repository, container); });
  const bool listed = known != kPrograms.end();
  if (!listed && repository.find(kAckImages) == std::string_view::npos &&
      repository.find(kCrossplaneImages) == std::string_view::npos)
    return std::nullopt;
  const std::string_view name =
      listed ? known->repository : repository.substr(repository.rfind('/') + 1);
  return AwsEvidence{image, quote(name) + " calls AWS", &container};
}

/// What a value names in AWS; empty if nothing. The value itself is not repeated: it may hold more
/// than the address.
std::string_view name_resource(std::string_view text) {
  const auto& known = patterns();
  if (matches(text, known.s3_with_password)) return {};
  if (matches(text, known.s3)) return "an S3 bucket";
  if (matches(text, known.queue)) return "an SQS queue";
  if (matches(text, known.table)) return "DynamoDB";
  if (matches(text, known.resource)) return "an AWS resource by its ARN";
  return {};
}

/// Whether S3 is spoken to a server that is not AWS, such as MinIO or LocalStack.
bool has_own_endpoint(const kube::Container& container) {
  bool found = false;
  each_value(container, [&](std::string_view name, yaml::Node value) {
    std::string_view text = value.text();
    if (name.empty()) {  // an argument: --endpoint=http://…
      const auto equals = text.find('=');
      if (equals == std::string_view::npos) return;
      name = text.substr(0, equals);
      text = text.substr(equals + 1);
    }
    const bool is_endpoint = name.find("endpoint") != std::string_view::npos ||
                             name.find("ENDPOINT") != std::string_view::npos;
    if (!is_endpoint || text.empty()) return;
    if (!matches(text, patterns().aws_host)) found = true;
  });
  return found;
}

std::optional<AwsEvidence> value_evidence(const kube::Container& container) {
  if (has_own_endpoint(container)) return std::nullopt;
  std::optional<AwsEvidence> evidence;
  each_value(container, [&](std::string_view name, yaml::Node value) {
    if (evidence) return;
    if (name == "AWS_ROLE_ARN") {
      evidence = AwsEvidence{value, "`AWS_ROLE_ARN` is set by hand, without a token", &container};
      return;
    }
    const std::string_view what = name_resource(value.text());
    if (what.empty()) return;
    evidence = AwsEvidence{value, "a value names " + std::string(what), &container};
  });
  return evidence;
}

bool has_own_credentials(const kube::Container& container) {
  for (const auto variable : container.node["env"].items()) {
    // An optional reference may find nothing, and proves no credentials.
    if (variable["valueFrom"]["secretKeyRef"]["optional"].is_true()) continue;
    const std::string_view name = variable["name"].text();
    if (std::ranges::find(kCredentialVariables, name) != kCredentialVariables.end()) return true;
  }
  for (const auto mount : container.node["volumeMounts"].items()) {
    const std::string_view path = mount["mountPath"].text();
    if (path.ends_with("/.aws") || path.find("/.aws/") != std::string_view::npos) return true;
  }
  return false;
}

bool reads_secret(const kube::Container& container) {
  for (const auto source : container.node["envFrom"].items()) {
    const auto secret = source["secretRef"];
    if (secret.is_mapping() && !secret["optional"].is_true()) return true;
  }
  return false;
}

/// Whether the text of a configuration file names a server for S3 and the like that is not AWS.
bool names_own_endpoint(std::string_view text) {
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece endpoint;
  while (RE2::FindAndConsume(&rest, patterns().endpoint, &endpoint))
    if (!RE2::PartialMatch(endpoint, patterns().aws_host)) return true;
  return false;
}

/// Whether a line of a configuration file that is no comment names something in AWS.
bool names_resource_in_file(std::string_view text) {
  if (name_resource(text).empty()) return false;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto first = std::min(line.find_first_not_of(" \t"), line.size());
    line.remove_prefix(first);
    const bool is_comment =
        line.starts_with('#') || line.starts_with("//") || line.starts_with(';');
    if (!is_comment && !name_resource(line).empty()) return true;
  }
  return false;
}

template <typename Find>
std::optional<AwsEvidence> first_container(const kube::PodTemplate& pod, Find find) {
  for (const auto& container : pod.containers) {
    if (has_own_credentials(container)) continue;
    if (auto evidence = find(container)) {
      evidence->may_have_credentials = reads_secret(container);
      return evidence;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ArnFault> find_role_arn_fault(std::string_view text) {
  using fargate::RoleFault;
  const auto fault = fargate::find_role_fault(text);
  if (!fault) return std::nullopt;
  const std::string expected(kExpected);
  switch (*fault) {
    case RoleFault::placeholder:
      return ArnFault{"contains a placeholder", "fill in the account ID and the name of the role"};
    case RoleFault::blank_or_quote:
      return ArnFault{"contains spaces or quotes", "write the ARN alone"};
    case RoleFault::session:
      return ArnFault{"is a session of a role, not the role",
                      "write `arn:aws:iam::ACCOUNT:role/NAME` instead of `…:assumed-role/…`"};
    case RoleFault::instance_profile:
      return ArnFault{"is an instance profile, not a role", expected};
    case RoleFault::policy: return ArnFault{"is a policy, not a role", expected};
    case RoleFault::user: return ArnFault{"is a user, not a role", expected};
    case RoleFault::group: return ArnFault{"is a group, not a role", expected};
    case RoleFault::bad_account:
      return ArnFault{"has no account ID of 12 digits",
                      "write all 12 digits of the account ID, leading zeros included"};
    case RoleFault::other_resource: return ArnFault{"is not the ARN of an IAM role", expected};
    case RoleFault::no_arn: return ArnFault{"is not an ARN", expected};
  }
  return std::nullopt;
}

bool has_argument(const kube::Container& container, std::string_view flag, std::string_view value) {
  if (!mentions(container, flag)) return false;
  return std::ranges::any_of(flags_of_command_line(container), [&](const FlagValue& given) {
    return given.flag == flag && given.value == value;
  });
}

bool serves_aws(const kube::Container& container, const AwsSwitch& by) {
  if (by.flag.empty() || has_argument(container, by.flag, "aws")) return true;
  if (by.variable.empty()) return false;
  for (const auto variable : container.node["env"].items())
    if (variable["name"].text() == by.variable) return variable["value"].text() == "aws";
  return false;
}

bool is_of_program(std::string_view repository, std::string_view name) {
  if (!repository.ends_with(name)) return false;
  const auto before = repository.size() - name.size();
  return before == 0 || repository[before - 1] == '/';
}

bool runs_program(const kube::Container& container, std::string_view name) {
  return is_of_program(repository_of(container.image), name);
}

std::string_view repository_of(std::string_view image) {
  image = image.substr(0, image.find('@'));
  // A colon in front of a slash is that of a port.
  const auto tag = image.find_last_of("/:");
  return tag != std::string_view::npos && image[tag] == ':' ? image.substr(0, tag) : image;
}

std::optional<AwsEvidence> find_aws_evidence(const kube::PodTemplate& pod) {
  const auto kiam = pod.annotations()["iam.amazonaws.com/role"];
  if (kiam.is_string() && !kiam.text().empty()) {
    return AwsEvidence{kiam, "relies on kiam or kube2iam for its role"};
  }
  if (auto evidence = first_container(pod, program_evidence)) return evidence;
  return first_container(pod, value_evidence);
}

yaml::Node find_aws_address(const kube::Object& config_map) {
  yaml::Node found;
  for (const auto [key, value] : config_map.node["data"].entries()) {
    const std::string_view text = value.text();
    if (matches(text, patterns().credentials) || matches(key.text(), patterns().credentials) ||
        names_own_endpoint(text) ||
        (matches(key.text(), patterns().endpoint_key) && !matches(text, patterns().aws_host)))
      return {};
    if (!found && names_resource_in_file(text)) found = value;
  }
  return found;
}

bool may_have_own_credentials(const kube::PodTemplate& pod) {
  return std::ranges::any_of(pod.containers, [](const kube::Container& container) {
    return has_own_credentials(container) || reads_secret(container) || has_own_endpoint(container);
  });
}

ServiceAccountName service_account_of(const kube::PodTemplate& pod) {
  // `serviceAccount` is the old name of the field; Kubernetes copies it (core/v1 conversion).
  for (const std::string_view key : {"serviceAccountName", "serviceAccount"}) {
    const auto field = pod.field(key);
    if (field.is_string() && !field.text().empty()) return {field.text(), field};
  }
  return {"default", {}};
}

const kube::Object* find_service_account(const lint::PodContext& pod) {
  return pod.inventory().find(kube::kinds::service_account, pod.object.ns,
                              service_account_of(pod.pod).name);
}

yaml::Node role_arn_of(const kube::Object& service_account) {
  const auto arn = service_account.annotations()[kRoleArnKey];
  return arn.is_string() && !arn.text().empty() ? arn : yaml::Node();
}

}  // namespace fargate_lint::rules
