#include "lint/baseline.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "lint/order.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::lint {
namespace {

/// "hostNetwork" of `    - hostNetwork: true`.
std::string field_of(std::string_view line) {
  const auto begin = line.find_first_not_of(" \t-");
  if (begin == std::string_view::npos) return {};
  line.remove_prefix(begin);
  return std::string(line.substr(0, line.find_first_of(": \t\r#")));
}

std::string facts_of(std::string_view message) {
  std::string facts;
  while (true) {
    const auto open = message.find('`');
    const auto close = open == std::string_view::npos ? open : message.find('`', open + 1);
    if (close == std::string_view::npos) return facts;
    facts.append(facts.empty() ? "" : ", ").append(message.substr(open + 1, close - open - 1));
    message.remove_prefix(close + 1);
  }
}

/// What cannot be read has no identity to know it by, and is to be seen every time.
bool can_be_known(const Finding& finding) {
  return finding.rule->id != "FG001";
}

}  // namespace

BaselineKey baseline_key(const Finding& finding) {
  return {std::string(finding.rule->id), finding.object.kind.str(),
          finding.object.ns.str(),       finding.object.name.str(),
          finding.container.str(),       field_of(finding.where.line_text),
          facts_of(finding.message)};
}

Baseline collect(std::span<const Finding> findings) {
  Baseline baseline;
  for (const auto& finding : findings)
    if (can_be_known(finding)) ++baseline[baseline_key(finding)];
  return baseline;
}

void unite(const Baseline& more, Baseline& baseline) {
  for (const auto& [key, count] : more) {
    auto& known = baseline[key];
    known = std::max(known, count);
  }
}

void subtract(Baseline baseline, const std::string& reason, Report& report) {
  const Shared<Suppression> suppression = Suppression{false, reason, {}};
  std::vector<Finding> left;
  std::vector<Finding> known;
  for (auto& finding : report.findings) {
    const auto found = baseline.find(baseline_key(finding));
    if (!can_be_known(finding) || found == baseline.end() || found->second == 0) {
      left.push_back(std::move(finding));
      continue;
    }
    --found->second;
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
