#include <doctest/doctest.h>

#include "yaml/reader.hpp"

#if __has_include(<yaml.h>) && defined(FARGATE_LINT_HAS_LIBYAML)

#include <yaml.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "yaml/node_meta.hpp"

/// libyaml is a stranger to both of our readers: where all three read a document they must give the
/// same nodes, with the same texts, at the same lines and columns.
namespace fargate_lint::yaml {
namespace {

struct Seen {
  Shape shape = Shape::scalar;
  std::string text;
  /// Nothing where there is no text to stand at, and where an anchor or a tag stands before it.
  std::optional<Position> place;
};

Position position_of(const yaml_mark_t& mark) {
  return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

/// A node, if the event begins one.
std::optional<Seen> node_of(const yaml_event_t& event) {
  Seen seen;
  bool bare = true;
  switch (event.type) {
    case YAML_ALIAS_EVENT: seen.shape = Shape::alias; break;
    case YAML_SCALAR_EVENT: {
      const auto& scalar = event.data.scalar;
      seen.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
      bare = scalar.anchor == nullptr && scalar.tag == nullptr;
      if (scalar.length == 0 && scalar.style == YAML_PLAIN_SCALAR_STYLE) bare = false;
      break;
    }
    case YAML_SEQUENCE_START_EVENT:
      seen.shape = Shape::sequence;
      bare = event.data.sequence_start.anchor == nullptr && !event.data.sequence_start.tag;
      break;
    case YAML_MAPPING_START_EVENT:
      seen.shape = Shape::mapping;
      bare = event.data.mapping_start.anchor == nullptr && !event.data.mapping_start.tag;
      break;
    default: return std::nullopt;
  }
  if (bare) seen.place = position_of(event.start_mark);
  return seen;
}

/// The nodes of the first document in preorder; nothing if libyaml refuses it.
std::optional<std::vector<Seen>> read_with_libyaml(std::string_view text) {
  yaml_parser_t parser;
  REQUIRE(yaml_parser_initialize(&parser) == 1);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
  std::vector<Seen> nodes;
  bool well = true;
  for (bool more = true; more;) {
    yaml_event_t event;
    well = yaml_parser_parse(&parser, &event) == 1;
    if (!well) break;
    if (auto node = node_of(event)) nodes.push_back(std::move(*node));
    more = event.type != YAML_DOCUMENT_END_EVENT && event.type != YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  if (!well) return std::nullopt;
  return nodes;
}

std::string described(Shape shape, std::string_view text, const Position& place) {
  return std::to_string(static_cast<int>(shape)) + " `" + std::string(text) + "` at " +
         std::to_string(place.line) + ":" + std::to_string(place.column);
}

/// What differs first, or nothing.
std::string compare(const Document& document, const std::vector<Seen>& theirs) {
  const auto& nodes = Access::nodes(document);
  if (nodes.size() != theirs.size())
    return std::to_string(nodes.size()) + " nodes, and libyaml has " +
           std::to_string(theirs.size());
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    const auto shape = meta::shape(nodes[i].meta);
    const Node node(&document, i);
    const bool is_scalar = shape == Shape::scalar;
    const auto& seen = theirs[i];
    // A null has no text of its own, and a key such as `on` has the one that Kubernetes gives it.
    const bool is_ours = node.is_null() || node.text() == "true" || node.text() == "false";
    const std::string_view text = is_ours ? seen.text : is_scalar ? node.text() : "";
    const auto place = document.position(nodes[i].begin);
    if (shape != seen.shape || text != seen.text || (seen.place && place != *seen.place))
      return described(shape, text, place) + ", and libyaml has " +
             described(seen.shape, seen.text, seen.place.value_or(Position{}));
  }
  return {};
}

struct Tally {
  std::size_t alike = 0;
  std::size_t refused_by_libyaml = 0;
};

void hold(std::string_view text, Tally& tally) {
  // Merge keys are applied and binary values decoded while we read.
  for (const auto* ours : {"<<", "!!binary"})
    if (text.find(ours) != std::string_view::npos) return;
  for (const auto parser : {Parser::fast_only, Parser::exact_only}) {
    Reader reader;
    if (reader.read(text, {}, parser) != Outcome::ok) continue;
    if (!reader.document().root()) continue;
    // Kubernetes' reader ends the last line as well.
    const auto theirs = read_with_libyaml(std::string(text) + (text.ends_with('\n') ? "" : "\n"));
    if (!theirs) {
      ++tally.refused_by_libyaml;
      continue;
    }
    const auto difference = compare(reader.document(), *theirs);
    CHECK_MESSAGE(difference.empty(), difference, " in\n", text.substr(0, 2000));
    ++tally.alike;
  }
}

void hold_all_below(const std::filesystem::path& folder, Tally& tally) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto ending = entry.path().extension();
    if (!entry.is_regular_file() || (ending != ".yaml" && ending != ".yml" && ending != ".json"))
      continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    std::vector<Piece> pieces;
    split(text, pieces);
    for (const auto& piece : pieces)
      if (!piece.bad_separator) hold(piece.text, tally);
  }
}

TEST_CASE("libyaml: the same nodes at the same places, by both readers") {
  Tally tally;
  hold_all_below(std::filesystem::path(FARGATE_LINT_SOURCE_DIR) / "testdata", tally);
  if (const auto* corpus = std::getenv("FARGATE_LINT_CORPUS"))
    hold_all_below(corpus, tally);
  else
    MESSAGE("FARGATE_LINT_CORPUS is not set: real manifests are not tried");
  MESSAGE(tally.alike, " readings are alike, libyaml refuses ", tally.refused_by_libyaml);
  CHECK(tally.alike > 300);
}

}  // namespace
}  // namespace fargate_lint::yaml

#else

TEST_CASE("libyaml: the same nodes at the same places, by both readers") {
  MESSAGE("SKIPPED: libyaml is not installed (libyaml-dev)");
}

#endif
