#include "support/sysctls.hpp"

#include <algorithm>
#include <array>

namespace fargate_lint::rules {
namespace {

constexpr std::array<std::string_view, 5> kNamespaced = {"kernel.shm", "kernel.msg", "fs.mqueue.",
                                                         "net.", "kernel.sem"};

}  // namespace

std::string normalize_sysctl(std::string_view name) {
  std::string dotted(name);
  const auto first = dotted.find_first_of("./");
  if (first == std::string::npos || dotted[first] == '.') return dotted;
  for (char& c : dotted) {
    if (c == '/') {
      c = '.';
    } else if (c == '.') {
      c = '/';
    }
  }
  return dotted;
}

bool is_namespaced_sysctl(std::string_view name) {
  return std::ranges::any_of(kNamespaced,
                             [name](std::string_view prefix) { return name.starts_with(prefix); });
}

}  // namespace fargate_lint::rules
