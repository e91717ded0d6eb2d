#pragma once

#include <filesystem>
#include <string>

/// Files that tests read and, where FARGATE_LINT_UPDATE is set, write.
namespace fargate_lint::testing {

/// All of a file; empty if it is not there.
std::string read_file(const std::filesystem::path& path);

/// Holds a text against the file that says what it should be, or writes that file.
void check_golden(const std::filesystem::path& path, const std::string& text);

}  // namespace fargate_lint::testing
