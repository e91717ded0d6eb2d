#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lint/rule.hpp"
#include "system/clock.hpp"

namespace fargate_lint::lint {

/// What each rule of a run takes, all threads together. Several threads may fill it at once.
class RuleTimes {
 public:
  using Duration = std::chrono::nanoseconds;

  /// `clock` must outlive it.
  RuleTimes(std::span<const Rule* const> rules, const system::Clock& clock);

  /// Calls `check`, and counts the time it takes as `rule`'s, which must be one of the rules.
  template <typename Check>
  void measure(const Rule& rule, const Check& check) {
    const auto begin = clock_.steady();
    check();
    add(rule, clock_.steady() - begin);
  }
  void add(const Rule& rule, Duration took);

  struct Row {
    const Rule* rule = nullptr;
    Duration took{};
    std::uint64_t calls = 0;
  };
  /// The slowest first; those that took the same, by id.
  std::vector<Row> rows() const;

 private:
  struct Sum {
    std::atomic<Duration::rep> took = 0;
    std::atomic<std::uint64_t> calls = 0;
  };
  const system::Clock& clock_;
  std::map<const Rule*, Sum> sums_;
  double
      overhead_;  ///< nanoseconds that looking at the clock takes of each measurement, on average
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
