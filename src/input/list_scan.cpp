// How a Scanner takes the items of a list, each read by itself.
#include <algorithm>

#include "base/bytes.hpp"
#include "input/list_reading.hpp"
#include "input/scan.hpp"
#include "kube/field_types.hpp"
#include "kube/object.hpp"
#include "kube/templates.hpp"
#include "lint/ignore.hpp"
#include "yaml/find.hpp"

namespace fargate_lint::input {
namespace {

constexpr auto kNone = std::string_view::npos;

/// Whether something in the text is told to us in a comment, which may be about more than its item.
bool holds_comment_for_us(std::string_view text) {
  constexpr std::string_view kName = "fargate-lint";
  for (auto at = yaml::find(text, kName); at != kNone;) {
    const auto before = text.substr(0, at).find_last_not_of(" \t");
    if (before != kNone && text[before] == '#') return true;
    const auto next = yaml::find(text.substr(at + kName.size()), kName);
    at = next == kNone ? kNone : at + kName.size() + next;
  }
  return false;
}

/// Whether a part of a list holds what no item by itself tells: bytes that kubectl takes out of the
/// whole, a separator, or a word in a comment.
bool reaches_beyond_items(std::string_view text) {
  return text.find('\r') != kNone || yaml::find(text, "\n---") != kNone ||
         holds_comment_for_us(text);
}

/// Walks down a part of a list and says where items begin.
class ItemPlacer {
 public:
  explicit ItemPlacer(const Chunk& chunk)
      : chunk_(chunk), line_(chunk.first_line), column_(chunk.first_column) {}

  /// The item number `i` of the part, with what is around it, and its place in `source`.
  yaml::ItemText place(std::size_t i, yaml::Source& source) {
    const auto around = chunk_.around;
    const auto item = chunk_.pieces[i].text;
    const auto begin = offset(item);
    const auto end = begin + item.size();
    advance(begin);
    auto from = begin;
    auto to = end;
    yaml::ItemText text;
    text.style = chunk_.list->shape().style;
    if (text.style == yaml::ListStyle::json) {
      const auto least = begin - std::min(begin, yaml::kLineAround);
      const auto line = around.substr(least, begin - least).rfind('\n');
      from = line == kNone ? least : least + line + 1;
      const auto rest = around.substr(end, yaml::kLineAround);
      to = end + std::min(rest.find('\n'), rest.size());
    }
    text.text = around.substr(from, to - from);
    text.at = begin - from;
    text.size = item.size();
    text.behind = next(i) - from;
    source.first_line = line_;
    source.first_column =
        column_ - static_cast<std::uint32_t>(count_code_points(around.substr(from, text.at)));
    source.item = chunk_.first_item + static_cast<std::uint32_t>(i);
    return text;
  }

 private:
  std::size_t offset(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - chunk_.around.data());
  }
  /// Where the node behind an item begins.
  std::size_t next(std::size_t i) const {
    if (i + 1 == chunk_.pieces.size()) return offset(chunk_.text) + chunk_.behind;
    const auto begin = offset(chunk_.pieces[i + 1].text);
    const auto& shape = chunk_.list->shape();
    if (shape.style == yaml::ListStyle::json) return begin;
    return chunk_.around.find_first_not_of(' ', begin + shape.column + 2);
  }
  void advance(std::size_t to) {
    const auto passed = chunk_.around.substr(at(), to - at());
    const auto newline = passed.rfind('\n');
    line_ += yaml::count_lines(passed);
    if (newline != kNone) column_ = 1;
    column_ += static_cast<std::uint32_t>(
        count_code_points(newline == kNone ? passed : passed.substr(newline + 1)));
    passed_ = to;
  }
  std::size_t at() const { return passed_ == kNone ? offset(chunk_.text) : passed_; }

  const Chunk& chunk_;
  std::size_t passed_ = kNone;
  std::uint32_t line_;
  std::uint32_t column_;
};

}  // namespace

ScanResult Scanner::scan_items(const std::string& path, Chunk& chunk) {
  ScanResult result;
  ListTally tally;
  is_item_ = true;
  if (chunk.list->has_failed() || !take_items(path, chunk, result, tally)) {
    chunk.list->fail();
    result = {};
  }
  is_item_ = false;
  chunk.list->add(tally);
  result.chunk = chunk.number;
  result.list = chunk.list;
  result.kept.shrink_to_fit();
  result.objects.shrink_to_fit();
  result.names.shrink_to_fit();
  return result;
}

