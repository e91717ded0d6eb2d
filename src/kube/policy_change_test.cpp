#include "kube/policy_change.hpp"

#include <doctest/doctest.h>

#include <string>

#include "yaml/reader.hpp"

namespace fargate_lint::kube {
namespace {

Draft draft(std::string_view text) {
  auto read = Draft::read(text, {});
  REQUIRE(read);
  return *read;
}

std::string json(const Draft& value) {
  std::string text;
  value.append_json(text);
  return text;
}

/// The object as a change leaves it, or why it does not.
std::string changed(const Change& change, std::string_view object) {
  auto target = draft(object);
  const auto before = json(target);
  const auto applied = apply(change, target);
  if (applied != Applied::yes) CHECK(json(target) == before);
  if (applied == Applied::no) return "no";
  return applied == Applied::yes ? json(target) : "unknown";
}

TEST_CASE("policy change: merge patches") {
  struct Row {
    std::string_view patch;
    std::string_view object;
    std::string_view result;
  };
  for (const auto& row : {
           Row{"{a: {b: 1}}", "{a: {c: 2}}", R"({"a":{"c":2,"b":1}})"},
           Row{"{a: null}", "{a: 1, b: 2}", R"({"b":2})"},
           Row{"{a: [1]}", "{a: [2, 3]}", R"({"a":[1]})"},
           Row{"{containers: [{name: a, x: 1}, {name: c}]}", "{containers: [{name: b}, {name: a}]}",
               R"({"containers":[{"name":"b"},{"name":"a","x":1},{"name":"c"}]})"},
           Row{"{containers: [{(name): '*', x: 1}]}", "{containers: [{name: b}, {name: a, x: 2}]}",
               R"({"containers":[{"name":"b","x":1},{"name":"a","x":1}]})"},
           Row{"{containers: [{(name): 'a*', +(x): 1}]}",
               "{containers: [{name: b}, {name: a, x: 2}]}",
               R"({"containers":[{"name":"b"},{"name":"a","x":2}]})"},
           Row{"{containers: [{(name): 'a | b', v: {(z): 1, w: 2}}]}",
               "{containers: [{name: b, v: {z: 1}}, {name: a, v: {z: 2}}]}",
               R"({"containers":[{"name":"b","v":{"z":1,"w":2}},{"name":"a","v":{"z":2}}]})"},
           Row{"{+(a): 1}", "{}", R"({"a":1})"},
           Row{"{+(a): 1}", "{a: 2}", R"({"a":2})"},
           Row{"{(a): 2, b: 3}", "{a: 1}", "no"},
           Row{"{(a): '!1', b: 3}", "{a: '2'}", R"({"a":"2","b":3})"},
           Row{"{c: [{<(a): 1}], containers: [{<(image): x, y: 1}]}", "{containers: [{image: z}]}",
               "unknown"},
           Row{"{(a): '>2', b: 3}", "{a: 3}", "unknown"},
           Row{"{(a): '{{ x }}', b: 3}", "{a: 3}", "unknown"},
           Row{"{$patch: delete}", "{a: 3}", "unknown"},
           Row{"{'{{ k }}': 1}", "{a: 3}", "unknown"},
           Row{"{containers: [{x: 1}]}", "{containers: []}", "unknown"},
           Row{"{^(a): 1}", "{a: []}", "unknown"},
       }) {
    CAPTURE(row.patch);
    CAPTURE(row.object);
    CHECK(changed(MergePatch{draft(row.patch)}, row.object) == row.result);
  }
}

TEST_CASE("policy change: JSON patches") {
  struct Row {
    std::string_view operations;
    std::string_view object;
    std::string_view result;
    bool makes_parents = false;
  };
  for (const auto& row : {
           Row{"[{op: add, path: /a/b~1c, value: 1}]", "{a: {}}", R"({"a":{"b/c":1}})"},
           Row{"[{op: add, path: /a/b, value: 1}]", "{}", "no"},
           Row{"[{op: add, path: /a/b, value: 1}]", "{}", R"({"a":{"b":1}})", true},
           Row{"[{op: add, path: /a/-, value: 1}]", "{a: [0]}", R"({"a":[0,1]})"},
           Row{"[{op: add, path: /a/0, value: 1}]", "{a: [0]}", R"({"a":[1,0]})"},
           Row{"[{op: add, path: /a/9, value: 1}]", "{a: [0]}", "no"},
           Row{"[{op: replace, path: /a, value: 1}]", "{}", "no"},
           Row{"[{op: replace, path: /a/0/b, value: 1}]", "{a: [{b: 2}]}", R"({"a":[{"b":1}]})"},
           Row{"[{op: remove, path: /a}]", "{a: 1, b: 2}", R"({"b":2})"},
           Row{"[{op: remove, path: /c}]", "{a: 1}", "no"},
           Row{"[{op: remove, path: /c}]", "{a: 1}", R"({"a":1})", true},
           Row{"[{op: add, path: /b, value: 1}, {op: test, path: /a, value: 2}]", "{a: 1}", "no"},
       }) {
    CAPTURE(row.operations);
    auto patch = read_json_patch(draft(row.operations));
    REQUIRE(patch);
    patch->makes_parents = row.makes_parents;
    CHECK(changed(std::move(*patch), row.object) == row.result);
  }
  for (const std::string_view bad :
       {"{}", "[{op: move, path: /a, from: /b}]", "[{op: add, path: a, value: 1}]",
        "[{op: add, path: /a}]", "[{op: add, path: '', value: 1}]",
        "[{op: add, path: '/a/{{elementIndex}}', value: 1}]", "[1]"})
    CHECK_FALSE(read_json_patch(draft(bad)));
}

TEST_CASE("policy change: assignments") {
  using Mode = Assignment::Mode;
  struct Row {
    std::string_view path;
    std::string_view value;
    std::string_view object;
    std::string_view result;
    Mode mode = Mode::set;
  };
  for (const auto& row : {
           Row{"spec.a", "1", "{}", R"({"spec":{"a":1}})"},
           Row{"spec.c[name:*].x", "1", "{spec: {c: [{name: a}, {name: b, x: 2}]}}",
               R"({"spec":{"c":[{"name":"a","x":1},{"name":"b","x":1}]}})"},
           Row{"spec.c[name: b].x", "1", "{spec: {c: [{name: a}]}}",
               R"({"spec":{"c":[{"name":"a"},{"x":1,"name":"b"}]}})"},
           Row{"spec.c[name:*].x", "1", "{spec: {}}", "no"},
           Row{"metadata.labels.\"a.b/c\"", "d", "{metadata: {labels: {}}}",
               R"({"metadata":{"labels":{"a.b/c":"d"}}})", Mode::add},
           Row{"metadata.labels.a", "d", "{metadata: {labels: {a: b}}}", "no", Mode::add},
           Row{"a", "[1, 2]", "{a: [2]}", R"({"a":[2,1]})", Mode::add_to_set},
           Row{"a", "[1, 2]", "{a: [2, 3]}", R"({"a":[3]})", Mode::remove_items},
           Row{"a.b", "1", "{a: text}", "no"},
       }) {
    CAPTURE(row.path);
    auto path = Assignment::parse(row.path);
    REQUIRE(path);
    Assignment change;
    change.path = std::move(*path);
    change.value = draft(row.value);
    change.mode = row.mode;
    CHECK(changed(std::move(change), row.object) == row.result);
  }
  for (const std::string_view bad :
       {"", ".", "a.", "a[", "a[b]", "a[b:", "a[b:c", "a[b:c]d", "\"a"})
    CHECK_FALSE(Assignment::parse(bad));
}

TEST_CASE("policy change: path tests") {
  Assignment change;
  change.path = *Assignment::parse("spec.a.b");
  change.value = draft("1");
  change.tests = {{2, true}};
  CHECK(changed(change, "{spec: {}}") == "no");
  CHECK(changed(change, "{spec: {a: {}}}") == R"({"spec":{"a":{"b":1}}})");
  change.tests = {{3, false}};
  CHECK(changed(change, "{spec: {a: {b: 2}}}") == "no");
  CHECK(changed(change, "{spec: {}}") == R"({"spec":{"a":{"b":1}}})");
}

TEST_CASE("policy change: what a policy wrote knows where it says so") {
  const auto policy = yaml::read_document("spec:\n  hostNetwork: true\n  deep: {in: {it: 1}}\n");
  REQUIRE(policy);
  auto object = draft("{spec: {containers: [{name: a}]}}");
  REQUIRE(apply(MergePatch{*Draft::copy_with_origin(policy->root())}, object) == Applied::yes);
  const auto document = make_document(object, {});
  REQUIRE(document.document);
  const auto spec = document.document->root()["spec"];
  CHECK(document.origin_of(spec["hostNetwork"]).position().line == 2);
  CHECK(document.origin_of(spec["deep"]["in"]["it"]).text() == "1");
  CHECK(document.origin_of(spec["containers"]).is_missing());
  CHECK(document.origin_of(policy->root()).is_missing());
}

TEST_CASE("policy change: hostile patches end soon") {
  std::string many = "{containers: [";
  for (int i = 0; i < 3000; ++i) many += "{name: a" + std::to_string(i) + "},";
  many += "]}";
  CHECK(changed(MergePatch{draft(many)}, many) == "unknown");
  CHECK_FALSE(Draft::read(std::string(200, '[') + std::string(200, ']'), {}));
  CHECK_FALSE(Draft::read("[" + std::string(30'000, ',') + "]", {}));
}

}  // namespace
}  // namespace fargate_lint::kube
