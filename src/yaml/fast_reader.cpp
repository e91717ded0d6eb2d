#include "yaml/fast_reader.hpp"

#include <algorithm>
#include <array>

#include "yaml/scalar.hpp"
#include "yaml/text.hpp"
#include "yaml/tree.hpp"

namespace fargate_lint::yaml {
namespace {

/// go-yaml's limit for nested collections of either style.
constexpr std::size_t kMaxDepth = 10'000;
/// A key without `?` ends at most this many characters after its start. We count bytes: longer ones
/// are declined.
constexpr std::size_t kMaxKey = 1024;
constexpr std::size_t kLarge = std::size_t{1} << 20U;

/// Characters that cannot start a plain scalar. `-`, `?` and `:` can, before a character that is
/// not white space.
constexpr std::array<bool, 256> kIndicator = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view(" \t\n\r\0-?:,[]{}#&*!|>'\"%@`", 24)) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

bool is_indicator(char c) {
  return kIndicator[static_cast<unsigned char>(c)];
}

bool is_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

bool is_name_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool is_tag_character(char c) {
  return is_name_character(c) ||
         std::string_view(";/?:@&=+$,.!~*'()[]").find(c) != std::string_view::npos;
}

/// Whether a key that begins with a letter may be a word that YAML 1.1 takes for something else:
/// y, n, yes, no, on, off, true, false or null.
bool may_be_word(std::string_view key) {
  if (key.size() > 5) return false;
  const char second = key.size() == 1 ? '\0' : static_cast<char>(key[1] | 0x20);
  switch (key[0] | 0x20) {
    case 'f': return second == 'a';
    case 'n': return second == '\0' || second == 'o' || second == 'u';
    case 'o': return second == 'n' || second == 'f';
    case 't': return second == 'r';
    case 'y': return second == '\0' || second == 'e';
    default: return false;
  }
}

bool may_be_special(std::string_view key) {
  const char first = key[0];
  if (is_letter(first)) return may_be_word(key);
  return first == '<' ? key == "<<" : may_resolve(first);
}

}  // namespace

void FastReader::begin(const LineIndex& index, Document& document) {
  masks_ = index.masks();
  text_ = index.data();
  size_ = index.size();
  document_ = &document;
  nodes_ = &Access::nodes(document);
  // A large array that grows is there twice for a while; pages that no node reaches cost nothing.
  if (size_ > kLarge) nodes_->reserve(size_ / 8);
  frames_.assign(1, Frame{});
  frames_.back().awaits = true;
  most_frames_ = kMaxDepth;
  anchors_.clear();
  pending_ = {};
  has_merge_keys_ = has_aliases_ = false;
  end_ = size_;
}

bool FastReader::read(const LineIndex& index, Document& document) {
  begin(index, document);
  Offset line = 0;
  bool begun = false;
  while (line < size_) {
    const auto at = masks_.next_nonspace(line);
    const char c = text_[at];
    if (c == '\n') {
      line = at + 1;
      continue;
    }
    if (c == '#') {
      line = masks_.next_newline(at) + 1;
      continue;
    }
    if (at == line && (c == '-' || c == '.' || c == '%')) {
      if (c == '%') return false;
      if (is_document_marker(line)) {
        if (begun != (c == '.')) return false;
        if (c == '.') {
          end_ = line;
          break;
        }
        begun = true;
        line = rest_of_line(line + 3);
        if (line == kDeclined) return false;
        continue;
      }
    }
    begun = true;
    line = line_token(line, at);
    if (line == kDeclined) return false;
  }
  return finish();
}

