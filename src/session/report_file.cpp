#include "session/report_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "fargate/source.hpp"
#include "lint/rule.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::session {
namespace {

using fargate::Value;
using fargate::Verdict;
using yaml::Node;

constexpr std::int64_t kVersion = 1;

Error no_report(const std::string& name, const std::string& why) {
  return {"`" + name + "` " + why, "write it with `check PATH... -o json=" + name + "`"};
}

/// Empty for null and whatever else is no text.
std::string_view string_of(Node node) {
  return node.is_string() ? node.text() : std::string_view();
}

std::uint32_t number_of(Node node) {
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(node.integer().value_or(0), 0, UINT32_MAX - 1));
}

yaml::Location place_of(Node node) {
  yaml::Location where;
  where.path = string_of(node["path"]);
  where.span.begin = {number_of(node["line"]), number_of(node["column"])};
  where.span.end = {number_of(node["end_line"]), number_of(node["end_column"])};
  return where;
}

Value value_of(Node node) {
  if (node.is_string()) return Value::known(std::string(node.text()));
  return node ? Value::unknown("not in the report") : Value();
}

lint::ObjectRef object_of(Node node) {
  return {string_of(node["kind"]), string_of(node["namespace"]), string_of(node["name"])};
}

fargate::Selector selector_of(Node node, const SharedText& path) {
  fargate::Selector selector;
  selector.ns = value_of(node["namespace"]);
  selector.where.path = path;
  selector.where.span.begin.line = number_of(node["line"]);
  if (!node["labels"].is_mapping()) selector.labels_unknown = Value::unknown("not in the report");
  for (const auto& entry : node["labels"].entries())
    selector.labels.push_back(
        {Value::known(std::string(entry.key.text())), value_of(entry.value), selector.where});
  return selector;
}

fargate::Profile profile_of(Node node) {
  fargate::Profile profile;
  profile.name = value_of(node["name"]);
  profile.id = string_of(node["id"]);
  profile.cluster = value_of(node["cluster"]);
  profile.status = string_of(node["status"]);
  profile.role_arn = value_of(node["role_arn"]);
  for (const auto subnet : node["subnets"].items()) profile.subnets.emplace_back(subnet.text());
  profile.format = string_of(node["source"]["format"]);
  profile.where = place_of(node["source"]);
  for (const auto selector : node["selectors"].items())
    profile.selectors.push_back(selector_of(selector, profile.where.path));
  for (const auto why : node["unknown"].items()) profile.unknown.emplace_back(why.text());
  return profile;
}

/// A number of JSON in thousandths.
std::uint32_t thousandths(Node node) {
  const auto amount = kube::Quantity::parse(node.text());
  return amount ? static_cast<std::uint32_t>(std::clamp<std::int64_t>(amount->milli(), 0, 1 << 30))
                : 0;
}

kube::Quantity quantity_of(Node node) {
  return kube::Quantity::parse(node.text()).value_or(kube::Quantity());
}

std::optional<fargate::Size> size_of(Node node) {
  const auto size = node["size"];
  const auto requests = node["requests"];
  if (!size.is_mapping() && !requests.is_mapping()) return std::nullopt;
  fargate::Size read;
  read.cpu = quantity_of(requests["cpu"]);
  read.memory = quantity_of(requests["memory"]);
  if (const auto disk = requests["ephemeral_storage"]) read.ephemeral = quantity_of(disk);
  if (size.is_mapping()) {
    constexpr std::uint32_t kMebibytesPerGib = 1024;
    const auto memory = std::uint64_t{thousandths(size["memory_gb"])} * kMebibytesPerGib / 1000;
    read.rung = fargate::Rung{thousandths(size["vcpu"]), static_cast<std::uint32_t>(memory)};
  }
  read.running_rung = read.bare_rung = read.if_pod_level = read.if_pod_overhead = read.rung;
  return read;
}

