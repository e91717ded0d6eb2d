#pragma once

#include <string>
#include <vector>

/// Seeds and their mutations, the same on every machine.
namespace fargate_lint::fuzz {

/// The files named, and those in the folders named, in one order everywhere. Large ones are left
/// out.
std::vector<std::string> read_seeds(const std::vector<std::string>& paths);

/// The seed `number` picks, changed in a few places; the same for the same seeds and number.
std::string mutated(const std::vector<std::string>& seeds, unsigned long number);

}  // namespace fargate_lint::fuzz
