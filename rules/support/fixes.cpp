#include "support/fixes.hpp"

#include <algorithm>
#include <utility>

#include "yaml/path.hpp"

namespace fargate_lint::rules {
namespace {

using yaml::Range;

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kLongestLine = 4096;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kBlanks) == std::string_view::npos;
}

/// A document's text around what is to be edited.
class Text {
 public:
  explicit Text(const yaml::Document& document) : document_(document), text_(document.text()) {}

  /// Of a line that is longer than text with line breaks is: not so far back that many edits of
  /// one line would make us read it over and over.
  std::size_t line_start(std::size_t at) const {
    const auto nearest = at > kLongestLine ? at - kLongestLine : 0;
    const auto newline = text_.substr(nearest, at - nearest).rfind('\n');
    return newline == std::string_view::npos ? nearest : nearest + newline + 1;
  }
  std::string_view line_before(std::size_t at) const {
    const auto start = line_start(at);
    return text_.substr(start, at - start);
  }
  /// Offset of the next character that is neither a blank nor a tab, or of the text's end.
  std::size_t skip_blanks(std::size_t at) const {
    return std::min(text_.find_first_not_of(kBlanks, at), text_.size());
  }
  std::string_view between(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }
  /// Whether nothing but a comment follows on the line.
  bool ends_line(std::size_t at) const {
    const auto next = skip_blanks(at);
    return next == text_.size() || text_[next] == '\n' || text_[next] == '#';
  }
  /// Offset of the next character that is no white space, or of the text's end.
  std::size_t next(std::size_t at) const {
    return std::min(text_.find_first_not_of(kSpace, at), text_.size());
  }
  /// Offset of the last one in front, or npos.
  std::size_t previous(std::size_t at) const {
    return at == 0 ? std::string_view::npos : text_.find_last_not_of(kSpace, at - 1);
  }
  /// The character there; 0 where there is none.
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }

  edit::PlacedEdit edit(std::size_t begin, std::size_t end, std::string_view text) const {
    const auto place = [&](std::size_t at) {
      return document_.position(static_cast<std::uint32_t>(at));
    };
    return {document_.source().path, place(begin), place(end), text};
  }
  /// All lines of a range.
  edit::PlacedEdit without_lines(Range range) const {
    auto edit = this->edit(line_start(range.begin), range.end, {});
    edit.end = {edit.end.line + 1, 1};
    return edit;
  }

 private:
  const yaml::Document& document_;
  std::string_view text_;
};

/// An entry or element, from its key or dash on, and the collection that it is written in.
struct Part {
  yaml::Node collection;
  Range all;    ///< of the collection
  Range range;  ///< of the part, without its dash
  bool is_only = false;
};

/// In brackets, with one of the commas around it.
std::optional<edit::PlacedEdit> remove_in_brackets(const Text& text, const Part& part) {
  const auto [begin, end] = part.range;
  const auto before = text.previous(begin);
  const char opener = text.at(before);
  // What else may stand in front is a comment, an anchor, a tag, or `?`.
  if (opener != ',' && opener != '{' && opener != '[') return std::nullopt;
  const auto behind = text.next(end);
  if (text.at(behind) == ',') {
    const bool own_lines = is_blank(text.line_before(begin)) && text.ends_line(behind + 1);
    if (own_lines) return text.without_lines({begin, behind});
    return text.edit(begin, text.skip_blanks(behind + 1), {});
  }
  if (text.at(behind) != '}' && text.at(behind) != ']') return std::nullopt;
  return text.edit(opener == ',' ? before : begin, end, {});
}

/// The only part of a collection in block style, which becomes an empty one in brackets.
std::optional<edit::PlacedEdit> remove_only(const Text& text, const Part& part) {
  const std::string_view empty = part.collection.is_mapping() ? "{}" : "[]";
  const auto key = part.collection.key();
  const auto [begin, end] = part.all;
  if (!key) {
    if (begin == 0 || !text.ends_line(end)) return std::nullopt;
    return text.edit(begin, end, empty);
  }
  const auto colon = text.next(key.range().end);
  if (text.at(colon) != ':' || text.next(colon + 1) != begin) return std::nullopt;
  return text.edit(colon + 1, end, " " + std::string(empty));
}

