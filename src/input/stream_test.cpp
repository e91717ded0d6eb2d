#include "input/stream.hpp"

#include <doctest/doctest.h>

#include "system/disk.hpp"
#include "system/memory.hpp"

namespace fargate_lint::input {
namespace {

using system::Memory;

struct Cut {
  std::uint32_t document;
  std::uint32_t line;
  std::string text;
  bool operator==(const Cut&) const = default;
};

std::vector<Cut> read_in_windows(const Memory& files, const std::string& path,
                                 std::size_t& chunks) {
  std::vector<Cut> cuts;
  auto stream = Stream::open(files, path);
  REQUIRE(stream);
  Chunk chunk;
  chunks = 0;
  while (true) {
    const auto more = stream->next(chunk);
    REQUIRE(more);
    if (!*more) return cuts;
    CHECK(chunk.number == chunks++);
    auto document = chunk.first_document;
    for (const auto& piece : chunk.pieces)
      cuts.push_back({document++, chunk.line_of(piece), std::string(piece.text)});
  }
}

std::vector<Cut> split_whole(std::string_view text) {
  std::vector<Cut> cuts;
  std::vector<yaml::Piece> pieces;
  yaml::split(text, pieces);
  std::uint32_t document = 1;
  for (const auto& piece : pieces)
    cuts.push_back({document++, piece.line + 1, std::string(piece.text)});
  return cuts;
}

TEST_CASE("stream: windows give the documents, numbers and lines of the whole") {
  Memory files;
  // Separators in odd places: doubled, with blanks between, with comments, at the very start.
  const std::string separators[] = {"---\n", "---\n---\n", "---\n\n---\n", "--- # c\n", "---\r\n"};
  std::string text = "---\n";
  for (int i = 0; text.size() < 1'500'000; ++i) {
    const auto n = std::to_string(i);
    text += "a: " + n + "\nb: |\n  --- not one\n  " +
            std::string(static_cast<std::size_t>(i % 700), 'x');
    text += "\n" + separators[i % 5];
  }
  text += "last: true";
  files.write("a.yaml", text);
  std::size_t chunks = 0;
  const auto cuts = read_in_windows(files, "a.yaml", chunks);
  CHECK(chunks > 4);
  CHECK((cuts == split_whole(text)));
}

TEST_CASE("stream: a document larger than any window comes whole") {
  Memory files;
  const std::string big = "a: " + std::string(3'000'000, 'x') + "\n";
  files.write("a.yaml", big + "---\nb: 1\n");
  std::size_t chunks = 0;
  const auto cuts = read_in_windows(files, "a.yaml", chunks);
  REQUIRE(cuts.size() == 2);
  CHECK((cuts[0] == Cut{1, 1, big}));
  CHECK((cuts[1] == Cut{2, 3, "b: 1\n"}));
}

TEST_CASE("stream: where windows end does not depend on what was read before") {
  Memory files;
  files.write("large.yaml", "a: " + std::string(1'000'000, 'b') + "\n---\nc: d\n");
  std::string text;
  while (text.size() < 1'000'000) text += "---\na: b\n";
  files.write("many.yaml", text);
  const auto sizes = [&files](Chunk& chunk) {
    std::vector<std::size_t> all;
    auto stream = Stream::open(files, "many.yaml");
    while (*stream->next(chunk)) all.push_back(chunk.text.size());
    return all;
  };
  Chunk fresh;
  Chunk used;
  auto large = Stream::open(files, "large.yaml");
  while (*large->next(used)) CHECK(!used.text.empty());
  CHECK(sizes(fresh) == sizes(used));
}

TEST_CASE("stream: a chunk that is one large document is given to the reader") {
  struct Row {
    const char* name;
    std::string text;
    std::size_t pieces;
    bool given;
  };
  const std::string large(1'500'000, 'x');
  const Row rows[] = {
      {"alone", "a: " + large + "\nb: 1\n", 1, true},
      {"behind a separator, without a last line break", "---\na: " + large + "\nb: 1", 1, true},
      {"with another", "a: " + large + "\nb: 1\n---\nc: 1\n", 2, false},
      {"small", "a: x\nb: 1\n", 1, false},
      {"two small ones", "b: 1\n---\nb: 2\n", 2, false},
      {"with line breaks of Windows", "a: " + large + "\r\nb: 1\r\n", 1, true},
  };
  Memory files;
  for (const auto& row : rows) {
    CAPTURE(row.name);
    files.write("a.yaml", row.text);
    auto stream = Stream::open(files, "a.yaml");
    REQUIRE(stream);
    Chunk chunk;
    REQUIRE(stream->next(chunk));
    REQUIRE(chunk.pieces.size() == row.pieces);
    const auto piece = chunk.pieces.front();
    yaml::Reader reader;
    REQUIRE(read_piece(reader, chunk, piece, {}) == yaml::Outcome::ok);
    CHECK(chunk.buffer.empty() == row.given);
    const auto root = reader.document().root();
    CHECK(root["b"].text() == "1");
    CHECK((root["a"].is_missing() || root["a"].text().size() <= large.size()));
    CHECK(reader.unread().empty());
    const auto position = root["b"].position();
    CHECK(position.column == 4);
    // The next chunk finds a buffer again.
    while (true) {
      const auto more = stream->next(chunk);
      REQUIRE(more);
      if (!*more) break;
      CHECK(read_piece(reader, chunk, chunk.pieces.front(), {}) == yaml::Outcome::ok);
    }
  }
}

TEST_CASE("stream: an empty file has no documents") {
  Memory files;
  files.write("a.yaml", "");
  std::size_t chunks = 0;
  CHECK(read_in_windows(files, "a.yaml", chunks).empty());
}

TEST_CASE("stream: what cannot be opened is said in words") {
  Memory files;
  files.write("folder/a.yaml", "");
  const auto missing = Stream::open(files, "missing.yaml");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().message == "does not exist");
  CHECK(missing.error().hint == "check the path");
  const auto directory = Stream::open(files, "folder");
  REQUIRE_FALSE(directory);
  CHECK(directory.error().message == "is a directory");
  const auto through_file = Stream::open(files, "folder/a.yaml/b");
  REQUIRE_FALSE(through_file);
  CHECK(through_file.error().message == "does not exist: a parent is a file, not a directory");
}

TEST_CASE("stream: a file that changes while it is read is an error") {
  Memory files;
  std::string text;
  while (text.size() < 1'000'000) text += "---\na: b\n";
  const auto after_a_window = [&](const auto& change) {
    files.write("a.yaml", text);
    auto stream = Stream::open(files, "a.yaml");
    REQUIRE(stream);
    Chunk chunk;
    REQUIRE(*stream->next(chunk));
    change();
    auto more = stream->next(chunk);
    while (more && *more) more = stream->next(chunk);
    return more ? std::string() : more.error().message;
  };
  CHECK(after_a_window([] {}) == "");
  const std::string changed = "changed while it was read";
  CHECK(after_a_window([&] { files.write("a.yaml", text.substr(0, 500'000)); }) == changed);
  CHECK(after_a_window([&] { files.write("a.yaml", text + "---\nc: d\n"); }) == changed);
  CHECK(after_a_window([&] { files.write("a.yaml", text); }) == changed);
  CHECK(after_a_window([&] { files.remove("a.yaml"); }) == "");  // it is ours still
}

TEST_CASE("stream: what begins as binary data is not read on, however long it is") {
  const system::Disk files;
  Chunk chunk;
  auto zeros = Stream::open(files, "/dev/zero");
  REQUIRE(zeros);
  CHECK(*zeros->next(chunk));
  CHECK(zeros->at_end());
  CHECK(looks_binary(chunk.text));
}

TEST_CASE("stream: binary data is told from text") {
  using namespace std::string_view_literals;
  CHECK(
      looks_binary("\x7F"
                   "ELF\0\1"sv));
  CHECK_FALSE(looks_binary("kind: Pod\n"));
  CHECK_FALSE(looks_binary(""));
  CHECK_FALSE(
      looks_binary("\xFF\xFE"
                   "a\0"sv));
}

}  // namespace
}  // namespace fargate_lint::input
