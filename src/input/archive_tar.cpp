#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "input/archive_collector.hpp"
#include "input/gunzip.hpp"

namespace fargate_lint::input {
namespace {

/// A tar file through libarchive, which gets plain bytes from us and knows no other format: how
/// often something is unpacked, and how much comes out of it, is ours to watch.
class Tar {
 public:
  Tar(system::File& file, ArchiveCollector& into) : bytes_(file), into_(into) {}

  void read() {
    const std::unique_ptr<::archive, Free> reader(::archive_read_new());
    if (reader == nullptr) throw std::bad_alloc();
    ::archive_read_support_format_tar(reader.get());
    if (::archive_read_open(reader.get(), this, nullptr, give, nullptr) != ARCHIVE_OK)
      return fail_begin();
    while (next(*reader)) {
    }
  }

 private:
  struct Free {
    void operator()(::archive* reader) const { ::archive_read_free(reader); }
  };

  static la_ssize_t give(::archive* reader, void* self, const void** buffer);
  bool next(::archive& reader);
  bool take(::archive& reader, ::archive_entry& entry);
  static MemberKind kind_of(::archive_entry& entry);
  void fail_begin();
  void end();
  /// What was wrong with the bytes explains whatever libarchive makes of them. False if nothing.
  bool explain();
  void drain();

  Gunzip bytes_;
  ArchiveCollector& into_;
  Gunzip::State state_ = Gunzip::State::more;
  bool stopped_ = false;  ///< the limits allow no more
  bool knows_members_ = false;
  std::string last_block_;  ///< the last 512 bytes
};

constexpr std::size_t kBlock = 512;

la_ssize_t Tar::give(::archive* reader, void* self, const void** buffer) {
  auto& tar = *static_cast<Tar*>(self);
  std::string_view part;
  if (tar.state_ == Gunzip::State::more) tar.state_ = tar.bytes_.next(part);
  if (tar.state_ == Gunzip::State::more) {
    tar.stopped_ = !tar.into_.unpacked(part.size(), tar.bytes_.packed());
    tar.last_block_.append(part.substr(part.size() - std::min(part.size(), kBlock)));
    tar.last_block_.erase(0, tar.last_block_.size() - std::min(tar.last_block_.size(), kBlock));
  }
  if (tar.stopped_ || tar.state_ == Gunzip::State::damaged ||
      tar.state_ == Gunzip::State::unreadable) {
    ::archive_set_error(reader, EIO, "unreadable");
    return ARCHIVE_FATAL;
  }
  *buffer = part.data();
  return static_cast<la_ssize_t>(part.size());
}

bool Tar::explain() {
  if (stopped_) return true;
  switch (state_) {
    case Gunzip::State::truncated: into_.truncated(); return true;
    case Gunzip::State::damaged: into_.damaged(); return true;
    case Gunzip::State::unreadable:
      into_.fail("", bytes_.error().message, bytes_.error().hint);
      return true;
    case Gunzip::State::more:
    case Gunzip::State::ended: break;
  }
  return false;
}

void Tar::fail_begin() {
  if (!explain())
    into_.fail("", "is not a tar archive, although its name says so",
               "rename it, or make it again");
}

bool Tar::next(::archive& reader) {
  ::archive_entry* entry = nullptr;
  const int status = ::archive_read_next_header(&reader, &entry);
  if (status == ARCHIVE_EOF) {
    end();
    return false;
  }
  // A warning is about what we do not use, such as names in another character set.
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
    if (!knows_members_)
      fail_begin();
    else if (!explain())
      state_ == Gunzip::State::ended ? into_.truncated() : into_.damaged();
    return false;
  }
  knows_members_ = true;
  return into_.count() && take(reader, *entry);
}

MemberKind Tar::kind_of(::archive_entry& entry) {
  if (::archive_entry_hardlink(&entry) != nullptr) return MemberKind::link;
  switch (::archive_entry_filetype(&entry)) {
    case AE_IFREG:
      return ::archive_entry_sparse_count(&entry) > 0 ? MemberKind::sparse : MemberKind::file;
    case AE_IFDIR: return MemberKind::folder;
    case AE_IFLNK: return MemberKind::link;
    default: return MemberKind::special;
  }
}

/// Takes the member's text, if it is wanted. False if nothing can be read behind it.
bool Tar::take(::archive& reader, ::archive_entry& entry) {
  const char* name = ::archive_entry_pathname(&entry);
  auto path = into_.wanted(name == nullptr ? "" : name, kind_of(entry));
  const auto size = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(&entry)));
  if (!path || !into_.fits(*path, size)) return true;  // the next header is found behind it
  std::string text;
  while (text.size() < size) {
    // In parts: that so many bytes follow is only what the header says.
    constexpr std::uint64_t kPart = std::uint64_t{1} << 20U;
    const auto used = text.size();
    text.resize(used + static_cast<std::size_t>(std::min(size - used, kPart)));
    const auto count = ::archive_read_data(&reader, text.data() + used, text.size() - used);
    if (count <= 0) {
      if (!explain()) into_.truncated();
      return false;
    }
    text.resize(used + static_cast<std::size_t>(count));
  }
  into_.add(*std::move(path), std::move(text));
  return true;
}

/// An archive ends with a block of zeros; one that has none may have lost more than that.
void Tar::end() {
  const bool has_no_more = state_ != Gunzip::State::more;
  const bool ends_in_zeros =
      last_block_.size() == kBlock && last_block_.find_first_not_of('\0') == std::string::npos;
  if (has_no_more && !ends_in_zeros) {
    if (!explain()) knows_members_ ? into_.truncated() : fail_begin();
    return;
  }
  drain();
}

/// What is behind the end shows whether the compressed bytes are whole.
void Tar::drain() {
  std::string_view part;
  while (state_ == Gunzip::State::more) {
    state_ = bytes_.next(part);
    if (state_ == Gunzip::State::more && !into_.unpacked(part.size(), bytes_.packed())) return;
  }
  explain();
}

}  // namespace

void read_tar(system::File& file, ArchiveCollector& into) {
  Tar(file, into).read();
}

}  // namespace fargate_lint::input
