#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/shared_text.hpp"
#include "yaml/document.hpp"

/// Changes of texts: what a fix does, how it is done, and how it is told that it did nothing else.
namespace fargate_lint::edit {

/// One edit of a file: the bytes in `range` become `text`. An empty range inserts.
struct TextEdit {
  SharedText path;
  yaml::Range range;  ///< of the file as it is, with its byte order mark and its line breaks
  SharedText text;    ///< with `\n` as line breaks; apply() writes those of the file
};

/// The same by lines and columns, as reports print it and findings carry it. A document's offsets
/// are not those of its file (it may stand behind others, and is read without a byte order mark and
/// without CR); its lines and columns are.
struct PlacedEdit {
  SharedText path;
  yaml::Position begin;
  yaml::Position
      end;  ///< exclusive; the first column of the line behind the last is the file's end
  SharedText text;
};

/// The edits by bytes of the file's text. An error if the text has no such places any more.
Result<std::vector<TextEdit>> in_bytes(std::string_view text, std::span<const PlacedEdit> edits);

/// The text with the edits made, in whatever order they are given; of insertions at one place the
/// first stands first. Line breaks of what is put in become those of the text's first line. An
/// error if two overlap, or one is not within the text.
Result<std::string> apply(std::string_view text, std::span<const TextEdit> edits);

}  // namespace fargate_lint::edit
