#pragma once

#include "yaml/document.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::yaml {

/// Marks keys that a later key of the same mapping overrides, so that Node::entries() skips them.
/// Called once on every tree that is to be kept or printed. Returns those that are slips of the
/// author: not the entries that `<<` brought.
std::vector<DuplicateKey> mark_duplicates(Document& document);

}  // namespace fargate_lint::yaml
