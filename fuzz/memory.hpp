#pragma once

#include <cstddef>

/// The memory of a program that links memory.cpp, by a count of its own `new` and `delete`.
namespace fargate_lint::fuzz {

/// Bytes held now, and the most that were held since the last call of forget_peak().
std::size_t held_bytes();
std::size_t peak_bytes();
void forget_peak();

}  // namespace fargate_lint::fuzz
