#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edit/text_edit.hpp"

namespace fargate_lint::edit {

/// A comment for a line of its own above a line of a file.
struct NewComment {
  std::uint32_t line = 0;  ///< from 1
  std::string text;        ///< from its `#`, without a line break
};

/// The edits, one for each comment, that put them in as deep as the lines below them. Nothing for
/// lines that can bear none: those within a block of text or a value in quotes, and those that the
/// file does not have. `comments`: sorted by line. Whoever applies them asks same_documents(),
/// since a plain value that goes on in the next line ends at a comment.
std::vector<std::optional<TextEdit>> insert_comments(std::string_view text,
                                                     std::span<const NewComment> comments);

}  // namespace fargate_lint::edit
