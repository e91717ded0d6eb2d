#include "yaml/document.hpp"

#include <algorithm>
#include <limits>

#include "yaml/duplicates.hpp"
#include "yaml/node_meta.hpp"
#include "yaml/scalar.hpp"
#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

using RawNode = Document::RawNode;

constexpr std::size_t kMilestone = 1024;
constexpr std::size_t kLongestLine = 4096;

/// Follows an alias to the node it stands for; a target is never an alias itself.
const RawNode& target(const std::vector<RawNode>& nodes, std::uint32_t index) {
  const RawNode& node = nodes[index];
  return meta::shape(node.meta) == Shape::alias ? nodes[node.extent] : node;
}
std::uint32_t target_index(const std::vector<RawNode>& nodes, std::uint32_t index) {
  return meta::shape(nodes[index].meta) == Shape::alias ? nodes[index].extent : index;
}

Kind json_kind(std::string_view text) {
  switch (text.empty() ? 'n' : text[0]) {
    case 't':
    case 'f': return Kind::boolean;
    case 'n': return Kind::null;
    default:
      return text.find_first_of(".eE") == std::string_view::npos ? Kind::integer : Kind::floating;
  }
}

std::string_view trim_right(std::string_view text) {
  while (!text.empty() && (is_blank(text.back()) || is_break(text.back()))) text.remove_suffix(1);
  return text;
}

}  // namespace

Kind Node::kind() const {
  if (document_ == nullptr) return Kind::missing;
  const auto& nodes = Access::nodes(*document_);
  const RawNode& node = target(nodes, index_);
  switch (meta::shape(node.meta)) {
    case Shape::sequence: return Kind::sequence;
    case Shape::mapping: return Kind::mapping;
    case Shape::alias:
    case Shape::scalar: break;
  }
  if (const Kind forced = meta::forced(node.meta); forced != Kind::missing) return forced;
  if (meta::style(node.meta) != Style::plain) return Kind::string;
  const std::string_view text = Node(document_, target_index(nodes, index_)).text();
  return Access::json(*document_) ? json_kind(text) : resolve_plain(text);
}

Style Node::style() const {
  if (document_ == nullptr) return Style::plain;
  return meta::style(target(Access::nodes(*document_), index_).meta);
}

bool Node::is_true() const {
  return is_boolean() && boolean_value(text());
}
bool Node::is_false() const {
  return is_boolean() && !boolean_value(text());
}

std::string_view Node::text() const {
  if (document_ == nullptr) return {};
  const auto& nodes = Access::nodes(*document_);
  const std::uint32_t index = target_index(nodes, index_);
  const RawNode& node = nodes[index];
  if (meta::shape(node.meta) != Shape::scalar) return {};
  if ((node.meta & meta::kDecoded) != 0) return document_->decoded(index);
  const std::string_view raw = document_->text().substr(node.begin, node.extent);
  switch (meta::style(node.meta)) {
    case Style::single_quoted:
    case Style::double_quoted: return raw.substr(1, raw.size() - 2);
    case Style::literal:
    case Style::folded: return document_->decode_block_scalar(index);
    case Style::plain:
    case Style::block:
    case Style::flow: break;
  }
  return raw;
}

std::optional<std::int64_t> Node::integer() const {
  if (!is_integer()) return std::nullopt;
  const auto value = integer_value(text());
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (!value || value->magnitude > kMax) return std::nullopt;
  const auto magnitude = static_cast<std::int64_t>(value->magnitude);
  return value->negative ? -magnitude : magnitude;
}

Node Node::operator[](std::string_view key) const {
  if (document_ == nullptr) return {};
  const auto& nodes = Access::nodes(*document_);
  const RawNode& node = target(nodes, index_);
  if (meta::shape(node.meta) != Shape::mapping) return {};
  Node found;
  for (std::uint32_t i = target_index(nodes, index_) + 1; i < node.extent;) {
    if (key_text(*document_, i) == key) found = Node(document_, i + 1);
    i = next_sibling(nodes, i + 1);
  }
  return found;
}

Node Node::at(std::size_t position) const {
  for (const Node item : items()) {
    if (position-- == 0) return item;
  }
  return {};
}

