#include "report/json_parts.hpp"
#include "report/renderers.hpp"

// The JSON report as lines: each is an object of schema/report-v1.schema.json with its "type"
// before the rest. The first line is the summary with the version.

namespace fargate_lint::report {
namespace {

/// One line; `write` writes what follows the type.
template <typename Write>
void append_line(std::string_view type, std::string& out, Write write) {
  JsonWriter json(out, 0);
  json.begin_object().member("type", type);
  write(json);
  json.end_object();
  out += '\n';
}

void render(const lint::Report& report, const RenderOptions& options, const Output& output) {
  auto& out = output.text();
  append_line("summary", out, [&](JsonWriter& json) {
    json.member("version", 1).key("tool").begin_object().member("name", "fargate-lint");
    json.member("version", options.version).end_object();
    write_summary(json, report);
  });
  for (const auto& profile : report.profiles())
    append_line("profile", out, [&](JsonWriter& json) { write_profile(json, profile); });
  for (const auto& placed : report.placements)
    append_line("placement", out, [&](JsonWriter& json) { write_placement(json, report, placed); });
  for (const auto& finding : report.findings)
    append_line("diagnostic", out, [&](JsonWriter& json) { write_diagnostic(json, finding); });
  for (const auto& entry : report.reading->not_linted)
    append_line("ignored", out,
                [&](JsonWriter& json) { write_not_linted(json, entry, options.program); });
  for (const auto& unreadable : report.reading->unreadable)
    append_line("unreadable", out, [&](JsonWriter& json) { write_unreadable(json, unreadable); });
  for (const lint::InputError& error : report.errors())
    append_line("error", out, [&](JsonWriter& json) { write_error(json, error); });
}

}  // namespace

const Renderer jsonl_renderer = {.name = "jsonl",
                                 .summary = "the JSON report as lines, one object each",
                                 .render = render,
                                 .shows_placements = true};

}  // namespace fargate_lint::report
