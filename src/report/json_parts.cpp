#include "report/json_parts.hpp"

#include <string>

#include "base/text.hpp"
#include "fargate/wording.hpp"
#include "lint/rule.hpp"
#include "report/live.hpp"
#include "report/not_linted.hpp"
#include "report/outcome.hpp"

namespace fargate_lint::report {
namespace {

using fargate::Verdict;
using lint::Severity;

void write_value(JsonWriter& json, const fargate::Value& value) {
  if (value.is_known())
    json.value(value.text);
  else
    json.null();
}

void write_strings(JsonWriter& json, std::string_view key, const auto& texts) {
  json.key(key).begin_array();
  for (const auto& text : texts) json.value(text);
  json.end_array();
}

/// A line or a column; null where there is no text that has any: in an object of a cluster.
void write_number(JsonWriter& json, std::string_view key, const lint::Location& where,
                  std::uint32_t number) {
  json.key(key);
  if (number == 0 && is_of_cluster(where))
    json.null();
  else
    json.value(number);
}

void write_selector(JsonWriter& json, const fargate::Selector& selector) {
  json.begin_object();
  write_value(json.key("namespace"), selector.ns);
  json.key("labels");
  if (selector.labels_unknown.is_unknown()) {
    json.null();
  } else {
    json.begin_object();
    for (const auto& label : selector.labels)
      if (label.key.is_known()) write_value(json.key(label.key.text), label.value);
    json.end_object();
  }
  write_number(json, "line", selector.where, selector.where.span.begin.line);
  json.end_object();
}

void write_begin(JsonWriter& json, const yaml::Position& begin) {
  json.member("line", begin.line).member("column", begin.column);
}

void write_position(JsonWriter& json, const lint::Location& where) {
  json.member("path", where.path);
  write_number(json, "line", where, where.span.begin.line);
  write_number(json, "column", where, where.span.begin.column);
}

/// What a chart's template, and which of its values, a place comes from.
void write_origin(JsonWriter& json, const lint::Location& where) {
  if (!where.origin) return;
  const auto& origin = *where.origin;
  if (!where.helm_template().empty()) {
    json.member("template", origin.path);
    if (!origin.file.empty()) json.member("template_path", origin.file);
    if (origin.line != 0)
      json.member("template_line", origin.line).member("template_exact", origin.is_exact);
  }
  if (origin.rendered_line != 0) json.member("rendered_line", origin.rendered_line);
  if (!origin.value) return;
  const auto& value = *origin.value;
  json.key("value").begin_object().member("key", value.key);
  if (value.path.empty()) {
    json.member("flag", value.flag);
  } else {
    json.member("path", value.path);
    write_begin(json, value.span.begin);
  }
  json.end_object();
}

/// What is not in the input, as values: which fact, and of what.
void write_fact(JsonWriter& json, const fargate::Fact& fact,
                const std::vector<fargate::Profile>& profiles) {
  json.begin_object().member("fact", to_string(fact.kind));
  if (is_about_profile(fact.kind) && fact.profile < profiles.size()) {
    write_value(json.key("profile"), profiles[fact.profile].name);
    json.member("selector", fact.selector);
  }
  if (!fact.name.empty()) json.member("name", fact.name);
  if (!fact.other.empty()) json.member("other", fact.other);
  json.end_object();
}

void write_replicas(JsonWriter& json, const std::optional<kube::PodCount>& pods) {
  json.key("replicas");
  if (!pods) {
    json.null();
    return;
  }
  json.begin_object().member("min", pods->least).member("max", pods->most);
  json.member("from", pods->from).end_object();
}

void write_requests(JsonWriter& json, const std::optional<fargate::Size>& size) {
  json.key("requests");
  if (!size) {
    json.null();
    return;
  }
  json.begin_object().member("cpu", kube::format_cpu(size->cpu));
  json.member("memory", kube::format_memory(size->memory));
  if (!size->ephemeral.is_zero())
    json.member("ephemeral_storage", kube::format_memory(size->ephemeral));
  json.end_object();
}

/// What the Pods of the workload are paid for, if they end by themselves.
void write_run_time(JsonWriter& json, const kube::RunTime& run_time) {
  if (!run_time.ends) return;
  json.member("ends", true);
  if (run_time.most) json.member("run_seconds", run_time.most->count());
}

/// What a finding is known by, whatever its words are.
void write_facts(JsonWriter& json, std::string_view facts) {
  if (facts.empty()) return;
  write_strings(json, "facts", lines_of(facts));
}

void write_fix(JsonWriter& json, const lint::Fix* fix) {
  json.key("fix");
  if (fix == nullptr) {
    json.null();
    return;
  }
  json.begin_object().member("safe", fix->safe).key("edits").begin_array();
  for (const auto& edit : fix->edits) {
    json.begin_object().member("path", edit.path);
    json.member("line", edit.begin.line).member("column", edit.begin.column);
    json.member("end_line", edit.end.line).member("end_column", edit.end.column);
    json.member("replacement", edit.text).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

void write_summary(JsonWriter& json, const lint::Report& report) {
  const auto& account = report.reading->account;
  json.key("documents").begin_object();
  json.member("total", account.total).member("linted", account.linted);
  json.member("without_pods", account.without_pods).member("ignored", account.ignored);
  json.member("unreadable", account.unreadable).end_object();
  json.key("pods").begin_object();
  json.member("fargate", report.count(Verdict::fargate));
  json.member("refused", report.count(Verdict::refused));
  json.member("not_fargate", report.count(Verdict::not_fargate));
  json.member("undecided", report.count(Verdict::undecided));
  json.end_object();
  const Tallies tallies(report);
  json.key("workloads").begin_object();
  for (const auto outcome : kOutcomes) json.member(words(outcome), tallies.of(outcome).workloads);
  json.end_object().key("replicas").begin_object();
  for (const auto outcome : kOutcomes) {
    const auto& tally = tallies.of(outcome);
    json.key(words(outcome)).begin_object().member("min", tally.least).member("max", tally.most);
    json.member("unknown", tally.unknown).end_object();
  }
  json.end_object().key("idle").begin_object();
  for (const auto outcome : kOutcomes) json.member(words(outcome), tallies.of(outcome).idle);
  json.end_object();
  json.key("findings").begin_object();
  for (const auto severity : {Severity::error, Severity::warning, Severity::info})
    json.member(to_string(severity), report.count(severity));
  json.member("suppressed", static_cast<std::uint32_t>(report.suppressed.size())).end_object();
}

void write_profile(JsonWriter& json, const fargate::Profile& profile) {
  write_value(json.key("name"), profile.name);
  if (!profile.id.empty()) json.member("id", profile.id);
  json.key("source").begin_object();
  json.member("format", profile.format).member("path", profile.where.path);
  write_number(json, "line", profile.where, profile.where.span.begin.line);
  json.end_object();
  if (!profile.cluster.is_absent()) write_value(json.key("cluster"), profile.cluster);
  if (!profile.status.empty()) json.member("status", profile.status);
  if (profile.role_arn.is_known()) json.member("role_arn", profile.role_arn.text);
  if (!profile.subnets.empty()) write_strings(json, "subnets", profile.subnets);
  if (!profile.issues.empty()) write_strings(json, "health_issues", profile.issues);
  json.key("selectors").begin_array();
  for (const auto& selector : profile.selectors) write_selector(json, selector);
  json.end_array();
  if (!profile.unknown.empty()) write_strings(json, "unknown", profile.unknown);
}

void write_place(JsonWriter& json, const lint::PlacedWorkload& placed) {
  json.member("kind", placed.object.kind).member("namespace", placed.object.ns);
  json.member("name", placed.object.name);
  if (!placed.part.empty()) json.member("part", placed.part);
  json.member("path", placed.where.path);
  write_number(json, "line", placed.where, placed.where.span.begin.line);
}

void write_placement(JsonWriter& json, const lint::Report& report,
                     const lint::PlacedWorkload& placed) {
  const auto& placement = *placed.placement;
  write_place(json, placed);
  if (!placed.where.helm_template().empty()) json.member("template", placed.where.helm_template());
  json.member("verdict", to_string(placement.verdict));
  if (placement.invalid) json.member("invalid", true);
  if (placement.stays_pending) json.member("stays_pending", true);
  if (is_idle(placement)) json.member("idle", true);
  json.key("profile");
  if (placement.profile)
    write_value(json, report.profiles()[*placement.profile].name);
  else
    json.null();
  json.key("selector");
  if (placement.selector)
    json.value(*placement.selector);
  else
    json.null();
  json.member("reason", fargate::wording::why(placement, report.profiles()));
  if (placed.partial) json.member("partial", true);
  write_strings(json, "events", placement.events);
  write_replicas(json, placed.pods);
  write_run_time(json, placed.run_time);
  write_requests(json, placement.size);
  json.key("size");
  if (placement.size && placement.size->rung) {
    json.begin_object().member("vcpu", placement.size->rung->vcpu());
    json.member("memory_gb", placement.size->rung->memory_gb()).end_object();
  } else {
    json.null();
  }
  json.key("missing").begin_array();
  for (const auto& fact : placement.missing)
    json.value(fargate::wording::words(fact, report.profiles()));
  json.end_array().key("undecided").begin_array();
  for (const auto& fact : placement.missing) write_fact(json, fact, report.profiles());
  json.end_array();
  write_live(json, placed);
}

void write_diagnostic(JsonWriter& json, const lint::Finding& finding) {
  json.member("rule", finding.rule->id).member("name", finding.rule->name);
  json.member("severity", to_string(finding.severity)).member("message", finding.message);
  write_position(json, finding.where);
  write_number(json, "end_line", finding.where, finding.where.span.end.line);
  write_number(json, "end_column", finding.where, finding.where.span.end.column);
  write_origin(json, finding.where);
  json.text_or_null("field", finding.field);
  json.key("object");
  if (finding.object.kind.empty()) {
    json.null();
  } else {
    json.begin_object().member("kind", finding.object.kind);
    json.member("namespace", finding.object.ns).member("name", finding.object.name).end_object();
  }
  json.text_or_null("container", finding.container);
  json.text_or_null("help", finding.help);
  json.text_or_null("event_part", finding.event_part);
  write_facts(json, finding.facts);
  write_strings(json, "notes", finding.notes);
  json.key("related").begin_array();
  for (const auto& related : finding.related) {
    json.begin_object().member("message", related.message);
    write_position(json, related.where);
    json.end_object();
  }
  json.end_array();
  write_fix(json, finding.fix.get());
}

void write_not_linted(JsonWriter& json, const lint::NotLinted& entry, std::string_view program) {
  json.member("path", entry.path).member("line", entry.line);
  json.member("documents", entry.documents).member("reason", words_for(entry.why).reason);
  json.text_or_null("help", not_linted_help(entry, program));
}

void write_unreadable(JsonWriter& json, const lint::Unreadable& unreadable) {
  const auto& error = unreadable.error;
  json.member("path", unreadable.source.path).member("document", unreadable.source.index);
  write_begin(json, error.span.begin);
  json.member("message", error.message);
  json.text_or_null("help", error.help);
}

void write_error(JsonWriter& json, const lint::InputError& error) {
  json.member("path", error.path).member("line", error.line).member("message", error.message);
  json.text_or_null("help", error.hint);
}

}  // namespace fargate_lint::report