std::size_t Node::size() const {
  if (document_ == nullptr) return 0;
  const auto& nodes = Access::nodes(*document_);
  const RawNode& node = target(nodes, index_);
  const Shape shape = meta::shape(node.meta);
  if (shape != Shape::mapping && shape != Shape::sequence) return 0;
  if (meta::count(node.meta) < meta::kCountMax) return meta::count(node.meta);
  std::size_t count = 0;
  const std::uint32_t step = shape == Shape::mapping ? 1 : 0;
  for (std::uint32_t i = target_index(nodes, index_) + 1; i < node.extent;) {
    i = next_sibling(nodes, i + step);
    ++count;
  }
  return count;
}

Node Node::key() const {
  if (document_ == nullptr || index_ == 0) return {};
  const auto& nodes = Access::nodes(*document_);
  return (nodes[index_].meta & meta::kValue) != 0 ? Node(document_, index_ - 1) : Node();
}

Node::EntryRange Node::entries() const {
  if (document_ == nullptr) return {nullptr, 0, 0};
  const auto& nodes = Access::nodes(*document_);
  const RawNode& node = target(nodes, index_);
  if (meta::shape(node.meta) != Shape::mapping) return {document_, 0, 0};
  return {document_, target_index(nodes, index_) + 1, node.extent};
}

Node::ItemRange Node::items() const {
  if (document_ == nullptr) return {nullptr, 0, 0};
  const auto& nodes = Access::nodes(*document_);
  const RawNode& node = target(nodes, index_);
  if (meta::shape(node.meta) != Shape::sequence) return {document_, 0, 0};
  return {document_, target_index(nodes, index_) + 1, node.extent};
}

Span Node::span() const {
  if (document_ == nullptr) return {};
  const auto& nodes = Access::nodes(*document_);
  const RawNode& node = nodes[index_];
  switch (meta::shape(node.meta)) {
    case Shape::alias:
      return document_->span(node.begin, std::numeric_limits<std::uint32_t>::max());
    case Shape::scalar:
      if (node.extent == 0 && key()) return key().span();
      return document_->span(node.begin, node.begin + std::max(node.extent, std::uint32_t{1}));
    case Shape::sequence:
    case Shape::mapping: break;
  }
  // A collection: its first line, which for a block mapping is its first entry.
  return document_->span(node.begin, std::numeric_limits<std::uint32_t>::max());
}

Span Node::field_span() const {
  const Node field_key = key();
  if (!field_key) return span();
  const Span begin = field_key.span();
  const Span end = span();
  if (begin.begin.line == end.begin.line) return {begin.begin, end.end};
  return begin;
}

std::string_view Node::line_text() const {
  if (document_ == nullptr) return {};
  return document_->line_at(Access::nodes(*document_)[index_].begin);
}

Node::EntryRange::iterator::iterator(const Document* document, std::uint32_t index,
                                     std::uint32_t end)
    : document_(document), index_(index), end_(end) {
  skip_overridden();
}

Node::Entry Node::EntryRange::iterator::operator*() const {
  return {Node(document_, index_), Node(document_, index_ + 1)};
}

Node::EntryRange::iterator& Node::EntryRange::iterator::operator++() {
  index_ = next_sibling(Access::nodes(*document_), index_ + 1);
  skip_overridden();
  return *this;
}

void Node::EntryRange::iterator::skip_overridden() {
  if (document_ == nullptr) return;
  const auto& nodes = Access::nodes(*document_);
  while (index_ < end_ && (nodes[index_].meta & meta::kOverridden) != 0) {
    index_ = next_sibling(nodes, index_ + 1);
  }
}

Node::ItemRange::iterator& Node::ItemRange::iterator::operator++() {
  index_ = next_sibling(Access::nodes(*document_), index_);
  return *this;
}

Node Document::root() const {
  return nodes_.empty() ? Node() : Node(this, 0);
}

std::size_t Document::memory() const {
  return owned_text_.capacity() + nodes_.capacity() * sizeof(RawNode) +
         decoded_.capacity() * sizeof(Decoded) + decoded_text_.capacity() + sizeof(Document);
}