bool FastReader::read_item(const LineIndex& index, std::size_t depth, Document& document) {
  begin(index, document);
  most_frames_ -= depth;
  const auto dash = masks_.next_nonspace(0);
  if (text_[dash] != '-' || !is_white(dash + 1)) return false;
  frames_.back().indent = static_cast<std::int32_t>(dash);
  auto at = masks_.next_nonspace(dash + 1);
  if (text_[at] == '\n' || text_[at] == '#') return false;
  auto line = node(0, at);
  while (line < size_) {
    at = masks_.next_nonspace(line);
    if (text_[at] == '\n') {
      line = at + 1;
    } else if (text_[at] == '#') {
      line = masks_.next_newline(at) + 1;
    } else if (text_[at] == '%' || is_document_marker(line)) {
      return false;
    } else {
      line = line_token(line, at);
    }
  }
  return line != kDeclined && finish();
}

bool FastReader::finish() {
  while (frames_.size() > 1) {
    if (!close_frame()) return false;
  }
  // A tag or an anchor and nothing else is an empty value.
  return !pending_.any() || end_empty_value();
}

FastReader::Offset FastReader::line_token(Offset line, Offset at) {
  const auto column = static_cast<std::int64_t>(at - line);
  const bool dash = text_[at] == '-' && is_white(at + 1);
  for (;;) {
    auto& top = frames_.back();
    if (column > top.indent) return top.awaits ? node(line, at) : kDeclined;
    if (column == top.indent) {
      if (top.open == Open::mapping && !dash) {
        return end_empty_value() ? mapping_entry(at) : kDeclined;
      }
      if (top.open == Open::mapping) {
        // A sequence may stand at its key's own column.
        if (!top.awaits || !open_frame(Open::indentless, at, at - line)) return kDeclined;
        return sequence_entry(line, at);
      }
      if (dash && top.open != Open::root) {
        return end_empty_value() ? sequence_entry(line, at) : kDeclined;
      }
      if (top.open == Open::sequence) return kDeclined;
    }
    // Behind an item that is read by itself.
    if (top.open == Open::root) return kDeclined;
    if (!close_frame()) return kDeclined;
  }
}

FastReader::Offset FastReader::sequence_entry(Offset line, Offset dash) {
  frames_.back().awaits = true;
  frames_.back().empty_at = static_cast<std::uint32_t>(dash);
  const auto at = masks_.next_nonspace(dash + 1);
  if (text_[at] == '\n') return at + 1;
  if (text_[at] == '#') return masks_.next_newline(at) + 1;
  return node(line, at);
}

FastReader::Offset FastReader::node(Offset line, Offset at) {
  while (text_[at] == '-' && is_white(at + 1)) {
    if (!open_frame(Open::sequence, at, at - line)) return kDeclined;
    frames_.back().awaits = true;
    frames_.back().empty_at = static_cast<std::uint32_t>(at);
    at = masks_.next_nonspace(at + 1);
    if (text_[at] == '\n') return at + 1;
    if (text_[at] == '#') return masks_.next_newline(at) + 1;
  }
  const char c = text_[at];
  if (c == '"' || c == '\'') {
    const auto quoted = scan_quoted(at);
    if (quoted.end == kDeclined) return kDeclined;
    const auto after = skip_blanks(quoted.end);
    if (text_[after] != ':' || !is_white(after + 1)) return quoted_value(at);
    if (!open_frame(Open::mapping, at, at - line)) return kDeclined;
    return mapping_entry(at);
  }
  if (!starts_plain(at)) return value(at);
  const auto stop = masks_.next_stop(at);
  if (text_[stop] != ':') return plain_value(at, stop);
  if (!open_frame(Open::mapping, at, at - line)) return kDeclined;
  return mapping_entry(at);
}

FastReader::Offset FastReader::mapping_entry(Offset at) {
  const char c = text_[at];
  Offset colon = 0;
  if (c == '"' || c == '\'') {
    const auto quoted = scan_quoted(at);
    if (quoted.end == kDeclined || quoted.spans_lines) return kDeclined;
    colon = skip_blanks(quoted.end);
    if (text_[colon] != ':' || !is_white(colon + 1)) return kDeclined;
    if (!push_quoted(at, quoted, meta::kKey)) return kDeclined;
  } else {
    if (!starts_plain(at)) return kDeclined;
    colon = masks_.next_stop(at);
    if (text_[colon] != ':') return kDeclined;
    if (!push_key(at, trim(at, colon))) return kDeclined;
  }
  if (colon - at > kMaxKey) return kDeclined;
  frames_.back().awaits = true;
  frames_.back().empty_at = static_cast<std::uint32_t>(at);
  return value_of_key(colon + 1);
}

