#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/shared_text.hpp"
#include "yaml/node_bits.hpp"

/// Text → Document: a tree in which every node knows where it stands in the text. Knows YAML and
/// JSON as Kubernetes reads them (sigs.k8s.io/yaml over go-yaml v2, encoding/json for JSON text)
/// and nothing of Kubernetes objects.
namespace fargate_lint::yaml {

class Document;

/// Bytes of the longest line that reports show: of a longer one they show none.
inline constexpr std::size_t kLongestLine = 4096;

/// A place in a file: 1-based, columns count Unicode code points. 0 means unknown.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  bool operator==(const Position&) const = default;
};

/// A range in a file; `end` is exclusive. A span never covers more than one line: it is what a
/// report underlines.
struct Span {
  Position begin;
  Position end;
  bool operator==(const Span&) const = default;
};

/// Bytes of a text; `end` is exclusive.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
  bool operator==(const Range&) const = default;
};

/// What of a text says nothing to Kubernetes, and where it could not stand; each in order.
struct Comments {
  std::vector<Range> all;  ///< from the `#` to the end of its line, without the line break
  /// Scalars in quotes and blocks of text that go over several lines: in them nothing is a comment.
  std::vector<Range> texts;
};

/// Where a document came from. Lines of its nodes are lines of the file.
struct Source {
  SharedText path;  ///< as the user named it, relative to the working directory; "-" is stdin
  std::uint32_t first_line = 1;  ///< line of the file on which the document's text begins
  std::uint32_t index = 1;       ///< 1-based number of the document within the file
  bool follows = false;          ///< a document that is not empty stands before it in the file
  static constexpr std::uint32_t kWhole = 0xFFFFFFFF;
  /// What was read is one item of the list under `items` of the document's root, and this its
  /// number, from 0.
  std::uint32_t item = kWhole;
  std::uint32_t first_column = 1;  ///< of an item: the column with which its text begins
};

/// A cheap handle to one node of a Document, which must outlive it. A default-made Node is missing:
/// every look-up on it gives a missing node again, so paths can be walked without checks:
/// `spec["securityContext"]["privileged"].is_true()`. Aliases are followed and merge keys applied
/// before anyone sees the tree.
class Node {
 public:
  constexpr Node() = default;
  constexpr Node(const Document* document, std::uint32_t index)
      : document_(document), index_(index) {}

  Kind kind() const;
  Style style() const;
  explicit operator bool() const { return document_ != nullptr; }
  bool is_missing() const { return document_ == nullptr; }
  bool is_null() const { return kind() == Kind::null; }
  bool is_mapping() const { return document_ != nullptr && shape() == Shape::mapping; }
  bool is_sequence() const { return document_ != nullptr && shape() == Shape::sequence; }
  bool is_string() const { return kind() == Kind::string; }
  bool is_boolean() const { return kind() == Kind::boolean; }
  bool is_integer() const { return kind() == Kind::integer; }
  bool is_number() const { return kind() == Kind::integer || kind() == Kind::floating; }
  bool is_true() const;
  bool is_false() const;

  /// The text of a scalar: a string's value, or another scalar as it is written. Empty for
  /// collections, null and missing nodes. Lives as long as the Document.
  std::string_view text() const;
  /// The text of a YAML scalar that is written without quotes, on one line and without a tag, as
  /// most are, so that the text alone tells what it is; empty for others. Aliases are not followed.
  /// For loops over all that a run holds; text() is for the rest.
  std::string_view plain_text() const;
  /// The value of an integer node that fits; nothing otherwise.
  std::optional<std::int64_t> integer() const;