/// In block style: its lines, or what makes way for the next entry behind the same dash.
std::optional<edit::PlacedEdit> remove_in_block(const Text& text, const Part& part) {
  if (part.is_only) return remove_only(text, part);
  const auto [begin, end] = part.range;
  if (!text.ends_line(end)) return std::nullopt;
  const auto before = text.line_before(begin);
  if (is_blank(before)) return text.without_lines(part.range);
  const auto next = text.next(end);
  const bool behind_dash = before.find_first_not_of(" \t-") == std::string_view::npos;
  const bool has_next = next < part.all.end && text.at(next) != '#';
  if (!behind_dash || !has_next || part.collection.is_sequence()) return std::nullopt;
  return text.edit(begin, next, {});
}

std::optional<edit::PlacedEdit> remove(const Part& part) {
  const Text text(*part.collection.document());
  // What an alias or a merge key brought in is written elsewhere.
  const bool is_within = part.range.begin >= part.all.begin && part.range.end <= part.all.end;
  if (!is_within || part.range.end <= part.range.begin) return std::nullopt;
  if (part.collection.style() == yaml::Style::flow) {
    const bool has_brackets = text.at(part.all.begin) == '{' || text.at(part.all.begin) == '[';
    return has_brackets ? remove_in_brackets(text, part) : std::nullopt;
  }
  return remove_in_block(text, part);
}

std::optional<Change> changed(std::optional<edit::PlacedEdit> edit, SharedText field) {
  if (!edit || field.empty()) return std::nullopt;
  return Change{std::move(*edit), std::move(field)};
}

std::size_t column(const Text& text, std::size_t at) {
  return text.line_before(at).size();
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

std::optional<Change> remove_field(yaml::Node mapping, std::string_view key) {
  return remove_field(mapping, mapping[key]);
}

std::optional<Change> remove_field(yaml::Node mapping, yaml::Node value) {
  const auto key = value.key();
  if (!mapping.is_mapping() || !key) return std::nullopt;
  const Part part = {
      mapping, mapping.range(), {key.range().begin, value.range().end}, mapping.size() == 1};
  const Text text(*mapping.document());
  // A mapping that `<<` merges in its place has a column of its own.
  const bool is_block = mapping.style() == yaml::Style::block;
  if (is_block && column(text, part.range.begin) != column(text, part.all.begin))
    return std::nullopt;
  return changed(remove(part), lint::field_of(value));
}

std::optional<Change> remove_item(yaml::Node sequence, yaml::Node item) {
  if (!sequence.is_sequence() || !item) return std::nullopt;
  Part part = {sequence, sequence.range(), item.range(), sequence.size() == 1};
  if (sequence.style() == yaml::Style::block) {
    const Text text(*sequence.document());
    const auto dash = text.previous(part.range.begin);
    const bool on_its_line = dash >= text.line_start(part.range.begin);
    if (text.at(dash) != '-' || !on_its_line) return std::nullopt;
    part.range.begin = dash;
  }
  return changed(remove(part), lint::field_of(item));
}

std::optional<Change> insert_field(yaml::Node mapping, std::string_view key,
                                   std::string_view lines) {
  if (!mapping.is_mapping() || mapping.style() != yaml::Style::block || mapping[key])
    return std::nullopt;
  const auto all = mapping.range();
  const Text text(*mapping.document());
  for (const auto& [each, value] : mapping.entries()) {
    const auto begin = each.range().begin;
    const auto indent = text.line_before(begin);
    const bool is_within = begin >= all.begin && begin < all.end;
    if (!is_within || !is_blank(indent) || indent.size() != column(text, all.begin)) continue;
    const auto start = text.line_start(begin);
    auto field = lint::field_of(mapping).str();
    yaml::append_key(key, field);
    return Change{text.edit(start, start, indented(lines, indent)), field};
  }
  return std::nullopt;
}

std::optional<Change> replace_scalar(yaml::Node scalar, const std::string& replacement) {
  if (!scalar || scalar.is_mapping() || scalar.is_sequence()) return std::nullopt;
  auto range = scalar.range();
  const Text text(*scalar.document());
  if (scalar.style() != yaml::Style::plain && range.size() >= 2) {
    // The quotes stay: JSON needs them.
    ++range.begin;
    --range.end;
  }
  const bool is_as_written = text.between(range.begin, range.end) == scalar.text();
  if (!is_as_written || range.size() == 0) return std::nullopt;
  return changed(text.edit(range.begin, range.end, replacement), lint::field_of(scalar));
}

void append(lint::Fix& fix, Change change) {
  fix.edits.push_back(std::move(change.edit));
  fix.fields.push_back(std::move(change.field));
}

void attach(lint::FindingBuilder& finding, bool safe, std::optional<Change> change) {
  if (!change) return;
  lint::Fix fix;
  fix.safe = safe;
  append(fix, std::move(*change));
  finding.fix(std::move(fix));
}

}  // namespace fargate_lint::rules