FastReader::Offset FastReader::value_of_key(Offset after_colon) {
  const auto at = skip_blanks(after_colon);
  // What stands behind nearly every key.
  if (!is_indicator(text_[at])) return plain_value(at, masks_.next_stop(at));
  if (text_[at] == '\n') return at + 1;
  if (text_[at] == '#') return masks_.next_newline(at) + 1;
  return value(at);
}

FastReader::Offset FastReader::value(Offset at) {
  switch (text_[at]) {
    case '"':
    case '\'': return quoted_value(at);
    case '|':
    case '>': return block_scalar(at);
    case '[':
    case '{': return flow_value(at);
    case '*': return alias_value(at);
    case '&':
    case '!': return properties_then_value(at);
    default: return starts_plain(at) ? plain_value(at, masks_.next_stop(at)) : kDeclined;
  }
}

FastReader::Offset FastReader::properties_then_value(Offset at) {
  at = read_properties(at);
  if (at == kDeclined) return kDeclined;
  if (text_[at] == '\n' || text_[at] == '#') return rest_of_line(at);
  return text_[at] == '&' || text_[at] == '!' ? kDeclined : value(at);
}

FastReader::Offset FastReader::plain_value(Offset at, Offset stop) {
  const auto indent = frames_.back().indent;
  Offset first_end = 0;
  for (;;) {
    if (text_[stop] == ':') return kDeclined;
    const auto next = text_[stop] == '#' ? 0 : continuation(stop, indent);
    if (next == kDeclined) return kDeclined;
    const auto end = trim(at, stop);
    if (next != 0) {
      if (first_end == 0) first_end = end;
      stop = masks_.next_stop(next);
      continue;
    }
    if (first_end == 0) {
      if (!push_plain(at, end, value_flags())) return kDeclined;
    } else if (!push_lines(at, end, value_flags())) {
      return kDeclined;
    }
    value_done();
    return (text_[stop] == '\n' ? stop : masks_.next_newline(stop)) + 1;
  }
}

FastReader::Offset FastReader::continuation(Offset newline, std::int32_t indent) const {
  auto line = newline + 1;
  while (line < size_) {
    auto at = masks_.next_nonspace(line);
    if (text_[at] == '\t') {
      // A tab may stand behind the indentation, not in it.
      if (static_cast<std::int64_t>(at - line) <= indent) return kDeclined;
      at = skip_blanks(at);
    }
    if (text_[at] == '\n') {
      line = at + 1;
      continue;
    }
    if (static_cast<std::int64_t>(at - line) <= indent || text_[at] == '#') return 0;
    if (at == line && is_document_marker(line)) return 0;
    return at;
  }
  return 0;
}

FastReader::Offset FastReader::quoted_value(Offset at) {
  const auto quoted = scan_quoted(at);
  if (quoted.end == kDeclined || !push_quoted(at, quoted, value_flags())) return kDeclined;
  value_done();
  return rest_of_line(quoted.end);
}