  /// The value of `key` in a mapping (the last one, when the key stands twice), else missing.
  Node operator[](std::string_view key) const;
  /// False if no mapping within this node has that key: quick, for what most trees do not hold.
  /// True where an alias stands, for what is behind it is not looked at.
  bool may_hold_key(std::string_view key) const;
  /// Element of a sequence, else missing. Linear in `position`: use items() to walk.
  Node at(std::size_t position) const;
  /// Number of elements of a sequence or of entries of a mapping; 0 for everything else.
  std::size_t size() const;
  /// The tag in front of a value as it is written (`!Ref`, `!!str`), or nothing. Kubernetes knows
  /// no tags of its own and drops them; CloudFormation's short forms are such.
  std::string_view tag() const;
  /// The key under which this value stands in its mapping; missing for elements and roots.
  Node key() const;

  struct Entry;
  class EntryRange;
  class ItemRange;
  /// The entries of a mapping, in order, without those that a later duplicate overrides.
  EntryRange entries() const;
  /// The elements of a sequence, in order.
  ItemRange items() const;

  /// Bytes of text from its beginning to that of the node behind it, or to the document's end.
  std::size_t bytes() const;

  /// The bytes of the document's text in which all of the value is written: of a collection from
  /// its first key, dash or bracket to the end of its last value or bracket, of a block of text
  /// with its indicator. Blank lines and comments behind it belong to what follows, anchors and
  /// tags in front of it to the field. Empty, where it would stand, for a value of which nothing is
  /// written; an alias is its own text. Found in the text each time: for what is done for few
  /// nodes.
  Range range() const;
  /// The node's own text, or its first line. For an empty value: the key.
  Span span() const;
  /// From the key to the end of the value's first line; the span() where there is no key.
  Span field_span() const;
  Position position() const { return span().begin; }
  /// The line of the file on which the node begins, without its line break; for code frames.
  std::string_view line_text() const;

  const Document* document() const { return document_; }
  std::uint32_t index() const { return index_; }
  bool operator==(const Node&) const = default;

 private:
  /// The node that an alias stands for, else this one.
  std::uint32_t target() const;
  Shape shape() const;
  Kind resolved_kind(std::uint32_t target) const;
  std::string_view scalar_text(std::uint32_t target) const;

  const Document* document_ = nullptr;
  std::uint32_t index_ = 0;
};
static_assert(sizeof(Node) <= 16);

struct Node::Entry {
  Node key;
  Node value;
};

/// One YAML or JSON document: owns a copy of its text and the tree over it. Neither copied nor
/// moved; hold it by std::unique_ptr<const Document>.
///
/// The tree is an array of nodes in preorder, twelve bytes each. Scalars are slices of the text;
/// those that need decoding (escapes, folded lines) have their value in `decodings_`; block scalars
/// are decoded when first asked for, since most are never read.
class Document {
 public:
  Document() = default;
  ~Document();
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  /// The root, or a missing node for a document without content (only comments).
  Node root() const;
  const Source& source() const { return source_; }
  std::string_view text() const { return text_; }
  /// Asks the processor for what is read first of the document: for loops over many of them.
  void prefetch() const;
  /// Bytes held, for memory budgets.
  std::size_t memory() const;

  Position position(std::uint32_t offset) const;
  /// The span of [begin, end) cut at the end of begin's line.
  Span span(std::uint32_t begin, std::uint32_t end) const;
  Span line_span(std::uint32_t begin) const;  ///< to the end of the line, if that is not far
  /// The line that holds `offset`, without its line break. Empty if it is longer than a reader or a
  /// report bears (4 KB: JSON without line breaks), so that showing many places stays linear.
  std::string_view line_at(std::uint32_t offset) const;
  /// The comments of the whole text. Found each time, by a walk over what is between the nodes.
  Comments comments() const;
  /// The template that `# Source: path` at the top of a document rendered by Helm names; else "".
  std::string_view helm_template() const;

  /// A copy that owns its text, at its exact size.
  std::unique_ptr<Document> clone() const;
  /// The same over the same text elsewhere, which must outlive it.
  std::unique_ptr<Document> clone_over(std::string_view text) const;
  /// The part of `copy`, a clone of this document, that is to it what `part` is to this one. Text
  /// that does not belong to the document is returned as it is.
  std::string_view counterpart(std::string_view part, const Document& copy) const;

