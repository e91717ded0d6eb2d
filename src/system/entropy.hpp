#pragma once

#include <cstdint>

namespace fargate_lint::system {

/// A number that nobody can foresee. No result may depend on it.
std::uint64_t draw();

}  // namespace fargate_lint::system
