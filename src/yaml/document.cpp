#include "yaml/document.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <mutex>
#include <unordered_map>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "yaml/duplicates.hpp"
#include "yaml/exact_reader.hpp"
#include "yaml/find.hpp"
#include "yaml/node_meta.hpp"
#include "yaml/scalar.hpp"
#include "yaml/text.hpp"

namespace fargate_lint::yaml {
namespace {

using RawNode = Document::RawNode;

constexpr std::size_t kMilestone = 4096;

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

Kind Node::resolved_kind(std::uint32_t target) const {
  const std::string_view text = scalar_text(target);
  return document_->json_ ? json_kind(text) : resolve_plain(text);
}

bool Node::is_true() const {
  return is_boolean() && boolean_value(text());
}
bool Node::is_false() const {
  return is_boolean() && !boolean_value(text());
}

std::string_view Node::scalar_text(std::uint32_t target) const {
  const auto& node = document_->nodes_[target];
  if (meta::shape(node.meta) != Shape::scalar) return {};
  if ((node.meta & meta::kDecoded) != 0) return document_->decoded(target);
  const std::string_view raw = document_->text().substr(node.begin, node.extent);
  switch (meta::style(node.meta)) {
    case Style::single_quoted:
    case Style::double_quoted: return raw.substr(1, raw.size() - 2);
    case Style::literal:
    case Style::folded: return document_->decode_block_scalar(target);
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
  if (!is_mapping()) return {};
  const RawNode* const nodes = document_->nodes_.data();
  const RawNode* const mapping = nodes + target();
  const RawNode* const end = nodes + mapping->extent;
  const RawNode* found = nullptr;
  for (const auto* each = mapping + 1; each < end; each = next_key(nodes, each)) {
    if (!equal(key_text(*document_, each), key)) continue;
    found = each;
    // Of a key that stands twice, all but the last are marked, if any are.
    if (document_->marked_ && (each->meta & meta::kOverridden) == 0) break;
  }
  return found == nullptr ? Node() : Node(document_, number_of(*document_, found + 1));
}

bool Node::may_hold_key(std::string_view key) const {
  if (document_ == nullptr) return false;
  const RawNode* const nodes = document_->nodes_.data();
  const RawNode* const end = nodes + next_sibling(document_->nodes_, index_);
  return std::any_of(nodes + index_, end, [&](const RawNode& node) {
    if (meta::shape(node.meta) == Shape::alias) return true;
    return (node.meta & meta::kKey) != 0 && equal(key_text(*document_, &node), key);
  });
}

Node Node::at(std::size_t position) const {
  for (const auto item : items()) {
    if (position-- == 0) return item;
  }
  return {};
}

std::size_t Node::size() const {
  if (!is_mapping() && !is_sequence()) return 0;
  const auto& nodes = document_->nodes_;
  const auto collection = target();
  const auto& node = nodes[collection];
  if (meta::count(node.meta) < meta::kCountMax) return meta::count(node.meta);
  std::size_t count = 0;
  const std::uint32_t step = meta::shape(node.meta) == Shape::mapping ? 1 : 0;
  for (auto i = collection + 1; i < node.extent; ++count) {
    i = next_sibling(nodes, i + step);
  }
  return count;
}

std::string_view Node::tag() const {
  if (document_ == nullptr || document_->json_) return {};
  // Trees keep no tags, which nearly no manifest has: they stand right before the value.
  std::string_view before = document_->text_.substr(0, document_->nodes_[index_].begin);
  for (;;) {
    before = trim_right(before);
    const auto start = before.find_last_of(" \t\r\n,[{");
    const std::string_view token =
        start == std::string_view::npos ? before : before.substr(start + 1);
    if (token.starts_with('!')) return token;
    if (!token.starts_with('&')) return {};
    before.remove_suffix(token.size());
  }
}

std::size_t Node::bytes() const {
  if (document_ == nullptr) return 0;
  const auto& nodes = document_->nodes_;
  const auto begin = nodes[index_].begin;
  const auto next = next_sibling(nodes, index_);
  const auto end = next < nodes.size() ? nodes[next].begin : document_->end();
  return end > begin ? end - begin : 0;  // what a merge key brought in stands elsewhere
}

Span Node::span() const {
  if (document_ == nullptr) return {};
  const auto& nodes = Access::nodes(*document_);
  const auto& node = nodes[index_];
  switch (meta::shape(node.meta)) {
    case Shape::alias: return document_->line_span(node.begin);
    case Shape::scalar:
      if (node.extent == 0 && key()) return key().span();
      return document_->span(node.begin, node.begin + std::max(node.extent, std::uint32_t{1}));
    case Shape::sequence:
    case Shape::mapping: break;
  }
  // A collection: its first line, which for a block mapping is its first entry.
  return document_->line_span(node.begin);
}

Span Node::field_span() const {
  const auto field_key = key();
  if (!field_key) return span();
  const auto& nodes = Access::nodes(*document_);
  const auto begin = nodes[field_key.index_].begin;
  const auto& value = nodes[index_];
  const bool ends = meta::shape(value.meta) == Shape::scalar && value.extent != 0;
  if (ends && begin < value.begin && !document_->has_break(begin, value.begin))
    return document_->span(begin, value.begin + value.extent);
  const auto at_key = field_key.span();
  const auto at_value = span();
  if (at_key.begin.line == at_value.begin.line) return {at_key.begin, at_value.end};
  return at_key;
}

std::string_view Node::line_text() const {
  if (document_ == nullptr) return {};
  return document_->line_at(Access::nodes(*document_)[index_].begin);
}

struct Document::Lazy {
  std::mutex mutex;  ///< guards all that follows
  std::unique_ptr<Document> as_written;
  std::vector<Milestone> milestones;
  std::unordered_map<std::uint32_t, std::string> block_scalars;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> children;  ///< of large collections
};

Document::~Document() {
  forget_lazy();
}

Document::Lazy& Document::lazy() const {
  auto* existing = lazy_.load(std::memory_order_acquire);
  if (existing != nullptr) return *existing;
  auto fresh = std::make_unique<Lazy>();
  if (!lazy_.compare_exchange_strong(existing, fresh.get())) return *existing;
  return *fresh.release();
}

void Document::forget_lazy() {
  delete lazy_.exchange(nullptr);
}

Node Document::root() const {
  return nodes_.empty() ? Node() : Node(this, 0);
}

std::size_t Document::memory() const {
  return (owned_text_ ? text_.size() : 0) + nodes_.capacity() * sizeof(RawNode) +
         (decodings_ ? decodings_->values.capacity() * sizeof(Decoded) + decodings_->text.capacity()
                     : 0) +
         sizeof(Document);
}

Document::Milestone Document::Milestone::after(std::string_view text) const {
  const auto breaks = count_lines(text);
  if (breaks == 0) {
    return {lines, code_points + static_cast<std::uint32_t>(count_code_points(text))};
  }
  const std::string_view line = text.substr(text.rfind('\n') + 1);
  return {lines + breaks, static_cast<std::uint32_t>(count_code_points(line))};
}

// A List of ten thousand objects is one document, and every object has a place to show: counting
// from the start each time would be quadratic.
Document::Milestone Document::milestone(std::size_t number) const {
  if (number == 0) return {0, source_.first_column - 1};
  auto& kept = lazy();
  const std::lock_guard lock(kept.mutex);
  auto& milestones = kept.milestones;
  if (milestones.empty()) {
    milestones.reserve(text_.size() / kMilestone + 1);
    milestones.push_back({0, source_.first_column - 1});
    for (std::size_t begin = 0; begin + kMilestone <= text_.size(); begin += kMilestone) {
      milestones.push_back(milestones.back().after(text_.substr(begin, kMilestone)));
    }
  }
  return milestones[number];
}

Position Document::position(std::uint32_t offset) const {
  const auto end = std::min<std::size_t>(offset, text_.size());
  const auto number = end / kMilestone;
  const auto begin = number * kMilestone;
  const auto at = milestone(number).after(text_.substr(begin, end - begin));
  return {source_.first_line + at.lines, at.code_points + 1};
}

bool Document::has_break(std::uint32_t begin, std::uint32_t end) const {
  return text_.substr(begin, end - begin).find('\n') != std::string_view::npos;
}

Span Document::span(std::uint32_t begin, std::uint32_t end) const {
  const auto first = position(begin);
  const std::string_view rest = text_.substr(begin, end - begin);
  const auto width = count_code_points(trim_right(rest.substr(0, rest.find('\n'))));
  return {first,
          {first.line, first.column + static_cast<std::uint32_t>(std::max(width, std::size_t{1}))}};
}

Span Document::line_span(std::uint32_t begin) const {
  const auto rest = std::min<std::size_t>(text_.size() - begin, kLongestLine);
  return span(begin, begin + static_cast<std::uint32_t>(rest));
}

std::string_view Document::line_at(std::uint32_t offset) const {
  const auto nearest = offset > kLongestLine ? offset - kLongestLine : 0;
  const std::string_view before = text_.substr(nearest, offset - nearest);
  const auto line_break = before.rfind('\n');
  if (line_break == std::string_view::npos && nearest != 0) return {};
  const auto start = line_break == std::string_view::npos ? 0 : nearest + line_break + 1;
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
  // An item's text begins anywhere, and the document that it is in with a field.
  std::string_view rest = source_.item == Source::kWhole ? text_.substr(0, kHeader) : "";
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

const Document& Document::as_written() const {
  auto& kept = lazy();
  const std::lock_guard lock(kept.mutex);
  if (!kept.as_written) {
    auto raw = std::make_unique<Document>();
    raw->text_ = text_;
    require(read_as_written(text_, *raw), "a document that was read is read again");
    kept.as_written = std::move(raw);
  }
  return *kept.as_written;
}

// Every item of a large list may have a place to name, and to pass all before it each time would be
// quadratic.
Document::Child Document::child_holding(std::uint32_t collection, std::uint32_t node) const {
  constexpr std::uint32_t kLarge = 256;
  const auto& raw = nodes_[collection];
  const std::uint32_t step = meta::shape(raw.meta) == Shape::mapping ? 1 : 0;
  const auto next = [&](std::uint32_t child) { return next_sibling(nodes_, child + step); };
  if (meta::count(raw.meta) < kLarge) {
    Child child = {collection + 1, 0};
    for (; next(child.node) <= node; ++child.position) child.node = next(child.node);
    return child;
  }
  auto& kept = lazy();
  const std::lock_guard lock(kept.mutex);
  auto& children = kept.children[collection];
  if (children.empty())
    for (auto child = collection + 1; child < raw.extent; child = next(child))
      children.push_back(child);
  const auto behind = std::ranges::upper_bound(children, node);
  return {*(behind - 1), static_cast<std::size_t>(behind - children.begin()) - 1};
}

std::unique_ptr<Document> Document::clone() const {
  auto text = std::make_unique_for_overwrite<char[]>(text_.size());
  text_.copy(text.get(), text_.size());
  auto copy = clone_over({text.get(), text_.size()});
  copy->owned_text_ = std::move(text);
  return copy;
}

std::unique_ptr<Document> Document::clone_over(std::string_view text) const {
  auto copy = std::make_unique<Document>();
  copy->text_ = text;
  copy->behind_ = behind_;
  copy->source_ = source_;
  copy->json_ = json_;
  copy->merged_ = merged_;
  copy->nodes_ = nodes_;
  if (decodings_ && !decodings_->values.empty())
    copy->decodings_ = std::make_unique<Decodings>(*decodings_);
  copy->marked_ = marked_;
  if (!marked_) mark_duplicates(*copy);
  return copy;
}

std::string_view Document::counterpart(std::string_view part, const Document& copy) const {
  const auto within = [part](std::string_view whole) {
    const std::less_equal<> before;
    return before(whole.data(), part.data()) &&
           before(part.data() + part.size(), whole.data() + whole.size());
  };
  const auto same_in = [part](std::string_view old, std::string_view now) {
    return now.substr(static_cast<std::size_t>(part.data() - old.data()), part.size());
  };
  if (within(text_)) return same_in(text_, copy.text_);
  if (copy.decodings_ && within(decodings_->text))
    return same_in(decodings_->text, copy.decodings_->text);
  if (const auto* kept = lazy_.load(std::memory_order_acquire); kept != nullptr) {
    for (const auto& [node, value] : kept->block_scalars) {
      if (within(value)) return same_in(value, copy.decode_block_scalar(node));
    }
  }
  return part;
}

std::string_view Document::decoded(std::uint32_t node) const {
  const auto found = std::ranges::lower_bound(decodings_->values, node, {}, &Decoded::node);
  return std::string_view(decodings_->text).substr(found->offset, found->size);
}

std::string_view Document::decode_block_scalar(std::uint32_t node) const {
  auto& kept = lazy();
  const std::lock_guard lock(kept.mutex);
  const auto [entry, is_new] = kept.block_scalars.try_emplace(node);
  if (is_new) {
    yaml::decode_block_scalar(text_.substr(nodes_[node].begin, nodes_[node].extent),
                              meta::count(nodes_[node].meta), entry->second);
  }
  return entry->second;
}

}  // namespace fargate_lint::yaml
