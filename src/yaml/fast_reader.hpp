#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/line_index.hpp"
#include "yaml/node_meta.hpp"

namespace fargate_lint::yaml {

/// Reads the YAML that manifests are written in, straight into a Document's arena. It takes block
/// and flow collections, all five scalar styles, comments, anchors, aliases and tags; whatever else
/// it meets, or finds malformed, it declines, and never guesses. What it accepts it reads as
/// go-yaml v2 does (scannerc.go, parserc.go), which the tests hold it to.
///
/// How it works: one loop takes a line's first token, closes the collections that the token's
/// column ends, and hands the rest of the line to the function for its kind of token. A stack of
/// frames holds the open collections; each knows the column that its entries share. Nothing
/// recurses.
class FastReader {
 public:
  /// Reads the indexed text into `document`, whose text it must be. False: declined, and the
  /// document is to be reset.
  bool read(const LineIndex& index, Document& document);
  /// Reads one item of a block sequence, whose dash's line is the first of the text, so that the
  /// root is the item. `depth`: of the collections that the item stands in. Declines what read()
  /// would of the whole, and text behind the item.
  bool read_item(const LineIndex& index, std::size_t depth, Document& document);

  /// Offset of what follows the document (behind `...`), or the text's size.
  std::size_t end() const { return end_; }
  bool has_merge_keys() const { return has_merge_keys_; }
  bool has_aliases() const { return has_aliases_; }

 private:
  enum class Open : std::uint8_t { root, mapping, sequence, indentless };
  struct Frame {
    std::uint32_t node = 0;
    std::uint32_t count = 0;
    std::uint32_t empty_at = 0;  ///< where an empty value is noted: its key or dash
    std::int32_t indent = -1;
    Open open = Open::root;
    bool awaits = false;  ///< a key or dash has come whose value has not
  };
  /// What a flow collection expects next.
  enum class Expect : std::uint8_t { item, key, colon, value, comma };
  struct FlowFrame {
    std::uint32_t node = 0;
    std::uint32_t count = 0;
    std::size_t key_at = 0;
    bool mapping = false;
    bool key_spans_lines = false;
    Expect expect = Expect::item;
  };
  struct Properties {
    std::string_view anchor;
    std::string_view tag;
    bool any() const { return !anchor.empty() || !tag.empty(); }
  };
  using Offset = std::size_t;
  static constexpr Offset kDeclined = static_cast<Offset>(-1);

  void begin(const LineIndex& index, Document& document);
  bool finish();
  // Each takes the offset of a token and returns the offset of the line after it, or kDeclined.
  Offset line_token(Offset line, Offset at);
  Offset sequence_entry(Offset line, Offset dash);
  Offset node(Offset line, Offset at);
  Offset mapping_entry(Offset at);
  Offset value_of_key(Offset after_colon);
  Offset value(Offset at);
  Offset plain_value(Offset at, Offset stop);
  Offset quoted_value(Offset at);
  Offset block_scalar(Offset at);
  Offset flow_value(Offset at);
  Offset alias_value(Offset at);
  Offset properties_then_value(Offset at);
  Offset rest_of_line(Offset at) const;

  /// The offset of the text that continues a plain scalar whose line ends at `newline`; 0 if
  /// none.
  Offset continuation(Offset newline, std::int32_t indent) const;

  // Flow style: from an opening bracket to behind its closing one.
  Offset flow(Offset at);
  Offset flow_space(Offset at, bool& crossed_line) const;
  Offset flow_scalar(Offset at);
  Offset flow_plain_end(Offset at, bool& spans_lines) const;
  Offset flow_alias(Offset at);
  void open_flow(Offset at, std::uint32_t flags);
  bool close_flow();
  bool end_flow_entry(char separator);

  Offset read_properties(Offset at);
  Offset anchor_end(Offset at) const;
  Offset skip_blanks(Offset at) const;
  struct Quoted {
    Offset end = kDeclined;
    bool decode = false;
    bool spans_lines = false;
  };
  Quoted scan_quoted(Offset at) const;
  bool is_document_marker(Offset line) const;
  bool is_white(Offset at) const;
  bool starts_plain(Offset at) const;
  Offset trim(Offset begin, Offset end) const;

  std::uint32_t push(Offset begin, Offset extent, std::uint32_t meta);
  bool push_plain(Offset begin, Offset end, std::uint32_t flags);
  bool push_quoted(Offset begin, const Quoted& quoted, std::uint32_t flags);
  bool push_key(Offset begin, Offset end);
  bool push_alias(Offset at, Offset end, std::uint32_t flags);
  bool push_null(Offset at, std::uint32_t flags);
  bool push_lines(Offset begin, Offset end, std::uint32_t flags);
  bool apply_properties(std::uint32_t node);
  bool apply_pending(std::uint32_t node);
  bool open_frame(Open open, Offset at, Offset column);
  bool close_frame();
  bool end_empty_value();
  std::uint32_t value_flags() const;
  void value_done();

  LineMasks masks_;
  const char* text_ = nullptr;
  Offset size_ = 0;
  Document* document_ = nullptr;
  std::vector<Document::RawNode>* nodes_ = nullptr;
  std::vector<Frame> frames_;
  std::vector<FlowFrame> flow_frames_;
  std::map<std::string_view, std::uint32_t> anchors_;
  Properties pending_;
  Offset end_ = 0;
  std::string scratch_;
  std::size_t most_frames_ = 0;
  bool has_merge_keys_ = false;
  bool has_aliases_ = false;
};

}  // namespace fargate_lint::yaml
