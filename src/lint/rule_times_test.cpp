#include "lint/rule_times.hpp"

#include <doctest/doctest.h>

#include <span>
#include <string>
#include <thread>
#include <vector>

namespace fargate_lint::lint {
namespace {

using std::chrono::seconds;

constexpr Rule rule(std::string_view id, std::string_view name) {
  RuleInfo info;
  info.id = id;
  info.name = name;
  return {info};
}
const Rule kFirst = rule("FG101", "first");
const Rule kSecond = rule("FG102", "second");
const Rule kThird = rule("FG103", "third");
const std::vector<const Rule*> kRules = {&kThird, &kSecond, &kFirst};

TEST_CASE("rule times: the slowest comes first, and of equals the one with the lower id") {
  RuleTimes times(kRules);
  times.add(kThird, seconds(1));
  times.add(kThird, seconds(1));
  std::string order;
  for (const auto& row : times.rows()) {
    order += std::string(row.rule->info.id) + ":" + std::to_string(row.calls) + " ";
  }
  CHECK(order == "FG103:2 FG101:0 FG102:0 ");
}

TEST_CASE("rule times: what looking at the clock takes is no rule's time") {
  RuleTimes times(kRules);
  times.add(kFirst, RuleTimes::Clock::duration(1));
  CHECK(times.rows().front().took == RuleTimes::Clock::duration::zero());
}

TEST_CASE("rule times: several threads may add at once") {
  RuleTimes times(kRules);
  const auto add = [&] {
    for (int i = 0; i < 10'000; ++i) times.measure(kSecond, [] {});
  };
  {
    std::jthread other(add);
    add();
  }
  std::uint64_t calls = 0;
  for (const auto& row : times.rows()) calls += row.calls;
  CHECK(calls == 20'000);
}

TEST_CASE("rule times: the table has a row for each rule and one for all") {
  const std::span<const Rule* const> two = std::span(kRules).first(2);
  RuleTimes times(two);
  CHECK(describe(times) ==
        "FG102  second                                0.000 ms    0.0 %          0 calls\n"
        "FG103  third                                 0.000 ms    0.0 %          0 calls\n"
        "all    2 rules                               0.000 ms    0.0 %          0 calls\n");
}

}  // namespace
}  // namespace fargate_lint::lint
