#include "report/json_parts.hpp"
#include "report/renderers.hpp"
#include "report/rule_page.hpp"

// The JSON report, version 1. schema/report-v1.schema.json describes it; keys are only ever added.

namespace fargate_lint::report {
namespace {

/// "key": one object for each item.
template <typename Items, typename Write>
void write_array(JsonWriter& json, std::string_view key, const Items& items, Write write) {
  json.key(key).begin_array();
  for (const auto& item : items) {
    json.begin_object();
    write(json, item);
    json.end_object();
  }
  json.end_array();
}

void write_coverage(JsonWriter& json, const fargate::Coverage::OfProfile& coverage) {
  json.member("pods", coverage.pods).key("selector_pods").begin_array();
  for (const auto pods : coverage.selectors) json.value(pods);
  json.end_array();
}

/// `coverage` is null but for `profiles`.
void append(const lint::Report& report, const fargate::Coverage* coverage,
            const RenderOptions& options, std::string& out) {
  JsonWriter json(out);
  json.begin_object().member("version", 1);
  json.key("tool").begin_object().member("name", "fargate-lint");
  json.member("version", options.version).end_object();
  json.key("summary").begin_object();
  write_summary(json, report);
  json.end_object();
  json.key("profiles").begin_array();
  for (std::size_t i = 0; i < report.profiles().size(); ++i) {
    json.begin_object();
    write_profile(json, report.profiles()[i]);
    if (coverage != nullptr) write_coverage(json, coverage->profiles.at(i));
    json.end_object();
  }
  json.end_array();
  write_array(json, "placements", report.placements,
              [&report](JsonWriter& inner, const lint::PlacedWorkload& placed) {
                write_placement(inner, report, placed);
              });
  if (coverage != nullptr) {
    write_array(json, "unselected", coverage->unselected,
                [&report](JsonWriter& inner, std::uint32_t number) {
                  write_place(inner, report.placements.at(number));
                });
  }
  write_array(json, "diagnostics", report.findings, write_diagnostic);
  write_array(json, "ignored", report.reading->not_linted,
              [&options](JsonWriter& inner, const lint::NotLinted& entry) {
                write_not_linted(inner, entry, options.program);
              });
  write_array(json, "unreadable", report.reading->unreadable, write_unreadable);
  write_array(json, "errors", report.errors(), write_error);
  json.end_object();
  out += '\n';
}

void render(const lint::Report& report, const RenderOptions& options, const Output& output) {
  append(report, nullptr, options, output.text());
}

void render_profiles(const lint::Report& report, const fargate::Coverage& coverage,
                     const RenderOptions& options, std::string& out) {
  append(report, &coverage, options, out);
}

void render_rules(lint::RuleList rules, const RenderOptions&, std::string& out) {
  append_rules_json(rules, out);
}

}  // namespace

const Renderer json_renderer = {.name = "json",
                                .summary = "the whole report, version 1",
                                .render = render,
                                .shows_placements = true,
                                .render_profiles = render_profiles,
                                .render_rules = render_rules};

}  // namespace fargate_lint::report
