#pragma once

#include <string>
#include <vector>

#include "yaml/document.hpp"

namespace fargate_lint::testing {

/// What of `value` breaks `schema`, as `path: what`. Knows the keywords that our schemas use, and
/// refuses others. Stricter than JSON Schema in one point: where `properties` are listed, a key
/// that is not among them is a fault, so that no key is written that the schema does not describe.
std::vector<std::string> schema_faults(yaml::Node schema, yaml::Node value);

}  // namespace fargate_lint::testing
