#include "lint/difference_profiles.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace fargate_lint::lint {
namespace {

using fargate::Profile;
using fargate::Selector;
using fargate::Value;

std::string text_of(const Value& value) {
  return std::to_string(static_cast<int>(value.state)) + value.text;
}

/// All that a selector selects by, whatever the order of its labels.
std::string text_of(const Selector& selector) {
  std::vector<std::string> labels;
  for (const auto& label : selector.labels)
    labels.push_back(text_of(label.key) + "=" + text_of(label.value));
  std::ranges::sort(labels);
  auto text = text_of(selector.ns) + '\n' + text_of(selector.labels_unknown);
  for (const auto& label : labels) text += '\n' + label;
  return text;
}

std::vector<std::string> texts_of(const std::vector<Selector>& selectors) {
  std::vector<std::string> texts;
  texts.reserve(selectors.size());
  for (const auto& selector : selectors) texts.push_back(text_of(selector));
  return texts;
}

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  return texts;
}

/// Whether both are said and differ. What one side does not say may be the same.
bool differ(const Value& a, const Value& b) {
  return a.is_known() && b.is_known() && a.text != b.text;
}

/// All that the profile selects by.
std::string all_selectors(const Profile& profile) {
  auto text = text_of(profile.selectors_unknown);
  for (const auto& selector : sorted(texts_of(profile.selectors))) text += "\n\n" + selector;
  return text;
}

/// Whether the profile selects by something that is known only when it is deployed.
bool has_unknown_selector(const Profile& profile) {
  return profile.selectors_unknown.is_unknown() ||
         std::ranges::any_of(profile.selectors, [](const Selector& selector) {
           return selector.ns.is_unknown() || selector.labels_unknown.is_unknown() ||
                  std::ranges::any_of(selector.labels, [](const fargate::LabelPattern& label) {
                    return label.key.is_unknown() || label.value.is_unknown();
                  });
         });
}

/// The first selector that the other profile does not have; null if there is none.
const Selector* own_selector(const Profile& profile, const Profile& other) {
  const auto others = sorted(texts_of(other.selectors));
  for (const auto& selector : profile.selectors)
    if (!std::ranges::binary_search(others, text_of(selector))) return &selector;
  return nullptr;
}

/// The line of a selector that differs from the one it has most in common with: a label's, where
/// the namespace is the same.
const Location& line_of(const Selector& selector, const Profile& other) {
  const auto same_ns = [&selector](const Selector& of) {
    return text_of(of.ns) == text_of(selector.ns);
  };
  const auto near = std::ranges::find_if(other.selectors, same_ns);
  if (near == other.selectors.end()) return selector.where;
  for (const auto& label : selector.labels) {
    const auto is_same = [&label](const fargate::LabelPattern& of) {
      return text_of(of.key) == text_of(label.key) && text_of(of.value) == text_of(label.value);
    };
    if (std::ranges::none_of(near->labels, is_same)) return label.where;
  }
  return selector.where;
}

class Pairing {
 public:
  Pairing(const Side& before, const Side& after) : before_(before), after_(after) {
    pairs_.of_before.resize(old().size());
    pairs_.of_after.resize(now().size());
  }

  ProfilePairs make() && {
    // Of several profiles of one name, as of several clusters, those of one cluster are one.
    pair_by([](const Profile& profile) {
      return profile.display_name() + '\n' + text_of(profile.cluster);
    });
    pair_by([](const Profile& profile) { return profile.display_name(); });
    pair_unknown_names();
    add_removed();
    for (std::uint32_t i = 0; i < old().size(); ++i)
      if (pairs_.of_before[i]) add_if_replaced(i, *pairs_.of_before[i]);
    add_added();
    number();
    return std::move(pairs_);
  }

 private:
  using Numbers = std::vector<std::uint32_t>;
  const std::vector<Profile>& old() const { return before_.report().profiles(); }
  const std::vector<Profile>& now() const { return after_.report().profiles(); }

  void pair(std::uint32_t before, std::uint32_t after) {
    pairs_.of_before[before] = after;
    pairs_.of_after[after] = before;
  }

  /// Pairs those that are left on both sides and have the same key, in their order.
  template <typename Key>
  void pair_by(const Key& key) {
    std::map<std::string, Numbers> left;  // the last first
    for (auto j = static_cast<std::uint32_t>(now().size()); j-- > 0;)
      if (!pairs_.of_after[j]) left[key(now()[j])].push_back(j);
    for (std::uint32_t i = 0; i < old().size(); ++i) {
      if (pairs_.of_before[i]) continue;
      const auto found = left.find(key(old()[i]));
      if (found == left.end() || found->second.empty()) continue;
      pair(i, found->second.back());
      found->second.pop_back();
    }
  }

