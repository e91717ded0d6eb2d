#pragma once

#include <string>
#include <string_view>

/// Paths as text: what can be said of them without looking at a file system.
namespace fargate_lint {

std::string join_path(std::string_view folder, std::string_view name);
std::string parent_path(std::string_view absolute);
/// What is behind the last slash; a view of the path.
std::string_view file_name(std::string_view path);
/// Without `.`, `..` and doubled slashes as far as the text tells, and without a closing slash.
std::string normal_path(std::string_view path);
/// Whether `path` is `folder` or below it; both absolute, without links and closing slashes.
bool is_within(std::string_view path, std::string_view folder);
/// As one word of a command for a shell, in quotes where it needs them; never taken for an option.
std::string shell_word(std::string_view path);

}  // namespace fargate_lint
