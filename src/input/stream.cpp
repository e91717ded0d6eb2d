#include "input/stream.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "yaml/find.hpp"

namespace fargate_lint::input {
namespace {

/// The reader's own bound for one document (yaml/reader.hpp).
constexpr std::size_t kLargestDocument = std::size_t{1} << 30U;
constexpr std::size_t kLargestSmallFile = std::size_t{16} << 20U;

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

/// Holds the file open: what is read again is the file that was read, whatever now has its name.
class RereadFile : public kube::DocumentFile {
 public:
  /// Null if too many are open already: descriptors are scarce, and other files need some.
  static std::shared_ptr<const RereadFile> of(const std::string& path, int descriptor,
                                              const FileState& state) {
    static const rlim_t most = most_open_files();
    if (open_files_.fetch_add(1) < most) {
      const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
      if (own >= 0) return std::shared_ptr<const RereadFile>(new RereadFile(path, own, state));
    }
    --open_files_;
    return nullptr;
  }
  RereadFile(const RereadFile&) = delete;
  RereadFile& operator=(const RereadFile&) = delete;
  ~RereadFile() override {
    ::close(descriptor_);
    --open_files_;
  }

  void read(std::uint64_t offset, std::size_t size, std::string& text) const override {
    text.resize(size);
    for (std::size_t used = 0; used < size;) {
      const auto at = static_cast<off_t>(offset + used);
      const auto count = ::pread(descriptor_, text.data() + used, size - used, at);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) throw kube::FileChanged(path());
      used += static_cast<std::size_t>(count);
    }
  }

  void verify() const override {
    if (FileState::of(descriptor_) != state_) throw kube::FileChanged(path());
  }

 private:
  RereadFile(const std::string& path, int descriptor, const FileState& state)
      : DocumentFile(path), descriptor_(descriptor), state_(state) {}

  static rlim_t most_open_files() {
    constexpr rlim_t kMost = 128;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    return std::min(kMost, limit.rlim_cur / 2);
  }

  static inline std::atomic<rlim_t> open_files_ = 0;
  int descriptor_;
  FileState state_;
};

}  // namespace

Error open_failure(int error_number) {
  switch (error_number) {
    case ENOENT: return {"does not exist", "check the path"};
    case ENOTDIR: return {"does not exist: a folder on its path is a file", "check the path"};
    case EACCES:
      return {"cannot be read: permission denied", "give this user the right to read it"};
    case EISDIR: return {"is a folder", "name a file"};
    case ELOOP: return {"cannot be read: symbolic links in a circle", "remove the link"};
    default: {
      return {std::string("cannot be read: ") + std::strerror(error_number), ""};
    }
  }
}

std::optional<FileState> FileState::of(int descriptor) {
  struct stat info {};
  if (::fstat(descriptor, &info) != 0) return std::nullopt;
  return of(info);
}