/// False if the list must be read whole.
bool Scanner::take_items(const std::string& path, const Chunk& chunk, ScanResult& result,
                         ListTally& tally) {
  if (reaches_beyond_items(chunk.text)) return false;
  const bool mentioned = lint::mentions_ignores(chunk.text);
  tally.is_unrendered = kube::is_unrendered(chunk.text);
  if (chunk.list->texts() != nullptr) part_of(chunk, result).lent = chunk.list->texts();
  yaml::Source source;
  source.path = path;
  ItemPlacer placer(chunk);
  for (std::size_t i = 0; i < chunk.pieces.size(); ++i) {
    const auto item = placer.place(i, source);
    has_ignores_ = mentioned && lint::mentions_ignores(chunk.pieces[i].text);
    if (reader_.read_item(item, source) != yaml::Outcome::ok) return false;
    if (!take_item(chunk, item, result, tally)) return false;
  }
  return true;
}

/// Takes the item that was just read.
bool Scanner::take_item(const Chunk& chunk, const yaml::ItemText& item, ScanResult& result,
                        ListTally& tally) {
  const auto& document = reader_.document();
  if (!document.root().is_mapping()) return false;
  objects_.clear();
  strays_.clear();
  kube::append_item_objects(document, chunk.list->defaults(), default_namespace_, kinds_, objects_,
                            strays_);
  const auto strays = static_cast<std::uint32_t>(strays_.size());
  if (strays != 0)
    result.passed_over.add(lint::PassedOver::no_object, {strays, strays_.front().position().line});
  tally.strays += strays;
  tally.objects += objects_.size();
  record_duplicate_keys(result);
  take_profiles(result);
  if (objects_.empty()) return true;
  if (std::ranges::any_of(objects_, &kube::Object::makes_pods)) tally.makes_pods = true;
  const bool is_wanted = std::ranges::any_of(objects_, &kube::Object::is_wanted);
  tally.is_wanted = tally.is_wanted || is_wanted;
  // A list is kept as a whole: its objects are looked at, even those that no rule asks for.
  const bool is_kept = is_wanted || std::ranges::any_of(objects_, &kube::has_misfits);
  tally.is_kept = tally.is_kept || is_kept;
  const bool is_json = item.style == yaml::ListStyle::json;
  record_objects(is_json ? item.text.substr(item.at, item.size) : item.text, is_kept, result);
  if (!is_kept) return true;
  if (is_wanted && objects_.front().pod() && can_rest(chunk, item.text))
    rest_item(chunk, item, result);
  else
    keep_item(chunk, item, result);
  return true;
}

/// Keeps the item that was just read. Those on one long line share what is around them, which is
/// several times as long as most items.
void Scanner::keep_item(const Chunk& chunk, const yaml::ItemText& item, ScanResult& result) const {
  const auto& document = reader_.document();
  if (item.text.size() < 2 * item.size + 128 || item.style == yaml::ListStyle::yaml)
    return keep_document(document.clone(), result);
  auto& around = part_of(chunk, result).around;
  if (around.empty()) around = chunk.around;
  const auto begin = static_cast<std::size_t>(item.text.data() - chunk.around.data());
  const auto text = std::string_view(around).substr(begin, item.text.size());
  keep_document(document.clone_over(text), result);
}

void Scanner::rest_item(const Chunk& chunk, const yaml::ItemText& item, ScanResult& result) const {
  const auto narrow = [](std::size_t size) { return static_cast<std::uint32_t>(size); };
  const auto& source = reader_.document().source();
  kube::RestingItem resting;
  resting.file = chunk.file.get();
  // The text may begin before that of the chunk.
  resting.offset = chunk.offset + static_cast<std::uint64_t>(item.text.data() - chunk.text.data());
  resting.size = narrow(item.text.size());
  resting.first_line = source.first_line;
  resting.index = source.item;
  resting.is_item = true;
  resting.first_column = source.first_column;
  resting.at = narrow(item.at);
  resting.item_size = narrow(item.size);
  resting.behind = narrow(item.behind);
  resting.style = item.style;
  auto& items = part_of(chunk, result).items;
  items.push_back(resting);
  rest_object(items.back(), result);
}

void settle_lists(Parts& parts) {
  constexpr std::size_t kMostDuplicateKeys = 1000;
  const ListReading* settled = nullptr;
  std::size_t duplicates = 0;
  for (auto& part : parts) {
    auto& result = *part.result;
    if (result.list == nullptr) continue;
    const auto& list = *result.list;
    if (&list != settled) {
      settled = &list;
      duplicates = 0;
      result.account.total = 1;
      result.manifests = list.tally().objects != 0 ? 1 : 0;
      ++(list.tally().makes_pods ? result.account.linted : result.account.without_pods);
    }
    if (list.is_unrendered())
      for (auto& object : result.kept) object.may_hold_template = object.is_wanted;
    const auto room = kMostDuplicateKeys - duplicates;
    if (result.duplicate_keys.size() > room) {
      const auto more = static_cast<std::uint32_t>(result.duplicate_keys.size() - room);
      result.passed_over.add(lint::PassedOver::more_duplicate_keys, {more, 0});
      result.duplicate_keys.resize(room);
    }
    duplicates += result.duplicate_keys.size();
  }
  for (auto& part : parts) part.result->list.reset();
}

}  // namespace fargate_lint::input
