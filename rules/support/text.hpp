#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/message.hpp"

namespace fargate_lint::rules {

inline constexpr std::size_t kMostNamed = 5;
/// "`a`, `b`, `c`, `d`, `e` and 3 more": at most kMostNamed, of so many in all.
std::string enumerate(std::span<const std::string> names, std::size_t in_all);
inline std::string enumerate(std::span<const std::string> names) {
  return enumerate(names, names.size());
}
/// "1 workload", "2 workloads"
std::string count(std::size_t number, std::string_view noun);

}  // namespace fargate_lint::rules
