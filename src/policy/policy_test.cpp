#include "policy/policy.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "fargate/refusal_rows.hpp"
#include "fargate/test_world.hpp"
#include "policy/limits.hpp"
#include "policy/samples.hpp"
#include "policy/selection.hpp"
#include "policy/write.hpp"

namespace fargate_lint::policy {
namespace {

using fargate::Cause;
using fargate::RefusalRow;

/// A rule for each cause, and for each volume type.
Request request() {
  Request request;
  request.prefix = "fargate-lint";
  request.exempt_key = "k";
  request.exempt_value = "v";
  std::set<Cause> seen;
  for (const auto& group : fargate::kRefusals)
    for (const auto& row : group)
      if (row.not_in_policy.empty() && seen.insert(row.cause).second) {
        const auto id = "FG" + std::to_string(100 + static_cast<int>(row.cause));
        if (row.cause == Cause::volume_type)
          request.rules.push_back({row.cause, "hostPath", id + "0", "host-path"});
        request.rules.push_back({row.cause, "", id, "rule-" + id});
      }
  return request;
}

TEST_CASE("refusal rows: every cause has one, or a reason to have none in a policy") {
  std::set<Cause> causes;
  for (const auto& group : fargate::kRefusals)
    for (const auto& row : group) {
      causes.insert(row.cause);
      const bool looked_up = row.test == RefusalRow::Test::looked_up;
      CHECK(looked_up == !row.not_in_policy.empty());
      CHECK((row.in == RefusalRow::In::volume || !row.field().empty()));
    }
  CHECK(causes.size() == static_cast<std::size_t>(Cause::ephemeral_storage) + 1);
}

TEST_CASE("policy: selectors as conditions") {
  struct Row {
    const char* selectors;
    std::string condition;  // after the label that chooses a profile
  };
  const std::string chosen =
      R"(labels[?"eks.amazonaws.com/fargate-profile"].orValue("") in ["", "web"] && )";
  const std::vector<Row> rows = {
      {"[{namespace: shop}]", R"(request.namespace == "shop")"},
      {"[{namespace: '*'}]", "true"},
      {"[{namespace: '*', labels: {a: b}}]", R"("a" in labels && labels["a"] == "b")"},
      {"[{namespace: s*, labels: {a: '*'}}]",
       R"(request.namespace.matches("^s.*$") && "a" in labels)"},
      {"[{namespace: s, labels: {'a/?': 'x*'}}]",
       R"(request.namespace == "s" && labels.exists(k, k.matches("^a/.$") && labels[k].matches("^x.*$")))"},
      {"[{namespace: s, labels: {'*': '*'}}]",
       R"(request.namespace == "s" && labels.exists(k, true))"},
      {"[{namespace: a}, {namespace: b}]",
       "(request.namespace == \"a\" ||\n    request.namespace == \"b\")"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.selectors);
    const auto profiles =
        fargate::testing::profiles(std::string("[{name: web, selectors: ") + row.selectors + "}]");
    const auto selection = select(profiles, false);
    CHECK(selection.notes.empty());
    REQUIRE(selection.profiles.size() == 1);
    CHECK(selection.profiles.front().condition == chosen + row.condition);
  }
}

TEST_CASE("policy: labels that controllers add are no labels of a template") {
  const auto profiles = fargate::testing::profiles(
      "[{name: web, selectors: [{namespace: a, labels: {pod-template-hash: '*'}}, {namespace: b, "
      "labels: {'pod-*': x}}]}]");
  CHECK(select(profiles, false).profiles.front().lines.size() == 2);
  const auto selection = select(profiles, true);
  REQUIRE(selection.profiles.size() == 1);
  CHECK(selection.profiles.front().lines.size() == 1);
  CHECK(selection.profiles.front().condition.find(
            R"(!(k in ["pod-template-generation", "pod-template-hash"]))") != std::string::npos);
  REQUIRE(selection.notes.size() == 1);
  CHECK(selection.notes.front() ==
        "selector 0 of profile web is not in the policy: a controller adds the label "
        "pod-template-hash to Pods, so no template shows it");
}

TEST_CASE("policy: lines of the ConfigMap") {
  const auto profiles = fargate::testing::profiles(
      "[{name: web, selectors: [{namespace: 'a b*', labels: {'t?er': 'x=y', z: '*'}}, {namespace: "
      "b}]}]");
  const auto lines = select(profiles, false).profiles.front().lines;
  CHECK(lines == std::vector<std::string>{R"(web ^a\x{20}b.*$ ^t.er=x\x{3d}y$ ^z=.*$)", "web ^b$"});
}

TEST_CASE("policy: a name that is no name breaks no line of the ConfigMap") {
  for (const char* name : {"'a b'", "'#a'", "\"a\\nb\"", "'a=b'"}) {
    CAPTURE(name);
    const auto profiles = fargate::testing::profiles(std::string("[{name: ") + name +
                                                     ", selectors: [{namespace: shop}]}]");
    CHECK(select(profiles, false).profiles.front().lines == std::vector<std::string>{"- ^shop$"});
  }
}

TEST_CASE("policy: whether names alone tell the winner") {
  const auto sure = [](const std::string& names) {
    return has_sure_winner(fargate::testing::profiles(names));
  };
  CHECK(sure("[{name: a, selectors: [{namespace: s}]}, {name: b, selectors: [{namespace: s}]}]"));
  CHECK_FALSE(
      sure("[{name: a10, selectors: [{namespace: s}]}, {name: a9, selectors: [{namespace: s}]}]"));
}

TEST_CASE("policy limits: nesting") {
  CHECK(nesting_of("a") == 0);
  CHECK(nesting_of("(a + [b])") == 3);
  CHECK(nesting_of("a ? b : c ? d : e") == 2);
  CHECK(nesting_of(R"("(((" + x)") == 1);
  CHECK(nesting_of("a.?b[?\"c\"].orValue({})") == 2);
  CHECK(nesting_of("f(a + b + c, d + e)") == 3);
  CHECK(nesting_of("((())) + (())") == 3);
  CHECK(nesting_of(")))") == 0);  // of no expression
}

TEST_CASE("policy limits: many selectors go into several policies, each within the limits") {
  std::string list = "[";
  for (int i = 0; i < 300; ++i) {
    list += "{name: profile-" + std::to_string(1000 + i) + ", selectors: [";
    for (int j = 0; j < 5; ++j)
      list += "{namespace: 'team-" + std::to_string(i) + "-" + std::to_string(j) +
              "-*', labels: {app.kubernetes.io/component: 'worker-*', tier: back}}, ";
    list += "]}, ";
  }
  const auto profiles = fargate::testing::profiles(list + "]");
  auto wanted = request();
  wanted.pods_by = PodsBy::profiles;
  const auto set = make(wanted, profiles);
  CHECK(set.policies.size() > 4);
  std::set<std::string> names;
  for (const auto& policy : set.policies) {
    CAPTURE(policy.name);
    const auto measured = measure(policy);
    CHECK(measured.faults == std::vector<std::string>());
    CHECK(names.insert(policy.name).second);
  }
  // With --params they stay as they are, however many selectors there are.
  wanted.params = true;
  const auto short_set = make(wanted, profiles);
  CHECK(short_set.policies.size() == 2);
  CHECK(short_set.param_lines.size() == 1500);
}

TEST_CASE("policy limits: what a match condition must not use is found") {
  Policy policy;
  policy.conditions = {{"a", "namespaceObject.metadata.name == \"x\""},
                       {"b", "variables.spec.hostPID"},
                       {"c", "\"variables namespaceObject\" == \"\""}};
  policy.variables = {{"v", std::string(kMostOfExpression + 1, 'x')}};
  const auto faults = measure(policy).faults;
  REQUIRE(faults.size() == 3);
  CHECK(faults[0] == "match condition a uses namespaceObject, which has no value there");
  CHECK(faults[1] == "match condition b uses variables, which has no value there");
  CHECK(faults[2] == "longest expression: 100001, at most 100000");
  for (const bool params : {false, true}) {
    auto wanted = request();
    wanted.params = params;
    for (const auto& made :
         make(wanted, fargate::testing::profiles("[{name: a, selectors: [{namespace: b}]}]"))
             .policies)
      CHECK(measure(made).faults.empty());
  }
}

TEST_CASE("policy: actions go into policies of their own") {
  auto wanted = request();
  wanted.rules.back().action = Action::warn;
  const auto set =
      make(wanted, fargate::testing::profiles("[{name: a, selectors: [{namespace: b}]}]"));
  std::vector<std::string> names;
  for (const auto& policy : set.policies) names.push_back(policy.name);
  CHECK(names == std::vector<std::string>{"fargate-lint-pods", "fargate-lint-workloads",
                                          "fargate-lint-pods-warn", "fargate-lint-workloads-warn"});
}

TEST_CASE("policy: what is written can be read again, in every format") {
  const auto profiles = fargate::testing::profiles(
      "[{name: 'yes', selectors: [{namespace: \"a: b # 'c' \\\"d\\\" \\t\", labels: {'1': "
      "'null'}}]}]");
  for (const auto format : {Format::vap, Format::kyverno, Format::gatekeeper}) {
    auto wanted = request();
    wanted.pods_by = PodsBy::profiles;
    wanted.exempt_value = "true";
    const auto text = write(make(wanted, profiles), wanted, format, {"a comment"});
    CHECK(std::ranges::all_of(text, [](char c) { return c == '\n' || (c >= ' ' && c < 0x7F); }));
    std::vector<yaml::Piece> pieces;
    yaml::split(text, pieces);
    std::size_t objects = 0;
    for (const auto& piece : pieces) {
      const auto document = fargate::testing::parse(piece.text);
      if (!document->root().is_mapping()) continue;
      ++objects;
      CHECK(document->root()["metadata"]["name"].is_string());
    }
    CHECK(objects == (format == Format::kyverno ? 2 : 4));
    CHECK(text.find(R"(values: ["true"])") != std::string::npos);
  }
}

TEST_CASE("policy: samples hold what they are named for") {
  const auto wanted = request();
  const auto profiles = fargate::testing::profiles(
      "[{name: web, selectors: [{namespace: shop-*, labels: {'app/*': 'x?', tier: back}}]}]");
  std::set<Cause> causes;
  for (const auto& sample : samples(wanted, profiles)) {
    if (!sample.file.ends_with(".yaml")) continue;
    CAPTURE(sample.file);
    const fargate::testing::World world(sample.text, profiles);
    const auto judged = world.place();
    // A sample is refused for one cause alone; claims are of other objects.
    std::set<Cause> found;
    for (const auto& violation : judged.violations)
      if (violation.cause != Cause::claim && !violation.implied) found.insert(violation.cause);
    if (sample.file.starts_with("deny-")) {
      CHECK(judged.placement.verdict == fargate::Verdict::refused);
      CHECK(found.size() == 1);
      causes.insert(found.begin(), found.end());
    } else if (sample.file.ends_with("-near-misses.yaml") || sample.file.ends_with("-plain.yaml")) {
      CHECK(found.empty());
      CHECK(judged.placement.verdict == fargate::Verdict::fargate);
    }
  }
  CHECK(causes.size() == static_cast<std::size_t>(Cause::ephemeral_storage));  // all but claims
}

}  // namespace
}  // namespace fargate_lint::policy
