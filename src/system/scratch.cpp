#include "system/scratch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "system/descriptor.hpp"
#include "system/failure.hpp"

namespace fargate_lint::system {
namespace {

constexpr std::size_t kMostInMemory = std::size_t{1} << 20U;

/// A file without a name, where the file system knows such, or one whose name goes at once.
int open_nameless(const std::string& folder) {
  const int nameless = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (nameless >= 0) return nameless;
  auto name = folder + "/fargate-lint-XXXXXX";
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

Error no_room(int error_number) {
  auto error = write_failure("to `" + temporary_folder() + "`", error_number);
  error.hint = "free some space, or set TMPDIR to another place";
  return error;
}

}  // namespace

std::string temporary_folder() {
  const auto* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder == '/' ? folder : "/tmp";
}

Scratch::~Scratch() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Failure Scratch::open_file() {
  descriptor_ = open_nameless(temporary_folder());
  if (descriptor_ < 0) return no_room(errno);
  if (const int error = write_all(descriptor_, text_); error != 0) return no_room(error);
  std::string().swap(text_);
  return std::nullopt;
}

Failure Scratch::append(std::string_view text) {
  size_ += text.size();
  if (!is_file() && size_ <= kMostInMemory) {
    text_ += text;
    return std::nullopt;
  }
  if (!is_file())
    if (auto failure = open_file()) return failure;
  if (const int error = write_all(descriptor_, text); error != 0) return no_room(error);
  return std::nullopt;
}

bool Scratch::read_at(std::uint64_t offset, char* to, std::size_t size) const {
  if (offset > size_ || size_ - offset < size) return false;
  if (!is_file()) {
    std::memcpy(to, text_.data() + offset, size);
    return true;
  }
  return read_all_at(descriptor_, offset, to, size);
}

}  // namespace fargate_lint::system
