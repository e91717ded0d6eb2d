#include "yaml/document.hpp"

#include <doctest/doctest.h>

#include "yaml/reader.hpp"

namespace fargate_lint::yaml {
namespace {

std::string json(std::string text) {
  SyntaxError error;
  const auto document = read_document(std::move(text), {}, &error);
  if (!document) return "error: " + error.message;
  std::string out;
  append_json(document->root(), out);
  return out;
}

}  // namespace

TEST_CASE("document: reads what Kubernetes reads") {
  CHECK(json("a: 1\nb: [x, 'y', \"z\\n\"]\n") == R"({"a":1,"b":["x","y","z\n"]})");
  CHECK(json("a: yes\nb: 0644\nc: 1.10\n") == R"({"a":true,"b":420,"c":1.1})");
  CHECK(json("a: 1\na: 2\n") == R"({"a":2})");
  CHECK(json("x: &a {k: 1}\nz: {<<: *a, l: 2}\n") == R"({"x":{"k":1},"z":{"k":1,"l":2}})");
  CHECK(json("t: |\n  one\n  two\n") == R"({"t":"one\ntwo\n"})");
}

}  // namespace fargate_lint::yaml
