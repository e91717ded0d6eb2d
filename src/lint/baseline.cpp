#include "lint/baseline.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "lint/former_baseline.hpp"
#include "lint/order.hpp"
#include "lint/rule_info.hpp"

namespace fargate_lint::lint {
namespace {

/// The name of the field that it is about, for what can be at several fields of an object.
std::string field_of(const Finding& finding) {
  // FIXME: the first word of the line: of `{name: a, hostNetwork: true}` it is `name`, until a
  // finding knows the path of its field.
  std::string_view line = finding.where.line_text;
  const auto begin = line.find_first_not_of(" \t-");
  if (begin == line.npos) return {};
  line.remove_prefix(begin);
  return std::string(line.substr(0, line.find_first_of(": \t\r#")));
}

/// Sorted, so that a sentence may name them in another order.
std::string sorted(std::string_view lines) {
  std::vector<std::string_view> facts;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    facts.push_back(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  std::ranges::sort(facts);
  std::string text;
  for (const auto fact : facts) text.append(text.empty() ? "" : "\n").append(fact);
  return text;
}

/// Which findings the baseline knows, by their numbers.
std::vector<bool> find_known(Baseline& baseline, const std::vector<Finding>& findings) {
  std::vector<bool> known(findings.size());
  std::vector<std::size_t> left;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!findings[i].rule->knowable) continue;
    const auto found = baseline.findings.find(baseline_key(findings[i]));
    known[i] = found != baseline.findings.end() && found->second != 0;
    if (known[i])
      --found->second;
    else
      left.push_back(i);
  }
  FormerBaseline former(baseline.former);
  if (former.empty()) return known;
  const auto facts = [&](std::size_t i) {
    return std::ranges::count(findings[i].facts.view(), '\n') + (findings[i].facts.empty() ? 0 : 1);
  };
  std::ranges::stable_sort(left, std::greater(), facts);
  for (const auto i : left) known[i] = former.take(findings[i]);
  return known;
}

}  // namespace

BaselineKey baseline_key(const Finding& finding) {
  return {std::string(finding.rule->id), finding.object.kind.str(), finding.object.ns.str(),
          finding.object.name.str(),     finding.container.str(),   field_of(finding),
          sorted(finding.facts)};
}

Baseline collect(std::span<const Finding> findings) {
  Baseline baseline;
  for (const auto& finding : findings)
    if (finding.rule->knowable) ++baseline.findings[baseline_key(finding)];
  return baseline;
}

void unite(const Baseline& more, Baseline& baseline) {
  const auto add = [](const Baseline::Counts& from, Baseline::Counts& to) {
    for (const auto& [key, count] : from) {
      auto& known = to[key];
      known = std::max(known, count);
    }
  };
  add(more.findings, baseline.findings);
  add(more.former, baseline.former);
}

void subtract(Baseline baseline, const std::string& reason, Report& report) {
  const Shared<Suppression> suppression = Suppression{false, reason, {}};
  const auto is_known = find_known(baseline, report.findings);
  std::vector<Finding> left;
  std::vector<Finding> known;
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    auto& finding = report.findings[i];
    if (!is_known[i]) {
      left.push_back(std::move(finding));
      continue;
    }
    finding.suppression = suppression;
    known.push_back(std::move(finding));
  }
  report.findings = std::move(left);
  std::vector<Finding> all;
  std::merge(std::move_iterator(report.suppressed.begin()),
             std::move_iterator(report.suppressed.end()), std::move_iterator(known.begin()),
             std::move_iterator(known.end()), std::back_inserter(all), comes_first);
  report.suppressed = std::move(all);
}

}  // namespace fargate_lint::lint
