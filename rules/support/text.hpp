#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fargate_lint::rules {

/// The user's own text in backticks, for a message: one line, without control characters, and cut
/// where a value is too long to be read. Manifests are hostile input, messages go to terminals.
std::string quote(std::string_view text, std::size_t max_bytes = 60);

/// "`a`, `b`, `c`, `d`, `e` and 3 more"
std::string enumerate(const std::vector<std::string>& names);
/// "1 workload", "2 workloads"
std::string count(std::size_t number, std::string_view noun);

/// The number of single-character edits (insert, delete, replace) that turn one text into the
/// other. Texts beyond 128 bytes count as far apart: they are no slip of one key for another.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace fargate_lint::rules
