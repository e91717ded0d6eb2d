// How a Stream cuts a document that is one list.
#include <algorithm>

#include "base/bytes.hpp"
#include "input/list_reading.hpp"
#include "input/stream.hpp"
#include "yaml/find.hpp"

namespace fargate_lint::input {
namespace {

constexpr auto kNone = std::string_view::npos;
/// The reader's own bound for one document (yaml/reader.hpp).
constexpr std::size_t kLargestDocument = std::size_t{1} << 30U;

/// Where the next node begins in a text: JSON behind an item's comma, or behind the bracket that
/// closes the list; the document's end if there is none. npos if it cannot be seen.
std::size_t node_behind_json(std::string_view text, std::size_t at, bool closed) {
  constexpr std::string_view kSpace = " \n\t\r";
  const auto end_of_document = text.size() + (text.ends_with('\n') ? 0 : 1);
  at = text.find_first_not_of(kSpace, closed ? at + 1 : at);
  if (!closed) return at;
  if (at == kNone || text[at] != ',') return end_of_document;
  return text.find_first_not_of(kSpace, at + 1);
}

/// The same in YAML, where the line of the next item or key begins at `at`.
std::size_t node_behind_yaml(std::string_view text, std::size_t at, bool closed,
                             std::size_t column) {
  if (!closed) return text.find_first_not_of(' ', at + column + 2);
  return at < text.size() ? at : text.size() + (text.ends_with('\n') ? 0 : 1);
}

}  // namespace

/// Goes on from the end of `text`, in lines and columns.
void Stream::advance(std::string_view text) {
  const auto newline = text.rfind('\n');
  line_ += yaml::count_lines(text);
  if (newline != kNone) column_ = 1;
  column_ += static_cast<std::uint32_t>(
      count_code_points(newline == kNone ? text : text.substr(newline + 1)));
}

/// Whether the document that begins with `text` is to be read item by item.
bool Stream::begin_list(std::string_view text) {
  yaml::ListShape shape;
  const auto found = yaml::find_list(text, shape);
  if (found == yaml::ListBeginning::unclear) return false;
  may_be_list_ = false;
  if (found == yaml::ListBeginning::none) return false;
  const auto header = text.substr(0, shape.header);
  list_ = ListReading::begin(shape, header);
  if (list_ == nullptr) return false;
  before_ = offset_ = header.size();
  advance(header);
  file_ = file_to_reread();
  if (!is_regular_ || source_->opened().size == 0) {
    held_ = std::make_shared<HeldText>(path_);
    held_->append(text);
    file_ = held_;
  }
  return true;
}

/// Cuts `text`, of which before_ bytes were handed out; true if something was cut off that can be
/// handed out, or all has failed.
bool Stream::cut_list(std::string_view text) {
  // What is cut off is shown with what is behind it.
  const auto reserve = source_ended_ ? 0 : yaml::kLineAround;
  if (offset_ + text.size() > kLargestDocument) list_->fail();
  if (list_->has_failed()) return true;
  if (text.size() <= before_ + reserve) return false;
  const auto rest = text.substr(before_, text.size() - before_ - reserve);
  yaml::cut_items(list_->shape(), rest, source_ended_, cut_);
  const bool is_all = cut_.closed && source_ended_;
  if (cut_.malformed || is_all != source_ended_ || (is_all && !list_->end(rest.substr(cut_.end))))
    list_->fail();
  return list_->has_failed() || is_all || (!cut_.closed && !cut_.items.empty());
}

/// Hands out what was cut off. False if that fails.
bool Stream::take_cut(Chunk& chunk, std::string_view text) {
  const auto& shape = list_->shape();
  const auto end = before_ + cut_.end;
  const auto behind = shape.style == yaml::ListStyle::json
                          ? node_behind_json(text, end, cut_.closed)
                          : node_behind_yaml(text, end, cut_.closed, shape.column);
  if (behind == kNone) return false;
  chunk.text = text.substr(before_, cut_.end);
  chunk.behind = behind - before_;
  chunk.first_line = line_;
  chunk.first_column = column_;
  chunk.first_item = item_;
  chunk.offset = offset_;
  for (const auto& item : cut_.items) chunk.pieces.push_back({item});
  advance(chunk.text);
  item_ += static_cast<std::uint32_t>(cut_.items.size());
  offset_ += cut_.end;
  before_ = shape.style == yaml::ListStyle::json ? std::min(end, yaml::kLineAround) : 0;
  carry_.assign(text.substr(end - before_));
  return true;
}

Result<bool> Stream::more_of_list(std::string& buffer, std::size_t limit, std::size_t& used) {
  const auto from = used;
  auto more = fill(buffer, limit, used);
  if (more && held_ != nullptr) held_->append(std::string_view(buffer).substr(from, used - from));
  source_ended_ = more && !*more;
  if (source_ended_ && has_changed()) more = kube::file_changed();
  if (!more) list_->give_up();
  return more;
}

/// `used`: bytes of the document that are in the buffer already, if it is the beginning of it.
Result<bool> Stream::next_of_list(Chunk& chunk, std::size_t used) {
  auto limit = used;
  if (used == 0) {
    used = carry_.size();
    limit = std::max(used, before_ + yaml::kLineAround) + window_;
    if (chunk.buffer.size() < limit) chunk.buffer.resize(limit);
    carry_.copy(chunk.buffer.data(), used);
  }
  for (;;) {
    if (used < limit && !source_ended_) {
      const auto more = more_of_list(chunk.buffer, limit, used);
      if (!more) return end_with(more.error());
    }
    if (cut_list(std::string_view(chunk.buffer).substr(0, used))) break;
    limit = unread_ != 0 ? std::min(used * 2, used + unread_) : used * 2;
    if (chunk.buffer.size() < limit) chunk.buffer.resize(limit);
  }
  chunk.around = std::string_view(chunk.buffer).substr(0, used);
  chunk.text = {};
  chunk.list = list_;
  chunk.file = file_;
  chunk.first_document = 1;
  chunk.number = number_++;
  if (!list_->has_failed() && !take_cut(chunk, chunk.around)) list_->fail();
  at_end_ = source_ended_ || list_->has_failed();
  list_->hand_out(at_end_);
  return true;
}

Result<bool> Stream::restart() {
  const bool is_held = held_ != nullptr;
  if (!is_held && !source_->rewind()) return end_with({"cannot be read again", "run again"});
  is_again_ = is_held;
  unread_ = is_regular_ ? static_cast<std::size_t>(source_->opened().size) : 0;
  file_ = nullptr;
  list_ = nullptr;
  carry_.clear();
  source_ended_ = at_end_ = may_be_list_ = false;
  offset_ = before_ = 0;
  line_ = column_ = document_ = 1;
  number_ = item_ = 0;
  return true;
}

}  // namespace fargate_lint::input
