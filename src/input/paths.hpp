#pragma once

#include <string>
#include <string_view>

/// Paths as text: how they are joined, compared and shown.
namespace fargate_lint::input {

std::string join_path(std::string_view folder, std::string_view name);
std::string parent_path(std::string_view absolute);
bool path_exists(const std::string& path);
/// Absolute and without symbolic links; lexically, where the file system gives no answer.
std::string canonical_path(const std::string& path);
/// As reports show a path: relative to the working directory when it is below it, without `./`.
std::string shown_path(const std::string& path);
/// As one word of a command for a shell, in quotes where it needs them; never taken for an option.
std::string shell_word(std::string_view path);

}  // namespace fargate_lint::input
