#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lint/rule.hpp"
#include "yaml/document.hpp"

/// Edits that are exact whatever stands around them, in block and flow style and in JSON. Where the
/// text is written in a way that would need more (merged maps, comments in the way) there is no
/// edit rather than a clever one.
namespace fargate_lint::rules {

/// One edit, and the field that it changes.
struct Change {
  edit::PlacedEdit edit;
  SharedText field;  ///< see lint::Fix::fields
};

/// Removes the field of `value`, one of the mapping's, with all that is in it: the lines that it
/// stands on, or what it takes up in brackets. The last one leaves `{}` behind. Comments above it
/// stay.
std::optional<Change> remove_field(yaml::Node mapping, yaml::Node value);
std::optional<Change> remove_field(yaml::Node mapping, std::string_view key);
/// Removes an element of a list likewise; the last one leaves `[]` behind.
std::optional<Change> remove_item(yaml::Node sequence, yaml::Node item);

/// Replaces a scalar that is written on one line without escapes; quotes stay. `replacement` needs
/// no quotes where the scalar has none.
std::optional<Change> replace_scalar(yaml::Node scalar, const std::string& replacement);

/// Each line of the text, which ends with a line break, with `indent` in front.
std::string indented(std::string_view lines, std::string_view indent);

/// Inserts the field `key` in front of an entry of `mapping`, indented as that is. `lines`: the
/// whole field, each line of which ends with a line break. Nothing unless the mapping is in block
/// style and some entry begins a line.
std::optional<Change> insert_field(yaml::Node mapping, std::string_view key,
                                   std::string_view lines);

/// Gives the finding a fix of one edit, if there is one.
void attach(lint::FindingBuilder& finding, bool safe, std::optional<Change> change);
/// Adds an edit to a fix.
void append(lint::Fix& fix, Change change);

}  // namespace fargate_lint::rules