FastReader::Offset FastReader::block_scalar(Offset at) {
  const auto header = read_block_header({text_ + at, masks_.next_newline(at) + 1 - at});
  if (header.size == 0) return kDeclined;
  const std::int64_t parent = frames_.back().indent;
  const auto first = at + header.size;

  Offset indent = 0;
  if (header.increment > 0) {
    indent = static_cast<Offset>(std::max(parent, std::int64_t{0}) + header.increment);
  } else {
    indent = static_cast<Offset>(parent + 1);
    for (auto line = first; line < size_;) {
      const auto text = masks_.next_nonspace(line);
      indent = std::max(indent, text - line);
      if (text_[text] == '\t') return kDeclined;
      if (text_[text] != '\n') break;
      line = text + 1;
    }
    indent = std::max(indent, Offset{1});
  }
  if (indent >= meta::kCountMax) return kDeclined;

  auto line = first;
  while (line < size_) {
    const auto text = masks_.next_nonspace(line);
    if (text - line < indent && text_[text] != '\n') {
      if (text_[text] == '\t') return kDeclined;
      break;
    }
    line = masks_.next_newline(text) + 1;
  }
  line = std::min(line, size_);
  const auto style = header.literal ? Style::literal : Style::folded;
  const auto meta = meta::with_count(meta::make(Shape::scalar, style, value_flags()), indent);
  if (!apply_properties(push(at, line - at, meta))) return kDeclined;
  value_done();
  return line;
}

FastReader::Offset FastReader::flow_value(Offset at) {
  const auto end = flow(at);
  if (end == kDeclined) return kDeclined;
  value_done();
  return rest_of_line(end);
}

FastReader::Offset FastReader::alias_value(Offset at) {
  const auto end = anchor_end(at + 1);
  if (!is_white(end) || !push_alias(at, end, value_flags())) return kDeclined;
  value_done();
  return rest_of_line(end);
}

FastReader::Offset FastReader::rest_of_line(Offset at) const {
  at = skip_blanks(at);
  if (text_[at] == '\n') return at + 1;
  return text_[at] == '#' ? masks_.next_newline(at) + 1 : kDeclined;
}

FastReader::Offset FastReader::flow(Offset at) {
  flow_frames_.clear();
  open_flow(at, value_flags());
  if (!apply_properties(flow_frames_.back().node)) return kDeclined;
  ++at;
  while (!flow_frames_.empty()) {
    bool crossed_line = false;
    at = flow_space(at, crossed_line);
    if (at == kDeclined) return kDeclined;
    auto& top = flow_frames_.back();
    const char c = text_[at];
    if (c == ',' || c == ']' || c == '}') {
      if (!end_flow_entry(c)) return kDeclined;
      ++at;
    } else if (c == ':' && top.expect == Expect::colon) {
      if (crossed_line || top.key_spans_lines || at - top.key_at > kMaxKey) return kDeclined;
      top.expect = Expect::value;
      ++at;
    } else if (top.expect == Expect::colon || top.expect == Expect::comma) {
      return kDeclined;
    } else if (c == '[' || c == '{') {
      if (top.expect == Expect::key || frames_.size() + flow_frames_.size() > most_frames_)
        return kDeclined;
      const auto flags = top.mapping ? meta::kValue : 0;
      top.expect = Expect::comma;
      ++top.count;
      open_flow(at, flags);
      if (!apply_properties(flow_frames_.back().node)) return kDeclined;
      ++at;
    } else if (c == '&' || c == '!') {
      if (top.expect == Expect::key) return kDeclined;
      at = read_properties(at);
      if (at == kDeclined) return kDeclined;
    } else if (c == '*') {
      at = flow_alias(at);
      if (at == kDeclined) return kDeclined;
    } else {
      at = flow_scalar(at);
      if (at == kDeclined) return kDeclined;
    }
  }
  return at;
}

FastReader::Offset FastReader::flow_space(Offset at, bool& crossed_line) const {
  for (;;) {
    const char c = text_[at];
    if (c == '\n') {
      if (at >= size_) return kDeclined;
      crossed_line = true;
      ++at;
      if ((text_[at] == '-' || text_[at] == '.') && is_document_marker(at)) return kDeclined;
    } else if (is_blank(c)) {
      ++at;
    } else if (c == '#') {
      at = masks_.next_newline(at);
    } else {
      return at;
    }
  }
}

