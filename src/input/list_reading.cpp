#include "input/list_reading.hpp"

#include <algorithm>
#include <utility>

#include "base/result.hpp"
#include "input/stream.hpp"
#include "kube/templates.hpp"
#include "lint/ignore.hpp"

namespace fargate_lint::input {

void HeldText::append(std::string_view text) {
  blocks_.push_back({size_, std::string(text)});
  size_ += text.size();
}

std::size_t HeldText::take(char* to, std::size_t size) {
  std::size_t used = 0;
  while (used < size && !blocks_.empty()) {
    const auto& text = blocks_.front().text;
    const auto count = std::min(size - used, text.size() - taken_);
    text.copy(to + used, count, taken_);
    used += count;
    taken_ += count;
    if (taken_ < text.size()) continue;
    blocks_.pop_front();
    taken_ = 0;
  }
  return used;
}

void HeldText::read(std::uint64_t offset, std::size_t size, std::string& text) const {
  require(offset + size <= size_, "what was held is read again");
  text.clear();
  auto block = std::prev(std::ranges::upper_bound(blocks_, offset, {}, &Block::offset));
  for (; text.size() < size; ++block) {
    const auto from = static_cast<std::size_t>(offset + text.size() - block->offset);
    text.append(block->text, from, size - text.size());
  }
}

void ListTally::add(const ListTally& other) {
  objects += other.objects;
  strays += other.strays;
  makes_pods = makes_pods || other.makes_pods;
  is_wanted = is_wanted || other.is_wanted;
  is_kept = is_kept || other.is_kept;
  is_unrendered = is_unrendered || other.is_unrendered;
}

ListReading::ListReading(const yaml::ListShape& shape, std::string_view header)
    : shape_(shape), header_(header) {}

ListReading::~ListReading() = default;

/// Whether the document without its items is sound, so that with sound items it is so as well:
/// nothing in it reaches from one part into another.
bool ListReading::is_sound_skeleton(std::string_view text) {
  constexpr auto kNone = std::string_view::npos;
  const bool is_json = shape_.style == yaml::ListStyle::json;
  if (text.find('\r') != kNone || text.find("\n---") != kNone || lint::mentions_ignores(text))
    return false;
  if (!is_json && text.find_first_of("&*!") != kNone) return false;
  if (reader_.read(text, {}) != yaml::Outcome::ok || reader_.was_json() != is_json) return false;
  if (reader_.used_fallback() || !reader_.unread().empty() || !reader_.find_duplicates().empty())
    return false;
  const auto items = reader_.document().root()["items"];
  const auto key = items.key();
  const auto key_at = shape_.key + (is_json ? 1 : 0);  // in its quotes
  if (!key || key.text().data() != reader_.document().text().data() + key_at) return false;
  return is_json ? items.is_sequence() && items.size() == 0 : items.is_null();
}

std::shared_ptr<ListReading> ListReading::begin(const yaml::ListShape& shape,
                                                std::string_view header) {
  std::shared_ptr<ListReading> list(new ListReading(shape, header));
  const bool is_json = shape.style == yaml::ListStyle::json;
  const auto text = list->header_ + (is_json ? "]}" : "");
  if (!list->is_sound_skeleton(text)) return nullptr;
  const auto defaults = kube::find_item_defaults(list->reader_.document().root());
  if (!defaults || defaults->kind.empty()) return list;  // as far as is known
  const auto& [api_version, kind] = *defaults;
  list->texts_ = std::make_shared<const std::string>(std::string(api_version) + std::string(kind));
  const std::string_view texts = *list->texts_;
  list->defaults_ = {texts.substr(0, api_version.size()), texts.substr(api_version.size())};
  return list;
}

bool ListReading::end(std::string_view footer) {
  const auto text = header_ + std::string(footer);
  if (!is_sound_skeleton(text)) return false;
  const auto defaults = kube::find_item_defaults(reader_.document().root());
  if (!defaults) return false;
  knew_defaults_ = *defaults == defaults_;
  is_unrendered_ = kube::is_unrendered(text);
  return true;
}

void ListReading::hand_out(bool last) {
  const std::lock_guard lock(mutex_);
  ++at_work_;
  all_handed_out_ = last;
}

void ListReading::keep(Stream stream) {
  const std::lock_guard lock(mutex_);
  stream_ = std::make_unique<Stream>(std::move(stream));
}

Stream ListReading::take_stream() {
  const std::lock_guard lock(mutex_);
  require(stream_ != nullptr, "what is read again was kept");
  return std::move(*std::exchange(stream_, nullptr));
}

void ListReading::give_up() {
  const std::lock_guard lock(mutex_);
  failed_ = given_up_ = true;
}

void ListReading::add(const ListTally& tally) {
  const std::lock_guard lock(mutex_);
  tally_.add(tally);
}

bool ListReading::finish() {
  const std::lock_guard lock(mutex_);
  --at_work_;
  if (at_work_ != 0 || !all_handed_out_ || given_up_) return false;
  if (!failed_ && !is_sound()) failed_ = true;
  if (!failed_) stream_ = nullptr;  // nobody reads it again
  return failed_;
}

/// Whether what was found in the items, each read by itself, is what it is in the whole.
bool ListReading::is_sound() const {
  // The object of a key that stands twice is said where a document holds no other.
  if (tally_.objects < 2) return false;
  // If no rule asks for any, none is kept.
  if (tally_.is_kept && !tally_.is_wanted) return false;
  // Items that say all themselves take nothing for granted.
  return knew_defaults_ || (defaults_ == kube::ItemDefaults{} && tally_.strays == 0);
}

}  // namespace fargate_lint::input
