#include "edit/insert_comment.hpp"

#include <algorithm>
#include <limits>

#include "yaml/comments.hpp"
#include "yaml/lines.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::edit {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The comments of a file that are still to be placed, down its lines.
class Inserter {
 public:
  Inserter(std::string_view text, std::span<const NewComment> comments)
      : text_(text), comments_(comments), edits_(comments.size()) {
    if (text.starts_with(kByteOrderMark)) start_ = kByteOrderMark.size();
  }

  /// Those for the lines of `piece`, behind which `end` is the next one of another.
  void insert_into(const yaml::Piece& piece, std::uint32_t end) {
    drop_before(piece.line + 1);
    if (next_ == comments_.size() || comments_[next_].line >= end) return;
    const bool is_read = !piece.bad_separator && reader_.read(piece.text, {}) == yaml::Outcome::ok;
    const auto text = is_read ? reader_.document().text() : piece.text;
    const auto found = is_read ? reader_.document().comments() : yaml::find_comments(piece.text);
    yaml::LineWalk lines(text, found);
    for (yaml::Line line; lines.next(line);) {
      const auto number = piece.line + lines.number() + 1;
      drop_before(number);
      for (; next_ < comments_.size() && comments_[next_].line == number; ++next_) {
        const auto at = start_of(number);
        auto written = std::string(line.indent, ' ') + comments_[next_].text + "\n";
        edits_[next_] = TextEdit{{}, {at, at}, written};
      }
    }
  }

  std::vector<std::optional<TextEdit>> take() { return std::move(edits_); }

 private:
  void drop_before(std::uint32_t line) {
    while (next_ < comments_.size() && comments_[next_].line < line) ++next_;
  }

  /// `line` must not decrease from call to call.
  std::size_t start_of(std::uint32_t line) {
    for (; line_ < line; ++line_) start_ = std::min(text_.find('\n', start_), text_.size() - 1) + 1;
    return start_;
  }

  std::string_view text_;
  std::span<const NewComment> comments_;
  std::vector<std::optional<TextEdit>> edits_;
  std::size_t next_ = 0;
  std::uint32_t line_ = 1;
  std::size_t start_ = 0;  ///< of that line
  yaml::Reader reader_;
};

}  // namespace

std::vector<std::optional<TextEdit>> insert_comments(std::string_view text,
                                                     std::span<const NewComment> comments) {
  std::vector<yaml::Piece> pieces;
  yaml::split(text, pieces);
  Inserter inserter(text, comments);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const bool is_last = i + 1 == pieces.size();
    inserter.insert_into(
        pieces[i], is_last ? std::numeric_limits<std::uint32_t>::max() : pieces[i + 1].line + 1);
  }
  return inserter.take();
}

}  // namespace fargate_lint::edit