FastReader::Offset FastReader::flow_scalar(Offset at) {
  auto& top = flow_frames_.back();
  const bool is_key = top.expect == Expect::key;
  const auto flags = is_key ? meta::kKey : top.mapping ? meta::kValue : 0;
  Offset end = 0;
  if (text_[at] == '"' || text_[at] == '\'') {
    const auto quoted = scan_quoted(at);
    if (quoted.end == kDeclined || !push_quoted(at, quoted, flags)) return kDeclined;
    top.key_spans_lines = quoted.spans_lines;
    end = quoted.end;
  } else {
    // In flow style a colon starts no plain scalar, nor does a dash before white space.
    if (text_[at] == ':' || text_[at] == '?' || !starts_plain(at)) return kDeclined;
    bool spans_lines = false;
    end = flow_plain_end(at, spans_lines);
    if (end == kDeclined) return kDeclined;
    if (spans_lines) {
      if (!push_lines(at, end, flags)) return kDeclined;
    } else if (is_key ? !push_key(at, end) : !push_plain(at, end, flags)) {
      return kDeclined;
    }
    top.key_spans_lines = spans_lines;
  }
  if (is_key) {
    top.key_at = at;
    top.expect = Expect::colon;
  } else {
    ++top.count;
    top.expect = Expect::comma;
  }
  return end;
}

FastReader::Offset FastReader::flow_plain_end(Offset at, bool& spans_lines) const {
  auto end = at;  // of what is read so far, without trailing white space
  for (auto i = at;; ++i) {
    const char c = text_[i];
    if (c == ',' || c == ']' || c == '}') break;
    if (c == '?' || c == '[' || c == '{') return kDeclined;
    if (c == ':' && is_white(i + 1)) break;
    if (c == '#' && is_blank(text_[i - 1])) break;
    if (c != '\n') {
      if (!is_blank(c)) end = i + 1;
      continue;
    }
    const auto next = continuation(i, -1);
    if (next == kDeclined || next == 0) return kDeclined;
    // Tabs in the indentation of the surrounding block are refused inside a plain scalar.
    const std::string_view between(text_ + i, next - i);
    if (between.find('\t') != std::string_view::npos) return kDeclined;
    i = next - 1;
    const char first = text_[next];
    const bool ends =
        first == ',' || first == ']' || first == '}' || (first == ':' && is_white(next + 1));
    if (!ends) spans_lines = true;
  }
  return end;
}

FastReader::Offset FastReader::flow_alias(Offset at) {
  auto& top = flow_frames_.back();
  const auto end = anchor_end(at + 1);
  const char c = text_[end];
  if (top.expect == Expect::key || (!is_white(end) && c != ',' && c != ']' && c != '}'))
    return kDeclined;
  if (!push_alias(at, end, top.mapping ? meta::kValue : 0)) return kDeclined;
  ++top.count;
  top.expect = Expect::comma;
  return end;
}

void FastReader::open_flow(Offset at, std::uint32_t flags) {
  const bool mapping = text_[at] == '{';
  const auto shape = mapping ? Shape::mapping : Shape::sequence;
  const auto index = push(at, 0, meta::make(shape, Style::flow, flags));
  flow_frames_.push_back({index, 0, 0, mapping, false, mapping ? Expect::key : Expect::item});
}

bool FastReader::end_flow_entry(char separator) {
  auto& top = flow_frames_.back();
  if (pending_.any()) return false;
  if (top.expect == Expect::colon || top.expect == Expect::value) {
    if (!push_null(top.key_at, meta::kValue)) return false;
    ++top.count;
    top.expect = Expect::comma;
  }
  if (separator == ',') {
    if (top.expect != Expect::comma) return false;
    top.expect = top.mapping ? Expect::key : Expect::item;
    return true;
  }
  if ((separator == '}') != top.mapping) return false;
  auto& node = (*nodes_)[top.node];
  node.extent = static_cast<std::uint32_t>(nodes_->size());
  node.meta = meta::with_count(node.meta, top.count);
  flow_frames_.pop_back();
  return true;
}

