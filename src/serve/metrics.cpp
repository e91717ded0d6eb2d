#include "serve/metrics.hpp"

#include <algorithm>

namespace fargate_lint::serve {
namespace {

/// Writes one family of numbers after the other.
class Page {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = "fargate_lint_" + std::string(name);
    text_.append("# HELP ").append(name_).append(" ").append(help).append("\n# TYPE ");
    text_.append(name_).append(" ").append(type).append("\n");
  }
  template <typename Number>
  void add(Number value, std::string_view labels = {}, std::string_view suffix = {}) {
    text_.append(name_).append(suffix);
    if (!labels.empty()) text_.append("{").append(labels).append("}");
    text_.append(" ").append(std::to_string(value)).append("\n");
  }
  std::string take() { return std::move(text_); }

 private:
  std::string name_;
  std::string text_;
};

/// `name="value"`; our own words, which need no escapes.
std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + "\"";
}

/// Microseconds as seconds, without a loss: "0.00025".
std::string seconds_text(std::int64_t micros) {
  auto text = std::to_string(micros);
  text.insert(0, std::string(text.size() < 7 ? 7 - text.size() : 0, '0'));
  text.insert(text.size() - 6, ".");
  return text;
}

constexpr std::array<std::string_view, 4> kRefusals = {"handshake", "timeout", "too_large",
                                                       "bad_request"};
constexpr std::array<std::string_view, 2> kReloads = {"certificate", "profiles"};

}  // namespace

void Metrics::count(const Outcome& outcome) {
  ++decisions_[static_cast<std::size_t>(outcome.decision)];
  if (outcome.verdict.empty() && outcome.rules.empty()) return;
  const std::lock_guard lock(mutex_);
  if (!outcome.verdict.empty()) ++verdicts_[outcome.verdict];
  for (const auto rule : outcome.rules) ++rules_[rule];
}

void Metrics::observe(std::chrono::nanoseconds took, std::size_t bytes) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
  const auto bucket = std::ranges::lower_bound(kBuckets, micros) - kBuckets.begin();
  ++took_[static_cast<std::size_t>(bucket)];
  took_ns_ += static_cast<std::uint64_t>(took.count());
  bytes_ += bytes;
}

void Metrics::count_http(unsigned status) {
  const std::lock_guard lock(mutex_);
  ++statuses_[status];
}

void Metrics::count_refused(system::Refusal why) {
  ++refused_[static_cast<std::size_t>(why)];
}

void Metrics::count_reload(Reload what, bool ok) {
  ++reloads_[static_cast<std::size_t>(what)][ok ? 1 : 0];
  loaded_[static_cast<std::size_t>(what)] = ok;
}

std::string Metrics::text(std::int64_t now) const {
  Page page;
  page.family("reviews_total", "counter", "AdmissionReviews by what was decided.");
  for (const auto decision : {Decision::allowed, Decision::warned, Decision::denied,
                              Decision::unchecked, Decision::malformed})
    page.add(decisions_[static_cast<std::size_t>(decision)].load(),
             label("decision", to_string(decision)));

  page.family("review_duration_seconds", "histogram", "Time to decide a review.");
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBuckets.size(); ++i)
    page.add(sum += took_[i], label("le", seconds_text(kBuckets[i])), "_bucket");
  page.add(sum += took_.back(), label("le", "+Inf"), "_bucket");
  page.add(static_cast<double>(took_ns_.load()) / 1e9, {}, "_sum");
  page.add(sum, {}, "_count");

  page.family("review_bytes_total", "counter", "Bytes of the reviews.");
  page.add(bytes_.load());
  page.family("in_flight", "gauge", "Requests that are being answered.");
  page.add(in_flight_.load());
  page.family("connections", "gauge", "Open connections.");
  page.add(connections_.load());
  page.family("connections_refused_total", "counter",
              "Connections that were closed or answered with an error before a request was read.");
  for (std::size_t i = 0; i < kRefusals.size(); ++i)
    page.add(refused_[i].load(), label("reason", kRefusals[i]));

  page.family("reloads_total", "counter", "How often a certificate or profiles were read.");
  for (std::size_t i = 0; i < kReloads.size(); ++i)
    for (const bool ok : {false, true})
      page.add(reloads_[i][ok ? 1 : 0].load(),
               label("what", kReloads[i]) + "," + label("ok", ok ? "1" : "0"));
  page.family("profiles_loaded", "gauge", "1 if the profiles in use are those of the files.");
  page.add(loaded_[static_cast<std::size_t>(Reload::profiles)] ? 1 : 0);
  page.family("certificate_loaded", "gauge",
              "1 if the certificate in use is the one of the files.");
  page.add(loaded_[static_cast<std::size_t>(Reload::certificate)] ? 1 : 0);
  page.family("certificate_expiry_seconds", "gauge",
              "Seconds until the certificate in use expires; negative once it has.");
  page.add(certificate_end_ == 0 ? 0 : certificate_end_ - now);

  const std::lock_guard lock(mutex_);
  page.family("verdicts_total", "counter", "Placements of the Pods in reviews.");
  for (const auto& [verdict, count] : verdicts_) page.add(count, label("verdict", verdict));
  page.family("findings_total", "counter", "Reviews that a rule denied or warned of.");
  for (const auto& [rule, count] : rules_) page.add(count, label("rule", rule));
  page.family("http_responses_total", "counter", "HTTP responses by status.");
  for (const auto& [status, count] : statuses_)
    page.add(count, label("code", std::to_string(status)));
  return page.take();
}

}  // namespace fargate_lint::serve
