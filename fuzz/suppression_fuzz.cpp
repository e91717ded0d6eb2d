// Whatever the text, the comments in it that suppress are read; and those that are put into it
// without a change of what it says are found again.

#include <algorithm>
#include <string>

#include "lint/ignore.hpp"
#include "target.hpp"

namespace {

using fargate_lint::fuzz::fail;
using fargate_lint::lint::Ignore;
using fargate_lint::lint::NewIgnore;
using fargate_lint::yaml::Outcome;
using fargate_lint::yaml::Reader;

std::vector<Ignore> ignores_in(std::string_view text) {
  std::vector<Ignore> ignores;
  fargate_lint::lint::append_ignores(text, "a.yaml", 1, ignores);
  return ignores;
}

/// The documents of a stream as Kubernetes reads them; nothing if one cannot be read.
std::string meaning(std::string_view stream) {
  static Reader reader;
  std::vector<fargate_lint::yaml::Piece> pieces;
  fargate_lint::yaml::split(stream, pieces);
  std::string all;
  for (const auto& piece : pieces) {
    if (piece.bad_separator || reader.read(piece.text, {}) != Outcome::ok) return {};
    if (reader.document().root())
      fargate_lint::yaml::append_json(reader.document().root(), all += '\n');
  }
  return all;
}

void check_insertion(std::string_view text) {
  const auto before = meaning(text);
  if (before.empty()) return;
  const auto lines = static_cast<std::uint32_t>(1 + std::ranges::count(text, '\n'));
  std::vector<NewIgnore> added;
  for (std::uint32_t line = 1; line <= std::min(lines, 50U); line += 3)
    added.push_back({line, "FG101"});
  std::size_t left_out = 0;
  const auto changed = fargate_lint::lint::insert_ignores(text, added, "moves \"soon\"", left_out);
  if (meaning(changed) != before) return;  // `--add-ignores` leaves such a file alone
  const auto found = std::ranges::count_if(ignores_in(changed), [](const Ignore& ignore) {
    return ignore.reason == "moves \"soon\"" && ignore.rules == std::vector<std::string>{"FG101"};
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
