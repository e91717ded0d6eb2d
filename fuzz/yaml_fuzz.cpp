// Whatever the bytes, reading them ends, stays in bounds, and the two parsers agree wherever the
// fast one does not decline: same outcome, same value, same places.

#include <string>
#include <string_view>
#include <vector>

#include "target.hpp"

namespace {

using fargate_lint::yaml::Document;
using fargate_lint::yaml::Node;
using fargate_lint::yaml::Outcome;
using fargate_lint::yaml::Parser;
using fargate_lint::yaml::Reader;

void append_places(Node node, std::string& out) {
  const auto span = node.span();
  out += std::to_string(span.begin.line) + ':' + std::to_string(span.begin.column) + '-' +
         std::to_string(span.end.column) + '/' + std::to_string(static_cast<int>(node.style())) +
         '\n';
  if (node.is_mapping()) {
    for (const auto& [key, value] : node.entries()) {
      append_places(key, out);
      append_places(value, out);
    }
  }
  if (node.is_sequence()) {
    for (const Node item : node.items()) append_places(item, out);
  }
}

std::string described(const Document& document) {
  std::string text;
  if (!document.root()) return text;
  fargate_lint::yaml::append_json(document.root(), text);
  text += '\n';
  append_places(document.root(), text);
  return text;
}

void compare(std::string_view text) {
  static Reader fast;
  static Reader fallback;
  const auto quick = fast.read(text, {}, Parser::fast_only);
  if (quick == Outcome::declined) {
    fast.read(text, {}, Parser::automatic);
    return;
  }
  const auto slow = fallback.read(text, {}, Parser::exact_only);
  if (quick != slow)
    fargate_lint::fuzz::fail("one of the parsers accepts, the other refuses", text);
  if (quick == Outcome::error) return;
  const std::string one = described(fast.document());
  const std::string other = described(fallback.document());
  if (one == other) return;
  const std::string found = "the two parsers differ\n--- fast\n" + one + "--- fallback\n" + other;
  fargate_lint::fuzz::fail(found, text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<fargate_lint::yaml::Piece> pieces;
  fargate_lint::yaml::split(fargate_lint::fuzz::text_of(data, size), pieces);
  for (const auto& piece : pieces) compare(piece.text);
  return 0;
}
