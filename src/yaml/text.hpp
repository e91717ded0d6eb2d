#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Decoding of scalars from their source text, shared by the parsers. Every function takes text
/// that has been found well formed and mirrors go-yaml v2's scanner (scannerc.go). Private to
/// src/yaml.
namespace fargate_lint::yaml {

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}
constexpr bool is_break(char c) {
  return c == '\n' || c == '\r';
}

/// Bytes of the line break at `at`: LF, CR, CRLF, NEL, LS, PS; 0 if there is none or the text has
/// ended.
constexpr std::size_t line_break_size(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if (text[at] == '\n') return 1;
  if (text[at] == '\r') return at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
  if (text[at] != '\xC2' && text[at] != '\xE2') return 0;
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("\xC2\x85")) return 2;
  return rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9") ? 3 : 0;
}

/// Where the first line break from `at` on begins; the text's end if there is none.
std::size_t find_line_break(std::string_view text, std::size_t at);

/// Appends a code point as UTF-8.
void append_utf8(std::uint32_t code_point, std::string& out);
/// The bytes of the UTF-8 sequence at the start of `text`, or 0 if it is malformed (overlong forms,
/// surrogates and values beyond U+10FFFF included).
std::size_t utf8_sequence(std::string_view text);

/// The value of a quoted scalar without its quotes (`'it''s'`, line folding).
void decode_single_quoted(std::string_view inner, std::string& out);
/// The value of a double-quoted scalar without its quotes; false on a bad escape at `bad`.
bool decode_double_quoted(std::string_view inner, std::string& out, std::size_t& bad);
/// The value of a plain scalar that spans lines.
void decode_plain_lines(std::string_view text, std::string& out);
/// As encoding/json: `inner` is a JSON string without quotes. Lone surrogates and bad UTF-8 become
/// U+FFFD. False on a bad escape or a raw control character.
bool decode_json_string(std::string_view inner, std::string& out);

/// The value of a block scalar. `text` is the whole token from its indicator, header line included;
/// `indent` the column of its content.
void decode_block_scalar(std::string_view text, std::uint32_t indent, std::string& out);

/// The first line of a block scalar (`|2-  # comment`).
struct BlockHeader {
  bool literal = false;
  int chomping = 0;      ///< -1 strip, 0 clip, 1 keep
  int increment = 0;     ///< explicit indentation, 0 if none
  std::size_t size = 0;  ///< bytes up to and including the line break; 0: malformed
};
BlockHeader read_block_header(std::string_view text);

}  // namespace fargate_lint::yaml
