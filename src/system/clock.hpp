#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace fargate_lint::system {

class Environment;

/// What time it is.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  /// Seconds since 1970-01-01 UTC.
  virtual std::int64_t now() const = 0;
  /// Since some moment in the past; never goes back.
  virtual std::chrono::nanoseconds steady() const = 0;
};

/// The clock of the machine. now() is what SOURCE_DATE_EPOCH says, if it is a number
/// (https://reproducible-builds.org/specs/source-date-epoch/).
class MachineClock : public Clock {
 public:
  explicit MachineClock(const Environment& environment) : environment_(environment) {}
  std::int64_t now() const override;
  std::chrono::nanoseconds steady() const override;

 private:
  const Environment& environment_;
};

/// For tests: stands still until it is set.
class StoppedClock : public Clock {
 public:
  explicit StoppedClock(std::int64_t now = 0) : now_(now) {}
  void set(std::int64_t now) { now_ = now; }
  void advance(std::chrono::nanoseconds by) { steady_ += by; }
  std::int64_t now() const override { return now_; }
  std::chrono::nanoseconds steady() const override { return steady_; }

 private:
  std::int64_t now_;
  std::chrono::nanoseconds steady_{};
};

/// The date in UTC, "2026-12-31".
std::string date(const Clock& clock);

}  // namespace fargate_lint::system
