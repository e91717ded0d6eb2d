#pragma once

#include "base/shared_text.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// A place in an input file, with the line itself so that a report can show it after the document
/// is gone.
struct Location {
  SharedText path;
  Span span;
  SharedText line_text;
  SharedText helm_template;  ///< the template that rendered it, if a `# Source:` comment names one
};

/// Where the node stands: its own text, or that of its key if it has none.
Location locate(Node node);
/// Likewise its field: key and value, to the end of the value's first line.
Location locate_field(Node node);

}  // namespace fargate_lint::yaml
