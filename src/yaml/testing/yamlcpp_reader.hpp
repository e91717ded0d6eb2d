#pragma once

#include <memory>
#include <string_view>

#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// Reads one document through yaml-cpp's event interface into our tree: a third opinion for the
/// differential tests. Null if it cannot. yaml-cpp accepts much that Kubernetes refuses
/// (unterminated quotes, keys without a colon), may loop for ever on malformed text, and stops at
/// 500 levels: give it only text that ours has read.
std::unique_ptr<Document> read_with_yamlcpp(std::string_view text);

}  // namespace fargate_lint::yaml
