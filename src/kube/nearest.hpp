#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "kube/object.hpp"

namespace fargate_lint::kube {

/// Of entries that are sorted by environment, those that one of the environment means: its own,
/// else those that are shared. What is shared means what is shared as well, else all.
template <typename Entry, typename EnvironmentOf>
std::span<const Entry> of_environment(std::span<const Entry> entries, Environment environment,
                                      const EnvironmentOf& environment_of) {
  const auto of = [&](Environment wanted) -> std::span<const Entry> {
    const auto found = std::ranges::equal_range(entries, wanted, {}, environment_of);
    return {found.begin(), found.end()};
  };
  const auto own = of(environment);
  if (!own.empty()) return own;
  return environment == Environment::shared ? entries : of(Environment::shared);
}

/// Of entries that are sorted by path (bytewise), those that are nearest to the asker's file: in
/// the file itself, else below the deepest directory that it shares with any of them. All that
/// share a directory stand together, and those that share the most stand where the path itself
/// would.
template <typename Entry, typename PathOf>
std::span<const Entry> nearest(std::span<const Entry> entries, std::string_view path,
                               const PathOf& path_of) {
  const auto same = std::ranges::equal_range(entries, path, {}, path_of);
  if (!same.empty()) return {same.begin(), same.end()};
  std::size_t deepest = 0;
  const auto share = [&](std::string_view other) {
    const auto common =
        static_cast<std::size_t>(std::ranges::mismatch(path, other).in1 - path.begin());
    const auto slash = path.substr(0, common).rfind('/');
    if (slash != std::string_view::npos) deepest = std::max(deepest, slash + 1);
  };
  if (same.begin() != entries.end()) share(path_of(*same.begin()));
  if (same.begin() != entries.begin()) share(path_of(*(same.begin() - 1)));
  const auto directory = path.substr(0, deepest);
  const auto below = std::ranges::equal_range(entries, directory, {}, [&](const Entry& entry) {
    return path_of(entry).substr(0, deepest);
  });
  return {below.begin(), below.end()};
}

}  // namespace fargate_lint::kube
