#pragma once

#include <cstdint>

#include "base/hash.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// A hash of what Kubernetes reads in `node`: the same for values that are equal, however they are
/// written, and different for others (but for chance, if the key is not known to their author).
/// The order of keys does not matter, nor do styles, comments and aliases; numbers are compared by
/// value. Takes time in proportion to the tree, however often aliases repeat its parts.
///
/// The document must be a clone, or one whose repeated keys were looked for
/// (Reader::find_duplicates): of a key that stands twice the last counts.
///
/// `left_out`: the value of a field that does not count, nor does its key.
std::uint64_t hash_value(Node node, const HashKey& key, Node left_out = {});

}  // namespace fargate_lint::yaml
