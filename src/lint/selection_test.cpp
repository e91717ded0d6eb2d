#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "lint/selection.hpp"

namespace fargate_lint::lint {
namespace {

constexpr RuleInfo info(std::string_view id, std::string_view name) {
  RuleInfo info;
  info.id = id;
  info.name = name;
  return info;
}
const Rule kUnreadable = {info("FG001", "unreadable-document")};
const Rule kHostNetwork = {info("FG101", "host-network")};
const Rule kHostPort = {info("FG102", "host-port")};
const Rule kEbs = {info("FG201", "ebs-volume")};
const std::vector<const Rule*> kRules = {&kUnreadable, &kHostNetwork, &kHostPort, &kEbs};

/// The ids that are left, or the error.
std::string chosen(std::vector<std::string> select, std::vector<std::string> ignore) {
  const auto rules = choose(kRules, {std::move(select), std::move(ignore)});
  if (!rules) return rules.error().message + "; " + rules.error().hint;
  std::string ids;
  for (const auto* rule : *rules) ids += (ids.empty() ? "" : " ") + std::string(rule->info.id);
  return ids;
}

TEST_CASE("selection: takes ids, names and prefixes of ids, in the order of the list") {
  struct Row {
    std::vector<std::string> select;
    std::vector<std::string> ignore;
    std::string ids;
  };
  const Row rows[] = {
      {{}, {}, "FG001 FG101 FG102 FG201"},
      {{"FG102", "FG001"}, {}, "FG001 FG102"},
      {{"host-port"}, {}, "FG102"},
      {{"fg101", "Host-Port"}, {}, "FG101 FG102"},
      {{"FG1"}, {}, "FG101 FG102"},
      {{"FG10"}, {"FG101"}, "FG102"},
      {{}, {"FG1", "ebs-volume"}, "FG001"},
      {{"FG"}, {"FG0"}, "FG101 FG102 FG201"},
      {{"FG101"}, {"FG1"}, "no rule left to run; every selected rule is ignored as well"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.ids);
    CHECK(chosen(row.select, row.ignore) == row.ids);
  }
}

TEST_CASE("selection: an entry that names no rule is an error with the nearest one") {
  struct Row {
    std::string entry;
    std::string error;
  };
  const Row rows[] = {
      {"hostport", "unknown rule: hostport; did you mean `host-port`?"},
      {"FG1011", "unknown rule: FG1011; did you mean `FG101`?"},
      {"ebs-volumes", "unknown rule: ebs-volumes; did you mean `ebs-volume`?"},
      {"FG9", "unknown rule: FG9; the command `rules` lists all rules"},
      {"everything", "unknown rule: everything; the command `rules` lists all rules"},
      {"", "unknown rule: ; the command `rules` lists all rules"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.entry);
    CHECK(chosen({row.entry}, {}) == row.error);
    CHECK(chosen({}, {row.entry}) == row.error);
  }
}

TEST_CASE("selection: an absurdly long entry resembles no rule") {
  CHECK(nearest_rule(kRules, std::string(1'000'000, 'x')).empty());
}

TEST_CASE("selection: finds a rule by id or name, in any case") {
  CHECK(find_rule(kRules, "FG102") == &kHostPort);
  CHECK(find_rule(kRules, "fg102") == &kHostPort);
  CHECK(find_rule(kRules, "HOST-port") == &kHostPort);
  CHECK(find_rule(kRules, "FG10") == nullptr);
  CHECK(find_rule(kRules, "") == nullptr);
}

}  // namespace
}  // namespace fargate_lint::lint
