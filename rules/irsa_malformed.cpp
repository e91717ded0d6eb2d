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
// expirationSeconds. The webhook raises what is too short, and takes 86400 for what is no number
// (aws/amazon-eks-pod-identity-webhook pkg/cache/cache.go, pkg/validation.go).
constexpr std::int64_t kShortestToken = 600;
constexpr std::int64_t kLongestToken = std::int64_t{1} << 32;

void check_role_arn(yaml::Node annotations, FindingSink& out) {
  const auto arn = annotations[kRoleArnKey];
  if (!arn.is_string() && !arn.is_null()) return;
  if (arn.text().empty()) {
    out.add(arn, say("`role-arn` is empty, so the pods get no AWS credentials"))
        .severity(Severity::info)
        .help("name an IAM role, or remove the annotation");
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
    out.add(field, say("{} is no number of seconds, so 86400 is used", quoted))
        .help("write the seconds as digits, in quotes, such as `\"3600\"`");
  } else if (seconds < kShortestToken) {
    out.add(field, say("{} is below 600 seconds, so 600 is used", quoted))
        .help("write 600 or more");
  } else if (seconds > kLongestToken) {
    out.add(field, say("{} is longer than Kubernetes lets a token live: pods are refused", quoted))
        .help("write 86400 (a day) or less");
  }
}

/// The key that was meant; empty if the text is one of them, or close to none.
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
  // `…/role` is a common half of it, too short to be close.
  return key == "eks.amazonaws.com/role" || key == "eks.amazonaws.com/iam-role" ? kRoleArnKey
                                                                                : best;
}

void check_keys(yaml::Node annotations, FindingSink& out) {
  for (const auto [key, value] : annotations.entries()) {
    const std::string_view known = meant(key.text());
    if (known.empty()) continue;
    const bool taken = static_cast<bool>(annotations[known]);
    auto finding = out.add(value, say("nothing reads annotation {}", quote(key.text())));
    finding.help(taken ? "remove it" : "write " + quote(known));
  }
}

void check(const ObjectContext& context, FindingSink& out) {
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
        .since = "0.1.0",
        .summary = "a ServiceAccount names its IAM role in a way that cannot work",
        .why = "EKS hands the text of `eks.amazonaws.com/role-arn` to the pods as it stands, and "
               "ignores annotations that it does not know. Nothing complains when it is the ARN "
               "of something else, a placeholder, or the key is misspelt: the pods start, and "
               "every call to AWS fails. On Fargate there is no instance metadata to fall back "
               "on.",
        .fix = "write the ARN of an IAM role, such as "
               "`arn:aws:iam::111122223333:role/shop-api`, under `eks.amazonaws.com/role-arn`",
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
    check);

}  // namespace fargate_lint::rules
