#include "fargate/role_arn.hpp"

#include <doctest/doctest.h>
#include <re2/re2.h>

#include <array>
#include <random>
#include <string>

#include "kube/templates.hpp"

namespace fargate_lint::fargate {
namespace {

TEST_CASE("role ARN: has six parts, of which the last keeps its colons") {
  const auto arn = parse_arn("arn:aws-cn:iam::111122223333:role/a:b");
  CHECK(arn.word == "arn");
  CHECK(arn.partition == "aws-cn");
  CHECK(arn.service == "iam");
  CHECK(arn.region.empty());
  CHECK(arn.account == "111122223333");
  CHECK(arn.resource == "role/a:b");
  CHECK(parse_arn("arn:aws").partition == "aws");
  CHECK(parse_arn("arn:aws").service.empty());
  CHECK(parse_arn("").word.empty());
}

/// What IAM says of ARNs of roles, as patterns: the slow way to say the same.
std::optional<RoleFault> by_patterns(std::string_view text) {
  static const RE2 kPlaceholder(R"([<>]|(?i)ACCOUNT[-_ ]?ID|X{4,})");
  static const RE2 kRole(R"(^arn:aws[a-z0-9-]*:iam::[0-9]{12}:role/(?:[!-~]+/)?[\w+=,.@-]{1,64}$)");
  static const RE2 kBlank(R"([ \t\r\n"'])");
  static const RE2 kSession(R"(^arn:aws[a-z0-9-]*:sts::[^:]*:assumed-role/)");
  static const RE2 kProfile(R"(^arn:aws[a-z0-9-]*:iam::[0-9]{12}:instance-profile/)");
  static const RE2 kUser(R"(^arn:aws[a-z0-9-]*:iam::[0-9]{12}:user/)");
  static const RE2 kAccount(R"(^arn:aws[a-z0-9-]*:iam::([^:]*):role/)");
  static const RE2 kDigits(R"(^arn:aws[a-z0-9-]*:iam::[0-9]{12}:role/)");
  static const RE2 kArn(R"(^arn:aws[a-z0-9-]*:)");
  const re2::StringPiece piece(text.data(), text.size());
  const auto fits = [&](const RE2& pattern) { return RE2::PartialMatch(piece, pattern); };
  if (kube::holds_template(text) || fits(kPlaceholder)) return RoleFault::placeholder;
  if (fits(kRole)) return std::nullopt;
  if (fits(kBlank)) return RoleFault::blank_or_quote;
  if (fits(kSession)) return RoleFault::session;
  if (fits(kProfile)) return RoleFault::instance_profile;
  if (fits(kUser)) return RoleFault::user;
  if (fits(kAccount) && !fits(kDigits)) return RoleFault::bad_account;
  return fits(kArn) ? RoleFault::other_resource : RoleFault::no_arn;
}

TEST_CASE("role ARN: is read as patterns would have it, whatever is written") {
  constexpr std::array kPieces = {"arn",     ":",     "arn:aws",   "arn:aws-cn:",
                                  "iam",     "::",    "sts::",     "111122223333",
                                  "1111",    ":role", "role/",     "/",
                                  "user/",   "a",     "Shop_1",    "+=,.@-",
                                  "é",       " ",     "\"",        "<",
                                  "xXxX",    "XXX",   "eu",        "instance-profile/",
                                  "$(A)",    "{{",    "\n",        "assumed-role/",
                                  "account", "-id",   "AccountID", "~!"};
  std::mt19937 random(18);  // NOLINT(cert-msc51-cpp): the same texts each time
  std::size_t roles = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text = i % 4 == 0 ? "" : "arn:aws:iam::111122223333:role/";
    if (i % 3 == 0) text.resize(random() % (text.size() + 1));
    for (auto more = random() % 5; more > 0; --more) text += kPieces[random() % kPieces.size()];
    CAPTURE(text);
    const auto fault = find_role_fault(text);
    CHECK(fault == by_patterns(text));
    roles += fault ? 0 : 1;
  }
  CHECK(roles > 500);  // or hardly any of them were ARNs
}

TEST_CASE("role ARN: of a pod execution role says what keeps it from working") {
  using Kind = ExecutionRoleFault::Kind;
  struct Row {
    std::string_view arn;
    Kind kind;
    std::string_view what;
  };
  for (const auto& row : {
           Row{"", Kind::empty, ""},
           Row{"fargate", Kind::no_arn, "fargate"},
           Row{"arn:gcp:iam::111122223333:role/r", Kind::no_arn,
               "arn:gcp:iam::111122223333:role/r"},
           Row{"arn:aws:s3:::shop", Kind::no_role, "arn:aws:s3:::shop"},
           Row{"arn:aws:iam::111122223333:role/", Kind::no_role, "arn:aws:iam::111122223333:role/"},
           Row{"arn:aws:iam:eu-west-1:111122223333:role/r", Kind::with_region, "eu-west-1"},
           Row{"arn:aws:iam::1:role/r", Kind::bad_account, "1"},
           Row{"arn:aws:iam::111122223333:role/a b", Kind::bad_name, "a b"},
           Row{"arn:aws:iam::111122223333:role/eks/r", Kind::with_path, "/eks/"},
       }) {
    CAPTURE(row.arn);
    const auto fault = find_execution_role_fault(row.arn, false);
    REQUIRE(fault.has_value());
    CHECK(fault->kind == row.kind);
    CHECK(fault->what == row.what);
  }
  CHECK_FALSE(find_execution_role_fault("arn:aws:iam::111122223333:role/r", false));
  CHECK_FALSE(find_execution_role_fault("arn:aws:iam::1:role/r", true));
  CHECK(find_execution_role_fault("arn:aws:iam::1:role/eks/r", true).has_value());
}

}  // namespace
}  // namespace fargate_lint::fargate
