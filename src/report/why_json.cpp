#include "fargate/wording.hpp"
#include "report/json_parts.hpp"
#include "report/why.hpp"

// What `why` knows, for programs: schema/why-v1.schema.json describes it; keys are only ever added.

namespace fargate_lint::report {
namespace {

std::string_view name_of(fargate::Tri matched) {
  switch (matched) {
    case fargate::Tri::yes: return "yes";
    case fargate::Tri::no: return "no";
    case fargate::Tri::maybe: return "maybe";
  }
  return "";
}

std::string_view name_of(fargate::Term::Part part) {
  switch (part) {
    case fargate::Term::Part::ns: return "namespace";
    case fargate::Term::Part::label: return "label";
    case fargate::Term::Part::labels: return "labels";
    case fargate::Term::Part::profile: return "profile";
  }
  return "";
}

void write_term(JsonWriter& json, const fargate::Term& term) {
  json.begin_object().member("part", name_of(term.part)).member("name", term.what);
  json.member("wanted", term.wanted).key("seen");
  if (term.absent)
    json.null();
  else
    json.value(term.seen);
  json.member("matched", name_of(term.matched)).member("doubt", fargate::wording::doubt(term));
  json.end_object();
}

void write_terms(JsonWriter& json, std::string_view key, const std::vector<fargate::Term>& terms) {
  json.key(key).begin_array();
  for (const auto& term : terms) write_term(json, term);
  json.end_array();
}

void write_place_of(JsonWriter& json, const lint::Location& where) {
  json.member("path", where.path);
  write_number(json, "line", where, where.span.begin.line);
}

void write_trace(JsonWriter& json, const fargate::ProfileTrace& trace,
                 const fargate::Profile& profile) {
  json.begin_object().member("name", profile.display_name());
  write_place_of(json, profile.where);
  json.member("matched", name_of(trace.matched));
  if (trace.skipped) json.member("status", profile.status);
  json.key("selectors").begin_array();
  for (const auto& selector : trace.selectors) {
    json.begin_object().member("selector", selector.selector);
    write_place_of(json, profile.selectors[selector.selector].where);
    json.member("matched", name_of(selector.matched));
    write_terms(json, "terms", selector.terms);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_containers(JsonWriter& json, const kube::PodTemplate& pod) {
  json.key("containers").begin_array();
  for (const auto& container : pod.containers) {
    json.begin_object().member("role", kube::to_string(container.role));
    json.member("name", container.name).key("cpu");
    const auto cpu = container.request("cpu");
    cpu ? json.value(kube::format_cpu(*cpu)) : json.null();
    const auto memory = container.request("memory");
    json.key("memory");
    memory ? json.value(kube::format_memory(*memory)) : json.null();
    json.end_object();
  }
  json.end_array();
}

void write_near_miss(JsonWriter& json, const Explanation& explanation) {
  json.key("closest_match");
  if (!explanation.judgement.near_miss) {
    json.null();
    return;
  }
  const auto& miss = *explanation.judgement.near_miss;
  json.begin_object().member("profile", explanation.profiles()[miss.profile].display_name());
  json.member("selector", miss.selector);
  write_terms(json, "failed", miss.failed);
  json.end_object();
}

/// The Pod of a cluster that was asked for.
void write_live_pod(JsonWriter& json, const fargate::LivePod* pod) {
  if (pod == nullptr) return;
  json.key("live_pod").begin_object().member("name", pod->name).member("phase", pod->phase);
  json.text_or_null("node", pod->node);
  json.key("events").begin_array();
  for (const auto& event : pod->events) json.value(event);
  json.end_array().end_object();
}

void write_explanation(JsonWriter& json, const Explanation& explanation) {
  const auto& report = explanation.report;
  const auto& placed = report.placements[explanation.number];
  json.begin_object().key("placement").begin_object();
  write_placement(json, report, placed);
  json.end_object().key("profiles").begin_array();
  for (const auto& trace : explanation.traces)
    write_trace(json, trace, explanation.profiles()[trace.profile]);
  json.end_array().key("candidates").begin_array();
  for (const auto candidate : placed.placement->candidates)
    json.value(explanation.profiles()[candidate].display_name());
  json.end_array();
  write_near_miss(json, explanation);
  write_containers(json, explanation.pod);
  write_live_pod(json, explanation.live_pod);
  json.key("diagnostics").begin_array();
  for (const auto& finding : report.findings) {
    if (!finding.placement || *finding.placement != explanation.number) continue;
    json.begin_object();
    write_diagnostic(json, finding);
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace

void append_why_json(std::span<const Explanation> explanations, const RenderOptions& options,
                     std::string& out) {
  JsonWriter json(out);
  json.begin_object().member("version", 1);
  json.key("tool").begin_object().member("name", "fargate-lint");
  json.member("version", options.version).end_object().key("workloads").begin_array();
  for (const auto& explanation : explanations) write_explanation(json, explanation);
  json.end_array().end_object();
  out += '\n';
}

}  // namespace fargate_lint::report
