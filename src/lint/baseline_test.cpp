#include "lint/baseline.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/message.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::lint {
namespace {

constexpr RuleInfo rule_of(std::string_view id, bool knowable) {
  RuleInfo rule{};
  rule.id = id;
  rule.knowable = knowable;
  return rule;
}

constexpr auto kClaims = rule_of("FG201", true);
constexpr auto kUnreadable = rule_of("FG001", false);

Finding found(const Message& message, std::string_view line = "claimName: db",
              const RuleInfo& rule = kClaims) {
  Finding finding;
  finding.rule = &rule;
  finding.object = {"Deployment", "shop", "api"};
  finding.where.line_text = line;
  finding.message = message.text();
  finding.facts = message.facts();
  return finding;
}

Report report_of(std::vector<Finding> findings) {
  Report report;
  report.findings = std::move(findings);
  return report;
}

/// How many are left when the baseline is taken away.
std::size_t left(const Baseline& baseline, std::vector<Finding> findings) {
  const auto all = findings.size();
  auto report = report_of(std::move(findings));
  subtract(baseline, "known", report);
  CHECK(report.findings.size() + report.suppressed.size() == all);
  return report.findings.size();
}

/// An entry of version 1.
Baseline former(const std::vector<std::string>& facts, std::uint32_t count = 1) {
  Baseline baseline;
  for (const auto& each : facts)
    baseline.former[{"FG201", "Deployment", "shop", "api", "", "claimName", each}] += count;
  return baseline;
}

TEST_CASE("baseline: a finding is known by its values, whatever is said of them") {
  const auto before =
      found(say("claim {} gets class {}: {} pods", quote("db"), quote("gp3"), seen(3)));
  const auto after = found(say("{} is the class of `storage` that {} names, says {}", quote("gp3"),
                               quote("db"), seen("somebody else")));
  CHECK(baseline_key(before) == baseline_key(after));
  CHECK(left(collect(std::vector{before}), {after}) == 0);
  CHECK(left(collect(std::vector{before}), {found(say("{}", quote("db")))}) == 1);
  CHECK(left(collect(std::vector{before}),
             {found(say("claim {} gets class {}", quote("db"), quote("gp2")))}) == 1);
}

TEST_CASE("baseline: it is the field that it stands at, not its place among others") {
  struct Row {
    std::string_view path;
    std::string_view line;
    std::string_view field;
  };
  for (const auto& row : std::vector<Row>{
           {"spec.containers[0].securityContext.privileged", "", "privileged"},
           {"spec.tolerations[2]", "- key: a", "tolerations"},
           {"spec.matrix[2][1]", "", "matrix"},
           {"metadata.annotations[eks.amazonaws.com/role-arn]", "", "eks.amazonaws.com/role-arn"},
           {"kind", "kind: Pod", "kind"},
           {"", "      - claimName: db", "claimName"},
           {"", "  # words", ""},
           {"", "", ""},
       }) {
    CAPTURE(row.path);
    auto finding = found(say("a claim"), row.line);
    finding.field = row.path;
    CHECK(baseline_key(finding)[5] == row.field);
  }
}

TEST_CASE("baseline: as many are known as there were") {
  const auto twice = found(say("claim {}", quote("db")));
  CHECK(left(collect(std::vector{twice}), {twice, twice}) == 1);
  CHECK(left(collect(std::vector{twice, twice}), {twice, twice}) == 0);
  auto both = collect(std::vector{twice});
  unite(collect(std::vector{twice, twice}), both);
  unite(collect(std::vector{found(say("claim"))}), both);
  CHECK(left(both, {twice, twice, twice, found(say("claim"))}) == 1);
}

TEST_CASE("baseline: what cannot be known again is never known") {
  const auto unreadable = found(say("tab"), "claimName: db", kUnreadable);
  CHECK(collect(std::vector{unreadable}).findings.empty());
  Baseline by_hand;
  by_hand.findings[baseline_key(unreadable)] = 1;
  CHECK(left(by_hand, {unreadable}) == 1);
}

TEST_CASE("former baseline: an entry knows a finding whose facts it has among its own") {
  struct Row {
    std::vector<std::string> entries;
    std::vector<Message> findings;
    std::size_t left;
  };
  const auto a = say("{}", quote("a"));
  const auto b = say("{}", quote("b"));
  const auto ab = say("{} {}", quote("a"), quote("b"));
  const auto comma = say("{}", quote("a, b"));
  const auto none = say("words");
  const std::vector<Row> rows = {
      {{"a"}, {a}, 0},
      {{"a"}, {b}, 1},
      {{"a, b"}, {ab}, 0},
      {{"b, a"}, {ab}, 0},
      {{"b, word, a"}, {ab}, 0},
      {{"a"}, {ab}, 1},
      {{"ab"}, {a}, 1},
      {{"x, ab"}, {a}, 1},
      {{"word: true"}, {none}, 0},
      {{""}, {none}, 0},
      {{""}, {a}, 1},
      {{"a, b"}, {comma}, 0},
      {{"a, c, b"}, {comma}, 1},
      {{"x, a, b, y"}, {comma}, 0},
      {{"a, b"}, {a, b}, 1},
      // What says less takes what is left to it.
      {{"a", "a, b"}, {a, ab}, 0},
      {{"a, b", "word"}, {none, ab}, 0},
      {{"a, word", "b, word", "word"}, {none, b, a}, 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.entries);
    std::vector<Finding> findings;
    for (const auto& message : row.findings) findings.push_back(found(message));
    CHECK(left(former(row.entries), findings) == row.left);
    std::ranges::reverse(findings);
    CHECK(left(former(row.entries), findings) == row.left);
  }
}

TEST_CASE("former baseline: all else has to be the same, and the count to last") {
  const auto finding = found(say("claim {}", quote("db")));
  CHECK(left(former({"db"}), {finding}) == 0);
  CHECK(left(former({"db"}), {finding, finding}) == 1);
  CHECK(left(former({"db"}, 2), {finding, finding}) == 0);
  auto other = finding;
  other.object.name = "web";
  CHECK(left(former({"db"}), {other}) == 1);
  other = finding;
  other.container = "app";
  CHECK(left(former({"db"}), {other}) == 1);
  other = finding;
  other.where.line_text = "- name: db";
  CHECK(left(former({"db"}), {other}) == 1);
}

}  // namespace
}  // namespace fargate_lint::lint
