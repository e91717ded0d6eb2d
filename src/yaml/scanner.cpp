#include "yaml/scanner.hpp"

#include <algorithm>

#include "base/result.hpp"
#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

constexpr std::size_t kMaxDepth = 10'000;
constexpr std::size_t kMaxKey = 1024;
constexpr const char* kQuoteIt = "quote the text";

}  // namespace

bool Scanner::fail(std::size_t offset, std::string message, std::string help) {
  fault_ = {offset, std::move(message), std::move(help)};
  return false;
}

std::size_t Scanner::break_size(std::size_t ahead) const {
  return line_break_size(text_, mark_.pos + ahead);
}

bool Scanner::is_name(std::size_t ahead) const {
  const char c = at(ahead);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool Scanner::is_document_marker() const {
  return mark_.column == 0 && (at() == '-' || at() == '.') && at(1) == at() && at(2) == at() &&
         is_white(3);
}

void Scanner::advance() {
  const auto size = at_end() ? 1 : utf8_sequence(text_.substr(mark_.pos));
  mark_.pos += size == 0 ? 1 : size;
  ++mark_.column;
  ++mark_.index;
}

void Scanner::advance_line() {
  const auto size = break_size();
  mark_.pos += size;
  mark_.index += size == 2 && text_[mark_.pos - 2] == '\r' ? 2 : 1;
  mark_.column = 0;
  ++mark_.line;
}

Scanner::Item& Scanner::append(Token token, std::size_t offset) {
  auto& item = tokens_.emplace_back();
  item.token = token;
  item.offset = offset;
  item.end = mark_.pos;
  return item;
}

const Scanner::Item* Scanner::peek() {
  return fetch_more() ? &tokens_.front() : nullptr;
}

void Scanner::skip() {
  tokens_.pop_front();
  ++tokens_taken_;
}

bool Scanner::fetch_more() {
  for (;;) {
    if (!tokens_.empty()) {
      // The first token may yet turn out to be a key.
      const auto found = key_of_token_.find(tokens_taken_);
      if (found == key_of_token_.end()) return true;
      bool valid = false;
      if (!key_is_valid(simple_keys_[found->second], valid)) return false;
      if (!valid) return true;
    }
    if (!fetch_next()) return false;
  }
}

bool Scanner::fetch_next() {
  if (!scan_to_next_token()) return false;
  unroll_indent(static_cast<std::int64_t>(mark_.column));
  if (!at_end()) return fetch_token();
  unroll_indent(-1);
  if (mark_.column != 0) {
    mark_.column = 0;
    ++mark_.line;
  }
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = false;
  append(Token::stream_end, mark_.pos);
  return true;
}

bool Scanner::fetch_token() {
  const char c = at();
  if (mark_.column == 0 && c == '%') return fetch_directive();
  if (is_document_marker())
    return fetch_document_marker(c == '-' ? Token::document_start : Token::document_end);
  switch (c) {
    case '[': return fetch_flow_start(Token::flow_sequence_start);
    case '{': return fetch_flow_start(Token::flow_mapping_start);
    case ']': return fetch_flow_end(Token::flow_sequence_end);
    case '}': return fetch_flow_end(Token::flow_mapping_end);
    case ',': return fetch_flow_entry();
    case '*': return fetch_anchor(Token::alias);
    case '&': return fetch_anchor(Token::anchor);
    case '!': return fetch_tag();
    case '"':
    case '\'': return fetch_quoted();
    case '-':
      if (is_white(1)) return fetch_block_entry();
      break;
    case '?':
      if (flow_level_ > 0 || is_white(1)) return fetch_explicit_key();
      break;
    case ':':
      if (flow_level_ > 0 || is_white(1)) return fetch_value();
      break;
    case '|':
    case '>':
      if (flow_level_ == 0) return fetch_block_scalar();
      return fail(mark_.pos, "a block text (`|`, `>`) cannot stand inside brackets", kQuoteIt);
    case '\t':
      return fail(mark_.pos, "tab in indentation; YAML indents with spaces",
                  "replace the tab by spaces");
    case '#':
    case '%':
    case '@':
    case '`':
      return fail(mark_.pos, std::string("`") + c + "` cannot start a plain text", kQuoteIt);
    default: break;
  }
  return fetch_plain();
}

bool Scanner::scan_to_next_token() {
  for (;;) {
    while (at() == ' ' || ((flow_level_ > 0 || !simple_key_allowed_) && at() == '\t')) advance();
    if (at() == '#') skip_comment();
    if (!is_break()) return true;
    advance_line();
    if (flow_level_ == 0) simple_key_allowed_ = true;
  }
}

void Scanner::skip_comment() {
  const auto start = mark_.pos;
  while (!at_end() && !is_break()) advance();
  if (comments_ != nullptr) comments_->all.push_back({start, mark_.pos});
}

/// `line`: on which the item began.
void Scanner::note_lines(const Item& item, std::size_t line) {
  if (comments_ != nullptr && mark_.line > line)
    comments_->texts.push_back({item.offset, item.end});
}

bool Scanner::key_is_valid(SimpleKey& key, bool& valid) {
  valid = key.possible;
  if (!valid) return true;
  if (key.mark.line == mark_.line && key.mark.index + kMaxKey >= mark_.index) return true;
  if (key.required) {
    return fail(key.mark.pos, "a key without a colon",
                "write `key: value`; quote a text that is no key");
  }
  key.possible = valid = false;
  return true;
}

bool Scanner::save_simple_key() {
  if (!simple_key_allowed_) return true;
  const bool required = flow_level_ == 0 && indent_ == static_cast<std::int64_t>(mark_.column);
  if (!remove_simple_key()) return false;
  const auto number = tokens_taken_ + tokens_.size();
  simple_keys_.back() = {true, required, number, mark_};
  key_of_token_[number] = simple_keys_.size() - 1;
  return true;
}

bool Scanner::remove_simple_key() {
  auto& key = simple_keys_.back();
  if (!key.possible) return true;
  if (key.required) {
    return fail(key.mark.pos, "a key without a colon",
                "write `key: value`; quote a text that is no key");
  }
  key.possible = false;
  key_of_token_.erase(key.token_number);
  return true;
}

bool Scanner::roll_indent(std::size_t column, bool at_end_of_queue, std::size_t number, Token token,
                          const Mark& mark) {
  const auto signed_column = static_cast<std::int64_t>(column);
  if (flow_level_ > 0 || indent_ >= signed_column) return true;
  indents_.push_back(indent_);
  indent_ = signed_column;
  if (indents_.size() > kMaxDepth)
    return fail(mark.pos, "collections nested more than 10,000 deep");
  const Item item{token, mark.pos, mark.pos, {}, {}};
  if (at_end_of_queue) {
    tokens_.push_back(item);
  } else {
    insert(number, item);
  }
  return true;
}

/// go-yaml forgets that an empty flow collection may be a key, and takes its brackets before it
/// meets the colon (decrease_flow_level in scannerc.go). What it would then put in front of them
/// comes after them.
void Scanner::insert(std::size_t number, const Item& item) {
  const auto place = number < tokens_taken_ ? tokens_.size() : number - tokens_taken_;
  tokens_.insert(tokens_.begin() + static_cast<std::ptrdiff_t>(place), item);
}

void Scanner::unroll_indent(std::int64_t column) {
  if (flow_level_ > 0) return;
  while (indent_ > column) {
    append(Token::block_end, mark_.pos);
    indent_ = indents_.back();
    indents_.pop_back();
  }
}

bool Scanner::fetch_document_marker(Token token) {
  unroll_indent(-1);
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = false;
  append(token, mark_.pos);
  for (int i = 0; i < 3; ++i) advance();
  return true;
}

bool Scanner::fetch_flow_start(Token token) {
  if (!save_simple_key()) return false;
  simple_keys_.push_back({false, false, tokens_taken_ + tokens_.size(), mark_});
  if (++flow_level_ > kMaxDepth) return fail(mark_.pos, "collections nested more than 10,000 deep");
  simple_key_allowed_ = true;
  append(token, mark_.pos);
  advance();
  return true;
}

bool Scanner::fetch_flow_end(Token token) {
  if (!remove_simple_key()) return false;
  if (flow_level_ > 0) {
    --flow_level_;
    key_of_token_.erase(simple_keys_.back().token_number);
    simple_keys_.pop_back();
  }
  simple_key_allowed_ = false;
  append(token, mark_.pos);
  advance();
  return true;
}

bool Scanner::fetch_flow_entry() {
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = true;
  append(Token::flow_entry, mark_.pos);
  advance();
  return true;
}

bool Scanner::fetch_block_entry() {
  if (flow_level_ == 0) {
    if (!simple_key_allowed_) {
      return fail(mark_.pos, "a list item (`- `) cannot start here",
                  "begin it on a line of its own");
    }
    if (!roll_indent(mark_.column, true, 0, Token::block_sequence_start, mark_)) return false;
  }
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = true;
  append(Token::block_entry, mark_.pos);
  advance();
  return true;
}

bool Scanner::fetch_explicit_key() {
  if (flow_level_ == 0) {
    if (!simple_key_allowed_) return fail(mark_.pos, "a key (`? `) cannot start here");
    if (!roll_indent(mark_.column, true, 0, Token::block_mapping_start, mark_)) return false;
  }
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = flow_level_ == 0;
  append(Token::key, mark_.pos);
  advance();
  return true;
}

bool Scanner::fetch_value() {
  auto& key = simple_keys_.back();
  bool valid = false;
  if (!key_is_valid(key, valid)) return false;
  if (valid) {
    insert(key.token_number, Item{Token::key, key.mark.pos, key.mark.pos, {}, {}});
    if (!roll_indent(key.mark.column, false, key.token_number, Token::block_mapping_start,
                     key.mark))
      return false;
    key.possible = false;
    key_of_token_.erase(key.token_number);
    simple_key_allowed_ = false;
  } else {
    if (flow_level_ == 0) {
      if (!simple_key_allowed_) {
        return fail(mark_.pos, "a mapping value (`: `) is not allowed here",
                    "quote a text that holds `: `, or check the indentation");
      }
      if (!roll_indent(mark_.column, true, 0, Token::block_mapping_start, mark_)) return false;
    }
    simple_key_allowed_ = flow_level_ == 0;
  }
  append(Token::value, mark_.pos);
  advance();
  return true;
}

bool Scanner::fetch_anchor(Token token) {
  if (!save_simple_key()) return false;
  simple_key_allowed_ = false;
  const auto start = mark_.pos;
  advance();
  const auto name = mark_.pos;
  while (is_name()) advance();
  const bool ends = is_white() || (!at_end() && std::string_view("?:,]}%@`").find(at()) !=
                                                    std::string_view::npos);
  if (mark_.pos == name || !ends) {
    return fail(start,
                token == Token::alias ? "an alias (`*`) without a proper name"
                                      : "an anchor (`&`) without a proper name",
                "quote a text that begins with `*` or `&`");
  }
  append(token, start).text = text_.substr(name, mark_.pos - name);
  return true;
}

bool Scanner::fetch_plain() {
  if (!save_simple_key()) return false;
  simple_key_allowed_ = false;
  const auto start = mark_.pos;
  const auto indent = indent_ + 1;
  bool leading_blanks = false;
  bool spans_lines = false;
  auto end = start;
  for (;;) {
    if (is_document_marker() || at() == '#') break;
    while (!is_white()) {
      if (at() == ':' && is_white(1)) break;
      if (flow_level_ > 0 && std::string_view(",?[]{}").find(at()) != std::string_view::npos) break;
      spans_lines = spans_lines || leading_blanks;
      leading_blanks = false;
      advance();
      end = mark_.pos;
    }
    if (!is_blank() && !is_break()) break;
    while (is_blank() || is_break()) {
      if (is_break()) {
        leading_blanks = true;
        advance_line();
        continue;
      }
      if (leading_blanks && static_cast<std::int64_t>(mark_.column) < indent && at() == '\t') {
        return fail(mark_.pos, "tab in indentation; YAML indents with spaces",
                    "replace the tab by spaces");
      }
      advance();
    }
    if (flow_level_ == 0 && static_cast<std::int64_t>(mark_.column) < indent) break;
  }
  auto& item = append(Token::scalar, start);
  item.end = end;
  item.spans_lines = spans_lines;
  if (leading_blanks) simple_key_allowed_ = true;
  return true;
}

bool Scanner::fetch_quoted() {
  if (!save_simple_key()) return false;
  simple_key_allowed_ = false;
  const auto start = mark_;
  const char quote = at();
  advance();
  for (;;) {
    if (is_document_marker()) {
      return fail(start.pos, "a quoted text is still open where a new document begins",
                  "close the quote");
    }
    if (at_end()) return fail(start.pos, "a quoted text that never ends", "close the quote");
    bool escaped_break = false;
    while (!is_white() && !escaped_break) {
      if (at() == quote && quote == '\'' && at(1) == '\'') {
        advance();
        advance();
      } else if (at() == quote) {
        break;
      } else if (at() == '\\' && quote == '"') {
        if (!scan_escape(escaped_break)) return false;
      } else {
        advance();
      }
    }
    if (!escaped_break && at() == quote) break;
    while (is_blank() || is_break()) {
      if (is_break()) {
        advance_line();
      } else {
        advance();
      }
    }
  }
  advance();
  auto& item = append(Token::scalar, start.pos);
  item.style = quote == '"' ? Style::double_quoted : Style::single_quoted;
  note_lines(item, start.line);
  return true;
}

bool Scanner::scan_escape(bool& escaped_break) {
  const auto start = mark_.pos;
  if (is_break(1)) {
    advance();
    advance_line();
    escaped_break = true;
    return true;
  }
  const char c = at(1);
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits == 0 &&
      (at_end(1) || std::string_view("0abt\tnvfre \"'\\N_LP").find(c) == std::string_view::npos)) {
    return fail(start, "an unknown escape in double quotes",
                "write `\\\\` for a backslash, or use single quotes");
  }
  std::string decoded;
  std::size_t bad = 0;
  if (!decode_double_quoted(text_.substr(start, 2 + digits), decoded, bad)) {
    return fail(start, "an escape without a proper character code",
                "use single quotes, or write the character");
  }
  advance();
  for (std::size_t i = 0; i <= digits; ++i) advance();
  return true;
}

