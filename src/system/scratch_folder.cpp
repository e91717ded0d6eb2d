#include "system/scratch_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "base/paths.hpp"
#include "system/descriptor.hpp"
#include "system/failure.hpp"
#include "system/scratch.hpp"

namespace fargate_lint::system {
namespace {

Error no_room(const std::string& path, int error_number) {
  auto error = write_failure("`" + path + "`", error_number);
  error.hint = "free some space, or set TMPDIR to another directory";
  return error;
}

}  // namespace

Result<std::unique_ptr<ScratchFolder>> ScratchFolder::make() {
  std::unique_ptr<ScratchFolder> folder(new ScratchFolder());
  auto name = temporary_folder() + "/fargate-lint-XXXXXX";
  // Noted before it is there: the name is not known any earlier, so a signal between the two calls
  // leaves an empty directory.
  if (::mkdtemp(name.data()) == nullptr) return no_room(name, errno);
  folder->leftovers_.add(name);
  std::error_code error;
  const auto real = std::filesystem::canonical(name, error);
  folder->path_ = error ? name : real.string();
  return folder;
}

ScratchFolder::~ScratchFolder() {
  if (path_.empty()) return;
  std::error_code ignored;  // nobody can do more about it
  std::filesystem::remove_all(path_, ignored);
}

Failure ScratchFolder::write(const std::string& name, std::string_view text) {
  require(
      !name.empty() && name.front() != '/' && normal_path(name) == name && !name.starts_with(".."),
      "a file in the scratch directory");
  for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
    const auto folder = join_path(path_, std::string_view(name).substr(0, slash));
    if (::mkdir(folder.c_str(), 0700) == 0)
      leftovers_.add(folder);
    else if (errno != EEXIST)
      return no_room(folder, errno);
  }
  const auto path = join_path(path_, name);
  const int file =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return no_room(path, errno);
  leftovers_.add(path);
  const int failed = write_all(file, text);
  ::close(file);
  if (failed != 0) return no_room(path, failed);
  return std::nullopt;
}

}  // namespace fargate_lint::system
