#include "yaml/lines.hpp"

#include <algorithm>

#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

/// Whether a line ends a document: text right behind `...` belongs to a value, for YAML. What
/// begins with `---` does for kubectl, whatever follows.
bool ends_document(std::string_view line) {
  if (line.starts_with("---")) return true;
  return line.starts_with("...") && (line.size() == 3 || is_blank(line[3]));
}

Line look_at(std::string_view text, std::size_t comment) {
  Line line;
  line.text = text;
  line.comment = comment;
  const auto content = text.substr(0, comment);
  const auto begin = content.find_first_not_of(" \t");
  line.empty = begin == std::string_view::npos;
  if (line.empty) return line;
  line.indent = line.key = begin;
  line.separator = ends_document(text);
  while (line.key < text.size() && text[line.key] == '-' &&
         (line.key + 1 == text.size() || is_blank(text[line.key + 1]))) {
    line.dash = true;
    line.key = std::min(text.find_first_not_of(" \t", line.key + 1), text.size());
  }
  return line;
}

}  // namespace

bool LineWalk::next(Line& line) {
  while (at_ < text_.size()) {
    const auto begin = at_;
    const auto end = std::min(text_.find('\n', begin), text_.size());
    at_ = std::min(end + 1, text_.size());
    ++number_;
    const auto& [all, texts] = comments_;
    while (inner_ < texts.size() && texts[inner_].end <= begin) ++inner_;
    while (comment_ < all.size() && all[comment_].begin < begin) ++comment_;
    const bool has_comment = comment_ < all.size() && all[comment_].begin < end;
    const bool is_within = inner_ < texts.size() && texts[inner_].begin < begin;
    if (is_within && !has_comment) continue;
    auto text = text_.substr(begin, end - begin);
    if (text.ends_with('\r')) text.remove_suffix(1);
    line = look_at(text, has_comment ? all[comment_].begin - begin : std::string_view::npos);
    return true;
  }
  return false;
}

}  // namespace fargate_lint::yaml
