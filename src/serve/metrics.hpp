#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "serve/admission.hpp"
#include "system/https_server.hpp"

namespace fargate_lint::serve {

/// Numbers for Prometheus. Any thread may count.
class Metrics {
 public:
  void count(const Outcome& outcome);
  /// A review that was answered: how long it took, and how many bytes it had.
  void observe(std::chrono::nanoseconds took, std::size_t bytes);
  void count_http(unsigned status);
  void count_refused(system::Refusal why);
  void set_connections(std::size_t count) { connections_ = count; }
  /// While it lives, a request is being answered.
  class Request {
   public:
    explicit Request(Metrics& metrics) : metrics_(metrics) { ++metrics_.in_flight_; }
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;
    ~Request() { --metrics_.in_flight_; }

   private:
    Metrics& metrics_;
  };
  /// A certificate or profiles were read again.
  enum class Reload : std::uint8_t { certificate, profiles };
  void count_reload(Reload what, bool ok);
  void set_certificate_end(std::int64_t seconds) { certificate_end_ = seconds; }

  /// In the text format (https://prometheus.io/docs/instrumenting/exposition_formats/). `now`:
  /// seconds since 1970.
  std::string text(std::int64_t now) const;

 private:
  // A review takes a tenth of a millisecond; the API server waits for seconds.
  static constexpr std::array<std::int64_t, 12> kBuckets = {
      50, 100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 100'000, 250'000, 1'000'000};  // µs

  std::array<std::atomic<std::uint64_t>, 5> decisions_{};  ///< by Decision
  std::array<std::atomic<std::uint64_t>, kBuckets.size() + 1> took_{};
  std::atomic<std::uint64_t> took_ns_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
  std::array<std::atomic<std::uint64_t>, 4> refused_{};  ///< by Refusal
  std::array<std::array<std::atomic<std::uint64_t>, 2>, 2> reloads_{};
  std::array<std::atomic<bool>, 2> loaded_{};
  std::atomic<std::size_t> connections_ = 0;
  std::atomic<std::int64_t> in_flight_ = 0;
  std::atomic<std::int64_t> certificate_end_ = 0;

  mutable std::mutex mutex_;  ///< of the maps
  std::map<std::string, std::uint64_t, std::less<>> verdicts_;
  std::map<std::string_view, std::uint64_t> rules_;
  std::map<unsigned, std::uint64_t> statuses_;
};

}  // namespace fargate_lint::serve
