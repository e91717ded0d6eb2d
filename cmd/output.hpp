#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::cmd {

/// Where one format goes: a file, or standard output if `file` is empty.
struct Target {
  const report::Renderer* renderer;
  std::string file;
};
/// Whether a command takes a format; null: it takes all.
using Takes = bool (*)(const report::Renderer& renderer);
/// The names of those that it takes.
std::vector<std::string_view> format_names(Takes takes);

/// Whether both are standard output (no name), or names of one file.
bool is_same_file(const std::string& a, const std::string& b);

/// Reads the values of -o; the default format to standard output if there are none. Two formats for
/// one place are an error, and so is a format that the command does not take.
Result<std::vector<Target>> parse_targets(const std::vector<std::string>& outputs,
                                          Takes takes = nullptr);

/// Nothing, or what went wrong.
using Failure = std::optional<Error>;

/// Writes all of `text` to standard output. An error without a message: nobody reads it any more.
Failure write_stdout(std::string_view text);
/// Writes to standard error, as far as it takes it.
void write_stderr(std::string_view text);
/// Writes a file whole or not at all: what was there stays until the new text is on the disk. A
/// device, a pipe or a file of several names (hard links) is written to as it is.
Failure write_file(const std::string& path, std::string_view text);
/// Adds to the end of a file, which is made if there is none.
Failure append_file(const std::string& path, std::string_view text);

}  // namespace fargate_lint::cmd
