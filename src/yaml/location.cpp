#include "yaml/location.hpp"

namespace fargate_lint::yaml {
namespace {

/// `at` is the node that the span begins with.
Location location(Node at, Span span) {
  Location where;
  if (!at) return where;
  where.path = at.document()->source().path;
  where.span = span;
  where.helm_template = at.document()->helm_template();
  where.line_text = at.line_text();
  return where;
}

}  // namespace

Location locate(Node node) {
  // An empty value has the place of its key.
  const Node key = node.key();
  const Span span = node.span();
  return location(key && key.span() == span ? key : node, span);
}

Location locate_field(Node node) {
  const Node key = node.key();
  return location(key ? key : node, node.field_span());
}

}  // namespace fargate_lint::yaml
