#include <algorithm>
#include <map>
#include <unordered_map>

#include "lint/rule.hpp"
#include "report/clusters.hpp"
#include "report/finding_text.hpp"
#include "report/fingerprint.hpp"
#include "report/json_parts.hpp"
#include "report/json_writer.hpp"
#include "report/live.hpp"
#include "report/renderers.hpp"
#include "report/sarif_rules.hpp"
#include "report/text.hpp"

// SARIF 2.1.0 as GitHub code scanning reads it:
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/

namespace fargate_lint::report {
namespace {

// What GitHub takes at most (the page above, "Limits for SARIF files"); of results it keeps the
// worst 5,000.
constexpr std::size_t kMostResults = 25'000;
constexpr std::size_t kMostRelated = 1'000;
/// Not theirs: the file must stay below 10 MB when compressed.
constexpr std::size_t kMostPlacements = 10'000;
constexpr std::size_t kMostNotifications = 1'000;
/// Down to the members of a result and to each rule: what is larger is read by programs only.
constexpr std::size_t kIndentedDepth = 6;
/// Links in one message; the other places are listed below it all the same.
constexpr std::size_t kMostLinks = 10;

/// primaryLocationLineHash of the lines that findings stand on. Each file is read once, and not
/// beyond the last of them: behind it there may be a hole of gigabytes.
class Fingerprints {
 public:
  Fingerprints(const std::vector<const lint::Finding*>& findings, const Files* files) {
    if (files == nullptr) return;
    for (const auto* finding : findings)
      lines_[finding->where.path.str()].emplace(line_of(*finding), std::string());
    for (auto& [path, wanted] : lines_) {
      if (path.empty()) continue;
      LineHasher hasher([&wanted = wanted](std::uint32_t number, const std::string& hash) {
        if (const auto at = wanted.find(number); at != wanted.end()) at->second = hash;
        return number < wanted.rbegin()->first;
      });
      const auto take = [&hasher](std::string_view part) { return hasher.take(part); };
      if (files->read(path, take)) hasher.finish();
    }
  }
  /// Empty if the file could not be read: GitHub's action then computes it.
  std::string of(const lint::Finding& finding) const {
    const auto file = lines_.find(finding.where.path.str());
    return file == lines_.end() ? std::string() : file->second.at(line_of(finding));
  }

 private:
  static std::uint32_t line_of(const lint::Finding& finding) {
    return std::max(finding.where.span.begin.line, 1U);
  }
  std::map<std::string, std::map<std::uint32_t, std::string>> lines_;
};

/// The text of a link must not hold brackets that end it.
std::string link(std::string_view text, std::size_t id) {
  std::string result = "[";
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') result += '\\';
    result += c;
  }
  return result + "](" + std::to_string(id) + ")";
}

/// Outside of links brackets mean something only where they look like one.
std::string unlinked(std::string text) {
  if (text.find("](") == std::string::npos) return text;
  for (std::size_t at = 0; (at = text.find_first_of("[]\\", at)) != std::string::npos; at += 2)
    text.insert(at, "\\");
  return text;
}

/// Objects of a cluster have a logical location only.
bool is_in_file(const lint::Location& where) {
  return !where.path.empty() && !is_of_cluster(where);
}

class SarifWriter {
 public:
  SarifWriter(const lint::Report& report, const std::string& cluster, const RenderOptions& options,
              const Output& output, JsonWriter& json)
      : report_(report), cluster_(cluster), options_(options), output_(output), json_(json) {}

  /// One run.
  void write();

 private:
  void choose_results();
  void write_result(const lint::Finding& finding, const Fingerprints& fingerprints);
  void write_message(const lint::Finding& finding);
  void write_related(const lint::Finding& finding);
  void write_code_flow(const lint::Finding& finding);
  void write_flow_step(const std::string& message, const lint::Location& where);
  void write_fix(const lint::Finding& finding);
  void write_suppression(const lint::Finding& finding);
  void write_invocation();
  void write_notification(std::string_view level, const std::string& message, std::string_view path,
                          const yaml::Position& position);
  void write_placements();

