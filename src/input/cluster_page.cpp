#include "input/cluster_page.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace fargate_lint::input {
namespace {

constexpr std::size_t kLongestHeader = std::size_t{64} << 10U;

}  // namespace

void ListPage::fail(std::string why) {
  at_ = At::failed;
  why_ = std::move(why);
  buffer_ = {};
}

bool ListPage::feed(std::string_view bytes) {
  if (at_ == At::failed) return false;
  buffer_.append(bytes);
  if (at_ == At::header && !begin()) return at_ != At::failed;
  // An item that is not whole is looked at again when there is twice as much of it.
  if (at_ == At::items && buffer_.size() >= tried_ * 2) cut(false);
  if (at_ == At::whole && buffer_.size() > kLongestHeader) fail("is no list of objects");
  if (at_ == At::footer && buffer_.size() > kLongestHeader) fail("goes on behind its list");
  if (buffer_.size() > kLargestItem) fail("has an object of more than 32 MiB");
  return at_ != At::failed;
}

/// Looks for the beginning of the items; true if they have begun.
bool ListPage::begin() {
  const auto text = trimmed(buffer_, kBlanksAndBreaks, "");
  if (text.empty()) {
    if (buffer_.size() > kLongestHeader) fail("is no JSON");
    return false;
  }
  if (text.front() != '{') {
    fail("is no JSON");
    return false;
  }
  const auto found = yaml::find_list(text, shape_);
  if (found != yaml::ListBeginning::found) {
    if (text.size() > kLongestHeader) fail("is no list of objects");
    // It may be one without items, `"items": null`.
    if (found == yaml::ListBeginning::none && at_ != At::failed) at_ = At::whole;
    return false;
  }
  header_ = text.substr(0, shape_.header);
  buffer_.erase(0, buffer_.size() - text.size() + shape_.header);
  if (!read_skeleton("]}")) {
    fail("is no list of objects");
    return false;
  }
  at_ = At::items;
  return true;
}

/// Reads all but the items. False if it is no JSON.
bool ListPage::read_skeleton(std::string_view footer) {
  const auto text = header_ + std::string(footer);
  if (reader_.read(text, {}) != yaml::Outcome::ok || !reader_.was_json()) return false;
  const auto root = reader_.document().root();
  if (!trimmed(reader_.unread(), kBlanksAndBreaks).empty()) return false;
  if (const auto next = root["metadata"]["continue"].text(); !next.empty()) next_ = next;
  return true;
}

void ListPage::cut(bool ended) {
  const auto first = buffer_.find_first_not_of(kBlanksAndBreaks);
  if (first != std::string::npos && buffer_[first] == ']' && items_ == 0) {
    buffer_.erase(0, first);
    at_ = At::footer;
    return;
  }
  yaml::cut_items(shape_, buffer_, ended, cut_);
  if (cut_.malformed) return fail("is no list of objects");
  for (const auto item : cut_.items) {
    if (reader_.read(item, {}) != yaml::Outcome::ok || !reader_.was_json())
      return fail("has an object that is no JSON");
    ++items_;
    take_(reader_.document().root());
  }
  buffer_.erase(0, cut_.end);
  tried_ = buffer_.size();
  if (cut_.closed) at_ = At::footer;
}

std::optional<std::string> ListPage::finish() {
  if (at_ == At::items) cut(true);
  if (at_ == At::whole && (reader_.read(buffer_, {}) != yaml::Outcome::ok || !reader_.was_json() ||
                           !reader_.document().root()["items"].is_null()))
    fail("is no list of objects");
  if (at_ == At::header)
    fail(trimmed(buffer_, kBlanksAndBreaks).empty() ? "is empty" : "ends in the middle");
  if (at_ == At::items) fail("ends in the middle");
  if (at_ == At::footer && !read_skeleton(buffer_)) fail("ends in the middle");
  if (at_ == At::failed) return why_;
  return std::nullopt;
}

}  // namespace fargate_lint::input
