#include "session/clusters.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "report/text.hpp"

namespace fargate_lint::session {
namespace {

/// "`a`, `b` and 3 more"
std::string shown(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNames = 10;
  std::vector<std::string> first;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i)
    first.push_back(in_backticks(report::sanitise(names[i])));
  return listed(first, names.size());
}

}  // namespace

Result<std::vector<fargate::Fleet>> choose_fleets(const fargate::Fleet& declared,
                                                  const std::string& cluster, bool all_clusters) {
  const auto names = declared.clusters();
  if (!cluster.empty()) {
    if (declared.has_cluster(cluster)) return std::vector{declared.of_cluster(cluster)};
    Error error{"no profile belongs to cluster `" + report::sanitise(cluster) + "`", ""};
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const auto close = nearest(cluster, candidates);
    if (!close.empty())
      error.hint = "did you mean `" + report::sanitise(close) + "`?";
    else
      error.hint = names.empty() ? "the input declares no profile" : "clusters: " + shown(names);
    return error;
  }
  if (names.size() > 1 && !all_clusters)
    return Error{"the input declares profiles of " + std::to_string(names.size()) +
                     " clusters: " + shown(names),
                 "choose one with `--cluster NAME`, or use `--all-clusters`"};
  if (names.empty()) return std::vector{declared};
  std::vector<fargate::Fleet> fleets;
  for (const auto& name : names) fleets.push_back(declared.of_cluster(name));
  return fleets;
}

}  // namespace fargate_lint::session
