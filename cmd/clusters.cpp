#include "clusters.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "report/text.hpp"

namespace fargate_lint::cmd {
namespace {

/// "`a`, `b` and 3 more"
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNames = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i)
    text += (i == 0 ? "`" : ", `") + report::sanitise(names[i]) + "`";
  if (names.size() > kMostNames)
    text += " and " + std::to_string(names.size() - kMostNames) + " more";
  return text;
}

}  // namespace

std::vector<std::string> clusters_of(const std::vector<fargate::Profile>& profiles) {
  std::vector<std::string> names;
  for (const auto& profile : profiles)
    if (profile.cluster.is_known()) names.push_back(profile.cluster.text);
  std::ranges::sort(names);
  const auto rest = std::ranges::unique(names);
  names.erase(rest.begin(), rest.end());
  return names;
}

std::vector<fargate::Profile> profiles_of(const std::vector<fargate::Profile>& profiles,
                                          const std::string& cluster) {
  std::vector<fargate::Profile> chosen;
  std::ranges::copy_if(profiles, std::back_inserter(chosen), [&](const auto& profile) {
    return !profile.cluster.is_known() || profile.cluster.text == cluster;
  });
  return chosen;
}

Result<std::vector<std::string>> choose_clusters(const lint::Input& input, const Options& options) {
  const auto names = clusters_of(input.profiles);
  if (!options.cluster.empty()) {
    if (std::ranges::find(names, options.cluster) != names.end())
      return std::vector<std::string>{options.cluster};
    const bool open = std::ranges::any_of(
        input.profiles, [](const auto& profile) { return !profile.cluster.is_known(); });
    if (open) return std::vector<std::string>{options.cluster};
    Error error{"no profile is of cluster `" + report::sanitise(options.cluster) + "`", ""};
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const auto close = nearest(options.cluster, candidates);
    if (!close.empty())
      error.hint = "did you mean `" + report::sanitise(close) + "`?";
    else
      error.hint = names.empty() ? "the input declares no profile" : "clusters: " + listed(names);
    return error;
  }
  if (options.all_clusters && !names.empty()) return names;
  if (names.size() > 1)
    return Error{"the input declares profiles of " + std::to_string(names.size()) +
                     " clusters: " + listed(names),
                 "choose with `--cluster NAME`, or give `--all-clusters`"};
  return names.empty() ? std::vector<std::string>{""} : names;
}

}  // namespace fargate_lint::cmd
