#pragma once

#include <memory>

#include "input/loader.hpp"
#include "input/scan.hpp"
#include "input/walk.hpp"

namespace fargate_lint::input {

/// Puts the results, sorted by (file, chunk), together: one inventory, one account of every
/// document, duplicates, and a word on every file that gave nothing. `reading` says already which
/// namespace its objects are in by default.
Loaded merge(Walk walk, ScanResults results, std::unique_ptr<const kube::WorkloadKinds> kinds,
             const LoadOptions& options, std::shared_ptr<lint::Reading> reading);

}  // namespace fargate_lint::input
