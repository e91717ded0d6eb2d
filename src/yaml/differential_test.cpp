#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "yaml/comments.hpp"
#include "yaml/node_meta.hpp"
#include "yaml/reader.hpp"
#include "yaml/testing/yamlcpp_reader.hpp"

/// The three parsers held against each other: what the fast reader accepts the exact one must read
/// the same way, to the node, the value and the position; what both read yaml-cpp must read alike
/// where it can.
namespace fargate_lint::yaml {
namespace {

/// Every node on a line of its own: shape, kind, value, place. Lines and columns follow from
/// offsets; they are compared too where that is cheap.
std::string printed(const Document& document) {
  const bool with_spans = document.text().size() < 2000;
  std::ostringstream out;
  const auto& nodes = Access::nodes(document);
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    const Node node(&document, i);
    out << static_cast<int>(meta::shape(nodes[i].meta)) << ' ' << static_cast<int>(node.kind())
        << ' ' << static_cast<int>(meta::style(nodes[i].meta)) << ' ' << nodes[i].begin << ' '
        << node.size();
    if (with_spans) {
      const auto span = node.span();
      out << ' ' << span.begin.line << ':' << span.begin.column << '-' << span.end.column;
      out << ' ' << node.range().begin << '-' << node.range().end;
    }
    out << ' ' << node.text() << '\n';
  }
  return out.str();
}

/// What is wrong with the ranges and comments of a document, or nothing.
std::string misplaced(const Document& document, bool is_all_read) {
  const std::string_view text = document.text();
  if (text.size() >= 2000) return {};
  const auto& nodes = Access::nodes(document);
  const auto is_inner = [&](Range inner, Range outer) {
    return inner.begin >= outer.begin && inner.end <= outer.end && inner.begin <= inner.end;
  };
  // A key of which only a tag is written has no place of its own.
  const bool has_places = std::ranges::none_of(nodes, [](const Document::RawNode& node) {
    return (node.meta & meta::kKey) != 0 && meta::shape(node.meta) == Shape::scalar &&
           node.extent == 0;
  });
  for (std::uint32_t i = 0; has_places && i < nodes.size(); ++i) {
    const Node node(&document, i);
    const auto outer = node.range();
    if (!is_inner(outer, {0, text.size()})) return "a range that is not in the text";
    if (Access::merged(document) || meta::shape(nodes[i].meta) == Shape::alias) continue;
    Range before = {outer.begin, outer.begin};
    const auto follows = [&](Node inner) {
      const auto range = inner.range();
      const bool right = is_inner(range, outer) && range.begin >= before.end;
      before = range;
      return right;
    };
    for (auto child = i + 1; child < next_sibling(nodes, i); child = next_sibling(nodes, child)) {
      if (!follows(Node(&document, child)))
        return "the range of a node of " + std::to_string(i) + " is not behind the one before it";
    }
  }
  if (!is_all_read || Access::json(document)) return {};
  const auto by_tree = document.comments();
  const auto by_tokens = find_comments(text);
  if (by_tree.all != by_tokens.all) return "the tree and the tokens give other comments";
  return by_tree.texts == by_tokens.texts ? std::string() : "other texts of several lines";
}

struct Tally {
  std::size_t documents = 0;
  std::size_t declined = 0;
  std::size_t refused = 0;
  std::size_t declined_bytes = 0;
  std::size_t bytes = 0;
};

/// Reads one document both ways and compares; returns what differs, or nothing.
std::string compare(std::string_view text, Tally& tally) {
  static Reader fast;
  static Reader exact;
  ++tally.documents;
  tally.bytes += text.size();
  const auto by_fast = fast.read(text, {}, Parser::fast_only);
  const auto by_exact = exact.read(text, {}, Parser::exact_only);
  if (by_exact == Outcome::error) ++tally.refused;
  if (by_exact == Outcome::ok) {
    const std::string wrong = misplaced(exact.document(), exact.unread().empty());
    if (!wrong.empty()) return wrong;
  }
  if (by_fast == Outcome::declined) {
    ++tally.declined;
    if (by_exact == Outcome::ok) tally.declined_bytes += text.size();
    return {};
  }
  if (by_fast != by_exact)
    return "one reader accepts, the other does not: " + exact.error().message;
  if (by_fast == Outcome::error) return {};
  const std::string a = printed(fast.document());
  const std::string b = printed(exact.document());
  return a == b ? std::string() : "fast:\n" + a + "exact:\n" + b;
}

constexpr std::string_view kSeeds[] = {
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  labels: {app: api, \"tier\": "
    "'web'}\nspec:\n"
    "  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: app\n        image: "
    "nginx:1.27 # pinned\n"
    "        args: [\"--port=80\", --flag, 'x y']\n        env:\n          - {name: A, value: "
    "\"1\"}\n",
    "data:\n  script: |\n    #!/bin/sh\n    echo hi\n\n    exit 0\n  folded: >-\n    one\n    "
    "two\n\n    three\n"
    "  keep: |+\n    x\n\n  plain: one\n    two\n    three\n",
    "base: &base\n  a: 1\n  b: [x, y]\nother:\n  <<: *base\n  b: 2\nlist:\n- *base\n- &n {k: v}\n- "
    "*n\n",
    "{\"apiVersion\": \"v1\", \"items\": [{\"a\": 1, \"b\": [true, null, 1.5e3]}, {}], \"s\": "
    "\"q\\\"\\n\"}",
    "# comment\n---\n\"quoted key\": 'single ''quoted'''\nempty:\nnothing: ~\ntime: "
    "12:30:45\ndate: 2024-01-01\n"
    "tag: !Ref x\nstr: !!str 12\nurl: http://example.com:80/#x\nneg: -1\ndash: -x\n",
    "- - 1\n  - 2\n- - - deep\n-\n- a: b\n  c:\n  - d\n  - e: f\n    g: h\n",
    "k: \"a\n  b\n\n  c \\\n  d\"\nl: 'x\n\n  y'\nm: [a, b,\n  c d, {e: f, g}, ]\nn: {a: {b: {c: "
    "[] }}}\n",
};

constexpr std::string_view kPieces[] = {
    " ",        "  ",   "\n", ":",   ": ",       "- ",  "#",  " #",  "\"",     "'",
    "{",        "}",    "[",  "]",   ",",        "&a ", "*a", "!t ", "!!int ", "|",
    ">",        "|-",   "\t", "? ",  "\\",       "%",   "@",  "...", "---",    "<<: *a",
    "\xC3\xA9", "\r\n", "~",  "yes", "{{ .x }}", "a",   "0"};

std::string mutate(std::string text, std::mt19937& random) {
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  for (auto edits = 1 + below(3); edits > 0 && !text.empty(); --edits) {
    const auto at = below(text.size());
    const auto line = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
    const auto next = std::min(text.find('\n', at), text.size() - 1) + 1;
    switch (below(7)) {
      case 0:
      case 1: text.insert(at, kPieces[below(std::size(kPieces))]); break;
      case 2: text.replace(at, 1, kPieces[below(std::size(kPieces))]); break;
      case 3: text.erase(at, 1 + below(4)); break;
      case 4: text.erase(line, next - line); break;
      case 5: text.insert(line, text.substr(line, next - line)); break;
      default: text.insert(line, below(2) == 0 ? " " : "  "); break;
    }
  }
  return text;
}

std::vector<std::string> corpus_documents() {
  std::vector<std::string> documents;
  const char* corpus = std::getenv("FARGATE_LINT_CORPUS");
  if (corpus == nullptr || !std::filesystem::is_directory(corpus)) return documents;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    std::vector<Piece> pieces;
    const std::string whole = text.str();
    split(whole, pieces);
    for (const auto& piece : pieces) documents.emplace_back(piece.text);
  }
  return documents;
}

}  // namespace

