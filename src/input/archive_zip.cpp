#include <minizip/unzip.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "input/archive_collector.hpp"

namespace fargate_lint::input {
namespace {

/// A file as minizip reads it: anywhere.
struct SeekableFile {
  system::File& file;
  std::uint64_t at = 0;
  bool was_short = false;  ///< the last read; minizip goes on with what it has otherwise
};

SeekableFile& seekable(void* stream) {
  return *static_cast<SeekableFile*>(stream);
}

uLong read_bytes(void*, void* stream, void* to, uLong size) {
  auto& source = seekable(stream);
  const auto all = source.file.opened().size;
  const auto count = std::min<std::uint64_t>(size, all - std::min(all, source.at));
  source.was_short = count < size;
  if (count == 0) return 0;
  if (!source.file.read_at(source.at, static_cast<char*>(to), count)) {
    source.was_short = true;
    return 0;
  }
  source.at += count;
  return static_cast<uLong>(count);
}

ZPOS64_T tell(void*, void* stream) {
  return seekable(stream).at;
}

long seek(void*, void* stream, ZPOS64_T offset, int origin) {
  auto& source = seekable(stream);
  const auto all = source.file.opened().size;
  auto base = std::uint64_t{0};
  if (origin == ZLIB_FILEFUNC_SEEK_CUR) base = source.at;
  if (origin == ZLIB_FILEFUNC_SEEK_END) base = all;
  if (offset > all - std::min(all, base)) return -1;
  source.at = base + offset;
  return 0;
}

/// `file` is what unzOpen2_64 calls the path of the file.
void* open(void*, const void* file, int) {
  return const_cast<void*>(file);
}
int close(void*, void*) {
  return 0;
}
int has_failed(void*, void* stream) {
  return seekable(stream).was_short ? 1 : 0;
}

class Zip {
 public:
  Zip(system::File& file, ArchiveCollector& into) : file_{.file = file}, into_(into) {}

  void read() {
    if (file_.file.opened().kind != system::Kind::regular)
      return into_.fail("", "is not a regular file, which a zip archive must be",
                        "write it to a file first");
    zlib_filefunc64_def functions{open, read_bytes, nullptr,    tell,
                                  seek, close,      has_failed, nullptr};
    const std::unique_ptr<void, Close> reader(::unzOpen2_64(&file_, &functions));
    if (reader == nullptr)
      return into_.fail("", "is truncated or not a zip archive: it has no central directory",
                        "create or download it again");
    int status = ::unzGoToFirstFile(reader.get());
    for (; status == UNZ_OK && take(reader.get()); status = ::unzGoToNextFile(reader.get())) {
    }
    if (status != UNZ_OK && status != UNZ_END_OF_LIST_OF_FILE) into_.damaged();
  }

 private:
  struct Close {
    void operator()(void* reader) const { ::unzClose(reader); }
  };

  bool take(void* reader);
  bool take_text(void* reader, std::string path, std::uint64_t size);
  static MemberKind kind_of(const unz_file_info64& info, std::string_view name);

  SeekableFile file_;
  ArchiveCollector& into_;
};

/// Where the archive was made on Unix, the upper half of the attributes is the mode
/// (APPNOTE.TXT 4.4.2, 4.4.15).
MemberKind Zip::kind_of(const unz_file_info64& info, std::string_view name) {
  constexpr uLong kUnix = 3;
  constexpr uLong kTypes = 0170000;  // POSIX, sys/stat.h
  constexpr uLong kLink = 0120000;
  constexpr uLong kRegular = 0100000;
  const auto type = info.version >> 8U == kUnix ? info.external_fa >> 16U & kTypes : 0;
  if (type == kLink) return MemberKind::link;
  if (name.ends_with('/')) return MemberKind::folder;
  return type == 0 || type == kRegular ? MemberKind::file : MemberKind::special;
}

/// Takes the current member's text, if it is wanted. False if nothing more may be read.
bool Zip::take(void* reader) {
  if (!into_.count()) return false;
  unz_file_info64 info{};
  if (::unzGetCurrentFileInfo64(reader, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK) {
    into_.damaged();
    return false;
  }
  std::string name(info.size_filename, '\0');
  if (::unzGetCurrentFileInfo64(reader, &info, name.data(), name.size(), nullptr, 0, nullptr, 0) !=
      UNZ_OK) {
    into_.damaged();
    return false;
  }
  auto path = into_.wanted(name, kind_of(info, name));
  if (!path || !into_.fits(*path, info.uncompressed_size)) return true;
  constexpr uLong kEncrypted = 1;
  if ((info.flag & kEncrypted) != 0) {
    into_.fail(*std::move(path), "is encrypted", "create the archive without a password");
    return true;
  }
  if (info.compression_method != 0 && info.compression_method != Z_DEFLATED) {
    into_.fail(*std::move(path), "is compressed with an unsupported method",
               "create the archive with deflate, the default of `zip`");
    return true;
  }
  return take_text(reader, *std::move(path), info.uncompressed_size);
}

bool Zip::take_text(void* reader, std::string path, std::uint64_t size) {
  if (::unzOpenCurrentFile(reader) != UNZ_OK) {
    into_.damaged(std::move(path));
    return true;
  }
  std::string text;
  bool fits = true;
  bool is_whole = true;
  while (fits && is_whole && text.size() < size) {
    // In parts: that so many bytes follow is only what the directory says.
    constexpr std::uint64_t kPart = std::uint64_t{1} << 20U;
    const auto used = text.size();
    text.resize(used + static_cast<std::size_t>(std::min(size - used, kPart)));
    const auto wanted = static_cast<unsigned>(text.size() - used);
    const int count = ::unzReadCurrentFile(reader, text.data() + used, wanted);
    is_whole = count > 0;
    text.resize(used + static_cast<std::size_t>(std::max(0, count)));
    fits = into_.unpacked(text.size() - used, file_.file.opened().size);
  }
  // What was read has the checksum that the directory says, or is something else.
  is_whole = ::unzCloseCurrentFile(reader) == UNZ_OK && is_whole;
  if (!fits) return false;
  if (is_whole)
    into_.add(std::move(path), std::move(text));
  else
    into_.damaged(std::move(path));
  return true;
}

}  // namespace

void read_zip(system::File& file, ArchiveCollector& into) {
  Zip(file, into).read();
}

}  // namespace fargate_lint::input
