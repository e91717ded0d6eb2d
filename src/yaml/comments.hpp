#pragma once

#include <string_view>

#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// The comments of a text that cannot be read as a document, such as a template: what go-yaml's
/// tokens leave over, each begun anew behind what is none. The work is bounded; what is behind the
/// bound, which only texts reach that are made to, holds no comments.
Comments find_comments(std::string_view text);

}  // namespace fargate_lint::yaml