TEST_CASE("differential: fast and exact reader agree on 100,000 mutated documents") {
  std::mt19937 random(20261123);  // fixed: a failure can be repeated
  std::vector<std::string> seeds(std::begin(kSeeds), std::end(kSeeds));
  for (auto& document : corpus_documents()) {
    if (document.size() < 2000) seeds.push_back(std::move(document));
  }
  Tally tally;
  for (int i = 0; i < 100'000; ++i) {
    const std::string text = mutate(seeds[static_cast<std::size_t>(i) % seeds.size()], random);
    const std::string difference = compare(text, tally);
    if (difference.empty()) continue;
    FAIL("mutation ", i, "\n", text, "\n", difference);
  }
  MESSAGE(tally.documents, " mutations of ", seeds.size(), " seeds: ", tally.declined,
          " declined, ", tally.refused, " refused");
  CHECK(tally.documents - tally.declined > 20'000);  // else the test says nothing
}

TEST_CASE("differential: keys that are words of YAML 1.1, and others that look like them") {
  std::vector<std::string> keys;
  for (const std::string word :
       {"y",     "n",    "yes", "no",  "on",  "off",  "true", "false", "null",
        "~",     "x",    "nm",  "yet", "nor", "one",  "oft",  "trim",  "fable",
        "nulls", "name", "<<",  "1",   "-1",  "0x1f", ".5",   ".inf",  "2024-01-01"}) {
    std::string upper = word;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    std::string title = word;
    title[0] = upper[0];
    keys.insert(keys.end(), {word, upper, title});
  }
  Tally tally;
  for (const auto& key : keys) {
    CAPTURE(key);
    CHECK(compare(key + ": {}\nz: {" + key + ": 1}\n", tally) == "");
  }
}

TEST_CASE("differential: fast and exact reader agree on the corpus") {
  const auto documents = corpus_documents();
  if (documents.empty()) {
    MESSAGE("SKIPPED: set FARGATE_LINT_CORPUS to a folder of real manifests");
    return;
  }
  Tally tally;
  for (const auto& document : documents) {
    const std::string difference = compare(document, tally);
    if (!difference.empty()) FAIL(document.substr(0, 2000), "\n", difference);
  }
  MESSAGE(tally.documents, " documents: ", tally.declined, " declined, of which ",
          tally.declined_bytes, " of ", tally.bytes, " bytes are readable");
}

TEST_CASE("differential: yaml-cpp reads the well-formed seeds alike") {
  for (const std::string_view seed : kSeeds) {
    if (seed.starts_with('{')) continue;  // JSON, which keeps numbers as they are written
    Reader ours;
    CAPTURE(seed);
    REQUIRE(ours.read(seed, {}, Parser::exact_only) == Outcome::ok);
    const auto theirs = read_with_yamlcpp(seed);
    REQUIRE(theirs != nullptr);
    std::string a;
    std::string b;
    append_json(ours.document().root(), a);
    append_json(theirs->root(), b);
    CHECK(a == b);
  }
}

}  // namespace fargate_lint::yaml
