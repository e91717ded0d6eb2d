#include "yaml/location.hpp"

namespace fargate_lint::yaml {
namespace {

/// Places of one document, of which there are many, share theirs.
Shared<Origin> origin_of(const Document& document) {
  const auto path = document.helm_template();
  if (path.empty()) return {};
  thread_local Shared<Origin> last;
  if (!last || last->path != path) {
    Origin origin;
    origin.path = path;
    last = std::move(origin);
  }
  return last;
}

/// `at` is the node that the span begins with.
Location location(Node at, Span span) {
  Location where;
  if (!at) return where;
  where.path = at.document()->source().path;
  where.span = span;
  where.origin = origin_of(*at.document());
  where.line_text = at.line_text();
  return where;
}

}  // namespace

std::string_view Location::helm_template() const {
  return origin && origin->kind == Origin::Kind::helm_template ? origin->path.view()
                                                               : std::string_view();
}

Location locate(Node node) {
  // An empty value has the place of its key.
  const auto key = node.key();
  const auto span = node.span();
  return location(key && key.span() == span ? key : node, span);
}

Location locate_field(Node node) {
  const auto key = node.key();
  return location(key ? key : node, node.field_span());
}

}  // namespace fargate_lint::yaml
