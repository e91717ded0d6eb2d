#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fargate_lint::yaml {

/// `text.find(word)`, for what all the text of a run is searched for: fast if the first two bytes
/// of `word`, which must have as many, seldom stand together.
std::size_t find(std::string_view text, std::string_view word);

/// Line feeds in the text.
std::uint32_t count_lines(std::string_view text);

}  // namespace fargate_lint::yaml