bool Scanner::fetch_block_scalar() {
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = true;
  const auto start = mark_;
  advance();
  int increment = 0;
  const auto chomping = [&] { return at() == '+' || at() == '-'; };
  const bool chomping_first = chomping();
  if (chomping_first) advance();
  if (at() >= '0' && at() <= '9') {
    if (at() == '0')
      return fail(mark_.pos, "a block text with indentation indicator 0", "use 1 to 9, or none");
    increment = at() - '0';
    advance();
    if (!chomping_first && chomping()) advance();
  }
  while (is_blank()) advance();
  if (at() == '#') skip_comment();
  if (!is_break() && !at_end()) {
    return fail(mark_.pos, "text after the indicator of a block text",
                "begin the text on the next line");
  }
  if (is_break()) advance_line();
  std::size_t indent = 0;
  if (increment > 0) indent = static_cast<std::size_t>((indent_ >= 0 ? indent_ : 0) + increment);
  if (!scan_block_breaks(indent)) return false;
  while (mark_.column == indent && !at_end()) {
    while (!is_break() && !at_end()) advance();
    if (is_break()) advance_line();
    if (!scan_block_breaks(indent)) return false;
  }
  auto& item = append(Token::scalar, start.pos);
  item.end = mark_.pos - mark_.column;
  item.style = text_[start.pos] == '|' ? Style::literal : Style::folded;
  item.indent = static_cast<std::uint32_t>(indent);
  note_lines(item, start.line);
  return true;
}

