#include "input/field_placer.hpp"

#include <algorithm>
#include <functional>

#include "base/bytes.hpp"

namespace fargate_lint::input {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kLongestLine = 400;

std::uint32_t count_characters(std::string_view text) {
  return static_cast<std::uint32_t>(count_code_points(text));
}

std::size_t quotes(yaml::Node scalar) {
  const auto style = scalar.style();
  return style == yaml::Style::single_quoted || style == yaml::Style::double_quoted ? 1 : 0;
}

}  // namespace

FieldPlacer::Place FieldPlacer::place(yaml::Node value) {
  const auto key = value.key();
  const auto begin = offset(key);
  const auto end = offset(value);
  // Decoded scalars stand elsewhere; aliases stand before.
  if (begin == kNone || end == kNone || end < begin || begin < at_) return {value.field_span(), {}};
  advance(begin);
  // What follows a line too long to keep is not looked at: it may be all of the document.
  const auto rest = text_.substr(begin, kLongestLine);
  auto line_rest = rest.substr(0, rest.find('\n'));
  const bool whole = line_rest.size() < rest.size() || rest.size() < kLongestLine;
  if (line_rest.ends_with('\r')) line_rest.remove_suffix(1);
  const auto size = std::min(end + value.text().size() + quotes(value) - begin, line_rest.size());
  const auto column = column_ + 1 - static_cast<std::uint32_t>(quotes(key));
  const auto end_column = column_ + 1 + count_characters(line_rest.substr(0, size));
  Place place{{{line_, column}, {line_, end_column}}, {}};
  if (whole && begin - line_begin_ < kLongestLine)
    place.line = text_.substr(line_begin_, begin + line_rest.size() - line_begin_);
  return place;
}

std::size_t FieldPlacer::offset(yaml::Node scalar) const {
  const auto* data = scalar.text().data();
  const std::less<> before;
  if (data == nullptr || before(data, text_.data()) || before(text_.data() + text_.size(), data))
    return kNone;
  return static_cast<std::size_t>(data - text_.data());
}

void FieldPlacer::advance(std::size_t offset) {
  const auto passed = text_.substr(at_, offset - at_);
  std::size_t line = 0;  // where the last line of what is passed begins
  for (auto end = passed.find('\n'); end != kNone; end = passed.find('\n', line)) {
    ++line_;
    line = end + 1;
  }
  const auto columns = count_characters(passed.substr(line));
  column_ = line == 0 ? column_ + columns : columns;
  if (line != 0) line_begin_ = at_ + line;
  at_ = offset;
}

}  // namespace fargate_lint::input
