#include "lint/difference_findings.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "lint/baseline.hpp"
#include "lint/order.hpp"
#include "lint/rule_info.hpp"

namespace fargate_lint::lint {
namespace {

using Numbers = std::vector<std::uint32_t>;

/// The findings of a side that count: what a side without profiles has is judged as if it had some.
Numbers counting(const Side& side) {
  Numbers numbers;
  const auto& findings = side.report().findings;
  numbers.reserve(findings.size());
  for (std::uint32_t i = 0; i < findings.size(); ++i)
    if (!side.lacks_profiles() || !findings[i].placement) numbers.push_back(i);
  return numbers;
}

auto order_in(const Side& side, const Finding& finding) {
  const auto& where = finding.where;
  return OrderOf<std::string_view>{{side.relative(where.path), where.span.begin.line},
                                   where.span.begin.column,
                                   finding.rule->id};
}

bool are_one(const Finding& a, const Finding& b) {
  return a.rule == b.rule && a.object == b.object && a.container == b.container &&
         a.field == b.field && a.facts == b.facts;
}

/// Takes out what is the same on the same line of both sides: nearly all, mostly, and quickly.
void drop_unmoved(const Side& before, const Side& after, Numbers& old, Numbers& now) {
  Numbers old_left;
  Numbers now_left;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < old.size() && j < now.size()) {
    const auto& a = before.report().findings[old[i]];
    const auto& b = after.report().findings[now[j]];
    const auto of_a = order_in(before, a);
    const auto of_b = order_in(after, b);
    if (of_a == of_b && are_one(a, b)) {
      ++i;
      ++j;
    } else if (of_a < of_b) {
      old_left.push_back(old[i++]);
    } else {
      now_left.push_back(now[j++]);
    }
  }
  old_left.insert(old_left.end(), old.begin() + static_cast<std::ptrdiff_t>(i), old.end());
  now_left.insert(now_left.end(), now.begin() + static_cast<std::ptrdiff_t>(j), now.end());
  old = std::move(old_left);
  now = std::move(now_left);
}

/// What a finding is known by, in one text.
std::string key_of(const Side& side, const Finding& finding) {
  std::string key;
  for (const auto& part : baseline_key(finding)) key.append(part).push_back('\0');
  // Nothing else tells two texts apart that cannot be read.
  if (!finding.rule->knowable) key += side.relative(finding.where.path);
  return key;
}

/// Takes out what both have, wherever it stands; of several alike as many as both have.
void drop_known(const Side& before, const Side& after, Numbers& old, Numbers& now) {
  std::unordered_map<std::string, Numbers> left;
  for (const auto number : old)
    left[key_of(before, before.report().findings[number])].push_back(number);
  std::unordered_set<std::uint32_t> known;
  std::erase_if(now, [&](std::uint32_t number) {
    const auto found = left.find(key_of(after, after.report().findings[number]));
    if (found == left.end() || found->second.empty()) return false;
    known.insert(found->second.back());
    found->second.pop_back();
    return true;
  });
  std::erase_if(old, [&known](std::uint32_t number) { return known.contains(number); });
}

}  // namespace

void compare_findings(const Side& before, const Side& after, bool keeps, Difference& difference) {
  auto old = counting(before);
  auto now = counting(after);
  drop_unmoved(before, after, old, now);
  if (old.empty() && now.empty()) return;
  drop_known(before, after, old, now);
  std::unordered_set<std::string> suppressed;
  if (!old.empty())
    for (const auto& finding : after.report().suppressed) suppressed.insert(key_of(after, finding));
  for (const auto number : old) {
    const auto& finding = before.report().findings[number];
    if (keeps || after.may_hide(before.relative(finding.where.path))) continue;
    if (suppressed.contains(key_of(before, finding)))
      ++difference.accepted;
    else
      difference.fixed_findings.push_back(number);
  }
  for (const auto number : now) {
    const auto& finding = after.report().findings[number];
    const bool is_hidden =
        finding.rule->knowable && before.may_hide(after.relative(finding.where.path));
    if (!is_hidden) difference.new_findings.push_back(number);
  }
}

}  // namespace fargate_lint::lint
