#include "fargate/profile.hpp"

namespace fargate_lint::fargate {
namespace {

Location location(yaml::Node node, yaml::Span span) {
  Location where;
  if (!node) return where;
  where.path = node.document()->source().path;
  where.span = span;
  where.helm_template = node.document()->helm_template();
  // A field's span begins at its key, which may stand a line above the value.
  const yaml::Node key = node.key();
  const bool on_key = key && key.span().begin.line == span.begin.line;
  where.line_text = (on_key ? key : node).line_text();
  return where;
}

/// Bytes of the character that begins at `at`; a byte that begins none counts as a character.
std::size_t character_size(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = lead < 0xC0   ? 1
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF8 ? 4
                                         : 1;
  if (size > text.size() - at) return 1;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) return 1;
  }
  return size;
}

}  // namespace

Location locate(yaml::Node node) {
  return location(node, node.span());
}

Location locate_field(yaml::Node node) {
  return location(node, node.field_span());
}

std::string Profile::display_name() const {
  return name.is_known() ? name.text : "(unknown name)";
}

// Walks pattern and text side by side and, on a mismatch, goes back to the last `*` and lets it
// take one character more. Earlier stars never need another try: what they could take, the last one
// can. So the worst case is pattern times text, without a stack; recursion over stars is
// exponential.
bool wildcard_match(std::string_view pattern, std::string_view text) {
  constexpr auto kNone = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = kNone;
  std::size_t taken = 0;  // where the text after the last star's share begins
  while (t < text.size()) {
    const char wanted = p < pattern.size() ? pattern[p] : '\0';
    const bool more = p < pattern.size();
    if (more && wanted == '*') {
      star = p++;
      taken = t;
    } else if (more && wanted == '?') {
      ++p;
      t += character_size(text, t);
    } else if (more && wanted == text[t]) {
      ++p;
      ++t;
    } else if (star != kNone) {
      p = star + 1;
      taken += character_size(text, taken);
      t = taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace fargate_lint::fargate
