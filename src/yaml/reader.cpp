#include "yaml/reader.hpp"

#include <algorithm>
#include <utility>

#include "yaml/characters.hpp"
#include "yaml/duplicates.hpp"
#include "yaml/exact_reader.hpp"
#include "yaml/fast_reader.hpp"
#include "yaml/json_reader.hpp"
#include "yaml/line_index.hpp"
#include "yaml/node_meta.hpp"
#include "yaml/tree.hpp"

namespace fargate_lint::yaml {
namespace {

constexpr std::size_t kMaxDocument = std::size_t{1} << 30;

bool is_templated(std::string_view line) {
  return line.find("{{") != std::string_view::npos;
}

/// kubectl reads CRLF as LF before anything else sees it.
std::string without_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out.push_back(text[i]);
  }
  return out;
}

bool looks_like_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n\v\f\r");
  return first != std::string_view::npos && text[first] == '{';
}

/// A document without content has no root, even where a separator or an anchor stands in it.
void drop_empty_root(Document& document) {
  auto& nodes = Access::nodes(document);
  if (nodes.size() == 1 && nodes[0].extent == 0 && document.root().is_null()) nodes.clear();
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
  return text.starts_with(kByteOrderMark) ? text.substr(kByteOrderMark.size()) : text;
}

const Fault kTooLarge = {0, "a document of more than 1 GiB", "split it"};

}  // namespace

struct Reader::Scratch {
  LineIndex index;
  FastReader fast;
  JsonReader json;
};

Reader::Reader() : document_(std::make_unique<Document>()), scratch_(std::make_unique<Scratch>()) {}
Reader::~Reader() = default;

Outcome Reader::fail(std::string_view text, const Source& source, const Fault& fault) {
  Access::reset(*document_, text, source);
  const auto at = static_cast<std::uint32_t>(std::min(fault.offset, text.size()));
  const std::string_view line = document_->line_at(at);
  const bool templated = is_templated(line);
  error_ = {document_->span(at, at + 1), fault.message,
            templated ? "render the template first" : fault.help, std::string(line), templated};
  return Outcome::error;
}

Outcome Reader::read(std::string_view text, const Source& source, Parser parser) {
  if (text.size() > kMaxDocument) return fail({}, source, kTooLarge);
  scratch_->index.build(without_mark(text));
  return read_indexed(source, parser);
}

Outcome Reader::read(std::string&& buffer, std::string_view text, const Source& source) {
  if (text.size() > kMaxDocument) return fail({}, source, kTooLarge);
  scratch_->index.build(std::move(buffer), without_mark(text));
  return read_indexed(source, Parser::automatic);
}

Outcome Reader::read_item(const ItemText& item, const Source& source) {
  constexpr std::size_t kDepth = 2;  // in the list that is in the root
  used_fallback_ = may_merge_ = false;
  auto& index = scratch_->index;
  index.build(item.text);
  const std::string_view text = index.text();
  Access::reset(*document_, text, source);
  Access::set_behind(*document_, item.behind);
  end_ = text.size();
  if (item.style == ListStyle::json) {
    const auto end = scratch_->json.read_item(index, item.at, kDepth, *document_);
    return end == item.at + item.size ? Outcome::ok : Outcome::declined;
  }
  Fault fault;
  if (index.first_unusual() != index.size() &&
      check_characters(text, index.first_unusual(), fault) != Characters::plain)
    return Outcome::declined;
  auto& fast = scratch_->fast;
  const bool is_read =
      fast.read_item(index, kDepth, *document_) && !fast.has_aliases() && !fast.has_merge_keys();
  return is_read ? Outcome::ok : Outcome::declined;
}

bool Reader::was_json() const {
  return Access::json(std::as_const(*document_));
}

void Reader::release() {
  scratch_->index.release();
}

std::size_t Reader::room_behind() {
  return LineIndex::kRoom;
}

Outcome Reader::read_indexed(const Source& source, Parser parser) {
  used_fallback_ = false;
  may_merge_ = false;
  end_ = 0;
  auto& index = scratch_->index;
  if (index.first_unusual() < index.size() && index.text().find("\r\n") != std::string_view::npos) {
    index.build(without_crlf(index.text()));
  }
  const std::string_view text = index.text();

  Access::reset(*document_, text, source);
  if (looks_like_json(text)) {
    if (scratch_->json.read(index, *document_)) {
      end_ = text.size();
      return Outcome::ok;
    }
    Access::reset(*document_, text, source);
  }

  Fault fault;
  // go-yaml skips it, and after it, at times, the first character of every line.
  if (text.starts_with(kByteOrderMark))
    return fail(text, source, {0, "a second byte order mark", "remove both"});
  const auto characters = index.first_unusual() == index.size()
                              ? Characters::plain
                              : check_characters(text, index.first_unusual(), fault);
  if (characters == Characters::refused) return fail(text, source, fault);
  if (parser == Parser::automatic || parser == Parser::fast_only) {
    if (characters == Characters::plain && scratch_->fast.read(index, *document_)) {
      drop_empty_root(*document_);
      end_ = scratch_->fast.end();
      const auto& fast = scratch_->fast;
      may_merge_ = fast.has_merge_keys();
      if (!fast.has_aliases() && !may_merge_) return Outcome::ok;
      if (finish_aliases(*document_, may_merge_, fault)) return Outcome::ok;
      return fail(text, source, fault);
    }
    if (parser == Parser::fast_only) return Outcome::declined;
    Access::reset(*document_, text, source);
  }
  used_fallback_ = true;
  may_merge_ = true;
  if (!read_exactly(text, *document_, end_, fault)) return fail(text, source, fault);
  drop_empty_root(*document_);
  return Outcome::ok;
}

std::uint32_t Reader::lines_read() const {
  return static_cast<std::uint32_t>(std::ranges::count(document_->text().substr(0, end_), '\n'));
}

std::vector<DuplicateKey> Reader::find_duplicates() {
  return mark_duplicates(*document_);
}

void Reader::assume_no_duplicates() {
  if (may_merge_)
    mark_duplicates(*document_);
  else
    Access::marked(*document_) = true;
}

std::unique_ptr<Document> read_document(std::string_view text, const Source& source,
                                        SyntaxError* error, Parser parser) {
  Reader reader;
  if (reader.read(text, source, parser) != Outcome::ok) {
    if (error != nullptr) *error = reader.error();
    return nullptr;
  }
  return reader.document().clone();
}

}  // namespace fargate_lint::yaml
