#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "input/list_reading.hpp"
#include "kube/resting.hpp"
#include "system/file_system.hpp"
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
  /// The file, if it is one of several windows that can be read again.
  std::shared_ptr<const kube::DocumentFile> file;
  std::uint64_t offset = 0;  ///< of `text` in the file

  /// If the text is of a list that is read item by item: then the pieces are its items, without
  /// their lines.
  std::shared_ptr<ListReading> list;
  std::string_view around;         ///< the text with some of what is before and behind it
  std::uint32_t first_column = 1;  ///< in the line, of `text`
  std::uint32_t first_item = 0;    ///< number of the first piece
  std::size_t behind = 0;  ///< where the next node of the document begins, counted as `text`

  std::uint32_t line_of(const yaml::Piece& piece) const { return first_line + piece.line; }
};

/// Reads a piece of the chunk. A chunk that is one large document is given to the reader, so that
/// its text is not there twice: then `chunk.buffer` is empty, and the piece lives until the reader
/// reads another.
yaml::Outcome read_piece(yaml::Reader& reader, Chunk& chunk, const yaml::Piece& piece,
                         const yaml::Source& source);

/// Bytes read at once: so many that threads meet seldom at the lock, so few that they stay in the
/// cache.
inline constexpr std::size_t kWindow = 256 * 1024;

/// A file or the standard input, read in windows that are cut between documents, exactly where
/// yaml::split would cut the whole. What begins as binary data is not read beyond its first window.
///
/// If asked to, it cuts a document that is one list between its items (ListReading), as long as it
/// is one of the shapes that programs write. What is then wrong with it shows later than otherwise:
/// restart() goes back to the beginning, to read the same bytes whole.
class Stream {
 public:
  enum class Lists : std::uint8_t { whole, by_item };
  static Result<Stream> open(const system::FileSystem& files, const std::string& path,
                             std::size_t window = kWindow, Lists lists = Lists::whole);
  static Result<Stream> open_standard_input(const system::FileSystem& files,
                                            std::size_t window = kWindow,
                                            Lists lists = Lists::whole);

  /// Reads the next documents; false when there are none left. A file that changes while it is read
  /// is an error: what was read of it may be neither the old nor the new one.
  Result<bool> next(Chunk& chunk);
  /// Goes back to where a list began.
  Result<bool> restart();
  /// What the source was when it was opened.
  const system::Status& opened() const { return source_->opened(); }
  /// True when next() has nothing more to give.
  bool at_end() const { return at_end_; }
  /// Bytes that a regular file still holds, as far as known; else 0.
  std::size_t unread() const { return unread_; }

 private:
  Stream(std::string path, std::unique_ptr<system::File> source, std::size_t window)
      : path_(std::move(path)), source_(std::move(source)), window_(window) {}
  Result<bool> fill(std::string& buffer, std::size_t limit, std::size_t& used);
  bool begin_list(std::string_view text);
  Result<bool> next_of_list(Chunk& chunk, std::size_t used);
  Result<bool> more_of_list(std::string& buffer, std::size_t limit, std::size_t& used);
  bool cut_list(std::string_view text);
  bool take_cut(Chunk& chunk, std::string_view text);
  void advance(std::string_view text);
  std::shared_ptr<const kube::DocumentFile> file_to_reread() const;
  bool has_changed() const;
  Error end_with(Error error);

  std::string path_;
  std::shared_ptr<system::File> source_;
  std::size_t window_;
  std::size_t unread_ = 0;   ///< bytes a regular file still holds; 0: unknown
  bool is_regular_ = false;  ///< what can change, and be read again
  std::shared_ptr<const kube::DocumentFile> file_;
  std::uint64_t offset_ = 0;
  bool source_ended_ = false;
  bool at_end_ = false;
  std::string carry_;  ///< read already, not handed out yet
  std::uint32_t line_ = 1;
  std::uint32_t document_ = 1;
  std::uint32_t number_ = 0;

  bool may_be_list_ = false;
  std::shared_ptr<ListReading> list_;
  std::shared_ptr<HeldText> held_;  ///< of a list that cannot be read twice
  bool is_again_ = false;           ///< what was held comes first
  yaml::ItemCut cut_;
  std::size_t before_ = 0;  ///< bytes in `carry_` that were handed out: what stands around the next
  std::uint32_t column_ = 1;
  std::uint32_t item_ = 0;
};

/// Whether a file that begins with `text` is no text at all.
bool looks_binary(std::string_view text);

}  // namespace fargate_lint::input
