#include "kube/volume_contest.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace fargate_lint::kube {
namespace {

using Number = std::uint32_t;
using Numbers = std::vector<Number>;

/// Orders of one contest that are tried, and kinds of claims and volumes in it: some milliseconds.
constexpr std::size_t kMostStates = 4'000;
constexpr std::size_t kMostKinds = 64;

/// The demands that may take each other's volumes, and the supplies that they may take.
struct Component {
  Numbers demands;
  Numbers supplies;
};

class Contest {
 public:
  Contest(std::span<const Supply> supplies, std::span<const Demand> demands)
      : supplies_(supplies), demands_(demands), prospects_(demands.size()) {
    for (const auto& supply : supplies) left_.push_back(supply.count);
    for (Number d = 0; d < demands.size(); ++d) {
      open_.push_back(d);
      prospects_[d].sure = !demands[d].fits.empty();
    }
  }

  std::vector<Prospect> find() {
    settle();
    Number number = 0;
    for (const auto& component : components()) {
      const Number contest = ++number;
      if (!try_orders(component)) give_up(component);
      for (const auto d : component.demands)
        if (!prospects_[d].sure) prospects_[d].contest = contest;
    }
    return std::move(prospects_);
  }

 private:
  /// Takes out the demands whose first choices nobody else can take, and which are enough.
  void settle();
  bool is_settled(Number d, const Numbers& touches);
  std::vector<Component> components() const;
  /// False if they are too many.
  bool try_orders(const Component& component);
  void give_up(const Component& component);

  std::span<const Supply> supplies_;
  std::span<const Demand> demands_;
  std::vector<Prospect> prospects_;
  Numbers left_;  ///< of each supply
  Numbers open_;  ///< demands that are not settled
};

void Contest::settle() {
  Numbers touches(supplies_.size());
  for (const auto& demand : demands_)
    for (const auto s : demand.fits) ++touches[s];
  for (bool changed = true; changed;) {
    const auto settled = std::ranges::remove_if(open_, [&](Number d) {
      if (!is_settled(d, touches)) return false;
      for (const auto s : demands_[d].fits) --touches[s];
      for (const auto s : prospects_[d].may_get) left_[s] = 0;
      return true;
    });
    changed = !settled.empty();
    open_.erase(settled.begin(), settled.end());
  }
}

bool Contest::is_settled(Number d, const Numbers& touches) {
  if (demands_[d].fits.empty()) return true;
  auto choices = first_choices(supplies_, demands_[d], left_);
  std::uint64_t count = 0;
  for (const auto s : choices) {
    if (touches[s] != 1) return false;
    count += left_[s];
  }
  if (count < demands_[d].count) return false;
  prospects_[d].may_get = std::move(choices);
  return true;
}

std::vector<Component> Contest::components() const {
  Numbers parent(supplies_.size());
  std::iota(parent.begin(), parent.end(), 0U);
  const auto root = [&parent](Number s) {
    while (parent[s] != s) s = parent[s] = parent[parent[s]];
    return s;
  };
  for (const auto d : open_)
    for (const auto s : demands_[d].fits) parent[root(s)] = root(demands_[d].fits.front());
  std::map<Number, Component> by_root;
  for (const auto d : open_) by_root[root(demands_[d].fits.front())].demands.push_back(d);
  for (Number s = 0; s < supplies_.size(); ++s)
    if (const auto entry = by_root.find(root(s)); entry != by_root.end())
      entry->second.supplies.push_back(s);
  std::vector<Component> components;
  for (auto& [number, component] : by_root) components.push_back(std::move(component));
  return components;
}

/// Goes through all that can come to be: how many claims of each demand are still to be served, and
/// how many volumes of each supply are left.
bool Contest::try_orders(const Component& component) {
  if (component.demands.size() + component.supplies.size() > kMostKinds) return false;
  const auto waiting_size = component.demands.size();
  Numbers first;
  for (const auto d : component.demands) first.push_back(demands_[d].count);
  for (const auto s : component.supplies) first.push_back(left_[s]);
  std::set<Numbers> seen = {first};
  std::vector<Numbers> stack = {first};
  std::vector<std::set<Number>> may_get(waiting_size);
  auto left = left_;
  const auto visit = [&](Numbers state) {
    if (seen.insert(state).second) stack.push_back(std::move(state));
  };
  while (!stack.empty()) {
    if (seen.size() > kMostStates) return false;
    const auto state = std::move(stack.back());
    stack.pop_back();
    for (std::size_t i = 0; i < component.supplies.size(); ++i)
      left[component.supplies[i]] = state[waiting_size + i];
    for (std::size_t i = 0; i < waiting_size; ++i) {
      if (state[i] == 0) continue;
      const auto d = component.demands[i];
      auto next = state;
      --next[i];
      const auto choices = first_choices(supplies_, demands_[d], left);
      if (choices.empty()) prospects_[d].sure = false;
      if (choices.empty() || demands_[d].optional) visit(next);
      for (const auto s : choices) {
        may_get[i].insert(s);
        const auto place = std::ranges::lower_bound(component.supplies, s);
        const auto index =
            waiting_size + static_cast<std::size_t>(place - component.supplies.begin());
        --next[index];
        visit(next);
        ++next[index];
      }
    }
  }
  for (std::size_t i = 0; i < waiting_size; ++i)
    prospects_[component.demands[i]].may_get.assign(may_get[i].begin(), may_get[i].end());
  return true;
}

void Contest::give_up(const Component& component) {
  for (const auto d : component.demands) {
    prospects_[d].sure = false;
    prospects_[d].may_get = demands_[d].fits;
  }
}

/// A matching that grows by one claim at a time (Kuhn's algorithm, for supplies of several
/// volumes).
class Matching {
 public:
  Matching(std::span<const Supply> supplies, std::span<const Demand> demands)
      : supplies_(supplies), demands_(demands), takers_(supplies.size()) {}

