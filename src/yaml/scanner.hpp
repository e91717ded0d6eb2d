#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "yaml/document.hpp"
#include "yaml/fault.hpp"

/// The tokens of a YAML text as go-yaml v2 scans them, for read_exactly(). Private to src/yaml.
namespace fargate_lint::yaml {

enum class Token : std::uint8_t {
  stream_end,
  version_directive,
  tag_directive,
  document_start,
  document_end,
  block_sequence_start,
  block_mapping_start,
  block_end,
  flow_sequence_start,
  flow_sequence_end,
  flow_mapping_start,
  flow_mapping_end,
  block_entry,
  flow_entry,
  key,
  value,
  alias,
  anchor,
  tag,
  scalar,
};

class Scanner {
 public:
  /// `comments`, if given, gets those that are passed by.
  explicit Scanner(std::string_view text, Comments* comments = nullptr)
      : text_(text), comments_(comments) {
    simple_keys_.emplace_back();
  }

  struct Item {
    Token token = Token::stream_end;
    std::size_t offset = 0;
    std::size_t end = 0;
    /// Anchors, aliases: the name. Tags, %TAG: the handle; empty for a verbatim or a lone `!` tag.
    /// %YAML: the version.
    std::string_view text;
    std::string_view suffix;  ///< tags: what follows the handle; %TAG: the prefix
    Style style = Style::plain;
    std::uint32_t indent = 0;  ///< block scalars: the column of their content
    bool spans_lines = false;
  };
  /// The next token, or null when the text is malformed: then fault() says where.
  const Item* peek();
  void skip();
  const Fault& fault() const { return fault_; }
  /// Offset of what was not looked at yet.
  std::size_t position() const { return mark_.pos; }

 private:
  struct Mark {
    std::size_t pos = 0;
    std::size_t line = 0;
    std::size_t column = 0;
    std::size_t index = 0;  ///< in characters
  };
  /// A token that becomes a key if a colon follows it on its line.
  struct SimpleKey {
    bool possible = false;
    bool required = false;
    std::size_t token_number = 0;
    Mark mark;
  };

  bool fetch_more();
  bool fetch_next();
  bool fetch_token();
  bool fetch_directive();
  bool fetch_document_marker(Token token);
  bool fetch_flow_start(Token token);
  bool fetch_flow_end(Token token);
  bool fetch_flow_entry();
  bool fetch_block_entry();
  bool fetch_explicit_key();
  bool fetch_value();
  bool fetch_anchor(Token token);
  bool fetch_tag();
  bool fetch_block_scalar();
  bool fetch_quoted();
  bool fetch_plain();

  bool scan_directive();
  bool scan_tag_uri(bool any_before);
  bool scan_block_breaks(std::size_t& indent);
  bool scan_escape(bool& escaped_break);
  bool scan_to_next_token();
  void skip_comment();
  void note_lines(const Item& item, std::size_t line);

  bool key_is_valid(SimpleKey& key, bool& valid);
  bool save_simple_key();
  bool remove_simple_key();
  bool roll_indent(std::size_t column, bool at_end, std::size_t number, Token token,
                   const Mark& mark);
  void unroll_indent(std::int64_t column);
  void insert(std::size_t number, const Item& item);
  Item& append(Token token, std::size_t offset);
  bool fail(std::size_t offset, std::string message, std::string help = {});

  char at(std::size_t ahead = 0) const {
    return mark_.pos + ahead < text_.size() ? text_[mark_.pos + ahead] : '\0';
  }
  bool at_end(std::size_t ahead = 0) const { return mark_.pos + ahead >= text_.size(); }
  std::size_t break_size(std::size_t ahead = 0) const;
  bool is_break(std::size_t ahead = 0) const { return break_size(ahead) != 0; }
  bool is_blank(std::size_t ahead = 0) const { return at(ahead) == ' ' || at(ahead) == '\t'; }
  bool is_white(std::size_t ahead = 0) const {
    return is_blank(ahead) || is_break(ahead) || at_end(ahead);
  }
  bool is_name(std::size_t ahead = 0) const;
  bool is_document_marker() const;
  void advance();
  void advance_line();

  std::string_view text_;
  Comments* comments_;
  Mark mark_;
  std::deque<Item> tokens_;
  std::size_t tokens_taken_ = 0;
  std::vector<SimpleKey> simple_keys_;
  std::unordered_map<std::size_t, std::size_t> key_of_token_;
  bool simple_key_allowed_ = true;
  std::size_t flow_level_ = 0;
  std::int64_t indent_ = -1;
  std::vector<std::int64_t> indents_;
  Fault fault_;
};

}  // namespace fargate_lint::yaml