std::optional<Verdict> verdict_of(std::string_view text) {
  for (const auto verdict :
       {Verdict::fargate, Verdict::refused, Verdict::not_fargate, Verdict::undecided})
    if (text == to_string(verdict)) return verdict;
  return std::nullopt;
}

std::optional<std::uint32_t> profile_named(Node name, const lint::Report& report) {
  if (!name.is_string()) return std::nullopt;
  const auto& profiles = report.profiles();
  for (std::uint32_t i = 0; i < profiles.size(); ++i)
    if (profiles[i].name.is_known() && profiles[i].name.text == name.text()) return i;
  return std::nullopt;
}

/// Nothing if it is none.
std::optional<lint::PlacedWorkload> placed_of(Node node, const lint::Report& report) {
  const auto verdict = verdict_of(string_of(node["verdict"]));
  if (!verdict) return std::nullopt;
  lint::PlacedWorkload placed;
  placed.object = object_of(node);
  placed.part = string_of(node["part"]);
  placed.where = place_of(node);
  placed.partial = node["partial"].is_true();
  if (const auto pods = node["replicas"]; pods.is_mapping())
    placed.pods =
        kube::PodCount{number_of(pods["min"]), number_of(pods["max"]), string_of(pods["from"])};
  placed.run_time.ends = node["ends"].is_true();
  if (const auto seconds = node["run_seconds"].integer())
    placed.run_time.most = std::chrono::seconds(*seconds);
  fargate::Placement placement;
  placement.verdict = *verdict;
  placement.invalid = node["invalid"].is_true();
  placement.stays_pending = node["stays_pending"].is_true();
  if (node["idle"].is_true()) placement.idle = kube::Idle::no_replicas;
  placement.profile = profile_named(node["profile"], report);
  if (const auto selector = node["selector"]; selector.is_integer())
    placement.selector = number_of(selector);
  placement.selected = *verdict != Verdict::not_fargate;
  placement.size = size_of(node);
  for (const auto event : node["events"].items()) placement.events.emplace_back(event.text());
  placed.placement = std::move(placement);
  return placed;
}

std::optional<lint::Severity> severity_of(std::string_view text) {
  using lint::Severity;
  for (const auto severity : {Severity::error, Severity::warning, Severity::info})
    if (text == to_string(severity)) return severity;
  return std::nullopt;
}

/// Nothing if it is none that this program could have written.
std::optional<lint::Finding> finding_of(Node node) {
  const auto* rule = lint::find_rule(rules::all(), string_of(node["rule"]));
  const auto severity = severity_of(string_of(node["severity"]));
  if (rule == nullptr || !severity) return std::nullopt;
  lint::Finding finding;
  finding.rule = &rule->info;
  finding.severity = *severity;
  finding.message = string_of(node["message"]);
  finding.help = string_of(node["help"]);
  finding.where = place_of(node);
  finding.field = string_of(node["field"]);
  finding.object = object_of(node["object"]);
  finding.container = string_of(node["container"]);
  finding.event_part = string_of(node["event_part"]);
  std::string facts;
  for (const auto fact : node["facts"].items())
    facts.append(facts.empty() ? "" : "\n").append(fact.text());
  finding.facts = facts;
  return finding;
}

/// The placement of the object that a finding is about, if there is one.
class ByObject {
 public:
  explicit ByObject(const std::vector<lint::PlacedWorkload>& placements) {
    for (std::uint32_t i = 0; i < placements.size(); ++i)
      numbers_.emplace(key_of(placements[i].object), i);
  }
  lint::PlacementIndex find(const lint::ObjectRef& object) const {
    const auto found = numbers_.find(key_of(object));
    return found == numbers_.end() ? lint::PlacementIndex() : lint::PlacementIndex(found->second);
  }

 private:
  using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
  static Key key_of(const lint::ObjectRef& object) {
    return {object.kind.view(), object.ns.view(), object.name.view()};
  }
  std::map<Key, std::uint32_t> numbers_;
};

