#include "kube/cel.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fargate_lint::kube {
namespace {

std::string read(std::string_view expression) {
  const auto draft = read_cel_literal(expression, {});
  if (!draft) return "nothing";
  std::string json;
  draft->append_json(json);
  return json;
}

TEST_CASE("cel: literals") {
  struct Row {
    std::string_view expression;
    std::string_view json;
  };
  for (const auto& row : {
           Row{"Object{spec: Object.spec{hostNetwork: true}}", R"({"spec":{"hostNetwork":true}})"},
           Row{" // note\n Object{ spec: Object.spec{ priority: -1, x: 0.5, }, }",
               R"({"spec":{"priority":-1,"x":0.5}})"},
           Row{R"(Object{metadata: Object.metadata{labels: {"a/b": 'c'}}})",
               R"({"metadata":{"labels":{"a/b":"c"}}})"},
           Row{R"([JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("a/~b"),
                  value: dyn("c")}])",
               R"([{"op":"add","path":"/metadata/labels/a~1~0b","value":"c"}])"},
           Row{"[1] + [2]", "[1,2]"},
           Row{R"(r"a\d" + 'it\'s')", R"("a\\dit's")"},
           Row{"Object{spec: Object.spec{containers: object.spec.containers.map(c, "
               "Object.spec.containers{name: c.name, tty: true})}}",
               R"json({"spec":{"containers":[{"(name)":"*","tty":true}]}})json"},
       }) {
    CAPTURE(row.expression);
    CHECK(read(row.expression) == row.json);
  }
}

TEST_CASE("cel: what is no literal is nothing") {
  for (const std::string_view expression :
       {"", "Object{", "Object{spec: Object.spec{hostNetwork: object.spec.hostPID}}",
        "has(object.x) ? [] : []", "[1, 2", "{1: 2}", "Object{a: 1, a: 2}", "'a' + 1", "\"a",
        "'''a'''", "Object{?a: optional.none()}", "'\\u0041'", "true false", "size([1])",
        "Object{spec: Object.spec{volumes: object.spec.containers.map(c, "
        "Object.spec.containers{name: c.name})}}",
        "object.spec.containers.map(c, c)", "-", "1.2.3"}) {
    CAPTURE(expression);
    CHECK(read(expression) == "nothing");
  }
}

TEST_CASE("cel: hostile text ends soon") {
  CHECK(read(std::string(60'000, '[')) == "nothing");
  CHECK(read(std::string(60'000, '(')) == "nothing");
  std::string wide = "Object{";
  for (int i = 0; i < 5000; ++i) wide += "f" + std::to_string(i) + ": 1,";
  CHECK(read(wide + "}") == "nothing");
  CHECK(read(std::string(1'000'000, ' ') + "1") == "nothing");
  const auto known = Draft::mapping();
  CHECK_FALSE(evaluate_cel(std::string(8000, '('), known));
  CHECK_FALSE(evaluate_cel(std::string(8000, '!'), known));
  std::string parts = "a";
  for (int i = 0; i < 1500; ++i) parts += " || a";
  CHECK_FALSE(evaluate_cel(parts, known));
}

TEST_CASE("cel: conditions about what is known") {
  auto known = Draft::mapping();
  known.at("spec") = Draft::mapping();
  known.at("spec").set("schedulerName", Draft::of_text("fargate-scheduler"));
  known.at("metadata") = Draft::mapping();
  known.at("metadata").at("labels") = Draft::mapping();
  known.at("metadata").at("labels").set("a/b", Draft::of_text("c"));
  struct Row {
    std::string_view expression;
    std::optional<bool> value;
  };
  for (const auto& row : {
           Row{"object.spec.schedulerName == 'fargate-scheduler'", true},
           Row{"'x' == object.spec.schedulerName", false},
           Row{"object.spec.schedulerName != \"x\"", true},
           Row{"has(object.spec.schedulerName)", true},
           Row{"!has(object.spec.schedulerName)", false},
           Row{"has(object.spec.other)", std::nullopt},
           Row{"object.spec.other == 'x'", std::nullopt},
           Row{"object.spec.?schedulerName.orValue('') in ['x', 'fargate-scheduler']", true},
           Row{"!(object.spec.schedulerName in ['x'])", true},
           Row{"object.spec.schedulerName.startsWith('fargate')", true},
           Row{"object.metadata.labels['a/b'] == 'c'", true},
           Row{"object.metadata.?labels[?\"a/b\"].orValue('') == 'd'", false},
           Row{"'a/b' in object.metadata.labels", true},
           Row{"'x' in object.metadata.labels", std::nullopt},
           Row{"unknown() || has(object.spec.schedulerName)", true},
           Row{"unknown() || !has(object.spec.schedulerName)", std::nullopt},
           Row{"unknown(1 || 2) && !has(object.spec.schedulerName)", false},
           Row{"(has(object.spec.schedulerName)) && ('a' == 'a')", true},
           Row{"unknown() ? true : !has(object.spec.schedulerName)", std::nullopt},
           Row{"!object.spec.schedulerName == 'x'", std::nullopt},
           Row{"", std::nullopt},
       }) {
    CAPTURE(row.expression);
    CHECK(evaluate_cel(row.expression, known) == row.value);
  }
}

}  // namespace
}  // namespace fargate_lint::kube
