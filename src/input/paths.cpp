#include "input/paths.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace fargate_lint::input {
namespace {

namespace fs = std::filesystem;

std::string working_directory() {
  std::error_code error;
  return fs::current_path(error).string();  // empty if it was deleted: paths then stay as they are
}

std::string without_closing_slash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

std::string join_path(std::string_view folder, std::string_view name) {
  if (folder.empty() || folder == "." || name.starts_with('/')) return std::string(name);
  std::string path(folder);
  if (!path.ends_with('/')) path += '/';
  return path += name;
}

std::string parent_path(std::string_view absolute) {
  const auto slash = absolute.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return "/";
  return std::string(absolute.substr(0, slash));
}

bool path_exists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

std::string canonical_path(const std::string& path) {
  std::error_code error;
  auto canonical = fs::canonical(path, error);
  if (!error) return canonical.string();
  return without_closing_slash(
      fs::path(join_path(working_directory(), path)).lexically_normal().string());
}

std::string shown_path(const std::string& path) {
  auto normal = without_closing_slash(fs::path(path).lexically_normal().string());
  if (normal.empty()) return ".";
  if (!normal.starts_with('/')) return normal;
  auto base = working_directory();
  if (normal == base) return ".";
  if (!base.ends_with('/')) base += '/';
  return normal.starts_with(base) ? normal.substr(base.size()) : normal;
}

std::string shell_word(std::string_view path) {
  const auto stays = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-_./+,:@%").find(static_cast<char>(c)) != std::string_view::npos;
  };
  const std::string before = path.starts_with('-') ? "./" : "";
  if (!path.empty() && std::ranges::all_of(path, stays)) return before + std::string(path);
  auto word = "'" + before;
  for (const char c : path) {
    if (c == '\'')
      word += "'\\''";
    else
      word += c;
  }
  return word += '\'';
}

}  // namespace fargate_lint::input
