#pragma once

#include <cstdint>
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

/// A file or standard input ("-"), read in windows that are cut between documents, exactly where
/// yaml::split would cut the whole.
class Stream {
 public:
  static Result<Stream> open(const std::string& path);
  Stream(Stream&& other) noexcept;
  Stream& operator=(Stream&&) = delete;
  ~Stream();

  /// Reads the next documents; false when there are none left.
  Result<bool> next(Chunk& chunk);
  /// True when next() has nothing more to give.
  bool at_end() const { return at_end_; }

 private:
  Stream(int descriptor, bool owned, std::size_t size)
      : descriptor_(descriptor), owned_(owned), unread_(size) {}
  Result<bool> fill(std::string& buffer, std::size_t& used);

  int descriptor_;
  bool owned_;
  std::size_t unread_;  ///< bytes a regular file still holds; 0: unknown
  bool source_ended_ = false;
  bool at_end_ = false;
  std::string carry_;  ///< read already, not handed out yet
  std::uint32_t line_ = 1;
  std::uint32_t document_ = 1;
  std::uint32_t number_ = 0;
};

/// What a failed open() or read() means, in words, with what to do.
Error open_failure(int error_number);
/// A small file of our own interest (.gitignore, kustomization); nothing if it cannot be read or is
/// larger than 16 MiB.
std::optional<std::string> read_whole_file(const std::string& path);
/// Whether a file that begins with `text` is no text at all.
bool looks_binary(std::string_view text);

}  // namespace fargate_lint::input