  // The representation, for src/yaml only (see node_meta.hpp).
  struct RawNode {
    std::uint32_t begin;   ///< offset of the first byte of the node's token
    std::uint32_t extent;  ///< scalar: bytes of the token; collection: index after the last
                           ///< descendant; alias: index of the target
    std::uint32_t meta;
  };
  static_assert(sizeof(RawNode) == 12);
  struct Decoded {
    std::uint32_t node;
    std::uint32_t offset;
    std::uint32_t size;
  };
  struct Decodings {
    std::vector<Decoded> values;  ///< sorted by node
    std::string text;
  };

 private:
  friend class Node;
  friend class Node::EntryRange;
  friend class Node::ItemRange;
  friend struct Access;

  std::string_view decoded(std::uint32_t node) const;
  std::string_view decode_block_scalar(std::uint32_t node) const;

  std::unique_ptr<char[]> owned_text_;
  std::string_view text_;
  std::size_t behind_ = std::string_view::npos;  ///< where the node behind an item begins
  Source source_;
  bool json_ = false;
  bool marked_ = false;  ///< overridden keys are marked
  bool merged_ = false;  ///< merge keys were applied: nodes are not in the order of the text
  std::vector<RawNode> nodes_;
  std::unique_ptr<Decodings> decodings_;  ///< most documents need none

  /// Where its nodes end: for an item, where the next node of the whole begins.
  std::size_t end() const { return behind_ != std::string_view::npos ? behind_ : text_.size(); }
  bool has_break(std::uint32_t begin, std::uint32_t end) const;

  /// The entry or element of a collection that holds a node which is in it: its key or itself, and
  /// its number.
  struct Child {
    std::uint32_t node = 0;
    std::size_t position = 0;
  };
  /// This document before its merge keys were applied: its nodes are in the order of the text.
  const Document& as_written() const;
  Child child_holding(std::uint32_t collection, std::uint32_t node) const;

  /// What position() knows of every 4 KB of a long text, so that it never counts from the start.
  struct Milestone {
    std::uint32_t lines;        ///< line breaks before it
    std::uint32_t code_points;  ///< before it on its own line
    Milestone after(std::string_view text) const;
  };
  Milestone milestone(std::size_t number) const;

  /// What is made when first asked for, which for most documents is never.
  struct Lazy;
  Lazy& lazy() const;
  void forget_lazy();
  mutable std::atomic<Lazy*> lazy_ = nullptr;
};

class Node::EntryRange {
 public:
  class iterator {
   public:
    iterator(const Document* document, std::uint32_t index, std::uint32_t end)
        : document_(document), index_(index), end_(end) {
      skip_overridden();
    }
    Entry operator*() const;
    iterator& operator++();
    bool operator==(const iterator& other) const { return index_ == other.index_; }

   private:
    void skip_overridden();
    const Document* document_;
    std::uint32_t index_;
    std::uint32_t end_;
  };
  EntryRange(const Document* document, std::uint32_t first, std::uint32_t end)
      : document_(document), first_(first), end_(end) {}
  iterator begin() const { return {document_, first_, end_}; }
  iterator end() const { return {document_, end_, end_}; }
  bool empty() const { return begin() == end(); }

 private:
  const Document* document_;
  std::uint32_t first_;
  std::uint32_t end_;
};

class Node::ItemRange {
 public:
  class iterator {
   public:
    iterator(const Document* document, std::uint32_t index) : document_(document), index_(index) {}
    Node operator*() const { return {document_, index_}; }
    iterator& operator++();
    bool operator==(const iterator& other) const { return index_ == other.index_; }

