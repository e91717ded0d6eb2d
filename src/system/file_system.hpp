#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// The one door to the world: nothing but what stands in this folder opens, lists or writes files,
/// starts programs, or asks for the environment or the time.
namespace fargate_lint::system {

enum class Kind : std::uint8_t {
  regular,
  folder,
  link,     ///< a symbolic link; only where it is not followed
  special,  ///< a pipe, a socket or a device: to read it may take for ever
};

/// What a file is at a moment: one that differs of a regular file means that it has changed.
struct Status {
  Kind kind = Kind::regular;
  std::uint64_t device = 0;
  std::uint64_t inode = 0;  ///< with `device`: which file it is, whatever its names
  std::uint64_t size = 0;   ///< bytes; of regular files
  std::int64_t modified_seconds = 0;
  std::int64_t modified_nanoseconds = 0;
  bool operator==(const Status&) const = default;
};

/// What one name in a folder stands for.
struct Entry {
  std::string name;
  Kind kind = Kind::regular;  ///< links are not followed
};

/// A file that is open for reading until it is destroyed: what is read is the file that was opened,
/// whatever now has its name. One thread at a time may use it, but for read_at() and status().
class File {
 public:
  explicit File(const Status& opened) : opened_(opened) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  virtual ~File() = default;

  /// What it was when it was opened.
  const Status& opened() const { return opened_; }
  /// What it is now.
  virtual Result<Status> status() const = 0;
  /// Reads the next bytes into `to`, at most `size`; the number of them, 0 at the end.
  virtual Result<std::size_t> read(char* to, std::size_t size) = 0;
  /// Reads `size` bytes from `offset` on, of a regular file. False if there are fewer, or if they
  /// cannot be read.
  virtual bool read_at(std::uint64_t offset, char* to, std::size_t size) const = 0;
  /// Goes back to the beginning, to be read once more. False if that cannot be.
  virtual bool rewind() = 0;
  /// Asks to stay open when its reading is over. False if too many files have asked: there is room
  /// for a limited number, and others need some.
  virtual bool hold() = 0;

 private:
  Status opened_;
};

/// Files by their paths, absolute or relative to working_directory(). Any number of threads may use
/// it at once. Reading only: what is written goes through a Writer.
class FileSystem {
 public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem() = default;

  /// Opens a file to read; a folder is an error. Waits for nobody, but for the other end of a pipe.
  virtual Result<std::unique_ptr<File>> open(const std::string& path) const = 0;
  /// Opens the standard input.
  virtual Result<std::unique_ptr<File>> open_standard_input() const = 0;
  /// What is in a folder, but for `.` and `..`, in the order of names.
  virtual Result<std::vector<Entry>> list(const std::string& folder) const = 0;
  /// What a path leads to, through symbolic links.
  virtual Result<Status> status(const std::string& path) const = 0;
  /// Absolute and without symbolic links, of what is there; nothing of what is not.
  virtual std::optional<std::string> resolve(const std::string& path) const = 0;
  /// Absolute; empty if it was deleted: paths then stay as they are.
  virtual const std::string& working_directory() const = 0;

  bool exists(const std::string& path) const { return status(path).has_value(); }
  bool is(Kind kind, const std::string& path) const;
  /// Absolute and without symbolic links; lexically, where nothing is there.
  std::string canonical(const std::string& path) const;
  /// As reports show a path: relative to the working directory when it is below it, without `./`.
  std::string shown(const std::string& path) const;
};

/// Nothing, or what went wrong.
using Failure = std::optional<Error>;

/// Where files are written. An error's message names the path.
class Writer {
 public:
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  virtual ~Writer() = default;

  /// Writes a file whole or not at all: what was there stays until the new text is kept. A device,
  /// a pipe or a file of several names (hard links) is written to as it is.
  virtual Failure replace(const std::string& path, std::string_view text) = 0;
  /// Adds to the end of a file, which is made if there is none.
  virtual Failure append(const std::string& path, std::string_view text) = 0;
};

/// A small file, all of it; nothing if it cannot be read or is larger than 16 MiB.
std::optional<std::string> read_whole_file(const FileSystem& files, const std::string& path);
/// Likewise one that nobody may mean a pipe or a device by, which could keep us for ever.
std::optional<std::string> read_regular_file(const FileSystem& files, const std::string& path);
/// All of the standard input. An error if it cannot be read, or has more than `most` bytes; `hint`:
/// what to do then.
Result<std::string> read_standard_input(const FileSystem& files, std::size_t most,
                                        const std::string& hint = {});
/// Hands out the bytes of a regular file, part by part, until `part` returns false. False if it is
/// none (what else there is cannot be read a second time), or cannot be read.
bool read_parts(const FileSystem& files, const std::string& path,
                const std::function<bool(std::string_view)>& part);

}  // namespace fargate_lint::system
