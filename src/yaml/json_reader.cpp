#include "yaml/json_reader.hpp"

#include <string_view>

#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

constexpr std::size_t kFailed = static_cast<std::size_t>(-1);
constexpr std::size_t kMaxDepth = 10'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::size_t JsonReader::space(std::size_t at) const {
  while (at < size_ &&
         (text_[at] == ' ' || text_[at] == '\n' || text_[at] == '\t' || text_[at] == '\r'))
    ++at;
  return at;
}

std::size_t JsonReader::string(std::size_t at, std::uint32_t flags) {
  bool decode = false;
  auto end = at + 1;
  for (;; ++end) {
    const auto c = static_cast<unsigned char>(text_[end]);
    if (c == '"') break;
    if (c < 0x20) return kFailed;  // the padding ends in one
    if (c == '\\') {
      decode = true;
      ++end;
      if (end >= size_) return kFailed;
    } else if (c >= 0x80) {
      decode = true;  // it may hold malformed UTF-8, which Go replaces
    }
  }
  auto& nodes = Access::nodes(*document_);
  const auto index = static_cast<std::uint32_t>(nodes.size());
  nodes.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end + 1 - at),
                   meta::make(Shape::scalar, Style::double_quoted, flags)});
  if (decode) {
    scratch_.clear();
    if (!decode_json_string({text_ + at + 1, end - at - 1}, scratch_)) return kFailed;
    Access::set_decoded(*document_, index, scratch_);
  }
  return end + 1;
}

std::size_t JsonReader::number_end(std::size_t at) const {
  if (text_[at] == '-') ++at;
  if (!is_digit(text_[at])) return kFailed;
  if (text_[at] == '0') {
    ++at;
  } else {
    while (is_digit(text_[at])) ++at;
  }
  if (text_[at] == '.') {
    ++at;
    if (!is_digit(text_[at])) return kFailed;
    while (is_digit(text_[at])) ++at;
  }
  if (text_[at] == 'e' || text_[at] == 'E') {
    ++at;
    if (text_[at] == '+' || text_[at] == '-') ++at;
    if (!is_digit(text_[at])) return kFailed;
    while (is_digit(text_[at])) ++at;
  }
  return at;
}

std::size_t JsonReader::scalar(std::size_t at, std::uint32_t flags) {
  if (text_[at] == '"') return string(at, flags);
  const std::string_view rest(text_ + at, size_ - at);
  auto end = kFailed;
  for (const std::string_view word : {"true", "false", "null"}) {
    if (rest.starts_with(word)) end = at + word.size();
  }
  if (end == kFailed) end = number_end(at);
  if (end == kFailed || end > size_) return kFailed;
  Access::nodes(*document_)
      .push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end - at),
                  meta::make(Shape::scalar, Style::plain, flags)});
  return end;
}

std::size_t JsonReader::key(std::size_t at) {
  if (text_[at] != '"') return kFailed;
  at = string(at, meta::kKey);
  if (at == kFailed) return kFailed;
  at = space(at);
  return at < size_ && text_[at] == ':' ? space(at + 1) : kFailed;
}

void JsonReader::begin(const LineIndex& index, Document& document) {
  text_ = index.data();
  size_ = index.size();
  document_ = &document;
  open_.clear();
  most_open_ = kMaxDepth;
  Access::json(document) = true;
}

bool JsonReader::read(const LineIndex& index, Document& document) {
  begin(index, document);
  const auto end = value(space(0));
  return end != kFailed && space(end) >= size_;
}

std::size_t JsonReader::read_item(const LineIndex& index, std::size_t begin_at, std::size_t depth,
                                  Document& document) {
  begin(index, document);
  most_open_ -= depth;
  return begin_at < size_ && text_[begin_at] == '{' ? value(begin_at) : kFailed;
}

/// Offset behind the value at `at`.
std::size_t JsonReader::value(std::size_t at) {
  auto& nodes = Access::nodes(*document_);
  std::uint32_t flags = 0;
  for (;;) {
    // A value begins here.
    const char c = text_[at];
    if (c == '{' || c == '[') {
      if (open_.size() >= most_open_) return kFailed;
      const bool mapping = c == '{';
      const auto shape = mapping ? Shape::mapping : Shape::sequence;
      open_.push_back({static_cast<std::uint32_t>(nodes.size()), 0, mapping});
      nodes.push_back({static_cast<std::uint32_t>(at), 0, meta::make(shape, Style::flow, flags)});
      at = space(at + 1);
      if (text_[at] != (mapping ? '}' : ']')) {
        flags = mapping ? meta::kValue : 0;
        if (mapping) at = key(at);
        if (at == kFailed) return kFailed;
        continue;
      }
    } else {
      at = scalar(at, flags);
      if (at == kFailed || open_.empty()) return at;
      ++open_.back().count;
      at = space(at);
    }
    // A value has ended: so may collections.
    while (at < size_ && (text_[at] == '}' || text_[at] == ']')) {
      if ((text_[at] == '}') != open_.back().mapping) return kFailed;
      auto& node = nodes[open_.back().node];
      node.extent = static_cast<std::uint32_t>(nodes.size());
      node.meta = meta::with_count(node.meta, open_.back().count);
      open_.pop_back();
      ++at;
      if (open_.empty()) return at;
      at = space(at);
      ++open_.back().count;
    }
    if (at >= size_ || text_[at] != ',') return kFailed;
    at = space(at + 1);
    flags = open_.back().mapping ? meta::kValue : 0;
    if (open_.back().mapping) at = key(at);
    if (at == kFailed) return kFailed;
  }
}

}  // namespace fargate_lint::yaml
