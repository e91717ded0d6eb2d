#include "support/aws.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

bool matches(std::string_view text, const RE2& pattern) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

struct Patterns {
  // An address of AWS that needs credentials, as a value of its own or within a command line.
  RE2 s3{R"((?:^|[^A-Za-z0-9+.-])s3://[a-z0-9])"};
  RE2 s3_with_password{R"(s3://[^/\s@]*:[^/\s@]*@)"};
  RE2 resource{R"((?:^|[^A-Za-z0-9])arn:aws[a-z-]*:[a-z0-9-]+:)"};
  RE2 queue{R"(\bsqs\.[a-z0-9-]+\.amazonaws\.com)"};
  RE2 table{R"(\bdynamodb\.[a-z0-9-]+\.amazonaws\.com)"};
  RE2 http{R"(^https?://)"};
  RE2 aws_host{R"(amazonaws\.com)"};
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
  std::string_view repository;
  std::string_view flag = {};
  std::string_view value = {};
};
constexpr std::array kPrograms = {
    Program{"aws-load-balancer-controller"},
    Program{"aws-alb-ingress-controller"},
    Program{"external-dns", "--provider", "aws"},
    Program{"cluster-autoscaler", "--cloud-provider", "aws"},
    Program{"public.ecr.aws/karpenter/controller"},
    Program{"aws-ebs-csi-driver"},
    Program{"aws-efs-csi-driver"},
    Program{"cloudwatch-agent"},
    Program{"aws-for-fluent-bit"},
    Program{"velero-plugin-for-aws"},
};
constexpr std::string_view kAckImages = "aws-controllers-k8s/";

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
  if (!is_of_program(repository, program.repository)) return false;
  return program.flag.empty() || has_argument(container, program.flag, program.value);
}

std::optional<AwsEvidence> program_evidence(const kube::Container& container) {
  const auto image = container.node["image"];
  if (!image) return std::nullopt;
  const std::string_view repository = repository_of(container.image);
  const auto* known = std::ranges::find_if(
      kPrograms, [&](const Program& program) { return calls_aws(program, repository, container); });
  const bool listed = known != kPrograms.end();
  if (!listed && repository.find(kAckImages) == std::string_view::npos) return std::nullopt;
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
    if (source["secretRef"].is_mapping()) return true;
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
      return ArnFault{"still holds a placeholder", "fill in the account and the role's name"};
    case RoleFault::blank_or_quote:
      return ArnFault{"holds spaces or quotes", "write the ARN alone"};
    case RoleFault::session:
      return ArnFault{"is a session of a role, not the role",
                      "write `arn:aws:iam::ACCOUNT:role/NAME` in place of `…:assumed-role/…`"};
    case RoleFault::instance_profile:
      return ArnFault{"is an instance profile, not a role", expected};
    case RoleFault::policy: return ArnFault{"is a policy, not a role", expected};
    case RoleFault::user: return ArnFault{"is a user, not a role", expected};
    case RoleFault::group: return ArnFault{"is a group, not a role", expected};
    case RoleFault::bad_account:
      return ArnFault{"has no account of 12 digits",
                      "an account that begins with 0 needs its zeros, and the value its quotes"};
    case RoleFault::other_resource: return ArnFault{"is not the ARN of an IAM role", expected};
    case RoleFault::no_arn: return ArnFault{"is not an ARN", expected};
  }
  return std::nullopt;
}

bool has_argument(const kube::Container& container, std::string_view flag, std::string_view value) {
  for (const std::string_view part : {"command", "args"}) {
    bool value_follows = false;
    for (const auto item : container.node[part].items()) {
      const std::string_view text = item.text();
      if (value_follows && text == value) return true;
      value_follows = text == flag;
      const bool joined = text.size() == flag.size() + 1 + value.size() && text.starts_with(flag) &&
                          text[flag.size()] == '=' && text.ends_with(value);
      if (joined) return true;
    }
  }
  return false;
}

bool mentions_flag(const kube::Container& container, std::string_view flag) {
  for (const std::string_view part : {"command", "args"}) {
    for (const auto item : container.node[part].items()) {
      if (item.text().find(flag) != std::string_view::npos) return true;
    }
  }
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
    return AwsEvidence{kiam, "kiam or kube2iam is to give it a role, which needs a DaemonSet"};
  }
  if (auto evidence = first_container(pod, program_evidence)) return evidence;
  return first_container(pod, value_evidence);
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
                              service_account_of(pod.pod).name, pod.object);
}

yaml::Node role_arn_of(const kube::Object& service_account) {
  const auto arn = service_account.annotations()[kRoleArnKey];
  return arn.is_string() && !arn.text().empty() ? arn : yaml::Node();
}

}  // namespace fargate_lint::rules
