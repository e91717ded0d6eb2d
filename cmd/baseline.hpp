#pragma once

#include <string>

#include "base/result.hpp"
#include "lint/baseline.hpp"
#include "output.hpp"

namespace fargate_lint::cmd {

/// A baseline as a file: JSON, an entry on each line, in an order that changes little from one
/// version to the next.
Result<lint::Baseline> read_baseline(const std::string& path);
Failure write_baseline(const lint::Baseline& baseline, const std::string& path);

}  // namespace fargate_lint::cmd
