#pragma once

#include <string_view>

#include "yaml/document.hpp"
#include "yaml/fault.hpp"

namespace fargate_lint::yaml {

/// Reads one document through yaml-cpp's event interface into the same tree: a third opinion for
/// the differential tests. It accepts much that Kubernetes refuses (unterminated quotes, keys
/// without a colon), may loop for ever on malformed text, and stops at 500 levels: give it only
/// text that read_exactly() has accepted.
bool read_with_yamlcpp(std::string_view text, Document& document, Fault& fault);

}  // namespace fargate_lint::yaml