Document::Milestone Document::Milestone::after(std::string_view text) const {
  const auto breaks = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  const auto last = text.rfind('\n');
  if (last == std::string_view::npos) {
    return {lines, code_points + static_cast<std::uint32_t>(count_code_points(text))};
  }
  return {lines + breaks, static_cast<std::uint32_t>(count_code_points(text.substr(last + 1)))};
}

// A List of ten thousand objects is one document, and every object has a place to show: counting
// from the start each time would be quadratic.
Document::Milestone Document::milestone(std::size_t number) const {
  if (number == 0) return {0, 0};
  const std::lock_guard lock(lazy_mutex_);
  if (milestones_.empty()) {
    milestones_.reserve(text_.size() / kMilestone + 1);
    milestones_.push_back({0, 0});
    for (std::size_t begin = 0; begin + kMilestone <= text_.size(); begin += kMilestone) {
      milestones_.push_back(milestones_.back().after(text_.substr(begin, kMilestone)));
    }
  }
  return milestones_[number];
}

Position Document::position(std::uint32_t offset) const {
  const std::size_t end = std::min<std::size_t>(offset, text_.size());
  const std::size_t number = end / kMilestone;
  const std::size_t begin = number * kMilestone;
  const Milestone at = milestone(number).after(text_.substr(begin, end - begin));
  return {source_.first_line + at.lines, at.code_points + 1};
}

Span Document::span(std::uint32_t begin, std::uint32_t end) const {
  const Position first = position(begin);
  const std::string_view rest = text_.substr(begin, end - begin);
  const auto width = count_code_points(trim_right(rest.substr(0, rest.find('\n'))));
  return {first,
          {first.line, first.column + static_cast<std::uint32_t>(std::max(width, std::size_t{1}))}};
}

std::string_view Document::line_at(std::uint32_t offset) const {
  const std::size_t nearest = offset > kLongestLine ? offset - kLongestLine : 0;
  const std::string_view before = text_.substr(nearest, offset - nearest);
  const auto line_break = before.rfind('\n');
  if (line_break == std::string_view::npos && nearest != 0) return {};
  const std::size_t start = line_break == std::string_view::npos ? 0 : nearest + line_break + 1;
  std::string_view line = text_.substr(start, kLongestLine + 1);
  line = line.substr(0, line.find('\n'));
  if (line.size() > kLongestLine) return {};
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string_view Document::helm_template() const {
  // Helm writes the comment after the separator, before the first field: no need to look further,
  // as text without line breaks would make us do for each place in it.
  constexpr std::size_t kHeader = 4096;
  std::string_view rest = text_.substr(0, kHeader);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trim_right(rest.substr(0, end));
    constexpr std::string_view kMark = "# Source: ";
    if (line.starts_with(kMark)) return line.substr(kMark.size());
    if (!line.empty() && line[0] != '#' && !line.starts_with("---")) return {};
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

std::unique_ptr<Document> Document::clone() const {
  auto copy = std::make_unique<Document>();
  copy->owned_text_ = std::string(text_);
  copy->text_ = copy->owned_text_;
  copy->source_ = source_;
  copy->json_ = json_;
  copy->nodes_ = nodes_;
  copy->decoded_ = decoded_;
  copy->decoded_text_ = decoded_text_;
  mark_overridden(*copy);
  return copy;
}

std::string_view Document::decoded(std::uint32_t node) const {
  const auto found = std::lower_bound(decoded_.begin(), decoded_.end(), node,
                                      [](const Decoded& d, std::uint32_t n) { return d.node < n; });
  return std::string_view(decoded_text_).substr(found->offset, found->size);
}

std::string_view Document::decode_block_scalar(std::uint32_t node) const {
  const std::lock_guard lock(lazy_mutex_);
  const auto [entry, is_new] = lazy_.try_emplace(node);
  if (is_new) {
    yaml::decode_block_scalar(text_.substr(nodes_[node].begin, nodes_[node].extent),
                              meta::count(nodes_[node].meta), entry->second);
  }
  return entry->second;
}

}  // namespace fargate_lint::yaml