  /// A name that one side does not tell may be any: who selects the same is taken for the same.
  void pair_unknown_names() {
    const auto is_known = [](const Profile& profile) { return profile.name.is_known(); };
    if (std::ranges::all_of(old(), is_known) && std::ranges::all_of(now(), is_known)) return;
    const auto both_known = [&](std::uint32_t i, std::uint32_t j) {
      return is_known(old()[i]) && is_known(now()[j]);
    };
    std::map<std::string, Numbers> left;
    for (auto j = static_cast<std::uint32_t>(now().size()); j-- > 0;)
      if (!pairs_.of_after[j]) left[all_selectors(now()[j])].push_back(j);
    for (std::uint32_t i = 0; i < old().size(); ++i) {
      const auto found = pairs_.of_before[i] ? left.end() : left.find(all_selectors(old()[i]));
      if (found == left.end() || found->second.empty() || both_known(i, found->second.back()))
        continue;
      pair(i, found->second.back());
      found->second.pop_back();
    }
  }

  void number() {
    pairs_.changes_of_before.resize(old().size());
    pairs_.changes_of_after.resize(now().size());
    for (std::uint32_t i = 0; i < pairs_.changes.size(); ++i) {
      const auto& change = pairs_.changes[i];
      if (change.before) pairs_.changes_of_before[*change.before] = i;
      if (change.after) pairs_.changes_of_after[*change.after] = i;
    }
  }

  void add_removed() {
    for (std::uint32_t i = 0; i < old().size(); ++i) {
      const auto& profile = old()[i];
      if (pairs_.of_before[i] || after_.may_hide(before_.relative(profile.where.path))) continue;
      ProfileChange change;
      change.what = ProfileChange::What::removed;
      change.before = i;
      change.where = profile.where;
      change.is_before = true;
      pairs_.changes.push_back(std::move(change));
    }
  }

  void add_added() {
    for (std::uint32_t i = 0; i < now().size(); ++i) {
      const auto& profile = now()[i];
      if (pairs_.of_after[i] || before_.may_hide(after_.relative(profile.where.path))) continue;
      ProfileChange change;
      change.after = i;
      change.where = profile.where;
      pairs_.changes.push_back(std::move(change));
    }
  }

  void add_if_replaced(std::uint32_t i, std::uint32_t j) {
    const auto& a = old()[i];
    const auto& b = now()[j];
    ProfileChange change;
    change.what = ProfileChange::What::replaced;
    change.before = i;
    change.after = j;
    change.selectors = all_selectors(a) != all_selectors(b);
    change.role = differ(a.role_arn, b.role_arn);
    change.subnets =
        !a.subnets.empty() && !b.subnets.empty() && sorted(a.subnets) != sorted(b.subnets);
    change.cluster = differ(a.cluster, b.cluster);
    if (!change.selectors && !change.role && !change.subnets && !change.cluster) return;
    const bool is_certain = change.role || change.subnets || change.cluster;
    if (!is_certain && (has_unknown_selector(a) || has_unknown_selector(b)))
      change.what = ProfileChange::What::unclear;
    place(a, b, change);
    pairs_.changes.push_back(std::move(change));
  }

  static void place(const Profile& a, const Profile& b, ProfileChange& change) {
    change.where = b.where;
    if (!change.selectors) return;
    if (const auto* own = own_selector(b, a)) {
      change.where = line_of(*own, a);
    } else if (const auto* lost = own_selector(a, b)) {
      change.where = lost->where;
      change.is_before = true;
    }
  }

  const Side& before_;
  const Side& after_;
  ProfilePairs pairs_;
};

}  // namespace

bool ProfilePairs::are_one(std::optional<std::uint32_t> before,
                           std::optional<std::uint32_t> after) const {
  if (!before || !after) return before.has_value() == after.has_value();
  return of_before[*before] == after;
}

std::optional<std::uint32_t> ProfilePairs::change_of_before(
    std::optional<std::uint32_t> profile) const {
  return profile ? changes_of_before[*profile] : std::nullopt;
}

std::optional<std::uint32_t> ProfilePairs::change_of_after(
    std::optional<std::uint32_t> profile) const {
  return profile ? changes_of_after[*profile] : std::nullopt;
}

ProfilePairs pair_profiles(const Side& before, const Side& after) {
  return Pairing(before, after).make();
}

}  // namespace fargate_lint::lint
