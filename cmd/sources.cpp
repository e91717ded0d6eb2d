#include "sources.hpp"

#include <fstream>

#include "input/stream.hpp"

namespace fargate_lint::cmd {
namespace {

namespace fs = std::filesystem;

/// The folder upwards from the working directory that holds `.git` (in a linked work tree, a file).
fs::path repository_root() {
  std::error_code error;
  auto here = fs::canonical(fs::current_path(error), error);
  if (error) return {};
  for (auto folder = here;; folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", error)) return folder;
    if (folder == folder.root_path()) return here;
  }
}

}  // namespace

bool read_parts(const std::string& path, const std::function<bool(std::string_view)>& part) {
  std::error_code error;
  // What is no regular file cannot be read a second time.
  if (path == "-" || !fs::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  if (!file.is_open()) return false;
  std::string buffer(input::kWindow, '\0');
  while (file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    if (!part(std::string_view(buffer).substr(0, static_cast<std::size_t>(file.gcount()))))
      return true;
  }
  return !file.bad();
}

FileSources::FileSources() : root_(repository_root()) {}

bool FileSources::read(const std::string& path,
                       const std::function<bool(std::string_view)>& part) const {
  return read_parts(path, part);
}

std::string FileSources::repository_path(const std::string& path) const {
  if (path.empty() || path == "-" || root_.empty()) return path;
  std::error_code error;
  const auto real = fs::weakly_canonical(path, error);
  if (error || !real.is_absolute()) return path;
  const auto relative = real.lexically_relative(root_);
  const bool outside = relative.empty() || *relative.begin() == "..";
  return (outside ? real : relative).generic_string();
}

}  // namespace fargate_lint::cmd
