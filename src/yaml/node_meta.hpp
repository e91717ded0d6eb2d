#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

/// Access to a Document's representation. Private to src/yaml.
namespace fargate_lint::yaml {

/// Lets the parsers of this folder fill a Document.
struct Access {
  static std::vector<Document::RawNode>& nodes(Document& d) { return d.nodes_; }
  static const std::vector<Document::RawNode>& nodes(const Document& d) { return d.nodes_; }
  static Document::Decodings& decodings(Document& d) {
    if (!d.decodings_) d.decodings_ = std::make_unique<Document::Decodings>();
    return *d.decodings_;
  }
  static std::vector<Document::Decoded>& decoded(Document& d) { return decodings(d).values; }
  static bool& json(Document& d) { return d.json_; }
  static bool json(const Document& d) { return d.json_; }
  static void set_behind(Document& d, std::size_t offset) { d.behind_ = offset; }
  static bool& marked(Document& d) { return d.marked_; }
  using Child = Document::Child;
  static Child child_holding(const Document& d, std::uint32_t collection, std::uint32_t node) {
    return d.child_holding(collection, node);
  }
  static bool& merged(Document& d) { return d.merged_; }
  static bool merged(const Document& d) { return d.merged_; }
  static void reset(Document& d, std::string_view text, const Source& source) {
    d.text_ = text;
    d.behind_ = std::string_view::npos;
    d.source_ = source;
    d.json_ = false;
    d.nodes_.clear();
    if (d.decodings_) {
      d.decodings_->values.clear();
      d.decodings_->text.clear();
    }
    d.marked_ = false;
    d.merged_ = false;
    d.forget_lazy();
  }
  /// Gives `node` the value `text`; nodes must be given in ascending order.
  static void set_decoded(Document& d, std::uint32_t node, std::string_view text) {
    auto& [values, all] = decodings(d);
    values.push_back(
        {node, static_cast<std::uint32_t>(all.size()), static_cast<std::uint32_t>(text.size())});
    all.append(text);
    d.nodes_[node].meta |= meta::kDecoded;
  }
};

// For walks that all nodes of a run come by: over raw pointers, since the compiler cannot know that
// the array stays where it is.

inline std::uint32_t number_of(const Document& document, const Document::RawNode* node) {
  return static_cast<std::uint32_t>(node - Access::nodes(document).data());
}

/// Node::text() of a mapping key, without a call for nearly all of them: plain and not decoded.
inline std::string_view key_text(const Document& document, const Document::RawNode* key) {
  if (meta::is_verbatim(key->meta)) return {document.text().data() + key->begin, key->extent};
  return Node(&document, number_of(document, key)).text();
}

/// The key after `key` in its mapping, or its end. `nodes` is the array's begin.
inline const Document::RawNode* next_key(const Document::RawNode* nodes,
                                         const Document::RawNode* key) {
  const Document::RawNode* const value = key + 1;
  return meta::is_collection(value->meta) ? nodes + value->extent : value + 1;
}

}  // namespace fargate_lint::yaml
