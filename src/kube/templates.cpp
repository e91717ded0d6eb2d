#include "kube/templates.hpp"

namespace fargate_lint::kube {
namespace {

/// Whether `first` stands in the text with one of `seconds` right behind it. Every document of a
/// run is searched: one pass for each first character, with memchr.
bool holds_pair(std::string_view text, char first, std::string_view seconds) {
  for (auto at = text.find(first); at != std::string_view::npos; at = text.find(first, at + 1)) {
    if (at + 1 < text.size() && seconds.find(text[at + 1]) != std::string_view::npos) return true;
  }
  return false;
}

constexpr std::string_view kNameStart = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kNameStartOrBracket =
    "{(ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

}  // namespace

bool holds_template(std::string_view text) {
  return holds_pair(text, '{', "{%") || holds_pair(text, '$', "{(") || holds_pair(text, '<', "%");
}

bool is_unrendered(std::string_view text) {
  return holds_pair(text, '{', "{%") || holds_pair(text, '$', kNameStartOrBracket) ||
         holds_pair(text, '<', "%");
}

bool holds_variable(std::string_view text) {
  return holds_pair(text, '$', kNameStart);
}

}  // namespace fargate_lint::kube
