#include "report/groups.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "lint/rule_info.hpp"
#include "report/finding_text.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

/// Appends a value between backticks: a mark if it is one of the names, or made of that of the
/// object, as a StatefulSet's claim `data-api-0` is.
void append_without_names(std::string_view quoted, std::span<const std::string_view> names,
                          std::string_view object, std::string& text) {
  const auto name = std::ranges::find(names, quoted);
  constexpr std::size_t kShortest = 3;  // what is shorter may stand there by chance
  const auto at = object.size() < kShortest ? std::string_view::npos : quoted.find(object);
  if (name != names.end())
    text.append("\n").append(1, static_cast<char>('0' + (name - names.begin())));
  else if (at != std::string_view::npos)
    text.append(quoted.substr(0, at)).append("\n").append(quoted.substr(at + object.size()));
  else
    text.append(quoted);
}

/// `message` with marks for names that stand in it between backticks.
std::string without_names(std::string_view message, std::span<const std::string_view> names,
                          std::string_view object) {
  std::string text;
  text.reserve(message.size());
  while (true) {
    const auto begin = message.find('`');
    const auto end = begin == std::string_view::npos ? begin : message.find('`', begin + 1);
    if (end == std::string_view::npos) return text.append(message);
    text.append(message.substr(0, begin + 1));
    append_without_names(message.substr(begin + 1, end - begin - 1), names, object, text);
    text += '`';
    message.remove_prefix(end + 1);
  }
}

/// What the findings of a group have in common. The mark for a name holds a line break, which no
/// message has.
std::string key_of(const lint::Report& report, const lint::Finding& finding) {
  std::array<std::string_view, 4> names = {
      finding.container, finding.object.name, finding.object.ns, {}};
  if (finding.placement) {
    const auto& placement = *report.placements[*finding.placement].placement;
    if (placement.profile) names[3] = report.profiles()[*placement.profile].name.text;
  }
  for (auto& name : names)
    if (name.empty()) name = "\n";  // between no backticks
  std::string key(finding.rule->id);
  key += static_cast<char>('0' + static_cast<int>(finding.severity));
  key += without_names(finding.message, names, finding.object.name);
  return key.append(1, '\0').append(finding.help.view());
}

/// Collects places until there are enough; of neighbours in one place the first.
class Places {
 public:
  explicit Places(std::size_t most) : most_(most) {}
  /// `name` tells it from the others; it may be empty.
  void add(const lint::Finding& finding, std::string_view name) {
    auto place = place_text(finding.where.path, {finding.where.span.begin.line, 0});
    if (place.empty()) place = subject_text(finding);
    if (!name.empty()) place += " " + in_backticks(sanitise(name));
    if (place.empty() || place == last_) return;
    last_ = place;
    if (places_.size() < most_)
      places_.push_back(std::move(place));
    else
      ++left_out_;
  }
  std::string text() const {
    std::string text;
    for (const auto& place : places_) text.append(text.empty() ? "" : ", ").append(place);
    if (left_out_ != 0) text += " and " + std::to_string(left_out_) + " more";
    return text;
  }

 private:
  std::size_t most_;
  std::vector<std::string> places_;
  std::string last_;
  std::size_t left_out_ = 0;
};

}  // namespace

std::vector<Group> group_findings(const lint::Report& report) {
  std::vector<Group> groups;
  std::unordered_map<std::string, std::size_t> known;
  for (std::uint32_t i = 0; i < report.findings.size(); ++i) {
    const auto& finding = report.findings[i];
    const auto [at, is_new] = known.try_emplace(key_of(report, finding), groups.size());
    if (is_new) {
      groups.push_back({i, {}, false});
      continue;
    }
    auto& group = groups[at->second];
    group.others.push_back(i);
    if (finding.message != report.findings[group.first].message) group.names_differ = true;
  }
  // Severities are declared from the worst to the mildest.
  std::ranges::stable_sort(
      groups, {}, [&](const Group& group) { return report.findings[group.first].severity; });
  return groups;
}

bool is_shown(const lint::Finding& finding, const RenderOptions& options) {
  return finding.severity <= options.shown || finding.rule->untrusted_input ||
         (options.fails && finding.severity <= *options.fails);
}

std::string other_places(const lint::Report& report, const Group& group, std::size_t most) {
  Places places(most);
  const auto& first = report.findings[group.first];
  for (const auto i : group.others) {
    const auto& other = report.findings[i];
    // Of what fails, everybody wants to know who it is.
    const bool is_another = other.severity == lint::Severity::error && other.object != first.object;
    std::string_view name;
    if (is_another || (group.names_differ && other.container.empty()))
      name = other.object.name.view();
    else if (group.names_differ)
      name = other.container.view();
    places.add(other, name);
  }
  return places.text();
}

std::vector<Folded> fold_findings(const lint::Report& report, const RenderOptions& options) {
  std::vector<Folded> all;
  std::map<std::pair<lint::Severity, const lint::RuleInfo*>, std::size_t> known;
  for (std::uint32_t i = 0; i < report.findings.size(); ++i) {
    const auto& finding = report.findings[i];
    if (is_shown(finding, options)) continue;
    const auto [at, is_new] = known.try_emplace({finding.severity, finding.rule}, all.size());
    if (is_new) all.push_back({finding.rule, finding.severity, {}});
    all[at->second].findings.push_back(i);
  }
  std::ranges::sort(all, [](const Folded& a, const Folded& b) {
    return std::tuple(a.severity, b.findings.size(), a.rule->id) <
           std::tuple(b.severity, a.findings.size(), b.rule->id);
  });
  return all;
}

std::string count_of(const lint::Report& report, const Folded& folded) {
  std::unordered_set<std::uint32_t> workloads;
  for (const auto i : folded.findings) {
    const auto& finding = report.findings[i];
    if (!finding.placement) return counted(folded.findings.size(), "place");
    workloads.insert(*finding.placement);
  }
  return counted(workloads.size(), "workload");
}

std::string first_places(const lint::Report& report, const Folded& folded, std::size_t most) {
  Places places(most);
  for (const auto i : folded.findings) places.add(report.findings[i], {});
  return places.text();
}

}  // namespace fargate_lint::report
