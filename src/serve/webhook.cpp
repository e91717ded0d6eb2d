#include "serve/webhook.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "report/json_writer.hpp"
#include "report/text.hpp"

namespace fargate_lint::serve {
namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";

system::HttpResponse text_response(unsigned status, std::string body) {
  return {.status = status, .body = std::move(body), .content_type = kText};
}

std::string_view reason_of(unsigned status) {
  switch (status) {
    case 400: return "BadRequest";
    case 404: return "NotFound";
    case 405: return "MethodNotAllowed";
    case 413: return "RequestEntityTooLarge";
    case 415: return "UnsupportedMediaType";
    default: return "InternalError";
  }
}

/// An error as Kubernetes writes it
/// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/).
system::HttpResponse status_response(unsigned status, std::string_view message) {
  system::HttpResponse response{.status = status};
  report::JsonWriter json(response.body, 0);
  json.begin_object().member("apiVersion", "v1").member("kind", "Status");
  json.key("metadata").begin_object().end_object();
  json.member("status", "Failure").member("message", message);
  json.member("reason", reason_of(status)).member("code", status).end_object();
  response.body += '\n';
  return response;
}

bool is_json(std::string_view type) {
  type = trimmed(type.substr(0, type.find(';')), " \t");
  constexpr std::string_view kJson = "application/json";
  return std::ranges::equal(type, kJson, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

/// A name of a stranger: harmless in a log, and not too long for it.
std::string logged(const std::string& name) {
  constexpr std::size_t kLongest = 256;
  return report::sanitise(std::string_view(name).substr(0, kLongest));
}

}  // namespace

Webhook::Webhook(const system::Clock& clock, Log log, std::function<void()> on_tick)
    : clock_(clock),
      log_(std::move(log)),
      on_tick_(std::move(on_tick)),
      policy_(std::make_shared<const Policy>()) {}

void Webhook::use(Policy policy) {
  auto next = std::make_shared<const Policy>(std::move(policy));
  const std::lock_guard lock(mutex_);
  policy_ = std::move(next);
}

void Webhook::use(const system::Validity& validity) {
  certificate_end_ = validity.not_after;
  metrics_.set_certificate_end(validity.not_after);
}

std::shared_ptr<const Policy> Webhook::policy() const {
  const std::lock_guard lock(mutex_);
  return policy_;
}

void Webhook::tick() {
  if (on_tick_) on_tick_();
}

void Webhook::draining() {
  is_draining_ = true;
  log("info", "stopping: not ready any more");
}

system::HttpResponse Webhook::handle(const system::HttpRequest& request) {
  const Metrics::Request in_flight(metrics_);
  auto response = answer(request);
  metrics_.count_http(response.status);
  return response;
}

system::HttpResponse Webhook::reject(unsigned status, std::string_view why) {
  metrics_.count_http(status);
  log("error", why);
  return status_response(status, why);
}

system::HttpResponse Webhook::answer(const system::HttpRequest& request) {
  const auto path = request.target.substr(0, request.target.find('?'));
  if (path == "/validate") return validate(request);
  const bool is_page = path == "/healthz" || path == "/readyz" || path == "/metrics";
  if (!is_page) return status_response(404, "there is nothing here: POST /validate");
  if (request.method != "GET" && request.method != "HEAD") {
    auto response = status_response(405, "use GET");
    response.allow = "GET, HEAD";
    return response;
  }
  if (path == "/healthz") return text_response(200, "ok\n");
  if (path == "/readyz") return readiness();
  return {.status = 200,
          .body = metrics_.text(clock_.now()),
          .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

system::HttpResponse Webhook::readiness() const {
  if (is_draining_) return text_response(503, "stopping\n");
  const auto end = certificate_end_.load();
  if (end == 0) return text_response(503, "no certificate\n");
  if (end <= clock_.now()) return text_response(503, "the certificate has expired\n");
  return text_response(200, "ok\n");
}

system::HttpResponse Webhook::validate(const system::HttpRequest& request) {
  if (request.method != "POST") {
    auto response = status_response(405, "use POST");
    response.allow = "POST";
    return response;
  }
  if (!is_json(request.content_type))
    return status_response(415, "the content type is not application/json");
  const auto begin = clock_.steady();
  auto outcome = review(request.body, *policy(), system::date(clock_));
  const auto took = clock_.steady() - begin;
  metrics_.count(outcome);
  metrics_.observe(took, request.body.size());
  log(outcome, took);
  if (outcome.decision == Decision::malformed) return status_response(400, outcome.message);
  return {.status = 200, .body = std::move(outcome.body)};
}

/// "2026-12-31T23:59:59Z"
std::string Webhook::time() const {
  const auto seconds = clock_.now() % (24 * 3600);
  const auto two = [](std::int64_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  };
  return system::date(clock_) + "T" + two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" +
         two(seconds % 60) + "Z";
}

void Webhook::log(std::string_view level, std::string_view message) const {
  std::string line;
  report::JsonWriter json(line, 0);
  json.begin_object().member("time", time()).member("level", level);
  json.member("message", report::sanitise(message)).end_object();
  log_(line);
}

void Webhook::log(const Outcome& outcome, std::chrono::nanoseconds took) const {
  std::string line;
  report::JsonWriter json(line, 0);
  json.begin_object().member("time", time()).member("level", "info");
  json.member("decision", to_string(outcome.decision));
  const auto add = [&json](std::string_view key, const std::string& value) {
    if (!value.empty()) json.member(key, logged(value));
  };
  add("uid", outcome.uid);
  add("operation", outcome.operation);
  add("kind", outcome.kind);
  add("namespace", outcome.ns);
  add("name", outcome.name);
  add("verdict", outcome.verdict);
  add("profile", outcome.profile);
  if (outcome.dry_run) json.member("dry_run", true);
  if (!outcome.rules.empty()) {
    json.key("rules").begin_array();
    for (const auto rule : outcome.rules) json.value(rule);
    json.end_array();
  }
  if (outcome.warnings != 0) json.member("warnings", outcome.warnings);
  // Why a request is denied quotes the object: the client and the audit log have it.
  if (outcome.decision == Decision::unchecked || outcome.decision == Decision::malformed)
    add("message", outcome.message);
  json.member("microseconds", std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  json.end_object();
  log_(line);
}

}  // namespace fargate_lint::serve
