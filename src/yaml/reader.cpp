#include "yaml/reader.hpp"

#include <algorithm>

#include "yaml/duplicates.hpp"
#include "yaml/node_meta.hpp"
#include "yaml/text.hpp"
#include "yaml/yamlcpp_reader.hpp"

namespace fargate_lint::yaml {
namespace {

constexpr std::size_t kMaxDocument = std::size_t{1} << 30;

bool is_templated(std::string_view line) {
  return line.find("{{") != std::string_view::npos;
}

/// Lone carriage returns aside, kubectl reads CRLF as LF before anything else sees it.
bool has_crlf(std::string_view text) {
  return text.find("\r\n") != std::string_view::npos;
}

std::string without_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace

struct Reader::Scratch {
  std::string text;  ///< the document's text where it is not the caller's own
};

Reader::Reader() : document_(std::make_unique<Document>()), scratch_(std::make_unique<Scratch>()) {}
Reader::~Reader() = default;

Outcome Reader::fail(std::string_view text, const Source& source, std::size_t offset,
                     std::string message, std::string help) {
  Access::reset(*document_, text, source);
  const auto at = static_cast<std::uint32_t>(std::min(offset, text.size()));
  const std::string_view line = document_->line_at(at);
  error_ = {document_->span(at, at + 1), std::move(message), std::move(help), std::string(line),
            is_templated(line)};
  return Outcome::error;
}

Outcome Reader::read(std::string_view text, const Source& source, Path) {
  used_fallback_ = true;
  if (text.size() > kMaxDocument) return fail({}, source, 0, "a document of more than 1 GiB", {});
  if (has_crlf(text)) {
    scratch_->text = without_crlf(text);
    text = scratch_->text;
  }
  Access::reset(*document_, text, source);
  Fault fault;
  if (!read_with_yamlcpp(text, *document_, fault))
    return fail(text, source, fault.offset, fault.message, fault.help);
  return Outcome::ok;
}

std::unique_ptr<Document> read_document(std::string text, Source source, SyntaxError* error,
                                        Path path) {
  Reader reader;
  if (reader.read(text, source, path) != Outcome::ok) {
    if (error != nullptr) *error = reader.error();
    return nullptr;
  }
  return reader.document().clone();
}

}  // namespace fargate_lint::yaml
