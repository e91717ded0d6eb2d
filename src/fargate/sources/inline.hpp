#pragma once

#include "fargate/source.hpp"

namespace fargate_lint::fargate {

/// Reads a profile in the small form of our own configuration, a mapping with `name` and
/// `selectors`. Faults are reported, never dropped.
void read_inline_profile(yaml::Node node, Declarations& out);

}  // namespace fargate_lint::fargate
