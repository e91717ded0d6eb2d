#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"
#include "yaml/fault.hpp"
#include "yaml/items.hpp"

namespace fargate_lint::yaml {

/// Why a document cannot be read, in our own words, at the place that shows it.
struct SyntaxError {
  Span span;                     ///< lines of the file
  std::string message;           ///< one clause of fact, lower case, no full stop
  std::string help;              ///< what to do; may be empty
  std::string line_text;         ///< the guilty line, for a code frame
  bool looks_templated = false;  ///< the guilty line, or the document's structure, holds `{{ … }}`
};

/// Which parser reads. Only tests choose: they hold the two against each other.
enum class Parser : std::uint8_t {
  automatic,  ///< the fast reader, and the exact one for what it declines
  fast_only,
  exact_only,
};

/// What reading one document gave.
enum class Outcome : std::uint8_t { ok, error, declined };  // declined: with Parser::fast_only only

/// One document's text in a stream. `line` is relative to the stream's first line (0-based).
struct Piece {
  std::string_view text;
  std::uint32_t line = 0;
  bool bad_separator =
      false;  ///< text is the line of a separator that Kubernetes refuses (`--- x`)
};

/// Cuts a stream of documents where kubectl cuts it: at lines that begin with `---` (apimachinery's
/// YAMLReader). Pieces of white space only are left out. After a bad separator kubectl reads no
/// further; we go on, so that the rest is still linted.
void split(std::string_view stream, std::vector<Piece>& pieces);

/// Offset of the last place in `stream` where it may be cut in two so that split() gives the same
/// pieces for both parts as for the whole, or npos: the end of the last line that begins with
/// `---`.
std::size_t last_cut(std::string_view stream);

/// A key that stands twice in one mapping: Kubernetes keeps the last.
struct DuplicateKey {
  Node first;
  Node last;
};

/// An item of a list, cut from its document (yaml/items.hpp).
struct ItemText {
  /// The item in its surroundings: the lines it stands on, or kLineAround of them on either side.
  /// In YAML it is the item.
  std::string_view text;
  std::size_t at = 0;      ///< JSON: of the item in the text
  std::size_t size = 0;    ///< JSON: of the item
  std::size_t behind = 0;  ///< where the next node of the document begins, from the text's begin on
  ListStyle style = ListStyle::json;
};

/// Reads documents one after the other into one reused arena, so that nothing is allocated once it
/// has grown. Hostile input is bounded: depth 10,000 (as Kubernetes), aliases expanded as go-yaml
/// bounds them, documents of at most 1 GiB.
class Reader {
 public:
  Reader();
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// Reads one document. On ok, document() holds it until the next call; `text` must outlive that
  /// use (or clone() the document). On error, error() says why.
  Outcome read(std::string_view text, const Source& source, Parser parser = Parser::automatic);

  /// Likewise for a text within `buffer`, which is taken rather than copied if there is room behind
  /// the text (room_behind()); it lives until release(). For documents that are large.
  Outcome read(std::string&& buffer, std::string_view text, const Source& source);
  /// Reads an item of a list as if it were a document: its nodes are what they are in the whole,
  /// and show the same places. Declines, rather than say why, what cannot be read, or not without
  /// the rest of the document: aliases, merge keys, and all that only the exact reader takes.
  Outcome read_item(const ItemText& item, const Source& source);
  /// True if the last document was read as JSON is.
  bool was_json() const;
  void release();
  static std::size_t room_behind();

  const Document& document() const { return *document_; }
  const SyntaxError& error() const { return error_; }
  /// Keys that stand twice in a mapping of the document. From then on Node::entries() skips what a
  /// later entry overrides, as it does in every clone().
  std::vector<DuplicateKey> find_duplicates();
  /// The same for a text in which find_duplicates() is known to find none: it costs nothing unless
  /// merge keys bring entries that others override.
  void assume_no_duplicates();
  /// What follows the document in its text: kubectl reads one document per piece and drops the rest
  /// (behind `...`, or behind a bracket that closed the document) without a word.
  std::string_view unread() const { return document_->text().substr(end_); }
  /// Line breaks in front of unread().
  std::uint32_t lines_read() const;
  /// True if the fast reader declined the last document.
  bool used_fallback() const { return used_fallback_; }

 private:
  struct Scratch;  ///< what is reused from document to document
  Outcome read_indexed(const Source& source, Parser parser);
  Outcome fail(std::string_view text, const Source& source, const Fault& fault);

  std::unique_ptr<Document> document_;
  std::unique_ptr<Scratch> scratch_;
  SyntaxError error_;
  std::size_t end_ = 0;
  bool used_fallback_ = false;
  bool may_merge_ = false;  ///< the document may hold merge keys
};

/// Reads one document that the caller wants to keep; null on error (then `error`, if given, is
/// set).
std::unique_ptr<Document> read_document(std::string_view text, const Source& source = {},
                                        SyntaxError* error = nullptr,
                                        Parser parser = Parser::automatic);

/// Appends `node` as JSON, as Kubernetes' decoder would see it (keys sorted as Go does).
void append_json(Node node, std::string& out);

}  // namespace fargate_lint::yaml
