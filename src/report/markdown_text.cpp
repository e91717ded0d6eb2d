#include "report/markdown_text.hpp"

#include <algorithm>

#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

void append_plain(std::string_view text, std::string& out) {
  constexpr std::string_view kMarkup = "\\`*_{}[]<>#+!|~&@$^";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto rest = text.substr(i);
    // GitHub makes links of `https://` and `www.`, whatever stands around them.
    const bool begins_address =
        rest.starts_with("://") || (c == '.' && i >= 3 && text.substr(i - 3).starts_with("www."));
    if (!begins_address && kMarkup.find(c) == std::string_view::npos)
      out += c;
    else
      out += "&#" + std::to_string(static_cast<int>(c)) + ";";
    // Mentions and issues are looked for in the finished page; a comment ends what could be one.
    if (c == '@' || c == '#') out += "<!-- -->";
  }
}

std::string plain(std::string_view text) {
  std::string out;
  append_plain(text, out);
  return out;
}

// In a code span only the bar means something, and only because it stands in a table.
void append_code(std::string_view text, std::string& out) {
  const auto marks = longest_run(text, '`');
  const std::string fence(marks + 1, '`');
  out += fence;
  if (marks != 0) out += ' ';
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  if (marks != 0) out += ' ';
  out += fence;
}

void append_text(std::string_view text, std::string& out) {
  const auto marks = std::ranges::count(text, '`');
  const bool paired = marks % 2 == 0 && text.find("``") == std::string_view::npos;
  while (paired) {
    const auto begin = text.find('`');
    if (begin == std::string_view::npos) break;
    const auto end = text.find('`', begin + 1);
    append_plain(text.substr(0, begin), out);
    append_code(text.substr(begin + 1, end - begin - 1), out);
    text.remove_prefix(end + 1);
  }
  append_plain(text, out);
}

void append_name(std::string_view name, std::string& out) {
  if (!name.empty()) append_code(name, out);
}

void BoundedRows::add(const std::string& row, std::size_t count) {
  constexpr std::size_t kReserve = 300;  // what stands behind the rows
  full_ = full_ || out_.size() + row.size() + kReserve > most_bytes_;
  if (full_)
    left_out_ += count;
  else
    out_ += row;
}

void BoundedRows::end(std::string_view noun) const {
  if (left_out_ != 0)
    out_ += "\nand " + counted(left_out_, noun) + " more, which this page has no room for\n";
}

}  // namespace fargate_lint::report
