#pragma once

#include <cstddef>
#include <string_view>

#include "yaml/fault.hpp"

namespace fargate_lint::yaml {

/// What the characters of a text outside printable ASCII ask of its reader.
enum class Characters : unsigned char {
  plain,    ///< nothing: letters of any language
  special,  ///< line breaks other than line feed, or a byte order mark inside: not for the fast
            ///< path
  refused,  ///< control characters or malformed UTF-8, which Kubernetes refuses
};

/// Looks at `text` from `from` on; everything before is known to be printable ASCII. On refused,
/// `fault` says where and what (go-yaml v2 readerc.go).
Characters check_characters(std::string_view text, std::size_t from, Fault& fault);

}  // namespace fargate_lint::yaml