  /// Whether the claim gets a volume, if need be by moving others to other volumes.
  bool add(Number demand) {
    tried_.clear();
    return place(demand);
  }

 private:
  bool place(Number demand) {
    for (const auto s : demands_[demand].fits) {
      if (!tried_.insert(s).second) continue;
      auto& takers = takers_[s];
      if (takers.size() < supplies_[s].count) {
        takers.push_back(demand);
        return true;
      }
      for (auto& taker : takers) {
        if (!place(taker)) continue;
        taker = demand;
        return true;
      }
    }
    return false;
  }

  std::span<const Supply> supplies_;
  std::span<const Demand> demands_;
  std::vector<Numbers> takers_;
  std::set<Number> tried_;
};

}  // namespace

std::vector<std::uint32_t> first_choices(std::span<const Supply> supplies, const Demand& demand,
                                         std::span<const std::uint32_t> left) {
  int fewest = std::numeric_limits<int>::max();
  for (const auto s : demand.fits)
    if (left[s] != 0) fewest = std::min(fewest, std::popcount(supplies[s].access_modes));
  std::map<std::uint8_t, Quantity> smallest;
  const auto is_candidate = [&](Number s) {
    return left[s] != 0 && std::popcount(supplies[s].access_modes) == fewest;
  };
  for (const auto s : demand.fits) {
    if (!is_candidate(s)) continue;
    const auto [entry, fresh] =
        smallest.try_emplace(supplies[s].access_modes, supplies[s].capacity);
    if (!fresh) entry->second = std::min(entry->second, supplies[s].capacity);
  }
  Numbers choices;
  for (const auto s : demand.fits)
    if (is_candidate(s) && supplies[s].capacity == smallest[supplies[s].access_modes])
      choices.push_back(s);
  return choices;
}

std::vector<Prospect> find_prospects(std::span<const Supply> supplies,
                                     std::span<const Demand> demands) {
  return Contest(supplies, demands).find();
}

std::vector<bool> find_left_over(std::span<const Supply> supplies, std::span<const Demand> demands,
                                 std::span<const std::uint32_t> claims) {
  Matching matching(supplies, demands);
  std::vector<bool> left_over;
  for (const auto demand : claims) left_over.push_back(!matching.add(demand));
  return left_over;
}

}  // namespace fargate_lint::kube
