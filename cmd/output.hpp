#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "report/renderer.hpp"
#include "system/file_system.hpp"

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
bool is_same_file(const system::FileSystem& files, const std::string& a, const std::string& b);

/// Reads the values of -o; the default format to standard output if there are none. Two formats for
/// one place are an error, and so is a format that the command does not take.
Result<std::vector<Target>> parse_targets(const system::FileSystem& files,
                                          const std::vector<std::string>& outputs,
                                          Takes takes = nullptr);

}  // namespace fargate_lint::cmd
