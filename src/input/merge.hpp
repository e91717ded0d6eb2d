#pragma once

#include <vector>

#include "input/loader.hpp"
#include "input/scan.hpp"
#include "input/walk.hpp"

namespace fargate_lint::input {

/// Puts the results, sorted by (file, chunk), together: one inventory, one account of every
/// document, duplicates, and a word on every file that gave nothing.
lint::Input merge(Walk walk, ScanResults results, const LoadOptions& options);

}  // namespace fargate_lint::input
