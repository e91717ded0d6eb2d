#include "base/paths.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace fargate_lint {

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

std::string_view file_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string normal_path(std::string_view path) {
  auto normal = std::filesystem::path(path).lexically_normal().string();
  while (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
  return normal;
}

bool is_within(std::string_view path, std::string_view folder) {
  if (!path.starts_with(folder)) return false;
  return path.size() == folder.size() || folder == "/" || path[folder.size()] == '/';
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

}  // namespace fargate_lint
