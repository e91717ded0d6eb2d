#include "input/field_placer.hpp"

#include <algorithm>
#include <functional>

namespace fargate_lint::input {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kLongestLine = 400;

std::uint32_t count_characters(std::string_view text) {
  return static_cast<std::uint32_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
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
  const auto newline = passed.rfind('\n');
  if (newline == kNone) {
    column_ += count_characters(passed);
  } else {
    line_ += static_cast<std::uint32_t>(std::ranges::count(passed, '\n'));
    line_begin_ = at_ + newline + 1;
    column_ = count_characters(passed.substr(newline + 1));
  }
  at_ = offset;
}

}  // namespace fargate_lint::input
