#include "system/environment.hpp"

#include <cstdlib>

namespace fargate_lint::system {

std::string ProcessEnvironment::get(const std::string& name) const {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace fargate_lint::system
