#include "lint/finish.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "lint/order.hpp"
#include "lint/suppress.hpp"

namespace fargate_lint::lint {
namespace {

/// Moves each value to where it belongs: to `i` the one at `order[i]`. Findings are large: nowhere
/// are they there twice.
void reorder(std::vector<Finding>& findings, std::vector<std::uint32_t>& order) {
  for (std::uint32_t first = 0; first < order.size(); ++first) {
    if (order[first] == first) continue;
    auto moved = std::move(findings[first]);
    auto to = first;
    while (order[to] != first) {
      const auto from = std::exchange(order[to], to);
      findings[to] = std::move(findings[from]);
      to = from;
    }
    findings[to] = std::move(moved);
    order[to] = to;
  }
}

void sort(std::vector<Finding>& findings) {
  // Paths are many times the same: each is compared once.
  std::map<std::string_view, std::uint32_t> rank_of;
  for (const auto& finding : findings) rank_of.emplace(finding.where.path, 0);
  std::uint32_t rank = 0;
  for (auto& [path, number] : rank_of) number = rank++;

  std::vector<OrderOf<std::uint32_t>> keys;
  keys.reserve(findings.size());
  for (const auto& finding : findings) {
    const auto order = order_of(finding);
    keys.push_back({{rank_of[order.line.path], order.line.number}, order.column, order.rule});
  }
  std::vector<std::uint32_t> order(findings.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  // Findings come in a few runs that are in order nearly.
  std::ranges::stable_sort(
      order, {}, [&](std::uint32_t i) -> const auto& { return keys[i]; });
  reorder(findings, order);
}

/// How many findings of one rule a suppression may have, which may name very many rules.
constexpr std::size_t kMostOfSuppression = 20;

bool is_in_same_place(const IgnoreUse& a, const IgnoreUse& b) {
  const auto& where = a.ignore->where;
  return where.path == b.ignore->where.path && where.span == b.ignore->where.span;
}

/// One suppression after the other: those of one annotation stand in one place.
void check_ignores(const Rule& rule, std::span<const IgnoreUse> uses, RuleList known,
                   std::vector<Finding>& findings) {
  while (!uses.empty()) {
    const auto& first = uses.front();
    const auto other = std::ranges::find_if(
        uses, [&](const IgnoreUse& use) { return !is_in_same_place(use, first); });
    const auto count = static_cast<std::size_t>(other - uses.begin());
    FindingSink sink(findings, rule.info, first.ignore->object, kMostOfSuppression);
    rule.check_ignores({uses.first(count), known}, sink);
    if (sink.has_rest()) sink.tell_rest(first.ignore->where, "suppression");
    uses = uses.subspan(count);
  }
}

/// Takes out what is ignored, and looks at the ignores themselves.
void suppress(RuleList rules, const Options& options, Report& report) {
  const auto& ignores = report.reading->ignores;
  if (ignores.empty()) return;
  const auto known = options.known.empty() ? rules : options.known;
  const auto uses = suppress(ignores, rules, known, options.today, report.placements,
                             report.findings, report.suppressed);
  const auto before = report.findings.size();
  for (const auto* rule : rules) {
    if (rule->check_ignores == nullptr) continue;
    measure(options.times, *rule, [&] { check_ignores(*rule, uses, known, report.findings); });
  }
  if (report.findings.size() != before) sort(report.findings);
}

}  // namespace

void drop_repeated(std::vector<Finding>& findings, std::size_t first) {
  // Texts stay where they are when what holds them moves.
  std::set<std::pair<Order, std::string_view>> seen;
  const auto is_repeated = [&seen](const Finding& finding) {
    return !seen.insert({order_of(finding), finding.message}).second;
  };
  const auto begin = findings.begin() + static_cast<std::ptrdiff_t>(first);
  findings.erase(std::remove_if(begin, findings.end(), is_repeated), findings.end());
}

namespace {

/// Leaves out the lines of files that may not be quoted.
void withhold_lines(const Reading& reading, Finding& finding) {
  const auto withhold = [&reading](Location& where) {
    if (reading.unquoted.contains(where.path.view())) where.line_text = {};
  };
  withhold(finding.where);
  for (auto& related : finding.related.own()) withhold(related.where);
}

}  // namespace

void finish(const Secrets& secrets, RuleList rules, const Options& options, Report& report) {
  if (!report.reading->unquoted.empty())
    for (auto& finding : report.findings) withhold_lines(*report.reading, finding);
  for (auto& finding : report.findings) secrets.blot(finding);
  sort(report.findings);
  suppress(rules, options, report);
}

}  // namespace fargate_lint::lint
