#pragma once

#include <cstddef>
#include <string_view>

#include "yaml/document.hpp"
#include "yaml/fault.hpp"

namespace fargate_lint::yaml {

/// Reads any text as Kubernetes' parser does, token by token: the grammar of go-yaml v2
/// (scannerc.go, parserc.go) with its exceptions. It takes what the fast reader declines, and
/// decides what is malformed: a refusal is our own message at the place that shows it. Text behind
/// the first document is not looked at, as Kubernetes does not. Linear in time, a few dozen times
/// slower than the fast reader; nesting is bounded at 10,000.
///
/// Why not yaml-cpp for what the fast reader declines: it accepts about one malformed document in
/// seven, rejects some that Kubernetes reads, knows no line breaks but LF and CRLF, and stops at
/// 500 levels. It serves as a third opinion in the tests (testing/yamlcpp_reader.hpp).
///
/// `text` must be valid UTF-8 without control characters. On success `end` is the offset of what
/// follows the document, or the text's size.
bool read_exactly(std::string_view text, Document& document, std::size_t& end, Fault& fault);
/// The same for a text that is known to be read, without applying its merge keys.
bool read_as_written(std::string_view text, Document& document);

}  // namespace fargate_lint::yaml
