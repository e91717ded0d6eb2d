#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace fargate_lint::report {

/// Computes for every line of `text` what GitHub code scanning recognises an alert by:
/// `primaryLocationLineHash`, as github/codeql-action does in src/fingerprints.ts. `line` is called
/// with line numbers from 1, in their order, the last one being the line behind the last line end.
/// A value that differs from theirs makes their upload action warn and alerts appear twice.
void hash_lines(std::string_view text,
                const std::function<void(std::uint32_t number, const std::string& hash)>& line);

}  // namespace fargate_lint::report
