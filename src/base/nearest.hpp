#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace fargate_lint {

enum class Letters : std::uint8_t { as_written, any_case };

/// The number of single-byte edits (insert, delete, replace) that turn one text into the other;
/// `most` + 1 if there are more. Texts beyond 128 bytes count as far apart: they are no slip of one
/// word for another.
std::size_t edit_distance(std::string_view a, std::string_view b, Letters letters,
                          std::size_t most = 128);

/// The candidate that `text` is most likely a slip for, in any case; empty if none is close.
std::string_view nearest(std::string_view text, const std::vector<std::string_view>& candidates);

}  // namespace fargate_lint
