#pragma once

#include <string>

#include "base/result.hpp"
#include "lint/baseline.hpp"
#include "system/file_system.hpp"

namespace fargate_lint::session {

/// A baseline as a file: JSON, an entry on each line, in an order that changes little from one
/// version to the next.
Result<lint::Baseline> read_baseline(const system::FileSystem& files, const std::string& path);
system::Failure write_baseline(system::Writer& writer, const lint::Baseline& baseline,
                               const std::string& path);

}  // namespace fargate_lint::session
