#pragma once

#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// Marks keys that a later key of the same mapping overrides, so that Node::entries() skips them.
/// Called once on every tree that is to be kept or printed.
void mark_overridden(Document& document);

}  // namespace fargate_lint::yaml
