#include "input/stream.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "input/source.hpp"
#include "yaml/find.hpp"

namespace fargate_lint::input {
namespace {

/// The reader's own bound for one document (yaml/reader.hpp).
constexpr std::size_t kLargestDocument = std::size_t{1} << 30U;

bool is_utf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

/// Holds the file open: what is read again is the file that was read, whatever now has its name.
class RereadFile : public kube::DocumentFile {
 public:
  RereadFile(const std::string& path, std::shared_ptr<const system::File> file)
      : DocumentFile(path), file_(std::move(file)) {}

  void read(std::uint64_t offset, std::size_t size, std::string& text) const override {
    text.resize(size);
    if (!file_->read_at(offset, text.data(), size)) throw kube::FileChanged(path());
  }

  void verify() const override {
    const auto now = file_->status();
    if (!now || now.value() != file_->opened()) throw kube::FileChanged(path());
  }

 private:
  std::shared_ptr<const system::File> file_;
};

}  // namespace

Result<Stream> Stream::open(const system::FileSystem& files, const std::string& path,
                            std::size_t window, Lists lists) {
  auto file = files.open(path);
  if (!file) return file.error();
  Stream stream(path, std::move(file).value(), window);
  stream.may_be_list_ = lists == Lists::by_item;
  const auto& opened = stream.source_->opened();
  stream.is_regular_ = opened.kind == system::Kind::regular;
  if (stream.is_regular_) stream.unread_ = static_cast<std::size_t>(opened.size);
  return stream;
}

Result<Stream> Stream::open_standard_input(const system::FileSystem& files, std::size_t window,
                                           Lists lists) {
  auto file = files.open_standard_input();
  if (!file) return file.error();
  Stream stream(std::string(kStandardInputName), std::move(file).value(), window);
  stream.may_be_list_ = lists == Lists::by_item;
  return stream;
}

bool Stream::has_changed() const {
  // Files of the kernel say that they are empty, and are not.
  if (!is_regular_ || source_->opened().size == 0) return false;
  const auto now = source_->status();
  return !now || now.value() != source_->opened();
}

/// Fills `buffer` from `used` on, up to `limit` or the source's end. True if there may be more.
Result<bool> Stream::fill(std::string& buffer, std::size_t limit, std::size_t& used) {
  if (is_again_ && held_ != nullptr) used += held_->take(buffer.data() + used, limit - used);
  while (used < limit) {
    const auto count = source_->read(buffer.data() + used, limit - used);
    if (!count) return count.error();
    const auto size = *count;
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
  auto used = carry_.size();
  auto cut = std::string_view::npos;
  // The buffer may be larger, from a file before: where windows end must not depend on that.
  auto limit = std::max(window_, used);
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
  if (!is_regular_ || source_->opened().size == 0 || !source_->hold()) return nullptr;
  return std::make_shared<const RereadFile>(path_, source_);
}

yaml::Outcome read_piece(yaml::Reader& reader, Chunk& chunk, const yaml::Piece& piece,
                         const yaml::Source& source) {
  constexpr std::size_t kLarge = std::size_t{1} << 20U;
  reader.release();
  if (chunk.pieces.size() != 1 || piece.text.size() < kLarge)
    return reader.read(piece.text, source);
  return reader.read(std::move(chunk.buffer), piece.text, source);
}

bool looks_binary(std::string_view text) {
  constexpr std::size_t kLookedAt = 8192;
  return !is_utf16(text) && text.substr(0, kLookedAt).find('\0') != std::string_view::npos;
}

}  // namespace fargate_lint::input
