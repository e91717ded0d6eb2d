#pragma once

#include <string>

#include "base/result.hpp"

namespace fargate_lint::system {

/// What a failed open() or read() means, in words, with what to do. The numbers are those of errno.
Error open_failure(int error_number);
/// Likewise of one that writes; `what` is what was to be written: "`a.json`".
Error write_failure(const std::string& what, int error_number);

}  // namespace fargate_lint::system