bool Scanner::scan_block_breaks(std::size_t& indent) {
  std::size_t widest = 0;
  for (;;) {
    while ((indent == 0 || mark_.column < indent) && at() == ' ') advance();
    widest = std::max(widest, mark_.column);
    if ((indent == 0 || mark_.column < indent) && at() == '\t') {
      return fail(mark_.pos, "tab in indentation; YAML indents with spaces",
                  "replace the tab by spaces");
    }
    if (!is_break()) break;
    advance_line();
  }
  if (indent == 0) {
    indent = std::max({widest, static_cast<std::size_t>(indent_ + 1), std::size_t{1}});
  }
  return true;
}

bool Scanner::fetch_tag() {
  if (!save_simple_key()) return false;
  simple_key_allowed_ = false;
  const auto start = mark_.pos;
  std::string_view handle = "!";
  auto suffix_at = start + 1;
  advance();
  const bool verbatim = at() == '<';
  if (verbatim) {
    advance();
    suffix_at = mark_.pos;
    handle = {};
    if (!scan_tag_uri(false)) return false;
    if (at() != '>') return fail(start, "a tag (`!<`) without its `>`");
  } else {
    while (is_name()) advance();
    if (at() == '!') {
      advance();
      suffix_at = mark_.pos;
      handle = text_.substr(start, mark_.pos - start);
      if (!scan_tag_uri(false)) return false;
    } else {
      if (!scan_tag_uri(true)) return false;
      if (mark_.pos == suffix_at) {
        handle = {};
        suffix_at = start;  // the tag `!` alone
      }
    }
  }
  const std::string_view suffix = text_.substr(suffix_at, mark_.pos - suffix_at);
  if (verbatim) advance();
  if (!is_white()) return fail(start, "a tag that is not followed by a space", kQuoteIt);
  auto& item = append(Token::tag, start);
  item.text = handle;
  item.suffix = suffix;
  return true;
}

