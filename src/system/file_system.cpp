#include "system/file_system.hpp"

#include "base/paths.hpp"

namespace fargate_lint::system {
namespace {

constexpr std::size_t kLargestSmallFile = std::size_t{16} << 20U;

std::optional<std::string> read_all(File& file) {
  constexpr std::size_t kStep = 64 * 1024;
  if (file.opened().size > kLargestSmallFile) return std::nullopt;
  // One byte more than a regular file holds: at its end we are told so at once.
  std::string text(static_cast<std::size_t>(file.opened().size) + 1, '\0');
  std::size_t used = 0;
  while (true) {
    const auto count = file.read(text.data() + used, text.size() - used);
    if (!count) return std::nullopt;
    used += *count;
    if (*count == 0) break;
    if (used > kLargestSmallFile) return std::nullopt;
    if (used == text.size()) text.resize(used + kStep);
  }
  text.resize(used);
  return text;
}

}  // namespace

bool FileSystem::is(Kind kind, const std::string& path) const {
  const auto found = status(path);
  return found && found.value().kind == kind;
}

std::string FileSystem::canonical(const std::string& path) const {
  if (auto resolved = resolve(path)) return *std::move(resolved);
  return normal_path(join_path(working_directory(), path));
}

std::string FileSystem::shown(const std::string& path) const {
  auto normal = normal_path(path);
  if (normal.empty()) return ".";
  if (!normal.starts_with('/')) return normal;
  const auto& base = working_directory();
  if (base.empty() || !is_within(normal, base)) return normal;
  if (normal.size() == base.size()) return ".";
  return normal.substr(base == "/" ? 1 : base.size() + 1);
}

std::optional<std::string> read_whole_file(const FileSystem& files, const std::string& path) {
  const auto file = files.open(path);
  return file ? read_all(*file.value()) : std::nullopt;
}

std::optional<std::string> read_regular_file(const FileSystem& files, const std::string& path) {
  return files.is(Kind::regular, path) ? read_whole_file(files, path) : std::nullopt;
}

Result<std::string> read_standard_input(const FileSystem& files, std::size_t most,
                                        const std::string& hint) {
  constexpr std::size_t kPart = 64 * 1024;
  const auto file = files.open_standard_input();
  if (!file) return file.error();
  std::string text;
  while (true) {
    const auto used = text.size();
    text.resize(used + kPart);
    const auto count = file.value()->read(text.data() + used, kPart);
    if (!count) return count.error();
    text.resize(used + *count);
    if (*count == 0) return text;
    if (text.size() > most)
      return Error{"is larger than " + std::to_string(most >> 20U) + " MiB", hint};
  }
}

bool read_parts(const FileSystem& files, const std::string& path,
                const std::function<bool(std::string_view)>& part) {
  constexpr std::size_t kPart = 256 * 1024;
  if (!files.is(Kind::regular, path)) return false;
  const auto file = files.open(path);
  if (!file) return false;
  std::string buffer(kPart, '\0');
  while (true) {
    // Full parts: who looks at the beginning gets all of it.
    std::size_t used = 0;
    std::size_t count = 1;
    while (used < buffer.size() && count != 0) {
      const auto more = file.value()->read(buffer.data() + used, buffer.size() - used);
      if (!more) return false;
      count = *more;
      used += count;
    }
    if (!part(std::string_view(buffer).substr(0, used)) || count == 0) return true;
  }
}

}  // namespace fargate_lint::system
