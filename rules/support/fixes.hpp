#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lint/rule.hpp"
#include "yaml/document.hpp"

/// Edits that are exact whatever stands around them. Where the text is written in a way that would
/// need more (flow style, several lines, merged maps) there is no edit rather than a clever one.
namespace fargate_lint::rules {

/// Removes the whole line of `key` from `mapping`. Nothing unless the mapping is in block style,
/// has other entries, and key and value stand alone on one line.
std::optional<lint::Edit> remove_line(yaml::Node mapping, std::string_view key);
/// The same for the key of `value`, which is one of the mapping's.
std::optional<lint::Edit> remove_line(yaml::Node mapping, yaml::Node value);

/// Replaces a scalar that is written on one line without escapes; quotes stay. `replacement` needs
/// no quotes where the scalar has none.
std::optional<lint::Edit> replace_scalar(yaml::Node scalar, const std::string& replacement);

/// Each line of the text, which ends with a line break, with `indent` in front.
std::string indented(std::string_view lines, std::string_view indent);

/// Inserts lines in front of an entry of `mapping`, indented as it is. `lines` end with a line
/// break each. Nothing unless the mapping is in block style and some entry begins a line.
std::optional<lint::Edit> insert_lines(yaml::Node mapping, std::string_view lines);

/// Gives the finding a fix of one edit, if there is one.
void attach(lint::FindingBuilder& finding, bool safe, std::optional<lint::Edit> edit);

}  // namespace fargate_lint::rules
