#include "system/entropy.hpp"

#include <random>

namespace fargate_lint::system {

std::uint64_t draw() {
  std::random_device random;
  return std::uint64_t{random()} << 32U | random();
}

}  // namespace fargate_lint::system