FastReader::Offset FastReader::read_properties(Offset at) {
  while (text_[at] == '&' || text_[at] == '!') {
    if (text_[at] == '&') {
      const auto end = anchor_end(at + 1);
      const bool ends = is_white(end) || (text_[end] == ':' && !is_white(end + 1));
      if (!pending_.anchor.empty() || end == at + 1 || !ends) return kDeclined;
      pending_.anchor = {text_ + at + 1, end - at - 1};
      at = skip_blanks(end);
      continue;
    }
    auto end = at + 1;
    while (is_tag_character(text_[end])) ++end;
    if (!pending_.tag.empty() || !is_white(end)) return kDeclined;
    const std::string_view tag(text_ + at, end - at);
    // A handle other than `!` and `!!` needs a directive.
    const auto second = tag.find('!', 1);
    if (second != std::string_view::npos && (second != 1 || tag.size() == 2)) return kDeclined;
    pending_.tag = tag;
    at = skip_blanks(end);
  }
  return at;
}

FastReader::Offset FastReader::anchor_end(Offset at) const {
  while (is_name_character(text_[at])) ++at;
  return at;
}

inline FastReader::Offset FastReader::skip_blanks(Offset at) const {
  while (is_blank(text_[at])) ++at;
  return at;
}

FastReader::Quoted FastReader::scan_quoted(Offset at) const {
  Quoted result;
  const char quote = text_[at];
  for (auto i = at + 1;; ++i) {
    const char c = text_[i];
    if (c == quote) {
      if (quote == '\'' && text_[i + 1] == '\'') {
        result.decode = true;
        ++i;
        continue;
      }
      result.end = i + 1;
      return result;
    }
    if (c == '\\' && quote == '"') {
      result.decode = true;
      if (text_[i + 1] != '\n') ++i;
    } else if (c == '\n') {
      if (i >= size_ || is_document_marker(i + 1)) return {};
      result.decode = result.spans_lines = true;
    }
  }
}

bool FastReader::is_document_marker(Offset line) const {
  const char c = text_[line];
  return (c == '-' || c == '.') && text_[line + 1] == c && text_[line + 2] == c &&
         is_white(line + 3);
}

inline bool FastReader::is_white(Offset at) const {
  return text_[at] == ' ' || text_[at] == '\n' || text_[at] == '\t';
}

inline bool FastReader::starts_plain(Offset at) const {
  const char c = text_[at];
  if (!is_indicator(c)) return true;
  return (c == '-' || c == '?' || c == ':') && !is_white(at + 1);
}

inline FastReader::Offset FastReader::trim(Offset begin, Offset end) const {
  while (end > begin && is_blank(text_[end - 1])) --end;
  return end;
}

inline std::uint32_t FastReader::push(Offset begin, Offset extent, std::uint32_t meta) {
  const auto index = static_cast<std::uint32_t>(nodes_->size());
  nodes_->push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(extent), meta});
  return index;
}

inline bool FastReader::push_plain(Offset begin, Offset end, std::uint32_t flags) {
  const char c = text_[begin];
  if ((c == '.' || c == '+' || c == '-') && is_non_finite({text_ + begin, end - begin}))
    return false;
  return apply_properties(push(begin, end - begin, meta::make(Shape::scalar, Style::plain, flags)));
}

bool FastReader::push_lines(Offset begin, Offset end, std::uint32_t flags) {
  const auto index = push(begin, end - begin, meta::make(Shape::scalar, Style::plain, flags));
  scratch_.clear();
  decode_plain_lines({text_ + begin, end - begin}, scratch_);
  Access::set_decoded(*document_, index, scratch_);
  return apply_properties(index);
}

bool FastReader::push_quoted(Offset begin, const Quoted& quoted, std::uint32_t flags) {
  const bool single = text_[begin] == '\'';
  const auto style = single ? Style::single_quoted : Style::double_quoted;
  const auto index = push(begin, quoted.end - begin, meta::make(Shape::scalar, style, flags));
  if (quoted.decode) {
    const std::string_view inner(text_ + begin + 1, quoted.end - begin - 2);
    scratch_.clear();
    std::size_t bad = 0;
    if (single) {
      decode_single_quoted(inner, scratch_);
    } else if (!decode_double_quoted(inner, scratch_, bad)) {
      return false;
    }
    Access::set_decoded(*document_, index, scratch_);
  }
  return (flags & meta::kKey) != 0 || apply_properties(index);
}

