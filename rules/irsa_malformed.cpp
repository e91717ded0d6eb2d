#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/nearest.hpp"
#include "list.hpp"
#include "support/aws.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::size_t kMaxArnBytes = 44;  // so that the message stays readable
constexpr std::string_view kExpirationKey = "eks.amazonaws.com/token-expiration";

// k8s.io/kubernetes pkg/apis/core/validation, validateProjectionSources: the bounds of a token's
// expirationSeconds. The webhook raises what is too short, and ignores what is no number
// (aws/amazon-eks-pod-identity-webhook pkg/cache/cache.go, pkg/validation.go).
constexpr std::int64_t kShortestToken = 600;
constexpr std::int64_t kLongestToken = std::int64_t{1} << 32;

void check_role_arn(yaml::Node annotations, FindingSink& out) {
  const auto arn = annotations[kRoleArnKey];
  if (!arn.is_string() && !arn.is_null()) return;
  if (arn.text().empty()) {
    out.add(arn, say("`role-arn` is empty, so Pods get no AWS credentials"))
        .severity(Severity::info)
        .help("set an IAM role, or remove the annotation");
    return;
  }
  const auto fault = find_role_arn_fault(arn.text());
  if (!fault) return;
  out.add(arn, say("`role-arn` {}: {}", seen(fault->message), quote(arn.text(), kMaxArnBytes)))
      .help(fault->help);
}

void check_expiration(yaml::Node annotations, FindingSink& out) {
  const auto field = annotations[kExpirationKey];
  if (!field.is_string()) return;
  const std::string_view text = field.text();
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const auto quoted = quote("token-expiration: " + std::string(text));
  if (error != std::errc() || end != text.data() + text.size()) {
    out.add(field, say("{} is not a number of seconds, so the default is used", quoted))
        .help("write the number of seconds in quotes, such as `\"3600\"`");
  } else if (seconds < kShortestToken) {
    out.add(field, say("{} is below the minimum of 600 seconds, so 600 is used", quoted))
        .help("set 600 or more");
  } else if (seconds > kLongestToken) {
    out.add(field, say("{} exceeds the maximum lifetime of a token, so Pods are rejected", quoted))
        .help("set 86400 (one day) or less");
  }
}

/// The key that was meant; empty if the text is one of the known keys, or close to none.
std::string_view meant(std::string_view key) {
  if (std::ranges::find(kServiceAccountKeys, key) != kServiceAccountKeys.end()) return {};
  constexpr std::size_t kClose = 3;
  std::string_view best;
  auto least = kClose + 1;
  for (const std::string_view known : kServiceAccountKeys) {
    const auto distance = edit_distance(key, known, Letters::as_written, kClose);
    if (distance < least) {
      least = distance;
      best = known;
    }
  }
  if (!best.empty()) return best;
  // `…/role` is a common mistake, and too short to be close.
  return key == "eks.amazonaws.com/role" || key == "eks.amazonaws.com/iam-role" ? kRoleArnKey
                                                                                : best;
}

void check_keys(yaml::Node annotations, FindingSink& out) {
  for (const auto [key, value] : annotations.entries()) {
    const std::string_view known = meant(key.text());
    if (known.empty()) continue;
    const bool taken = static_cast<bool>(annotations[known]);
    auto finding = out.add(value, say("unknown annotation {} has no effect", quote(key.text())));
    finding.help(taken ? "remove it" : "write " + quote(known));
  }
}

/// On a pod the annotation beats that of its ServiceAccount (aws/amazon-eks-pod-identity-webhook
/// pkg/handler).
void check_pod(const PodContext& pod, FindingSink& out) {
  check_expiration(pod.pod.annotations(), out);
}

void check_account(const ObjectContext& context, FindingSink& out) {
  if (context.object.kind != "ServiceAccount" || !context.object.group().empty()) return;
  const auto annotations = context.object.annotations();
  check_role_arn(annotations, out);
  check_expiration(annotations, out);
  check_keys(annotations, out);
}

}  // namespace

constinit const Rule irsa_malformed = define(
    {
        .id = "FG302",
        .name = "irsa-malformed",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "IAM role annotations of a ServiceAccount are malformed",
        .why = "EKS passes `eks.amazonaws.com/role-arn` to Pods unchecked and ignores annotations "
               "it does not know. If the value is not the ARN of an IAM role or the key is "
               "misspelled, Pods start and every call to AWS fails. On Fargate there is no "
               "instance metadata to fall back on.",
        .fix = "set `eks.amazonaws.com/role-arn` to the ARN of an IAM role, such as "
               "`arn:aws:iam::111122223333:role/shop-api`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/"
                "associate-service-account-role.html",
        .fires = R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: report
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:policy/shop-report
)",
        .silent = R"(apiVersion: v1
kind: ServiceAccount
metadata:
  name: report
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/shop/report
    eks.amazonaws.com/token-expiration: "3600"
)",
    },
    check_pod, check_account);

}  // namespace fargate_lint::rules
