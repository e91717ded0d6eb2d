#include "lint/rule_times.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/result.hpp"

namespace fargate_lint::lint {
namespace {

/// Many checks look at one field and return: beside them the clock itself would be what is
/// measured.
double overhead_of(const system::Clock& clock) {
  constexpr int kPairs = 1000;
  RuleTimes::Duration sum{};
  for (int i = 0; i < kPairs; ++i) {
    const auto begin = clock.steady();
    sum += clock.steady() - begin;
  }
  return static_cast<double>(sum.count()) / kPairs;
}

double milliseconds(RuleTimes::Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

void append_row(const char* id, const char* name, double took, double share, std::uint64_t calls,
                std::string& out) {
  std::array<char, 160> line{};
  const int size =
      std::snprintf(line.data(), line.size(), "%-6s %-32s %10.3f ms %6.1f %% %10llu calls\n", id,
                    name, took, share, static_cast<unsigned long long>(calls));
  out.append(line.data(), std::min(static_cast<std::size_t>(std::max(size, 0)), line.size() - 1));
}

}  // namespace

RuleTimes::RuleTimes(std::span<const Rule* const> rules, const system::Clock& clock)
    : clock_(clock), overhead_(overhead_of(clock)) {
  for (const auto* rule : rules) sums_[rule];
}

void RuleTimes::add(const Rule& rule, Duration took) {
  const auto sum = sums_.find(&rule);
  require(sum != sums_.end(), "only rules of the run are measured");
  // Relaxed: the sums are read when the threads are done.
  sum->second.took.fetch_add(took.count(), std::memory_order_relaxed);
  sum->second.calls.fetch_add(1, std::memory_order_relaxed);
}

std::vector<RuleTimes::Row> RuleTimes::rows() const {
  std::vector<Row> rows;
  rows.reserve(sums_.size());
  for (const auto& [rule, sum] : sums_) {
    // From the sum: a call may seem to take less than the clock does.
    const auto calls = sum.calls.load();
    const auto clock = static_cast<Duration::rep>(overhead_ * static_cast<double>(calls));
    const auto took = std::max<Duration::rep>(sum.took.load() - clock, 0);
    rows.push_back({rule, Duration(took), calls});
  }
  std::ranges::sort(rows, [](const Row& a, const Row& b) {
    return a.took != b.took ? a.took > b.took : a.rule->info.id < b.rule->info.id;
  });
  return rows;
}

std::string describe(const RuleTimes& times) {
  const auto rows = times.rows();
  RuleTimes::Row all;
  for (const auto& row : rows) {
    all.took += row.took;
    all.calls += row.calls;
  }
  std::string text;
  for (const auto& row : rows) {
    const double share =
        all.took.count() == 0 ? 0 : 100 * milliseconds(row.took) / milliseconds(all.took);
    append_row(std::string(row.rule->info.id).c_str(), std::string(row.rule->info.name).c_str(),
               milliseconds(row.took), share, row.calls, text);
  }
  const auto count = std::to_string(rows.size()) + (rows.size() == 1 ? " rule" : " rules");
  append_row("all", count.c_str(), milliseconds(all.took), all.took.count() == 0 ? 0 : 100,
             all.calls, text);
  return text;
}

}  // namespace fargate_lint::lint
