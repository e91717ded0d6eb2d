#include "fargate/fleet.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace fargate_lint::fargate {
namespace {

bool counts_in(const Value& name, std::string_view cluster) {
  return !name.is_known() || name.text == cluster;
}

/// What tells one cluster from another: its name, or in one file the expression that stands for it.
using Identity = std::tuple<Value::State, std::string_view, std::string_view>;
Identity identity(const Value& name, const Location& where) {
  const auto path = name.is_known() ? std::string_view() : where.path.view();
  return {name.state, name.text, path};
}

/// Whether the cluster of each profile is declared, and without other nodes.
bool declared_without_nodes(const std::vector<Profile>& profiles,
                            const std::vector<Cluster>& declared) {
  std::set<Identity> without;
  for (const auto& cluster : declared)
    if (cluster.nodes == OtherNodes::none_declared)
      without.insert(identity(cluster.name, cluster.where));
  return !profiles.empty() && std::ranges::all_of(profiles, [&](const Profile& profile) {
    return without.contains(identity(profile.cluster, profile.where));
  });
}

OtherNodes nodes_of(const std::vector<Profile>& profiles, const std::vector<Cluster>& declared) {
  const auto says = [&](OtherNodes nodes, bool user) {
    return std::ranges::any_of(declared, [&](const Cluster& cluster) {
      return cluster.nodes == nodes && (!user || cluster.name.is_absent());
    });
  };
  if (says(OtherNodes::none, true)) return OtherNodes::none;
  if (says(OtherNodes::some, false)) return OtherNodes::some;
  const bool without = declared_without_nodes(profiles, declared);
  if (says(OtherNodes::from_karpenter, false))
    return without ? OtherNodes::from_karpenter : OtherNodes::some;
  return without ? OtherNodes::none_declared : OtherNodes::not_known;
}

}  // namespace

Fleet::Fleet() : Fleet(std::vector<Profile>()) {}

Fleet::Fleet(std::vector<Profile> profiles, std::string cluster, std::vector<Cluster> declared) {
  const auto nodes = nodes_of(profiles, declared);
  all_ = std::make_shared<const All>(
      All{std::move(profiles), std::move(cluster), std::move(declared), nodes});
}

std::vector<std::string> Fleet::clusters() const {
  std::vector<std::string> names;
  for (const auto& profile : profiles())
    if (profile.cluster.is_known()) names.push_back(profile.cluster.text);
  std::ranges::sort(names);
  const auto rest = std::ranges::unique(names);
  names.erase(rest.begin(), rest.end());
  return names;
}

bool Fleet::has_cluster(std::string_view cluster) const {
  return std::ranges::any_of(
      profiles(), [&](const Profile& profile) { return counts_in(profile.cluster, cluster); });
}

Fleet Fleet::of_cluster(std::string cluster) const {
  std::vector<Profile> chosen;
  std::ranges::copy_if(profiles(), std::back_inserter(chosen),
                       [&](const Profile& profile) { return counts_in(profile.cluster, cluster); });
  std::vector<Cluster> declared;
  std::ranges::copy_if(all_->declared, std::back_inserter(declared),
                       [&](const Cluster& each) { return counts_in(each.name, cluster); });
  return Fleet(std::move(chosen), std::move(cluster), std::move(declared));
}

}  // namespace fargate_lint::fargate