inline bool FastReader::push_key(Offset begin, Offset end) {
  const auto index = push(begin, end - begin, meta::make(Shape::scalar, Style::plain, meta::kKey));
  if (!may_be_special({text_ + begin, end - begin})) return true;
  Fault fault;
  if (!finish_key(*document_, index, fault)) return false;
  if (((*nodes_)[index].meta & meta::kMerge) != 0) has_merge_keys_ = true;
  return true;
}

bool FastReader::push_alias(Offset at, Offset end, std::uint32_t flags) {
  const auto found = anchors_.find({text_ + at + 1, end - at - 1});
  if (pending_.any() || found == anchors_.end()) return false;
  const auto target = found->second;
  const auto holds = [&](const auto& frame) { return frame.node == target; };
  if (std::any_of(frames_.begin() + 1, frames_.end(), holds)) return false;
  if (std::any_of(flow_frames_.begin(), flow_frames_.end(), holds)) return false;
  push(at, target, meta::make(Shape::alias, Style::plain, flags));
  has_aliases_ = true;
  return true;
}

bool FastReader::push_null(Offset at, std::uint32_t flags) {
  return apply_properties(push(at, 0, meta::make(Shape::scalar, Style::plain, flags)));
}

inline bool FastReader::apply_properties(std::uint32_t index) {
  return !pending_.any() || apply_pending(index);
}

bool FastReader::apply_pending(std::uint32_t index) {
  const auto properties = pending_;
  pending_ = {};
  if (!properties.anchor.empty()) anchors_[properties.anchor] = index;
  if (properties.tag.empty() || meta::shape((*nodes_)[index].meta) != Shape::scalar) return true;
  const std::string text(Node(document_, index).text());
  const std::string tag = properties.tag.starts_with("!!")
                              ? "tag:yaml.org,2002:" + std::string(properties.tag.substr(2))
                              : std::string(properties.tag);
  const auto tagged = resolve_tagged(tag, text);
  if (tagged.kind == Kind::missing) return false;
  auto& node = (*nodes_)[index];
  if ((node.meta & meta::kDecoded) != 0) Access::decoded(*document_).pop_back();
  Access::set_decoded(*document_, index, tagged.value);
  node.meta |= meta::force(tagged.kind);
  return true;
}

bool FastReader::open_frame(Open open, Offset at, Offset column) {
  if (frames_.size() > most_frames_) return false;
  const auto shape = open == Open::mapping ? Shape::mapping : Shape::sequence;
  const auto index = push(at, 0, meta::make(shape, Style::block, value_flags()));
  value_done();
  if (!apply_properties(index)) return false;
  frames_.push_back(
      {index, 0, static_cast<std::uint32_t>(at), static_cast<std::int32_t>(column), open, false});
  return true;
}

bool FastReader::close_frame() {
  if (!end_empty_value()) return false;
  const auto& top = frames_.back();
  auto& node = (*nodes_)[top.node];
  node.extent = static_cast<std::uint32_t>(nodes_->size());
  node.meta = meta::with_count(node.meta, top.count);
  frames_.pop_back();
  return true;
}

inline bool FastReader::end_empty_value() {
  if (!frames_.back().awaits) return true;
  if (!push_null(frames_.back().empty_at, value_flags())) return false;
  value_done();
  return true;
}

inline std::uint32_t FastReader::value_flags() const {
  return frames_.back().open == Open::mapping ? meta::kValue : 0;
}

inline void FastReader::value_done() {
  frames_.back().awaits = false;
  ++frames_.back().count;
}

}  // namespace fargate_lint::yaml