/// What could not be read then: its objects are not known.
void read_account(Node root, lint::Reading& reading) {
  for (const auto entry : root["unreadable"].items()) {
    lint::Unreadable unreadable;
    unreadable.source.path = string_of(entry["path"]);
    unreadable.error.span.begin.line = number_of(entry["line"]);
    unreadable.error.message = string_of(entry["message"]);
    reading.unreadable.push_back(std::move(unreadable));
  }
  for (const auto entry : root["errors"].items())
    reading.errors.push_back({std::string(string_of(entry["path"])), number_of(entry["line"]),
                              std::string(string_of(entry["message"])),
                              std::string(string_of(entry["help"]))});
}

/// An error if it is not a report that this program has written for `check`.
std::optional<Error> check_origin(Node root, const std::string& name, std::string_view version) {
  const auto tool = root["tool"];
  if (!root.is_mapping() || !tool.is_mapping() || !tool["name"].is_string())
    return no_report(name, root["runs"].is_sequence()
                               ? "is SARIF, which does not say where Pods land"
                               : "is not a report of fargate-lint");
  if (tool["name"].text() != "fargate-lint")
    return no_report(
        name, "is a report of `" + std::string(tool["name"].text()) + "`, not of fargate-lint");
  const auto format = root["version"].integer();
  if (format != kVersion)
    return no_report(name, "is a report of version " + std::string(root["version"].text()) +
                               ", and this program reads version " + std::to_string(kVersion));
  if (!root["placements"].is_sequence() || !root["diagnostics"].is_sequence())
    return no_report(name, "is not a report of `check`");
  if (tool["version"].text() != version)
    return no_report(name, "was written by fargate-lint " + std::string(tool["version"].text()) +
                               ", and this is " + std::string(version));
  return std::nullopt;
}

}  // namespace

bool is_report(std::string_view text) {
  const auto begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos || (text[begin] != '{' && text[begin] != '[')) return false;
  const auto document = yaml::read_document(text);
  if (!document) {
    // One of ours that was cut off is no manifest: its objects would count as gone.
    constexpr std::size_t kHead = 256;
    const auto head = text.substr(begin, kHead);
    return head.find("\"tool\"") != std::string_view::npos &&
           head.find("fargate-lint") != std::string_view::npos;
  }
  const auto root = document->root();
  if (root["apiVersion"].is_string() && root["kind"].is_string()) return false;
  return fargate::recognise(root) == nullptr;
}

Result<lint::Report> read_report(std::string_view text, const std::string& name,
                                 std::string_view version) {
  yaml::SyntaxError error;
  const auto document = yaml::read_document(text, {name, 1, 1}, &error);
  if (!document) return no_report(name, "cannot be read: " + error.message);
  const auto root = document->root();
  if (auto wrong = check_origin(root, name, version)) return *std::move(wrong);
  if (root["clusters"].is_sequence())
    return no_report(name, "is of several clusters: write one for each `--cluster`");
  lint::Report report;
  std::vector<fargate::Profile> profiles;
  for (const auto profile : root["profiles"].items()) profiles.push_back(profile_of(profile));
  report.fleet = fargate::Fleet(std::move(profiles));
  for (const auto node : root["placements"].items()) {
    auto placed = placed_of(node, report);
    if (!placed) return no_report(name, "has a placement without a verdict");
    placed->order = static_cast<std::uint32_t>(report.placements.size());
    report.placements.push_back(*std::move(placed));
  }
  const ByObject by_object(report.placements);
  for (const auto node : root["diagnostics"].items()) {
    auto finding = finding_of(node);
    if (!finding) return no_report(name, "has a finding of an unknown rule");
    finding->placement = by_object.find(finding->object);
    report.findings.push_back(*std::move(finding));
  }
  auto reading = std::make_shared<lint::Reading>();
  read_account(root, *reading);
  report.reading = std::move(reading);
  return report;
}

}  // namespace fargate_lint::session
