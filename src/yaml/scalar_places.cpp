#include "yaml/scalar_places.hpp"

#include <algorithm>
#include <iterator>

#include "yaml/node_meta.hpp"
#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

bool is_space(char c) {
  return is_blank(c) || is_break(c);
}

/// The bytes of a double-quoted escape at `at`, which is a backslash. Two `\u` escapes of JSON may
/// stand for one character.
std::size_t escape_size(std::string_view token, std::size_t at) {
  const auto digits = [](char kind) {
    return kind == 'x' ? std::size_t{2} : kind == 'u' ? 4U : kind == 'U' ? 8U : 0U;
  };
  if (at + 1 >= token.size()) return 1;
  const auto size = 2 + digits(token[at + 1]);
  const std::string_view high = token.substr(at, 4);
  const bool is_high_surrogate = high.size() == 4 && high[1] == 'u' &&
                                 (high[2] == 'd' || high[2] == 'D') &&
                                 std::string_view("89abAB").find(high[3]) != std::string_view::npos;
  return is_high_surrogate && token.substr(at + size).starts_with("\\u") ? 2 * size : size;
}

}  // namespace

ScalarPlaces::ScalarPlaces(Node scalar) {
  if (scalar.is_missing()) return;
  const auto& nodes = Access::nodes(*scalar.document());
  const auto* node = &nodes[scalar.index()];
  if (meta::shape(node->meta) == Shape::alias) node = &nodes[node->extent];
  if (meta::shape(node->meta) != Shape::scalar) return;
  document_ = scalar.document();
  begin_ = node->begin;
  const auto token = document_->text().substr(node->begin, node->extent);
  const auto style = meta::style(node->meta);
  if (style == Style::literal || style == Style::folded) {
    align_block(token, meta::count(node->meta), scalar.text());
  } else {
    align_flow(token, style, scalar.text());
  }
}

void ScalarPlaces::add(std::size_t value, std::size_t source, std::size_t size) {
  if (!runs_.empty()) {
    auto& last = runs_.back();
    if (last.value + last.size == value && last.source + last.size == source) {
      last.size += size;
      return;
    }
  }
  runs_.push_back({value, source, size});
}

/// Line by line: each stands in the value without its indentation, after whatever became of the
/// line breaks in front of it.
void ScalarPlaces::align_block(std::string_view token, std::uint32_t indent,
                               std::string_view value) {
  auto at = read_block_header(token).size;
  std::size_t reached = 0;
  while (at < token.size()) {
    for (std::uint32_t column = 0; column < indent && at < token.size() && token[at] == ' ';
         ++column) {
      ++at;
    }
    const auto end = find_line_break(token, at);
    const auto line = token.substr(at, end - at);
    while (!line.empty() && reached < value.size() && is_space(value[reached]) &&
           !value.substr(reached).starts_with(line)) {
      ++reached;
    }
    if (!line.empty()) {
      if (!value.substr(reached).starts_with(line)) return;
      add(reached, at, line.size());
      reached += line.size();
    }
    at = end + line_break_size(token, end);
  }
}

/// Character by character, over line breaks that became spaces, and over escapes.
void ScalarPlaces::align_flow(std::string_view token, Style style, std::string_view value) {
  const bool quoted = style != Style::plain;
  if (quoted && token.size() >= 2) token = token.substr(1, token.size() - 2);
  const std::size_t shift = quoted ? 1 : 0;
  std::size_t at = 0;
  std::size_t reached = 0;
  while (at < token.size() && reached <= value.size()) {
    auto end = at;
    bool breaks = false;
    for (; end < token.size() && is_space(token[end]); ++end)
      breaks = breaks || is_break(token[end]);
    if (breaks) {
      at = end;
      while (reached < value.size() && is_space(value[reached])) ++reached;
    } else if (end > at) {
      const auto blanks = token.substr(at, end - at);
      if (!value.substr(reached).starts_with(blanks)) return;
      add(reached, at + shift, blanks.size());
      at = end;
      reached += blanks.size();
    } else if (style == Style::double_quoted && token[at] == '\\') {
      const auto size = escape_size(token, at);
      const bool joins_lines = at + 1 < token.size() && is_break(token[at + 1]);
      if (joins_lines) {
        at = find_line_break(token, at + 1);
        while (at < token.size() && is_space(token[at])) ++at;
        continue;
      }
      if (reached == value.size()) return;
      at += size;
      reached += std::max<std::size_t>(1, utf8_sequence(value.substr(reached)));
    } else if (reached < value.size() && token[at] == value[reached]) {
      add(reached, at + shift, 1);
      at += style == Style::single_quoted && token.substr(at).starts_with("''") ? 2 : 1;
      ++reached;
    } else {
      return;
    }
  }
}

std::optional<ScalarPlaces::Place> ScalarPlaces::find(std::size_t begin, std::size_t end) const {
  const auto after = std::ranges::upper_bound(runs_, begin, {}, &Run::value);
  if (after == runs_.begin()) return std::nullopt;
  const auto& run = *std::prev(after);
  if (begin >= run.value + run.size) return std::nullopt;
  const auto size = std::min(std::max(end, begin + 1), run.value + run.size) - begin;
  const auto source = static_cast<std::uint32_t>(begin_ + run.source + begin - run.value);
  return Place{document_->span(source, source + static_cast<std::uint32_t>(size)),
               document_->line_at(source)};
}

}  // namespace fargate_lint::yaml
