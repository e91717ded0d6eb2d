#pragma once

#include <cstddef>
#include <string>

namespace fargate_lint::yaml {

/// Why a text is refused, as an offset into it. Private to src/yaml.
struct Fault {
  std::size_t offset = 0;
  std::string message;
  std::string help;
};

}  // namespace fargate_lint::yaml
