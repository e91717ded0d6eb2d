#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "yaml/reader.hpp"

namespace fargate_lint::yaml {
namespace {

/// "line:text|line:text", line feeds as \n, a bad separator marked by !
std::string pieces(std::string_view stream) {
  std::vector<Piece> found;
  split(stream, found);
  std::string out;
  for (const auto& piece : found) {
    if (!out.empty()) out += "|";
    out += std::to_string(piece.line) + (piece.bad_separator ? "!" : ":");
    for (const char c : piece.text) {
      if (c == '\n') {
        out += "\\n";
      } else {
        out += c;
      }
    }
  }
  return out;
}

}  // namespace

TEST_CASE("split: cuts where kubectl cuts") {
  CHECK(pieces("") == "");
  CHECK(pieces("\n\n") == "");
  CHECK(pieces("a: 1\n") == "0:a: 1\\n");
  CHECK(pieces("a: 1\n---\nb: 2") == "0:a: 1\\n|2:b: 2");
  CHECK(pieces("a: 1\r\n---\r\nb: 2") == "0:a: 1\r\\n|2:b: 2");
  CHECK(pieces("a: 1\n---  # next\nb: 2") == "0:a: 1\\n|2:b: 2");
  CHECK(pieces("a: |\n  ---\n  x\n") == "0:a: |\\n  ---\\n  x\\n");
}

TEST_CASE("split: a separator before anything else belongs to the document behind it") {
  CHECK(pieces("---\na: 1\n") == "0:---\\na: 1\\n");
  CHECK(pieces("---\n---\na: 1\n") == "0:---\\n|2:a: 1\\n");
  CHECK(pieces("a: 1\n---\n---\nb: 2\n") == "0:a: 1\\n|2:---\\nb: 2\\n");
  CHECK(pieces("\n---\na: 1\n") == "2:a: 1\\n");
  CHECK(pieces("---") == "0:---");
}

TEST_CASE("split: a bad separator spoils what was gathered, and the rest goes on") {
  CHECK(pieces("a: 1\n--- b: 2\nc: 3\n---\nd: 4\n") == "0!a: 1\\n--- b: 2\\n|2:c: 3\\n|4:d: 4\\n");
  CHECK(pieces("----\na: 1\n") == "0!----\\n|1:a: 1\\n");
}

TEST_CASE("split: the last cut of a stream whose last document is large") {
  const std::string head = "a: 1\n---\n";
  for (const std::size_t size :
       {0U, 1U, 4080U, 4085U, 4090U, 4091U, 4092U, 4093U, 4096U, 8187U, 8188U, 8189U, 20000U}) {
    CAPTURE(size);
    CHECK(last_cut(head + std::string(size, 'x')) == head.size());
    CHECK(last_cut(head + "---\n" + std::string(size, 'x')) == head.size());
    CHECK(last_cut(std::string(size, 'x')) == std::string::npos);
    CHECK(last_cut("x\n" + std::string(size, 'x') + "\n---\nb: 2") == size + 7);
  }
  CHECK(last_cut("") == std::string::npos);
  CHECK(last_cut("\n---\n") == std::string::npos);
  CHECK(last_cut("a\n---") == std::string::npos);
}

TEST_CASE("split: both parts of a cut stream give the pieces of the whole") {
  const std::string stream =
      "---\na: 1\n---\n---\nb: 2\n--- x\nc: 3\n\n---\n# only a comment\n---\nd: |\n  ---\n  e\n---";
  std::vector<Piece> whole;
  split(stream, whole);
  const auto cut = last_cut(stream.substr(0, stream.size() - 3));
  REQUIRE(cut != std::string::npos);
  std::vector<Piece> first;
  std::vector<Piece> second;
  split(std::string_view(stream).substr(0, cut), first);
  split(std::string_view(stream).substr(cut), second);
  first.insert(first.end(), second.begin(), second.end());
  REQUIRE(first.size() == whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) CHECK(first[i].text == whole[i].text);
}

}  // namespace fargate_lint::yaml
