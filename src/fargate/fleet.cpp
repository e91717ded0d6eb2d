#include "fargate/fleet.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fargate_lint::fargate {
namespace {

bool counts_in(const Profile& profile, std::string_view cluster) {
  return !profile.cluster.is_known() || profile.cluster.text == cluster;
}

}  // namespace

Fleet::Fleet() : Fleet(std::vector<Profile>()) {}

Fleet::Fleet(std::vector<Profile> profiles, std::string cluster)
    : profiles_(std::make_shared<const std::vector<Profile>>(std::move(profiles))),
      cluster_(std::move(cluster)) {}

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
  return std::ranges::any_of(profiles(),
                             [&](const Profile& profile) { return counts_in(profile, cluster); });
}

Fleet Fleet::of_cluster(std::string cluster) const {
  std::vector<Profile> chosen;
  std::ranges::copy_if(profiles(), std::back_inserter(chosen),
                       [&](const Profile& profile) { return counts_in(profile, cluster); });
  return Fleet(std::move(chosen), std::move(cluster));
}

}  // namespace fargate_lint::fargate
