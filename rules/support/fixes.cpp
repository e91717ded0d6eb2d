#include "support/fixes.hpp"

#include <algorithm>
#include <utility>

namespace fargate_lint::rules {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// Whether what follows a value on its line is nothing, or a comment.
bool ends_line(std::string_view rest) {
  if (is_blank(rest)) return true;
  return rest.find_first_not_of(" \t") > 0 && rest[rest.find_first_not_of(" \t")] == '#';
}

/// Bytes of `line` before a column; nothing where a character before it is not ASCII, since columns
/// count code points.
std::optional<std::size_t> byte_of(std::string_view line, std::uint32_t column) {
  if (column == 0 || column - 1 > line.size()) return std::nullopt;
  const std::string_view before = line.substr(0, column - 1);
  const bool ascii =
      std::ranges::all_of(before, [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
  if (!ascii) return std::nullopt;
  return before.size();
}

/// Whether the node's token is its value as it is: plain, or quoted without escapes. Then its span
/// covers all of it.
bool is_written_as_is(yaml::Node scalar) {
  const yaml::Span span = scalar.span();
  if (span.begin.line == 0 || span.begin.line != span.end.line) return false;
  const auto begin = byte_of(scalar.line_text(), span.begin.column);
  const auto end = byte_of(scalar.line_text(), span.end.column);
  if (!begin || !end || *end <= *begin) return false;
  std::string_view token = scalar.line_text().substr(*begin, *end - *begin);
  switch (scalar.style()) {
    case yaml::Style::plain: return token == scalar.text();
    case yaml::Style::single_quoted:
    case yaml::Style::double_quoted:
      return token.size() >= 2 && token.substr(1, token.size() - 2) == scalar.text();
    case yaml::Style::literal:
    case yaml::Style::folded:
    case yaml::Style::block:
    case yaml::Style::flow: return false;
  }
  return false;
}

}  // namespace

std::string indented(std::string_view lines, std::string_view indent) {
  std::string text;
  while (!lines.empty()) {
    const auto end = lines.find('\n') + 1;
    text.append(indent).append(lines.substr(0, end));
    lines.remove_prefix(end);
  }
  return text;
}

std::optional<lint::Edit> remove_line(yaml::Node mapping, std::string_view key) {
  return remove_line(mapping, mapping[key]);
}

std::optional<lint::Edit> remove_line(yaml::Node mapping, yaml::Node value) {
  if (!value || mapping.style() != yaml::Style::block) return std::nullopt;
  const auto entries = mapping.entries();
  if (++entries.begin() == entries.end()) return std::nullopt;
  if (!is_written_as_is(value)) return std::nullopt;
  const yaml::Node key_node = value.key();
  const yaml::Position at = key_node.position();
  if (at.line != value.position().line) return std::nullopt;
  // An entry that a merge key brought in stands before the mapping that it is seen in.
  const yaml::Position start = mapping.position();
  if (at.line < start.line) return std::nullopt;
  const std::string_view line = key_node.line_text();
  const auto indent = byte_of(line, at.column);
  const auto end = byte_of(line, value.span().end.column);
  if (!indent || !end || !is_blank(line.substr(0, *indent)) || !ends_line(line.substr(*end))) {
    return std::nullopt;
  }
  return lint::Edit{value.document()->source().path, {at.line, 1}, {at.line + 1, 1}, ""};
}

std::optional<lint::Edit> insert_lines(yaml::Node mapping, std::string_view lines) {
  if (!mapping.is_mapping() || mapping.style() != yaml::Style::block) return std::nullopt;
  const yaml::Position start = mapping.position();
  for (const auto& [key, value] : mapping.entries()) {
    const yaml::Position at = key.position();
    if (at.line < start.line) continue;  // of a merge key
    const auto indent = byte_of(key.line_text(), at.column);
    if (!indent || !is_blank(key.line_text().substr(0, *indent))) continue;
    return lint::Edit{mapping.document()->source().path,
                      {at.line, 1},
                      {at.line, 1},
                      indented(lines, key.line_text().substr(0, *indent))};
  }
  return std::nullopt;
}

std::optional<lint::Edit> replace_scalar(yaml::Node scalar, const std::string& replacement) {
  if (!is_written_as_is(scalar)) return std::nullopt;
  yaml::Span span = scalar.span();
  if (scalar.style() != yaml::Style::plain) {  // the quotes stay: JSON needs them
    ++span.begin.column;
    --span.end.column;
  }
  return lint::Edit{scalar.document()->source().path, span.begin, span.end, replacement};
}

void attach(lint::FindingBuilder& finding, bool safe, std::optional<lint::Edit> edit) {
  if (!edit) return;
  lint::Fix fix;
  fix.safe = safe;
  fix.edits.push_back(std::move(*edit));
  finding.fix(std::move(fix));
}

}  // namespace fargate_lint::rules
