#include "support/profiles.hpp"

#include <algorithm>

#include "fargate/placement.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

bool is_literal(const fargate::Value& pattern) {
  return pattern.is_known() && pattern.text.find_first_of("*?") == std::string::npos;
}

/// Takes pods for certain, by selectors that are known as far as this rule looks at them.
bool takes_pods(const fargate::Profile& profile) {
  return profile.takes_new_pods() && profile.name.is_known() && !profile.conditional.is_unknown();
}

/// The first profile with an earlier name that has a selector which covers `selector`, or null.
const fargate::Profile* coverer(std::span<const fargate::Profile> profiles,
                                const fargate::Profile& profile, const fargate::Selector& selector,
                                SelectorComparison& comparison) {
  for (const auto& other : profiles) {
    if (!comparison.spend(0)) return nullptr;
    if (&other == &profile || !takes_pods(other) || !shares_cluster(other, profile)) continue;
    if (other.name.text == profile.name.text || !fargate::surely_first(other, profile)) continue;
    const auto covers = [&](const fargate::Selector& wide) {
      return comparison.covers(wide, selector);
    };
    if (std::ranges::any_of(other.selectors, covers)) return &other;
  }
  return nullptr;
}

}  // namespace

Message describe(const fargate::Term& term) {
  if (term.part == fargate::Term::Part::ns)
    return say("namespace is {}, needs {}", quote(term.seen), quote(term.wanted));
  return say("label {} {}, needs {}", quote(term.what),
             term.absent ? say("is missing") : say("is {}", quote(term.seen)), quote(term.wanted));
}

bool shares_cluster(const fargate::Profile& a, const fargate::Profile& b) {
  if (a.cluster.state != b.cluster.state || a.cluster.text != b.cluster.text) return false;
  return a.cluster.is_known() || a.where.path == b.where.path;
}

bool may_share_cluster(const fargate::Profile& a, const fargate::Profile& b) {
  return !a.cluster.is_known() || !b.cluster.is_known() || a.cluster.text == b.cluster.text;
}

bool SelectorComparison::spend(std::size_t steps) {
  steps_left_ -= std::min(steps + 1, steps_left_);
  return steps_left_ != 0;
}

bool SelectorComparison::includes(const fargate::Value& wide, const fargate::Value& narrow) {
  if (!wide.is_known() || !narrow.is_known()) return false;
  if (wide.text == narrow.text) return true;
  return spend(wide.text.size() * narrow.text.size()) &&
         fargate::pattern_includes(wide.text, narrow.text);
}

bool SelectorComparison::intersect(const fargate::Value& a, const fargate::Value& b) {
  if (!a.is_known() || !b.is_known()) return false;
  if (is_literal(a) && is_literal(b)) return spend(0) && a.text == b.text;
  return spend(a.text.size() * b.text.size()) && fargate::patterns_intersect(a.text, b.text);
}

bool SelectorComparison::covers(const fargate::Selector& wide, const fargate::Selector& narrow) {
  if (wide.labels_unknown.is_unknown() || !includes(wide.ns, narrow.ns)) return false;
  // A label that the narrow selector asks for is there on every pod that it selects.
  return std::ranges::all_of(wide.labels, [&](const fargate::LabelPattern& wanted) {
    return std::ranges::any_of(narrow.labels, [&](const fargate::LabelPattern& given) {
      return includes(wanted.key, given.key) && includes(wanted.value, given.value);
    });
  });
}

bool SelectorComparison::overlap(const fargate::Selector& a, const fargate::Selector& b) {
  if (!intersect(a.ns, b.ns)) return false;
  // Only one value can stand under one key: two selectors that want different ones part the pods.
  return std::ranges::none_of(a.labels, [&](const fargate::LabelPattern& left) {
    return is_literal(left.key) &&
           std::ranges::any_of(b.labels, [&](const fargate::LabelPattern& right) {
             return spend(0) && right.key.is_known() && right.key.text == left.key.text &&
                    left.value.is_known() && right.value.is_known() &&
                    !intersect(left.value, right.value);
           });
  });
}

std::vector<const fargate::Profile*> profiles_before(std::span<const fargate::Profile> profiles,
                                                     const fargate::Profile& profile,
                                                     SelectorComparison& comparison) {
  if (!takes_pods(profile) || profile.selectors_unknown.is_unknown()) return {};
  std::vector<const fargate::Profile*> all;
  for (const auto& selector : profile.selectors) {
    const auto* found = coverer(profiles, profile, selector, comparison);
    if (found == nullptr) return {};
    if (std::ranges::find(all, found) == all.end()) all.push_back(found);
  }
  return all;
}

}  // namespace fargate_lint::rules