bool Scanner::scan_tag_uri(bool any_before) {
  const auto start = mark_.pos;
  bool any = any_before;
  while (is_name() || (!at_end() && std::string_view(";/?:@&=+$,.!~*'()[]%").find(at()) !=
                                        std::string_view::npos)) {
    if (at() == '%') {
      const auto is_hex = [&](std::size_t i) {
        return std::string_view("0123456789abcdefABCDEF").find(at(i)) != std::string_view::npos &&
               !at_end(i);
      };
      if (!is_hex(1) || !is_hex(2)) return fail(mark_.pos, "a tag with a malformed `%` escape");
      advance();
      advance();
    }
    advance();
    any = true;
  }
  return any || fail(start, "a tag without a name");
}

bool Scanner::fetch_directive() {
  unroll_indent(-1);
  if (!remove_simple_key()) return false;
  simple_key_allowed_ = false;
  return scan_directive();
}

bool Scanner::scan_directive() {
  const auto start = mark_.pos;
  const auto bad = [&](const char* message) {
    return fail(start, message, "remove the line, or quote it");
  };
  advance();
  const auto name_at = mark_.pos;
  while (is_name()) advance();
  const std::string_view name = text_.substr(name_at, mark_.pos - name_at);
  if (name.empty() || !is_white()) return bad("`%` begins a directive, and this is none");
  while (is_blank()) advance();
  if (name == "YAML") {
    const auto version_at = mark_.pos;
    std::size_t digits = 0;
    const auto number = [&] {
      for (digits = 0; at() >= '0' && at() <= '9'; ++digits) advance();
      return digits >= 1 && digits <= 2;
    };
    if (!number() || at() != '.') return bad("a `%YAML` directive without a version");
    advance();
    if (!number()) return bad("a `%YAML` directive without a version");
    append(Token::version_directive, start).text = text_.substr(version_at, mark_.pos - version_at);
  } else if (name == "TAG") {
    const auto handle_at = mark_.pos;
    if (at() != '!') return bad("a `%TAG` directive without a handle");
    advance();
    while (is_name()) advance();
    if (at() == '!') {
      advance();
    } else if (mark_.pos - handle_at != 1) {
      return bad("a `%TAG` directive whose handle does not end in `!`");
    }
    const std::string_view handle = text_.substr(handle_at, mark_.pos - handle_at);
    if (!is_blank()) return bad("a `%TAG` directive without a prefix");
    while (is_blank()) advance();
    const auto prefix_at = mark_.pos;
    if (!scan_tag_uri(false)) return false;
    if (!is_white()) return bad("a `%TAG` directive with more than a handle and a prefix");
    auto& item = append(Token::tag_directive, start);
    item.text = handle;
    item.suffix = text_.substr(prefix_at, mark_.pos - prefix_at);
  } else {
    return bad("an unknown directive");
  }
  while (is_blank()) advance();
  if (at() == '#') skip_comment();
  if (!is_break() && !at_end()) return bad("text after a directive");
  if (is_break()) advance_line();
  return true;
}

}  // namespace fargate_lint::yaml
