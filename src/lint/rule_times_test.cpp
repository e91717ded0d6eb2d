#include "lint/rule_times.hpp"

#include <doctest/doctest.h>

#include <atomic>
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
/// To look at it takes five nanoseconds.
class SlowClock : public system::StoppedClock {
 public:
  std::chrono::nanoseconds steady() const override { return std::chrono::nanoseconds(at_ += 5); }

 private:
  mutable std::atomic<std::int64_t> at_ = 0;
};

const SlowClock kClock;
const std::vector<const Rule*> kRules = {&kThird, &kSecond, &kFirst};

TEST_CASE("rule times: the slowest comes first, and of equals the one with the lower id") {
  RuleTimes times(kRules, kClock);
  times.add(kThird, seconds(1));
  times.add(kThird, seconds(1));
  std::string order;
  for (const auto& row : times.rows()) {
    order += std::string(row.rule->info.id) + ":" + std::to_string(row.calls) + " ";
  }
  CHECK(order == "FG103:2 FG101:0 FG102:0 ");
}

TEST_CASE("rule times: what looking at the clock takes is no rule's time") {
  RuleTimes times(kRules, kClock);
  times.measure(kFirst, [] {});
  CHECK(times.rows().front().took == RuleTimes::Duration::zero());
  times.add(kFirst, RuleTimes::Duration(8));
  CHECK(times.rows().front().took == RuleTimes::Duration(3));
}

TEST_CASE("rule times: several threads may add at once") {
  RuleTimes times(kRules, kClock);
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
  const auto two = std::span(kRules).first(2);
  RuleTimes times(two, kClock);
  CHECK(describe(times) ==
        "FG102  second                                0.000 ms    0.0 %          0 calls\n"
        "FG103  third                                 0.000 ms    0.0 %          0 calls\n"
        "all    2 rules                               0.000 ms    0.0 %          0 calls\n");
}

}  // namespace
}  // namespace fargate_lint::lint
