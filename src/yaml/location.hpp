#pragma once

#include "base/shared.hpp"
#include "base/shared_text.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// What the text of a place was rendered from, where the user does edit it.
struct Origin {
  /// The template of a chart; a file that a kustomization builds on; an object as a cluster has it.
  enum class Kind : std::uint8_t { helm_template, kustomize_base, cluster_object };
  Kind kind = Kind::helm_template;
  SharedText path;         ///< of the file, as what rendered it names it; of the object, its name
  std::uint32_t line = 0;  ///< 0: not known
};

/// A place in an input file, with the line itself so that a report can show it after the document
/// is gone.
struct Location {
  SharedText path;
  Span span;
  SharedText line_text;
  Shared<Origin> origin;  ///< none if the text is the user's own
  /// The template that rendered it (a `# Source:` comment names it); else "".
  std::string_view helm_template() const;
};

/// Where the node stands: its own text, or that of its key if it has none.
Location locate(Node node);
/// Likewise its field: key and value, to the end of the value's first line.
Location locate_field(Node node);

}  // namespace fargate_lint::yaml
