#pragma once

#include "base/shared.hpp"
#include "base/shared_text.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::yaml {

/// A place of a values file that a rendered value comes from.
struct ValueOrigin {
  SharedText key;   ///< in the chart's values: `podSpec.hostNetwork`
  SharedText path;  ///< of the file; empty if the command line sets it
  SharedText flag;  ///< that sets it: `--set`; empty if a file does
  Span span;
  SharedText line_text;
};

/// What the text of a place was rendered from, where the user does edit it.
struct Origin {
  /// The template of a chart; a file that a kustomization builds on; an object as a cluster has it.
  enum class Kind : std::uint8_t { helm_template, kustomize_base, cluster_object };
  Kind kind = Kind::helm_template;
  SharedText path = {};    ///< of the file, as what rendered it names it; what lists the object
  std::uint32_t line = 0;  ///< 0: not known
  /// The file of a template as the user would open it; empty if it is not known.
  SharedText file = {};
  /// The line of the file is that of the place; else an action or a patch there brings several.
  bool is_exact = false;
  /// The line of the rendering that a place was brought back from; 0 if the place is in what was
  /// read.
  std::uint32_t rendered_line = 0;
  SharedText rendered_text = {};   ///< what that line says, if the place says something else
  Shared<ValueOrigin> value = {};  ///< none if it is not proved
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