   private:
    const Document* document_;
    std::uint32_t index_;
  };
  ItemRange(const Document* document, std::uint32_t first, std::uint32_t end)
      : document_(document), first_(first), end_(end) {}
  iterator begin() const { return {document_, first_}; }
  iterator end() const { return {document_, end_}; }
  bool empty() const { return first_ == end_; }

 private:
  const Document* document_;
  std::uint32_t first_;
  std::uint32_t end_;
};

// Rules and readers walk trees all the time: what they call most is to be inlined.

/// The index after `node` and its descendants.
inline std::uint32_t next_sibling(const std::vector<Document::RawNode>& nodes, std::uint32_t node) {
  return meta::is_collection(nodes[node].meta) ? nodes[node].extent : node + 1;
}

inline void Document::prefetch() const {
  constexpr std::size_t kLine = 64;
  for (std::size_t line = 0; line < 4; ++line) {
    __builtin_prefetch(reinterpret_cast<const char*>(nodes_.data()) + line * kLine);
    __builtin_prefetch(text_.data() + line * kLine);
  }
}

inline std::uint32_t Node::target() const {
  const auto& node = document_->nodes_[index_];
  return meta::shape(node.meta) == Shape::alias ? node.extent : index_;
}

inline Shape Node::shape() const {
  return meta::shape(document_->nodes_[target()].meta);
}

inline Kind Node::kind() const {
  if (document_ == nullptr) return Kind::missing;
  const auto index = target();
  const auto bits = document_->nodes_[index].meta;
  if (meta::shape(bits) == Shape::mapping) return Kind::mapping;
  if (meta::shape(bits) == Shape::sequence) return Kind::sequence;
  if (const auto forced = meta::forced(bits); forced != Kind::missing) return forced;
  return meta::style(bits) == Style::plain ? resolved_kind(index) : Kind::string;
}

inline Style Node::style() const {
  if (document_ == nullptr) return Style::plain;
  return meta::style(document_->nodes_[target()].meta);
}

inline std::string_view Node::text() const {
  if (document_ == nullptr) return {};
  const auto index = target();
  const auto& node = document_->nodes_[index];
  if (meta::is_verbatim(node.meta)) return {document_->text_.data() + node.begin, node.extent};
  return scalar_text(index);
}

inline std::string_view Node::plain_text() const {
  const auto& node = document_->nodes_[index_];
  if (!meta::is_verbatim(node.meta) || meta::forced(node.meta) != Kind::missing) return {};
  return {document_->text_.data() + node.begin, node.extent};
}

inline Node Node::key() const {
  if (document_ == nullptr || index_ == 0) return {};
  const bool has_key = (document_->nodes_[index_].meta & meta::kValue) != 0;
  return has_key ? Node(document_, index_ - 1) : Node();
}

inline Node::EntryRange Node::entries() const {
  if (!is_mapping()) return {document_, 0, 0};
  const auto index = target();
  return {document_, index + 1, document_->nodes_[index].extent};
}

inline Node::ItemRange Node::items() const {
  if (!is_sequence()) return {document_, 0, 0};
  const auto index = target();
  return {document_, index + 1, document_->nodes_[index].extent};
}

inline Node::Entry Node::EntryRange::iterator::operator*() const {
  return {Node(document_, index_), Node(document_, index_ + 1)};
}

inline Node::EntryRange::iterator& Node::EntryRange::iterator::operator++() {
  index_ = next_sibling(document_->nodes_, index_ + 1);
  skip_overridden();
  return *this;
}

inline void Node::EntryRange::iterator::skip_overridden() {
  while (index_ < end_ && (document_->nodes_[index_].meta & meta::kOverridden) != 0) {
    index_ = next_sibling(document_->nodes_, index_ + 1);
  }
}

inline Node::ItemRange::iterator& Node::ItemRange::iterator::operator++() {
  index_ = next_sibling(document_->nodes_, index_);
  return *this;
}

}  // namespace fargate_lint::yaml
