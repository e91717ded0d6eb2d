#include "yaml/value_hash.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "yaml/reader.hpp"

namespace fargate_lint::yaml {
namespace {

constexpr HashKey kKey = {0x0123456789abcdef, 0xfedcba9876543211};

std::uint64_t hash_of(std::string_view text) {
  const auto document = read_document(text);
  REQUIRE(document != nullptr);
  return hash_value(document->clone()->root(), kKey);
}

TEST_CASE("value hash: values that Kubernetes reads alike share it, however they are written") {
  struct Row {
    std::string_view a, b;
  };
  const Row rows[] = {
      {"a: 1\nb: 2\n", "{b: 2, a: 1}"},
      {"a: 1\nb: 2\n", R"({"a":1,"b":2})"},
      {"a: x\n", "a: \"x\" # note\n"},
      {"a: |\n  x\n  y\n", "a: \"x\\ny\\n\"\n"},
      {"a: yes\n", "a: true\n"},
      {"a: 0x10\n", "a: 16\n"},
      {"a: 1_000\n", "a: 1000\n"},
      {"a: -0\n", "a: 0\n"},
      {"a: 1.50\n", "a: 1.5\n"},
      {"a: 1.50\n", R"({"a":1.5})"},
      {R"({"a":1.50})", R"({"a":15e-1})"},
      {"a: ~\n", "a:\n"},
      {"a: &x [1, {b: c}]\nd: *x\n", "a: [1, {b: c}]\nd: [1, {b: c}]\n"},
      {"a: &x {b: &y [1]}\nd: {e: *y, f: *x}\n", "a: {b: [1]}\nd: {e: [1], f: {b: [1]}}\n"},
      {"a: 1\na: 2\n", "a: 2\n"},
      {R"({"a":1,"a":[2]})", R"({"a":[2]})"},
      {"x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n", "x: {a: 1, b: 2}\ny: {a: 1, b: 3}\n"},
      {"a: {}\n", "a: {  }\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CHECK(hash_of(row.a) == hash_of(row.b));
  }
}

TEST_CASE("value hash: values that differ differ in it") {
  struct Row {
    std::string_view a, b;
  };
  const Row rows[] = {
      {"a: 1\n", "a: \"1\"\n"},
      {"a: true\n", "a: \"true\"\n"},
      {"a: ~\n", "a: \"\"\n"},
      {"a: ~\n", "{}"},
      {"a: {}\n", "a: []\n"},
      {"a: []\n", "a: [[]]\n"},
      {"a: [~]\n", "a: [~, ~]\n"},
      {"a: [1, 2]\n", "a: [2, 1]\n"},
      {"a: [[1], 2]\n", "a: [[1, 2]]\n"},
      {"a: {b: c}\n", "{a: b, c: ~}"},
      {"{a: x, b: y}", "{a: y, b: x}"},
      {"{a: b}", "{b: a}"},
      {"a: -1\n", "a: 1\n"},
      {"a: 1.5\n", "a: 1.25\n"},
      {R"({"a":1})", R"({"a":10})"},
      {"a: b\n", "a: b \\n\n"},
      {"a: |\n  x\n", "a: |-\n  x\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CHECK(hash_of(row.a) != hash_of(row.b));
  }
}

TEST_CASE("value hash: of part of a document is that of the part alone") {
  const auto document = read_document("items: [&x {a: [1, 2]}, *x, {b: *x}]\n");
  const auto of = [&](std::size_t i) { return hash_value(document->root()["items"].at(i), kKey); };
  CHECK(of(0) == hash_of("a: [1, 2]"));
  CHECK(of(1) == of(0));
  CHECK(of(2) == hash_of("b: {a: [1, 2]}"));
  CHECK(hash_value({}, kKey) == 0);
}

TEST_CASE("value hash: neither depth nor aliases of aliases take long") {
  const auto deep = std::string(9000, '[') + "1" + std::string(9000, ']');
  CHECK(hash_of(deep) != hash_of(std::string(9000, '[') + "2" + std::string(9000, ']')));
  std::string bomb = "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8]\n";
  // As much as go-yaml's limit lets through.
  for (int i = 0; i < 400; ++i) bomb += "k" + std::to_string(i) + ": 1\n";
  for (int i = 1; i < 5; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 8; ++j) bomb += before + ", ";
    bomb += "]\n";
  }
  CHECK(hash_of(bomb) == hash_of(bomb + "# the same\n"));
}

}  // namespace
}  // namespace fargate_lint::yaml
