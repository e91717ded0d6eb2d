#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {

/// Whole documents from a stream. The pieces are views into `buffer`: reuse a chunk, do not copy
/// it.
struct Chunk {
  std::string buffer;
  std::string_view text;
  std::vector<yaml::Piece> pieces;
  std::uint32_t first_line = 1;      ///< line of the file on which `text` begins
  std::uint32_t first_document = 1;  ///< number in the file of the first piece
  std::uint32_t number = 0;          ///< 0, 1, … within the file

  std::uint32_t line_of(const yaml::Piece& piece) const { return first_line + piece.line; }
};

/// Reads a piece of the chunk. A chunk that is one large document is given to the reader, so that
/// its text is not there twice: then `chunk.buffer` is empty, and the piece lives until the reader
/// reads another.
yaml::Outcome read_piece(yaml::Reader& reader, Chunk& chunk, const yaml::Piece& piece,
                         const yaml::Source& source);

/// A file or standard input ("-"), read in windows that are cut between documents, exactly where
/// yaml::split would cut the whole. What begins as binary data is not read beyond its first window.
class Stream {
 public:
  static Result<Stream> open(const std::string& path);
  Stream(Stream&& other) noexcept;
  Stream& operator=(Stream&&) = delete;
  ~Stream();

  /// Reads the next documents; false when there are none left. A file that changes while it is read
  /// is an error: what was read of it may be neither the old nor the new one.
  Result<bool> next(Chunk& chunk);
  /// True when next() has nothing more to give.
  bool at_end() const { return at_end_; }

 private:
  Stream(int descriptor, bool owned, std::size_t size)
      : descriptor_(descriptor), owned_(owned), unread_(size) {}
  Result<bool> fill(std::string& buffer, std::size_t& used);
  bool has_changed() const;
  Error end_with(Error error);

  int descriptor_;
  bool owned_;
  std::size_t unread_;    ///< bytes a regular file still holds; 0: unknown
  std::size_t size_ = 0;  ///< of a regular file when it was opened; 0: unknown
  timespec modified_{};
  bool source_ended_ = false;
  bool at_end_ = false;
  std::string carry_;  ///< read already, not handed out yet
  std::uint32_t line_ = 1;
  std::uint32_t document_ = 1;
  std::uint32_t number_ = 0;
};

/// What a failed open() or read() means, in words, with what to do.
Error open_failure(int error_number);
/// A small file, all of it; nothing if it cannot be read or is larger than 16 MiB.
std::optional<std::string> read_whole_file(const std::string& path);
/// Likewise one that we look for ourselves (.gitignore, kustomization): nobody meant a pipe or a
/// device by it, which could keep us for ever.
std::optional<std::string> read_regular_file(const std::string& path);
/// Whether a file that begins with `text` is no text at all.
bool looks_binary(std::string_view text);

}  // namespace fargate_lint::input
