#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "serve/admission.hpp"
#include "serve/metrics.hpp"
#include "system/clock.hpp"
#include "system/https_server.hpp"

namespace fargate_lint::serve {

/// What `serve` answers: POST /validate with an AdmissionReview, GET /healthz, /readyz, /metrics.
/// Knows no sockets and no files. Any thread may call it.
class Webhook : public system::HttpHandler {
 public:
  /// Takes one line of the log, without its line break.
  using Log = std::function<void(const std::string& line)>;

  /// `on_tick` is called about once a second. The clock must outlive it.
  Webhook(const system::Clock& clock, Log log, std::function<void()> on_tick = {});

  /// Decides by this policy from the next review on.
  void use(Policy policy);
  /// There is a certificate, which counts for this time.
  void use(const system::Validity& validity);
  Metrics& metrics() { return metrics_; }
  /// Writes a line that is about no request.
  void log(std::string_view level, std::string_view message) const;

  system::HttpResponse handle(const system::HttpRequest& request) override;
  system::HttpResponse reject(unsigned status, std::string_view why) override;
  void refused(system::Refusal why) override { metrics_.count_refused(why); }
  void connected(std::size_t connections) override { metrics_.set_connections(connections); }
  void tick() override;
  void draining() override;

 private:
  system::HttpResponse answer(const system::HttpRequest& request);
  system::HttpResponse validate(const system::HttpRequest& request);
  system::HttpResponse readiness() const;
  std::shared_ptr<const Policy> policy() const;
  void log(const Outcome& outcome, std::chrono::nanoseconds took) const;
  std::string time() const;

  const system::Clock& clock_;
  Log log_;
  std::function<void()> on_tick_;
  Metrics metrics_;
  std::atomic<bool> is_draining_ = false;
  std::atomic<std::int64_t> certificate_end_ = 0;

  mutable std::mutex mutex_;  ///< of what follows
  std::shared_ptr<const Policy> policy_;
};

}  // namespace fargate_lint::serve
