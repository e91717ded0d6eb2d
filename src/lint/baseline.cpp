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

/// "privileged" of `spec.containers[0].securityContext.privileged`, "tolerations" of
/// `spec.tolerations[2]`: the number of an item is another one when one is put before it.
std::string_view last_name(std::string_view path) {
  while (path.ends_with(']')) {
    const auto open = path.rfind('[');
    if (open == path.npos) return path;
    const auto key = path.substr(open + 1, path.size() - open - 2);
    if (!std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; })) return key;
    path = path.substr(0, open);
  }
  return path.substr(path.rfind('.') + 1);
}

/// The name of the field that it is about. What stands in no object, as a profile, is known by the
/// first word of its line instead.
std::string field_of(const Finding& finding) {
  if (finding.field.empty()) return first_word(finding.where.line_text);
  return std::string(last_name(finding.field));
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

std::vector<BaselineKey> missing(const Baseline& before, const Baseline& now) {
  std::vector<BaselineKey> gone;
  for (const auto& [key, count] : before.findings) {
    const auto found = now.findings.find(key);
    if (found == now.findings.end() || found->second < count) gone.push_back(key);
  }
  return gone;
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
