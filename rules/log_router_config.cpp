#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "fargate/log_router.hpp"
#include "kube/fields.hpp"
#include "list.hpp"
#include "support/log_router.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"
#include "support/text_sink.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::RouterFault;
using fargate::RouterFaultKind;
using fargate::RouterKey;

constexpr std::string_view kFilters =
    "`grep`, `parser`, `record_modifier`, `rewrite_tag`, `throttle`, `nest`, `modify`, "
    "`kubernetes`";
constexpr std::string_view kOutputs =
    "`es`, `firehose`, `kinesis_firehose`, `cloudwatch`, `cloudwatch_logs`, `kinesis`";

std::string header(std::string_view section) {
  return "`[" + std::string(section) + "]`";
}

/// What is wrong, and what to do about it.
struct Advice {
  Message message;
  std::string help;
};

Advice describe(const RouterFault& fault, const RouterKey& key) {
  const auto text = quote(fault.text);
  switch (fault.kind) {
    case RouterFaultKind::foreign_section:
      return {say("{} is not allowed under {}", quote("[" + std::string(fault.text) + "]"),
                  quote(key.key)),
              "remove it: " + quote(key.key) + " takes " + header(key.section) + " sections only"};
    case RouterFaultKind::broken_section:
      return {say("section header has no closing `]`"), "write " + header(key.section)};
    case RouterFaultKind::outside_section:
      return {say("{} is outside of any section", text),
              "add " + header(key.section) + " above it"};
    case RouterFaultKind::missing_entry:
      return {say("{} lacks {}, which Fargate requires", text, quote(fault.wanted)),
              "add `" + std::string(fault.wanted) + "` to the section"};
    case RouterFaultKind::unknown_filter:
      return {say("filter {} is not supported by Fargate's log router", text),
              "use one of " + std::string(kFilters)};
    case RouterFaultKind::unknown_output:
      return {say("output {} is not supported by Fargate's log router", text),
              "use one of " + std::string(kOutputs)};
    case RouterFaultKind::variable:
      return {say("variable {} is not allowed", text), "replace it with its value"};
    case RouterFaultKind::reserved_entry:
      return {say("{} is set by Fargate and not allowed here", text), "remove the line"};
    case RouterFaultKind::header_indentation:
      return {say("section header is not indented like the first one"),
              "indent all section headers of " + quote(key.key) + " alike"};
    case RouterFaultKind::entry_indentation:
      return {say("{} is not indented like the entries before it", text),
              "indent all entries of " + quote(key.key) + " alike, with the same characters"};
    case RouterFaultKind::shallow_entry:
      return {say("{} is not indented deeper than its section header", text),
              "indent all entries of " + quote(key.key) + " deeper than the section headers"};
  }
  throw InternalError("a fault of the log router is one of these");
}

void check_text(yaml::Node scalar, const RouterKey& key, FindingSink& out) {
  const auto faults = fargate::find_router_faults(key, scalar.text());
  if (faults.empty()) return;
  TextSink sink(scalar, out);
  for (const auto& fault : faults) {
    const auto advice = describe(fault, key);
    auto finding = sink.add(fault.begin, fault.end, advice.message);
    finding.help(advice.help);
    if (!fault.instead.empty()) {
      finding.severity(Severity::info)
          .note("undecided: whether Fargate accepts " + quote(fault.instead) + " instead");
    }
    if (scalar.style() == yaml::Style::folded || scalar.style() == yaml::Style::plain)
      finding.note("YAML joins the lines of this text: write `|` after the key to keep them");
    if (faults.size() == fargate::kMostRouterFaults && &fault == &faults.back())
      finding.note("further faults under " + quote(key.key) + " are not listed");
  }
}

/// Where the characters of all texts together are too many: the line that is one too many.
void check_length(yaml::Node data, FindingSink& out) {
  auto left = fargate::kMaxRouterText;
  for (const auto [key, value] : data.entries()) {
    if (fargate::find_router_key(key.text()) == nullptr) continue;
    const std::string_view text = kube::text_of(value);
    const auto size = count_code_points(text);
    if (size <= left) {
      left -= size;
      continue;
    }
    std::size_t at = 0;
    for (std::size_t seen = 0; at < text.size(); ++at)
      if (begins_character(text[at]) && seen++ == left) break;
    const auto before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    TextSink(value, out)
        .add(before == std::string_view::npos ? 0 : before + 1, at + 1,
             say("log router configuration is longer than 5300 characters"))
        .help("shorten it: comments and blank lines count too");
    return;
  }
}

void check_outputs(const kube::Object& config, FindingSink& out) {
  const auto data = config.node["data"];
  const auto& key = *fargate::find_router_key("output.conf");
  const auto value = data[key.key];
  if (!kube::is_absent(value) && !value.is_string()) return;  // check() says so
  if (fargate::count_router_sections(key, kube::text_of(value)) > 0) return;
  out.add(place_of(config, value ? value : data),
          say("log router configuration has no `[OUTPUT]` section"))
      .help("add at least one `[OUTPUT]` section to `output.conf`");
}

void check_switch(yaml::Node value, FindingSink& out) {
  if (!value || kube::text_of(value) == "true" || kube::text_of(value) == "false") return;
  out.add(value, say("`flb_log_cw` is {}, must be `\"true\"` or `\"false\"`", quote(value.text())))
      .help("set `flb_log_cw: \"true\"` to get the log router's own logs, or remove it");
}

void check(const ObjectContext& context, FindingSink& out) {
  if (!is_log_router_config(context.object)) return;
  const auto data = context.object.node["data"];
  for (const auto [key, value] : data.entries()) {
    const auto* router_key = fargate::find_router_key(key.text());
    if (router_key == nullptr || kube::is_absent(value)) continue;
    if (value.is_string()) {
      check_text(value, *router_key, out);
    } else {
      out.add(value,
              say("{} is not a string, so the API server rejects the ConfigMap", quote(key.text())))
          .help("write the configuration as a block scalar: " +
                quote(std::string(key.text()) + ": |"));
    }
  }
  check_outputs(context.object, out);
  check_length(data, out);
  check_switch(data[fargate::kRouterSwitch], out);
}

}  // namespace

constinit const Rule log_router_config = define(
    {
        .id = "FG601",
        .name = "log-router-config",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "Fargate rejects the configuration of its log router",
        .why = "Fargate has a built-in log router, Fluent Bit. The ConfigMap `aws-logging` in "
               "namespace `aws-observability` tells it where to send logs. It accepts only part "
               "of what Fluent Bit knows: filters, outputs and parsers, each under its own key, "
               "some plug-ins, no variables, uniform indentation and at most 5300 characters. A "
               "single fault makes an admission webhook reject the whole ConfigMap. If a faulty "
               "one gets through, pods start normally and their logs are lost. The pod execution "
               "role also needs permissions for the destination.",
        .fix = "fix the line; the page lists what is accepted",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html",
        .symptoms = "is not a supported output plugin. Please fix the logging configmap\n"
                    "Disabled logging for pod due to invalid configmap.",
        .fires = R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: aws-logging
  namespace: aws-observability
data:
  output.conf: |
    [OUTPUT]
        Name  s3
        Match *
        bucket shop-logs
)",
        .silent = R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: aws-logging
  namespace: aws-observability
data:
  output.conf: |
    [OUTPUT]
        Name  cloudwatch_logs
        Match *
        region eu-central-1
        log_group_name shop
)",
    },
    check);

}  // namespace fargate_lint::rules