  void write_text(std::string_view key, std::string_view text) {
    json_.key(key).begin_object().member("text", text).end_object();
  }
  void write_artifact(std::string_view path);
  void write_region(std::string_view key, const yaml::Position& begin, const yaml::Position& end);
  void write_physical_location(const lint::Location& where);

  const lint::Report& report_;
  const std::string& cluster_;
  const RenderOptions& options_;
  const Output& output_;
  JsonWriter& json_;
  std::vector<const lint::Finding*> results_;
  std::size_t left_out_ = 0;
  std::vector<const lint::RuleInfo*> rules_;
  std::unordered_map<const lint::RuleInfo*, std::size_t> rule_index_;
};

/// The worst first, suppressed ones last, so that what GitHub has no room for is missed least.
void SarifWriter::choose_results() {
  results_ = worst_first(report_.findings);
  const auto suppressed = worst_first(report_.suppressed);
  results_.insert(results_.end(), suppressed.begin(), suppressed.end());
  if (results_.size() > kMostResults) {
    left_out_ = results_.size() - kMostResults;
    results_.resize(kMostResults);
  }
  const auto add_rule = [this](const lint::RuleInfo* rule) {
    if (rule_index_.try_emplace(rule, rules_.size()).second) rules_.push_back(rule);
  };
  for (const auto* rule : options_.rules) add_rule(&rule->info);
  for (const auto* finding : results_) add_rule(finding->rule);
}

void SarifWriter::write_artifact(std::string_view path) {
  const auto known = repository_path(options_, path);
  json_.key("artifactLocation").begin_object();
  if (known.starts_with('/'))
    json_.member("uri", "file://" + percent_encoded(known));
  else
    json_.member("uri", percent_encoded(known)).member("uriBaseId", "SRCROOT");
  json_.end_object();
}

void SarifWriter::write_region(std::string_view key, const yaml::Position& begin,
                               const yaml::Position& end) {
  json_.key(key).begin_object().member("startLine", std::max(begin.line, 1U));
  if (begin.column != 0) json_.member("startColumn", begin.column);
  if (end.line != 0) json_.member("endLine", end.line);
  if (end.column != 0) json_.member("endColumn", end.column);
  json_.end_object();
}

void SarifWriter::write_physical_location(const lint::Location& where) {
  json_.key("physicalLocation").begin_object();
  write_artifact(where.path);
  write_region("region", where.span.begin, where.span.end);
  json_.end_object();
}

/// The message with a link to each place that it rests on: GitHub shows links only.
void SarifWriter::write_message(const lint::Finding& finding) {
  auto text = unlinked(sanitise(finding.message));
  std::string links;
  std::size_t id = 0;
  for (const auto& related : finding.related) {
    if (!is_in_file(related.where)) continue;
    if (++id > kMostLinks) break;
    links.append(links.empty() ? "" : ", ").append(link(sanitise(related.message), id));
  }
  if (!links.empty()) text += " (" + links + ")";
  write_text("message", text + ".");
}

void SarifWriter::write_related(const lint::Finding& finding) {
  std::size_t id = 0;
  for (const auto& related : finding.related) {
    if (!is_in_file(related.where)) continue;
    if (id == kMostRelated) break;
    if (id == 0) json_.key("relatedLocations").begin_array();
    json_.begin_object().member("id", ++id);
    write_physical_location(related.where);
    write_text("message", unlinked(sanitise(related.message)));
    json_.end_object();
  }
  if (id != 0) json_.end_array();
}

void SarifWriter::write_flow_step(const std::string& message, const lint::Location& where) {
  if (!is_in_file(where)) return;
  json_.begin_object().key("location").begin_object();
  write_physical_location(where);
  write_text("message", unlinked(message));
  json_.end_object().end_object();
}

/// How the pod came to be on Fargate, as a path: profile, selector, pod, field.
void SarifWriter::write_code_flow(const lint::Finding& finding) {
  if (!finding.placement) return;
  const auto& placed = report_.placements[*finding.placement];
  const auto& placement = *placed.placement;
  if (!placement.profile) return;
  const auto& profile = report_.profiles()[*placement.profile];
  if (!is_in_file(profile.where)) return;
  json_.key("codeFlows").begin_array().begin_object().key("threadFlows").begin_array();
  json_.begin_object().key("locations").begin_array();
  write_flow_step("profile `" + sanitise(profile.display_name()) + "`", profile.where);
  if (placement.selector)
    write_flow_step("selector " + std::to_string(*placement.selector),
                    profile.selectors[*placement.selector].where);
  write_flow_step("Pods of " + sanitise(qualified_name(placed.object)), placed.where);
  write_flow_step(sanitise(finding.message), finding.where);
  json_.end_array().end_object().end_array().end_object().end_array();
}

void SarifWriter::write_fix(const lint::Finding& finding) {
  if (!finding.fix) return;
  std::vector<std::string_view> paths;
  for (const auto& edit : finding.fix->edits)
    if (std::ranges::find(paths, edit.path.view()) == paths.end()) paths.push_back(edit.path);
  json_.key("fixes").begin_array().begin_object();
  write_text("description", sanitise(finding.help));
  json_.key("artifactChanges").begin_array();
  for (const auto& path : paths) {
    json_.begin_object();
    write_artifact(path);
    json_.key("replacements").begin_array();
    for (const auto& edit : finding.fix->edits) {
      if (edit.path != path) continue;
      json_.begin_object();
      write_region("deletedRegion", edit.begin, edit.end);
      if (!edit.text.empty()) write_text("insertedContent", edit.text);
      json_.end_object();
    }
    json_.end_array().end_object();
  }
  json_.end_array().key("properties").begin_object().member("safe", finding.fix->safe);
  json_.end_object().end_object().end_array();
}

void SarifWriter::write_suppression(const lint::Finding& finding) {
  if (!finding.suppression) return;
  const auto& suppression = *finding.suppression;
  json_.key("suppressions").begin_array().begin_object();
  json_.member("kind", suppression.in_source ? "inSource" : "external");
  json_.member("status", "accepted");
  if (!suppression.reason.empty()) json_.member("justification", suppression.reason);
  if (is_in_file(suppression.where)) {
    json_.key("location").begin_object();
    write_physical_location(suppression.where);
    json_.end_object();
  }
  json_.end_object().end_array();
}

void SarifWriter::write_result(const lint::Finding& finding, const Fingerprints& fingerprints) {
  json_.begin_object().member("ruleId", finding.rule->id);
  json_.member("ruleIndex", rule_index_.at(finding.rule));
  json_.member("level", sarif_level(finding.severity));
  write_message(finding);
  json_.key("locations").begin_array().begin_object();
  if (is_in_file(finding.where)) write_physical_location(finding.where);
  if (!finding.object.kind.empty()) {
    json_.key("logicalLocations").begin_array().begin_object();
    json_.member("fullyQualifiedName", sanitise(qualified_name(finding.object)));
    json_.member("kind", "object").end_object().end_array();
  }
  json_.end_object().end_array();
  write_related(finding);
  write_code_flow(finding);
  if (const auto hash = fingerprints.of(finding); !hash.empty())
    json_.key("partialFingerprints")
        .begin_object()
        .member("primaryLocationLineHash", hash)
        .end_object();
  write_fix(finding);
  write_suppression(finding);
  if (const auto lines = detail_lines(report_, finding); !lines.empty()) {
    json_.key("properties").begin_object().key("details").begin_array();
    for (const auto& line : lines) json_.value(line);
    json_.end_array().end_object();
  }
  json_.end_object();
}

void SarifWriter::write_notification(std::string_view level, const std::string& message,
                                     std::string_view path, const yaml::Position& position) {
  json_.begin_object().member("level", level);
  write_text("message", unlinked(message) + ".");
  if (!path.empty()) {
    json_.key("locations").begin_array().begin_object();
    write_physical_location({path, {position, {}}, {}, {}});
    json_.end_object().end_array();
  }
  json_.end_object();
}

/// What the results do not tell: inputs that could not be read, and what was left out here.
void SarifWriter::write_invocation() {
  json_.key("invocations").begin_array().begin_object();
  json_.member("executionSuccessful",
               report_.errors().empty() && report_.reading->unreadable.empty());
  json_.key("toolExecutionNotifications").begin_array();
  if (left_out_ != 0)
    write_notification("warning",
                       std::to_string(left_out_) +
                           " results of the lowest severity are left out: GitHub accepts at most " +
                           std::to_string(kMostResults) + " in a run",
                       {}, {});
  auto room = kMostNotifications;
  for (const lint::InputError& error : report_.errors())
    if (room != 0 && room--)
      write_notification("error", sanitise(error.message), error.path, {error.line, 0});
  for (const auto& unreadable : report_.reading->unreadable)
    if (room != 0 && room--)
      write_notification("error",
                         "cannot read document " + std::to_string(unreadable.source.index) + ": " +
                             sanitise(unreadable.error.message),
                         unreadable.source.path, unreadable.error.span.begin);
  json_.end_array().end_object().end_array();
}

void SarifWriter::write_placements() {
  json_.key("properties").begin_object();
  const auto count = std::min(report_.placements.size(), kMostPlacements);
  if (count < report_.placements.size())
    json_.member("placementsLeftOut", report_.placements.size() - count);
  json_.key("placements").begin_array();
  for (std::size_t i = 0; i < count; ++i) {
    json_.begin_object();
    write_placement(json_, report_, report_.placements[i]);
    json_.end_object();
    output_.pass_on_part();
  }
  json_.end_array().end_object();
}

void SarifWriter::write() {
  choose_results();
  const Fingerprints fingerprints(results_, options_.files);
  json_.begin_object();
  json_.key("tool").begin_object().key("driver").begin_object();
  json_.member("name", "fargate-lint").member("semanticVersion", options_.version);
  json_.member("informationUri", options_.homepage);
  json_.key("rules").begin_array();
  for (const auto* rule : rules_) write_sarif_rule(json_, *rule, options_.homepage);
  json_.end_array().end_object().end_object();
  write_invocation();
  // What stands before the last slash is the category that GitHub keeps results under.
  const auto category = cluster_.empty() ? "fargate-lint/" : "fargate-lint/" + cluster_ + "/";
  json_.key("automationDetails").begin_object().member("id", category).end_object();
  json_.key("originalUriBaseIds").begin_object().key("SRCROOT").begin_object();
  write_text("description", "repository root");
  json_.end_object().end_object();
  json_.member("columnKind", "unicodeCodePoints");
  json_.key("results").begin_array();
  for (const auto* finding : results_) {
    write_result(*finding, fingerprints);
    output_.pass_on_part();
  }
  json_.end_array();
  write_placements();
  json_.end_object();
}

void render(Reports reports, const RenderOptions& options, const Output& output) {
  JsonWriter json(output.text(), kIndentedDepth);
  json.begin_object().member("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  json.member("version", "2.1.0").key("runs").begin_array();
  for (const auto& report : reports)
    SarifWriter(report, cluster_name(reports, report), options, output, json).write();
  json.end_array().end_object();
  output.text() += '\n';
}

}  // namespace

const Renderer sarif_renderer = {"sarif", "SARIF 2.1.0, for GitHub code scanning and others",
                                 render};

}  // namespace fargate_lint::report
