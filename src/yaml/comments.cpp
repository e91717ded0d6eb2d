#include "yaml/comments.hpp"

#include <algorithm>

#include "yaml/gaps.hpp"
#include "yaml/scanner.hpp"
#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

using RawNode = Document::RawNode;

/// Walks from token to token of a tree whose nodes are in the order of the text.
class TreeWalk {
 public:
  explicit TreeWalk(const Document& document) : document_(document), text_(document.text()) {}

  Comments comments() {
    for (const auto& node : Access::nodes(document_)) {
      // A value of which nothing is written has the place of its key, which is behind us.
      if (node.begin < at_) continue;
      pass_gap(node.begin);
      at_ = token_end(node);
    }
    pass_end();
    return std::move(found_);
  }

 private:
  std::size_t token_end(const RawNode& node) {
    if (meta::is_collection(node.meta))
      return node.begin + (has_brackets(document_, node) ? 1U : 0U);
    if (meta::shape(node.meta) == Shape::alias) return name_end(text_, node.begin + 1);
    if (node.extent == 0) return node.begin;
    const auto end = std::size_t{node.begin} + node.extent;
    const auto style = meta::style(node.meta);
    if (style == Style::plain) return end;
    if (style == Style::literal || style == Style::folded) {
      const auto header = find_line_break(text_, node.begin);
      const auto hash = text_.substr(0, header).find('#', node.begin);
      if (hash != std::string_view::npos) found_.all.push_back({hash, header});
    }
    if (find_line_break(text_.substr(0, end), node.begin) < end)
      found_.texts.push_back({node.begin, end});
    return end;
  }

  /// In front of a token no `#` is anything but a comment.
  void pass_gap(std::size_t end) {
    while (next_hash() < end) {
      at_ = find_line_break(text_, hash_);
      found_.all.push_back({hash_, at_});
    }
    at_ = end;
  }

  std::size_t next_hash() {
    if (hash_ < at_ || at_ == 0) hash_ = std::min(text_.find('#', at_), text_.size());
    return hash_;
  }

  /// Behind the last token: what ends the document, and maybe text that nobody reads.
  void pass_end() {
    while (at_ < text_.size()) {
      const auto begin = at_;
      switch (text_[at_]) {
        case '#':
          at_ = find_line_break(text_, begin);
          found_.all.push_back({begin, at_});
          break;
        case '!': at_ = word_end(text_, begin); break;
        case '&': at_ = name_end(text_, begin + 1); break;
        case '-':
        case '?':
        case ':':
        case ',':
        case ']':
        case '}':
        case ' ':
        case '\t': ++at_; break;
        default:
          at_ += line_break_size(text_, begin);
          if (at_ == begin) return pass_unread();
      }
    }
  }

  void pass_unread() {
    auto rest = find_comments(text_.substr(at_));
    for (auto* ranges : {&rest.all, &rest.texts})
      for (auto& range : *ranges) range = {range.begin + at_, range.end + at_};
    std::ranges::copy(rest.all, std::back_inserter(found_.all));
    std::ranges::copy(rest.texts, std::back_inserter(found_.texts));
    at_ = text_.size();
  }

  const Document& document_;
  std::string_view text_;
  Comments found_;
  std::size_t at_ = 0;    ///< what is before it has been passed
  std::size_t hash_ = 0;  ///< the next `#`, when it is asked for
};

/// Takes the tokens that there are in front of a fault. Offset of that, or the text's size.
/// `passed`: how many bytes were looked at.
std::size_t pass_tokens(std::string_view text, Comments& found, std::size_t& passed) {
  Scanner scanner(text, &found);
  while (const auto* item = scanner.peek()) {
    if (item->token == Token::stream_end) return text.size();
    scanner.skip();
  }
  passed = scanner.position();
  return scanner.fault().offset;
}

}  // namespace

Comments Document::comments() const {
  if (json_) return {};
  if (merged_) return TreeWalk(as_written()).comments();
  return TreeWalk(*this).comments();
}

Comments find_comments(std::string_view text) {
  Comments found;
  // A quote that never ends, and the like, makes us read what is behind it a second time.
  auto budget = 64 + 8 * text.size();
  for (std::size_t begin = 0; begin < text.size();) {
    Comments part;
    const auto rest = text.substr(begin);
    std::size_t cost = 0;
    const auto fault = std::min(pass_tokens(rest, part, cost), rest.size());
    // Begun anew at the fault, or behind its word if nothing could begin there.
    const auto passed = fault == 0 ? std::max(word_end(rest, 0), std::size_t{1}) : fault;
    for (const auto& each : part.all)
      if (each.begin < passed) found.all.push_back({begin + each.begin, begin + each.end});
    for (const auto& each : part.texts)
      if (each.begin < passed) found.texts.push_back({begin + each.begin, begin + each.end});
    begin += passed;
    if (cost > budget) break;
    budget -= cost;
  }
  return found;
}

}  // namespace fargate_lint::yaml
