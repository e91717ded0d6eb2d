#pragma once

#include <string_view>

#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// The text of a string; empty for whatever else stands where Kubernetes wants a string.
inline std::string_view text_of(yaml::Node node) {
  return node.is_string() ? node.text() : std::string_view();
}

/// Kubernetes reads a null as a field that is not there.
inline bool is_absent(yaml::Node node) {
  return node.is_missing() || node.is_null();
}

}  // namespace fargate_lint::kube
