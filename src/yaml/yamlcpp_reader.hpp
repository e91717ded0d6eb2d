#pragma once

#include <string_view>

#include "yaml/document.hpp"
#include "yaml/fault.hpp"

namespace fargate_lint::yaml {

/// Reads one document that the fast reader declines, through yaml-cpp's event interface, into the
/// same tree. yaml-cpp accepts much that Kubernetes refuses and can loop for ever on malformed
/// text, so it only ever sees documents that check() has accepted. Its depth limit is 500.
bool read_with_yamlcpp(std::string_view text, Document& document, Fault& fault);

}  // namespace fargate_lint::yaml
