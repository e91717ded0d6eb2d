#include "kube/changed_fields.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "yaml/reader.hpp"

namespace fargate_lint::kube {
namespace {

/// "path: before > after" of each, with `-` for what is not there.
std::string changes(const std::string& before, const std::string& after) {
  const auto old = yaml::read_document(before);
  const auto now = yaml::read_document(after);
  REQUIRE(old);
  REQUIRE(now);
  std::string text;
  for (const auto& field : changed_fields(old->root(), now->root())) {
    const auto value = [](yaml::Node node) {
      if (!node) return std::string("-");
      return node.is_mapping() || node.is_sequence() ? std::string("...")
                                                     : std::string(node.text());
    };
    text += (text.empty() ? "" : "; ") + field.path + ": " + value(field.before) + " > " +
            value(field.after);
  }
  CHECK(are_equal(old->root(), now->root()) == text.empty());
  if (text.empty()) CHECK(hash_of(old->root()) == hash_of(now->root()));
  return text;
}

}  // namespace

TEST_CASE("changed fields: mappings, whatever their order") {
  CHECK(changes("{a: 1, b: {c: x}}", "b:\n  c: \"x\"\na: 1\n").empty());
  CHECK(changes("{a: 1}", "{a: '1'}") == "a: 1 > 1");
  CHECK(changes("{a: 1, b: 2}", "{a: 1, c: 3}") == "c: - > 3; b: 2 > -");
  CHECK(changes("{a: {b: {c: 1, d: 2}}}", "{a: {b: {c: 2, d: 2}}}") == "a.b.c: 1 > 2");
  CHECK(changes("{a: {x: 1}}", "{a: [1]}") == "a: ... > ...");
}

TEST_CASE("changed fields: lists by name, else by place") {
  CHECK(changes("c: [{name: a, i: 1}, {name: b, i: 2}]",
                "c: [{name: b, i: 2}, {name: new}, {name: a, i: 3}]") ==
        "c[1]: - > ...; c[2].i: 1 > 3");
  CHECK(changes("c: [{name: a}, {name: b}]", "c: [{name: b}]") == "c[0]: ... > -");
  CHECK(changes("c: [1, 2, 3]", "c: [0, 1, 2, 3]") == "c[0]: - > 0");
  CHECK(changes("c: [1, 2, 3]", "c: [1, 9, 3]") == "c[1]: 2 > 9");
  CHECK(changes("c: [{name: a}, {name: a, x: 1}]", "c: [{name: a}, {name: a, x: 2}]") ==
        "c[1].x: 1 > 2");
}

TEST_CASE("changed fields: no depth and no size is too much") {
  constexpr std::size_t kDepth = 5000;
  const auto nested = [](const std::string& end) {
    return "a: " + std::string(kDepth, '[') + end + std::string(kDepth, ']');
  };
  CHECK(!changes(nested("1"), nested("2")).empty());
  CHECK(changes(nested("1"), nested("1")).empty());
  std::string many = "a:\n";
  std::string others = "a:\n";
  for (int i = 0; i < 2000; ++i) {
    many += "  k" + std::to_string(i) + ": 1\n";
    others += "  k" + std::to_string(i) + ": 2\n";
  }
  const auto old = yaml::read_document(many);
  const auto now = yaml::read_document(others);
  CHECK(changed_fields(old->root(), now->root()).size() == kMostChangedFields);
}

}  // namespace fargate_lint::kube
