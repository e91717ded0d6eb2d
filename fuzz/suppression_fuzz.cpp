// Whatever the text, the comments in it that suppress are read; and those that are put into it
// without a change of what it says are found again, and are for the line below them.

#include <algorithm>
#include <string>

#include "lint/ignore.hpp"
#include "target.hpp"

namespace {

using fargate_lint::fuzz::fail;
using fargate_lint::lint::Ignore;
using fargate_lint::lint::NewIgnore;
using fargate_lint::yaml::Node;
using fargate_lint::yaml::Outcome;
using fargate_lint::yaml::Reader;

constexpr std::size_t kMostLines = 10'000;

std::vector<Ignore> ignores_in(std::string_view text) {
  std::vector<fargate_lint::yaml::Piece> pieces;
  fargate_lint::yaml::split(text, pieces);
  std::vector<Ignore> ignores;
  static Reader reader;
  for (const auto& piece : pieces)
    if (reader.read(piece.text, {.path = "a.yaml", .first_line = piece.line + 1}) == Outcome::ok)
      fargate_lint::lint::append_ignores(reader.document(), ignores);
    else
      fargate_lint::lint::append_ignores(piece.text, "a.yaml", piece.line + 1, ignores);
  return ignores;
}

void append_lines(Node node, std::vector<std::uint32_t>& lines) {
  if (lines.size() >= kMostLines) return;
  lines.push_back(node.span().begin.line);
  for (const auto& [key, value] : node.entries()) {
    append_lines(key, lines);
    append_lines(value, lines);
  }
  for (const Node item : node.items()) append_lines(item, lines);
}

/// The documents of a stream as Kubernetes reads them; nothing if one cannot be read. `lines`: on
/// which nodes begin.
std::string meaning(std::string_view stream, std::vector<std::uint32_t>& lines) {
  static Reader reader;
  std::vector<fargate_lint::yaml::Piece> pieces;
  fargate_lint::yaml::split(stream, pieces);
  std::string all;
  for (const auto& piece : pieces) {
    if (piece.bad_separator ||
        reader.read(piece.text, {.path = {}, .first_line = piece.line + 1}) != Outcome::ok)
      return {};
    const auto root = reader.document().root();
    if (!root) continue;
    append_lines(root, lines);
    fargate_lint::yaml::append_json(root, all += '\n');
  }
  return all;
}

/// Breaks that end a line for YAML, and for nobody who looks at one.
bool has_odd_breaks(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\r' && !text.substr(i + 1).starts_with('\n')) return true;
  constexpr std::string_view kBreaks[] = {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
  return std::ranges::any_of(kBreaks, [text](auto c) { return text.find(c) != text.npos; });
}

/// As `--add-ignores` does it: comments for some of the lines that a finding may be on.
void check_insertion(std::string_view text) {
  std::vector<std::uint32_t> lines;
  const auto before = meaning(text, lines);
  if (before.empty() || has_odd_breaks(text)) return;
  std::ranges::sort(lines);
  lines.erase(std::ranges::unique(lines).begin(), lines.end());
  std::vector<NewIgnore> added;
  for (std::size_t i = 0; i < lines.size() && added.size() < 20; i += 3)
    added.push_back({lines[i], "FG101"});
  std::size_t left_out = 0;
  const auto changed = fargate_lint::lint::insert_ignores(text, added, "moves \"soon\"", left_out);
  if (meaning(changed, lines) != before) return;  // `--add-ignores` leaves such a file alone
  const auto found = std::ranges::count_if(ignores_in(changed), [](const Ignore& ignore) {
    return ignore.reason == "moves \"soon\"" && ignore.rules == std::vector<std::string>{"FG101"} &&
           ignore.first_line == ignore.where.span.begin.line + 1;
  });
  if (static_cast<std::size_t>(found) + left_out < added.size())
    fail("a comment that was put in is not found", changed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fargate_lint::fuzz::text_of(data, size);
  if (!ignores_in(text).empty() && !fargate_lint::lint::mentions_ignores(text))
    fail("comments that suppress are not seen", text);
  check_insertion(text);
  return 0;
}
