#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Texts of CEL, the language of admission policies (https://cel.dev). What comes from the input is
/// escaped here and nowhere else; everything that is written is ASCII.
namespace fargate_lint::policy::cel {

/// A string literal in double quotes. Bytes that are no UTF-8 become U+FFFD.
std::string quote(std::string_view text);
/// `["a", "b"]`
std::string list(const std::vector<std::string>& texts);

/// A pattern of a profile (`*`: none, one or many characters, `?`: exactly one) as an anchored
/// expression of RE2, as the text that RE2 reads: `^back\.(.*)$` is `^back\..*$`.
std::string regex(std::string_view pattern);
/// The same without anchors, to be part of one.
std::string regex_part(std::string_view pattern);
bool is_literal(std::string_view pattern);

/// `subject` is an expression of type string: `subject == "shop"`, `subject.matches("^shop-.*$")`,
/// or `true` for a pattern that takes everything.
std::string fits(const std::string& subject, std::string_view pattern);

}  // namespace fargate_lint::policy::cel
