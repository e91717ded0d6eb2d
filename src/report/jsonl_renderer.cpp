#include "report/clusters.hpp"
#include "report/json_parts.hpp"
#include "report/renderers.hpp"

// The JSON report as lines: each is an object of schema/report-v1.schema.json with its "type"
// before the rest. The first line is the summary with the version.

namespace fargate_lint::report {
namespace {

/// Writes one line after the other.
class Lines {
 public:
  explicit Lines(const Output& output) : output_(output), out_(output.text()) {}

  /// Lines from here on say which cluster they are about; an empty name for what is about none.
  void set_cluster(std::string cluster) { cluster_ = std::move(cluster); }
  /// `write` writes what follows the type.
  template <typename Write>
  void add(std::string_view type, Write write) {
    JsonWriter json(out_, 0);
    json.begin_object().member("type", type);
    if (!cluster_.empty()) json.member("cluster", cluster_);
    write(json);
    json.end_object();
    out_ += '\n';
    output_.pass_on_part();
  }

 private:
  const Output& output_;
  std::string& out_;
  std::string cluster_;
};

/// What was found by the profiles of one cluster.
void add_judgement(const lint::Report& report, const RenderOptions& options, Lines& lines) {
  lines.add("summary", [&](JsonWriter& json) {
    json.member("version", 1).key("tool").begin_object().member("name", "fargate-lint");
    json.member("version", options.version).end_object();
    write_summary(json, report);
  });
  for (const auto& profile : report.profiles())
    lines.add("profile", [&](JsonWriter& json) { write_profile(json, profile); });
  for (const auto& placed : report.placements)
    lines.add("placement", [&](JsonWriter& json) { write_placement(json, report, placed); });
  for (const auto& finding : report.findings)
    lines.add("diagnostic", [&](JsonWriter& json) { write_diagnostic(json, finding); });
}

void add_errors(const std::vector<lint::InputError>& errors, Lines& lines) {
  for (const auto& error : errors)
    lines.add("error", [&](JsonWriter& json) { write_error(json, error); });
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  Lines lines(output);
  const bool several = reports.size() > 1;
  for (const auto& report : reports) {
    if (several) lines.set_cluster(report.fleet.cluster());
    add_judgement(report, options, lines);
    if (several) add_errors(report.unfinished, lines);
  }
  lines.set_cluster({});
  const auto& first = reports.front();
  for (const auto& entry : first.reading->not_linted)
    lines.add("ignored", [&](JsonWriter& json) { write_not_linted(json, entry, options.program); });
  for (const auto& unreadable : first.reading->unreadable)
    lines.add("unreadable", [&](JsonWriter& json) { write_unreadable(json, unreadable); });
  add_errors(first.reading->errors, lines);
  if (!several) add_errors(first.unfinished, lines);
}

}  // namespace

const Renderer jsonl_renderer = {.name = "jsonl",
                                 .summary = "the JSON report as lines, one object each",
                                 .render_all = render,
                                 .shows_placements = true};

}  // namespace fargate_lint::report
