#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lint/rule.hpp"

namespace fargate_lint::lint {

/// What each rule of a run takes, all threads together. Several threads may fill it at once.
class RuleTimes {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RuleTimes(std::span<const Rule* const> rules);

  /// Calls `check`, and counts the time it takes as `rule`'s, which must be one of the rules.
  template <typename Check>
  void measure(const Rule& rule, const Check& check) {
    const Clock::time_point begin = Clock::now();
    check();
    add(rule, Clock::now() - begin);
  }
  void add(const Rule& rule, Clock::duration took);

  struct Row {
    const Rule* rule = nullptr;
    Clock::duration took{};
    std::uint64_t calls = 0;
  };
  /// The slowest first; those that took the same, by id.
  std::vector<Row> rows() const;

 private:
  struct Sum {
    std::atomic<Clock::rep> took = 0;
    std::atomic<std::uint64_t> calls = 0;
  };
  std::map<const Rule*, Sum> sums_;
  double overhead_;  ///< ticks that looking at the clock takes of each measurement, on average
};

/// Calls `check`, and counts its time if anybody wants to know.
template <typename Check>
void measure(RuleTimes* times, const Rule& rule, const Check& check) {
  if (times == nullptr) return check();
  times->measure(rule, check);
}

/// The rows as a table for people, with the share of each in all of them.
std::string describe(const RuleTimes& times);

}  // namespace fargate_lint::lint
