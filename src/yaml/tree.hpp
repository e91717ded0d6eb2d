#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/fault.hpp"
#include "yaml/node_meta.hpp"

/// Building and finishing trees: what every parser of this folder does the same way.
namespace fargate_lint::yaml {

/// Makes the key at `node` the string that Kubernetes makes of it, and marks `<<`. False, with a
/// fault, for keys that Kubernetes refuses (null, collections).
bool finish_key(Document& document, std::uint32_t node, Fault& fault);

/// True for `.nan` and infinities, which cannot be made JSON: Kubernetes refuses them as values.
bool is_non_finite(std::string_view text);

/// After the last node of a document with aliases: bounds their expansion as go-yaml does, then
/// applies merge keys (`<<`), so that nobody downstream need know of them.
bool finish_aliases(Document& document, bool has_merge_keys, Fault& fault);

/// Appends nodes from parser events.
class TreeBuilder {
 public:
  explicit TreeBuilder(Document& document) : document_(document) {}

  struct Scalar {
    std::uint32_t begin = 0;
    std::uint32_t extent = 0;
    Style style = Style::plain;
    std::uint32_t indent = 0;  ///< block scalars: the column of their content; 0 if not known
    std::string_view value;
    std::string_view tag;  ///< the whole tag; empty if there is none
  };
  void scalar(const Scalar& scalar);
  void begin_collection(Shape shape, std::uint32_t begin, Style style);
  void end_collection();
  void alias(std::uint32_t begin, std::uint32_t target);
  /// Index that the next node will get.
  std::uint32_t next_index() const {
    return static_cast<std::uint32_t>(Access::nodes(document_).size());
  }
  std::size_t depth() const { return open_.size(); }
  bool is_open(std::uint32_t node) const;
  /// Offset of the key whose value is awaited, or npos.
  std::size_t awaited_key() const;
  bool has_merge_keys() const { return has_merge_keys_; }
  bool has_aliases() const { return has_aliases_; }

  bool failed() const { return failed_; }
  const Fault& fault() const { return fault_; }
  void fail(std::size_t offset, std::string message, std::string help = {});

 private:
  struct Open {
    std::uint32_t node = 0;
    bool mapping = false;
    bool awaits_value = false;
    std::uint32_t count = 0;
  };
  std::uint32_t place();  ///< flags of the next node, by where it stands
  void placed(std::uint32_t node);

  Document& document_;
  std::vector<Open> open_;
  Fault fault_;
  bool failed_ = false;
  bool has_merge_keys_ = false;
  bool has_aliases_ = false;
};

}  // namespace fargate_lint::yaml
