#pragma once

#include <memory>

#include "input/library.hpp"
#include "input/loader.hpp"
#include "input/scan.hpp"
#include "input/walk.hpp"

namespace fargate_lint::input {

/// Puts the parts, sorted by (file, chunk), together: one inventory, one account of every document,
/// duplicates, and a word on every file that gave nothing. Takes what the results hold out of them,
/// unless they are `shared`: then it is copied, and documents are shared. Objects point to
/// `common`.
Loaded merge(const Walk& walk, Parts parts, bool shared, std::shared_ptr<const Common> common,
             const LoadOptions& options);

}  // namespace fargate_lint::input
