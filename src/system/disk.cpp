#include "system/disk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/paths.hpp"
#include "system/descriptor.hpp"
#include "system/failure.hpp"
#include "system/temporary_file.hpp"

namespace fargate_lint::system {
namespace {

Kind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return Kind::regular;
  if (S_ISDIR(mode)) return Kind::folder;
  return S_ISLNK(mode) ? Kind::link : Kind::special;
}

Status status_of(const struct stat& info) {
  const bool regular = S_ISREG(info.st_mode);
  return {kind_of(info.st_mode), info.st_dev,
          info.st_ino,           regular ? static_cast<std::uint64_t>(info.st_size) : 0,
          info.st_mtim.tv_sec,   info.st_mtim.tv_nsec};
}

/// Of the files of the process: how many may be held open for good.
class Holders {
 public:
  static bool enter() {
    static const rlim_t most = most_open_files();
    if (count_.fetch_add(1) < most) return true;
    leave();
    return false;
  }
  static void leave() { --count_; }

 private:
  static rlim_t most_open_files() {
    constexpr rlim_t kMost = 128;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    return std::min(kMost, limit.rlim_cur / 2);
  }
  static inline std::atomic<rlim_t> count_ = 0;
};

class DiskFile : public File {
 public:
  DiskFile(int descriptor, bool owned, const Status& opened)
      : File(opened), descriptor_(descriptor), owned_(owned) {}
  ~DiskFile() override {
    if (owned_) ::close(descriptor_);
    if (is_held_) Holders::leave();
  }

  Result<Status> status() const override {
    struct stat info {};
    if (::fstat(descriptor_, &info) != 0) return open_failure(errno);
    return status_of(info);
  }

  Result<std::size_t> read(char* to, std::size_t size) override {
    while (true) {
      const auto count = ::read(descriptor_, to, size);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) return open_failure(errno);
    }
  }

  bool read_at(std::uint64_t offset, char* to, std::size_t size) const override {
    return read_all_at(descriptor_, offset, to, size);
  }

  bool rewind() override { return ::lseek(descriptor_, 0, SEEK_SET) == 0; }

  bool hold() override {
    if (!is_held_) is_held_ = Holders::enter();
    return is_held_;
  }

 private:
  int descriptor_;
  bool owned_;
  bool is_held_ = false;
};

Result<std::unique_ptr<File>> file_of(int descriptor, bool owned) {
  struct stat info {};
  const auto error = ::fstat(descriptor, &info) != 0 ? errno : 0;
  if (error == 0 && !S_ISDIR(info.st_mode))
    return std::unique_ptr<File>(std::make_unique<DiskFile>(descriptor, owned, status_of(info)));
  if (owned) ::close(descriptor);
  return open_failure(error == 0 ? EISDIR : error);
}

std::optional<Kind> kind_of(const struct dirent& entry, int folder) {
  switch (entry.d_type) {
    case DT_REG: return Kind::regular;
    case DT_DIR: return Kind::folder;
    case DT_LNK: return Kind::link;
    case DT_UNKNOWN: {  // not every file system tells
      struct stat info {};
      if (::fstatat(folder, entry.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
      return kind_of(info.st_mode);
    }
    default: return Kind::special;
  }
}

/// The permissions that a newly created file gets. There is no way to ask for the umask without
/// setting it; no thread runs while reports are written.
mode_t default_mode() {
  const auto mask = ::umask(0);
  ::umask(mask);
  return 0666U & ~mask;
}

/// To replace a file takes no right to write to it, and root has every right: who made it
/// read-only wants to be asked all the same.
bool is_read_only(const std::string& path, const struct stat& info) {
  return (info.st_mode & 0222U) == 0 || ::access(path.c_str(), W_OK) != 0;
}

/// `path` is to open, `name` is what the user calls it.
Failure write_in_place(const std::string& path, const std::string& name, std::string_view text,
                       int flags) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666);
  if (descriptor < 0) return write_failure("`" + name + "`", errno);
  auto error = write_all(descriptor, text);
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error != 0) return write_failure("`" + name + "`", error);
  return std::nullopt;
}

std::string folder_of_the_process() {
  std::error_code error;
  return std::filesystem::current_path(error).string();
}

}  // namespace

Disk::Disk() : working_directory_(folder_of_the_process()), folder_(AT_FDCWD) {}

Disk::Disk(std::string folder)
    : working_directory_(std::move(folder)),
      folder_(::open(working_directory_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  require(folder_ >= 0, "a disk's folder is there");
}

Disk::~Disk() {
  if (folder_ >= 0) ::close(folder_);
}

Result<std::unique_ptr<File>> Disk::open(const std::string& path) const {
  const int descriptor = ::openat(folder_, path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return open_failure(errno);
  return file_of(descriptor, true);
}

Result<std::unique_ptr<File>> Disk::open_standard_input() const {
  return file_of(STDIN_FILENO, false);
}

Result<std::vector<Entry>> Disk::list(const std::string& folder) const {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  const int descriptor = ::openat(folder_, folder.c_str(), kFlags);
  if (descriptor < 0) return open_failure(errno);
  const auto close = [](DIR* handle) { ::closedir(handle); };
  const std::unique_ptr<DIR, decltype(close)> handle(::fdopendir(descriptor), close);
  if (!handle) {
    const auto error = open_failure(errno);
    ::close(descriptor);
    return error;
  }
  std::vector<Entry> entries;
  errno = 0;
  while (const auto* found = ::readdir(handle.get())) {
    const std::string_view name = found->d_name;
    if (name == "." || name == "..") continue;
    // What is gone by the time that we look at it was not there.
    if (const auto kind = kind_of(*found, descriptor))
      entries.push_back({std::string(name), *kind});
    errno = 0;
  }
  if (errno != 0) return open_failure(errno);
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

Result<Status> Disk::status(const std::string& path) const {
  struct stat info {};
  if (::fstatat(folder_, path.c_str(), &info, 0) != 0) return open_failure(errno);
  return status_of(info);
}

std::string Disk::absolute(const std::string& path) const {
  return folder_ == AT_FDCWD ? path : join_path(working_directory_, path);
}

std::optional<std::string> Disk::resolve(const std::string& path) const {
  const auto free = [](char* text) { std::free(text); };
  const std::unique_ptr<char, decltype(free)> real(::realpath(absolute(path).c_str(), nullptr),
                                                   free);
  return real ? std::optional<std::string>(real.get()) : std::nullopt;
}

Failure Disk::replace(const std::string& path, std::string_view text) {
  auto target = absolute(path);
  struct stat info {};
  const bool there = ::stat(target.c_str(), &info) == 0;
  if (there) {
    if (S_ISDIR(info.st_mode)) return Error{"`" + path + "` is a directory", "name a file in it"};
    if (!S_ISREG(info.st_mode)) return write_in_place(target, path, text, 0);
    if (is_read_only(target, info))
      return Error{"cannot write `" + path + "`: it is read-only", "make it writable first"};
    if (info.st_nlink > 1) return write_in_place(target, path, text, O_TRUNC);
    // What a symbolic link points to is replaced, not the link.
    if (auto real = resolve(path)) target = *std::move(real);
  }
  TemporaryFile file(target);
  if (there) file.give_to(info.st_uid, info.st_gid);
  file.write(text, there ? info.st_mode & 07777U : default_mode());
  file.move_to(target);
  if (file.error() != 0) return write_failure("`" + path + "`", file.error());
  return std::nullopt;
}

Failure Disk::append(const std::string& path, std::string_view text) {
  return write_in_place(absolute(path), path, text, O_APPEND | O_CREAT);
}

}  // namespace fargate_lint::system