std::optional<FileState> FileState::of(const struct stat& info) {
  if (!S_ISREG(info.st_mode)) return std::nullopt;
  return FileState{info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size),
                   info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

Result<Stream> Stream::open(const std::string& path, std::size_t window, Lists lists) {
  const bool may_be_list = lists == Lists::by_item;
  if (path == "-") {
    Stream stream(path, STDIN_FILENO, false, window);
    stream.may_be_list_ = may_be_list;
    return stream;
  }
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return open_failure(errno);
  Stream stream(path, descriptor, true, window);
  stream.may_be_list_ = may_be_list;
  struct stat info {};
  if (::fstat(descriptor, &info) != 0) return open_failure(errno);
  if (S_ISDIR(info.st_mode)) return open_failure(EISDIR);
  stream.opened_ = FileState::of(info);
  if (stream.opened_) stream.unread_ = static_cast<std::size_t>(stream.opened_->size);
  return stream;
}

Stream::Stream(Stream&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(other.descriptor_),
      owned_(std::exchange(other.owned_, false)),
      window_(other.window_),
      unread_(other.unread_),
      opened_(other.opened_),
      file_(std::move(other.file_)),
      offset_(other.offset_),
      source_ended_(other.source_ended_),
      at_end_(other.at_end_),
      carry_(std::move(other.carry_)),
      line_(other.line_),
      document_(other.document_),
      number_(other.number_),
      may_be_list_(other.may_be_list_),
      list_(std::move(other.list_)),
      held_(std::move(other.held_)),
      is_again_(other.is_again_),
      before_(other.before_),
      column_(other.column_),
      item_(other.item_) {}

Stream::~Stream() {
  if (owned_) ::close(descriptor_);
}

bool Stream::has_changed() const {
  // Files of the kernel say that they are empty, and are not.
  if (!opened_ || opened_->size == 0) return false;
  return FileState::of(descriptor_) != opened_;
}

/// Fills `buffer` from `used` on, up to `limit` or the source's end. True if there may be more.
Result<bool> Stream::fill(std::string& buffer, std::size_t limit, std::size_t& used) {
  if (is_again_ && held_ != nullptr) used += held_->take(buffer.data() + used, limit - used);
  while (used < limit) {
    const auto count = ::read(descriptor_, buffer.data() + used, limit - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return open_failure(errno);
    const auto size = static_cast<std::size_t>(count);
    used += size;
    if (size == 0) return false;
    // A regular file that has given all of its size ends here: no read() just to be told so.
    if (unread_ != 0 && size >= unread_) return false;
    if (unread_ != 0) unread_ -= size;
  }
  return true;
}

Error Stream::end_with(Error error) {
  at_end_ = true;
  return error;
}

Result<bool> Stream::next(Chunk& chunk) {
  chunk.pieces.clear();
  chunk.list.reset();
  if (at_end_) return false;
  if (list_ != nullptr) return next_of_list(chunk, 0);
  std::size_t used = carry_.size();
  std::size_t cut = std::string_view::npos;
  // The buffer may be larger, from a file before: where windows end must not depend on that.
  std::size_t limit = std::max(window_, used);
  if (chunk.buffer.size() < limit) chunk.buffer.resize(limit);
  std::memcpy(chunk.buffer.data(), carry_.data(), used);
  while (!source_ended_ && cut == std::string_view::npos) {
    if (used == limit) {
      if (may_be_list_ && begin_list(std::string_view(chunk.buffer).substr(0, used)))
        return next_of_list(chunk, used);
      if (used > kLargestDocument)
        return end_with({"holds a document of more than 1 GiB", "split the file at `---` lines"});
      // No document holds a zero byte: what follows one, a hole of gigabytes perhaps, is not read.
      const auto text = std::string_view(chunk.buffer).substr(0, used);
      if (!is_utf16(text) && text.find('\0') != std::string_view::npos)
        return end_with({"holds binary data", "leave the file out, or remove what is no text"});
      const auto doubled = std::min(used * 2, kLargestDocument + 1);
      limit = unread_ != 0 ? std::min(doubled, used + unread_) : doubled;
      if (chunk.buffer.size() < limit) {
        chunk.buffer.reserve(limit + yaml::Reader::room_behind());
        chunk.buffer.resize(limit);
      }
    }
    auto more = fill(chunk.buffer, limit, used);
    if (!more) return end_with(more.error());
    source_ended_ = !*more;
    if (source_ended_ && has_changed()) return end_with(kube::file_changed());
    const auto text = std::string_view(chunk.buffer).substr(0, used);
    source_ended_ = source_ended_ || (number_ == 0 && looks_binary(text));
    if (source_ended_) break;
    cut = yaml::last_cut(text);
  }
  may_be_list_ = false;
  if (source_ended_) cut = used;
  carry_.assign(chunk.buffer, cut, used - cut);
  at_end_ = source_ended_;
  chunk.text = std::string_view(chunk.buffer).substr(0, cut);
  chunk.first_line = line_;
  chunk.first_document = document_;
  chunk.number = number_++;
  if (chunk.number == 0 && !at_end_) file_ = file_to_reread();
  chunk.file = file_;
  chunk.offset = offset_;
  offset_ += cut;
  yaml::split(chunk.text, chunk.pieces);
  document_ += static_cast<std::uint32_t>(chunk.pieces.size());
  if (!at_end_) {
    const auto line = chunk.pieces.empty() ? 0 : chunk.pieces.back().line;
    const auto offset =
        chunk.pieces.empty()
            ? 0
            : static_cast<std::size_t>(chunk.pieces.back().text.data() - chunk.text.data());
    line_ += line + yaml::count_lines(chunk.text.substr(offset));
  }
  return true;
}

/// Keeps the file open, if it is one; null if it cannot be read again.
std::shared_ptr<const kube::DocumentFile> Stream::file_to_reread() const {
  if (!opened_ || opened_->size == 0) return nullptr;
  return RereadFile::of(path_, descriptor_, *opened_);
}

yaml::Outcome read_piece(yaml::Reader& reader, Chunk& chunk, const yaml::Piece& piece,
                         const yaml::Source& source) {
  constexpr std::size_t kLarge = std::size_t{1} << 20U;
  reader.release();
  if (chunk.pieces.size() != 1 || piece.text.size() < kLarge)
    return reader.read(piece.text, source);
  return reader.read(std::move(chunk.buffer), piece.text, source);
}

std::optional<std::string> read_whole_file(const std::string& path) {
  auto stream = Stream::open(path);
  if (!stream || stream->unread() > kLargestSmallFile) return std::nullopt;
  std::string text;
  Chunk chunk;
  while (true) {
    const auto more = stream->next(chunk);
    if (!more || text.size() > kLargestSmallFile) return std::nullopt;
    if (!*more) return text;
    text += chunk.text;
  }
}

std::optional<std::string> read_regular_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return read_whole_file(path);
}

bool looks_binary(std::string_view text) {
  constexpr std::size_t kLookedAt = 8192;
  return !is_utf16(text) && text.substr(0, kLookedAt).find('\0') != std::string_view::npos;
}

}  // namespace fargate_lint::input
