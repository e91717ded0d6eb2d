#include "report/clusters.hpp"
#include "report/cost_json.hpp"
#include "report/difference_formats.hpp"
#include "report/events.hpp"
#include "report/json_parts.hpp"
#include "report/live.hpp"
#include "report/renderers.hpp"
#include "report/rule_page.hpp"
#include "report/why.hpp"

// The JSON report, version 1. schema/report-v1.schema.json describes it; keys are only ever added.

namespace fargate_lint::report {
namespace {

/// "key": one object for each item, passed on now and then.
template <typename Items, typename Write>
void write_array(JsonWriter& json, const Output& output, std::string_view key, const Items& items,
                 Write write) {
  json.key(key).begin_array();
  for (const auto& item : items) {
    json.begin_object();
    write(json, item);
    json.end_object();
    output.pass_on_part();
  }
  json.end_array();
}

void write_coverage(JsonWriter& json, const fargate::Coverage::OfProfile& coverage) {
  json.member("pods", coverage.pods).key("selector_pods").begin_array();
  for (const auto pods : coverage.selectors) json.value(pods);
  json.end_array();
}

void write_profiles(JsonWriter& json, const lint::Report& report,
                    const fargate::Coverage* coverage) {
  json.key("profiles").begin_array();
  for (std::size_t i = 0; i < report.profiles().size(); ++i) {
    json.begin_object();
    write_profile(json, report.profiles()[i]);
    if (coverage != nullptr) write_coverage(json, coverage->profiles.at(i));
    json.end_object();
  }
  json.end_array();
}

/// What was found by the profiles of one cluster. `coverage` is null but for `profiles`.
void write_judgement(JsonWriter& json, const Output& output, const lint::Report& report,
                     const fargate::Coverage* coverage) {
  json.key("summary").begin_object();
  write_summary(json, report);
  json.end_object();
  write_profiles(json, report, coverage);
  write_array(json, output, "placements", report.placements,
              [&report](JsonWriter& inner, const lint::PlacedWorkload& placed) {
                write_placement(inner, report, placed);
              });
  if (coverage != nullptr) {
    write_array(json, output, "unselected", coverage->unselected,
                [&report](JsonWriter& inner, std::uint32_t number) {
                  write_place(inner, report.placements.at(number));
                });
  }
  write_array(json, output, "diagnostics", report.findings, write_diagnostic);
}

void append(Reports reports, const fargate::Coverage* coverage, const RenderOptions& options,
            const Output& output) {
  const auto& first = reports.front();
  JsonWriter json(output.text());
  json.begin_object().member("version", 1);
  json.key("tool").begin_object().member("name", "fargate-lint");
  json.member("version", options.version).end_object();
  write_judgement(json, output, first, coverage);
  write_array(json, output, "ignored", first.reading->not_linted,
              [&options](JsonWriter& inner, const lint::NotLinted& entry) {
                write_not_linted(inner, entry, options.program);
              });
  write_array(json, output, "unreadable", first.reading->unreadable, write_unreadable);
  write_array(json, output, "errors", first.errors(), write_error);
  write_live_cluster(json, first);
  if (reports.size() > 1)
    write_array(json, output, "clusters", reports,
                [&output](JsonWriter& inner, const lint::Report& report) {
                  inner.member("cluster", report.fleet.cluster());
                  write_judgement(inner, output, report, nullptr);
                  write_array(inner, output, "errors", report.unfinished, write_error);
                });
  json.end_object();
  output.text() += '\n';
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  append(reports, nullptr, options, output);
}

void render_profiles(const lint::Report& report, const fargate::Coverage& coverage,
                     const RenderOptions& options, std::string& out) {
  append({&report, 1}, &coverage, options, out);
}

void render_rules(lint::RuleList rules, const RenderOptions&, std::string& out) {
  append_rules_json(rules, out);
}

}  // namespace

const Renderer json_renderer = {.name = "json",
                                .summary = "the whole report, version 1",
                                .render_all = render,
                                .shows_placements = true,
                                .render_profiles = render_profiles,
                                .render_rules = render_rules,
                                .render_rule_pages = render_rules,
                                .render_why = append_why_json,
                                .render_cost = append_cost_json,
                                .render_events = append_events_json,
                                .render_difference = append_difference_json};

}  // namespace fargate_lint::report
