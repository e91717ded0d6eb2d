#include "input/duplicates.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "input/loader.hpp"
#include "system/memory.hpp"

namespace fargate_lint::input {
namespace {

LoadOptions options_for(const std::vector<std::string>& paths) {
  LoadOptions options;
  options.paths = sources_of(paths);
  return options;
}

/// "Pod default/a 1.yaml:2 2.yaml:3 kind: Pod", a line for each.
std::string told(const Loaded& loaded) {
  std::string text;
  for (const auto& duplicate : loaded.reading->duplicate_objects)
    text += duplicate.object.kind + " " + duplicate.object.ns + "/" + duplicate.object.name + " " +
            duplicate.first.path.str() + ":" + std::to_string(duplicate.first.span.begin.line) +
            " " + duplicate.second.path.str() + ":" +
            std::to_string(duplicate.second.span.begin.line) + " " + duplicate.second.line_text +
            "\n";
  return text;
}

std::string deployment(std::string_view name, std::string_view image) {
  return std::string("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ")
      .append(name)
      .append(
          "\nspec:\n  template:\n    spec:\n      containers:\n      - name: c\n        image: ")
      .append(image)
      .append("\n");
}

/// The same object, written in another order.
std::string turned_deployment(std::string_view name, std::string_view image) {
  return std::string("kind: Deployment\napiVersion: apps/v1\nmetadata: {name: ")
      .append(name)
      .append("}\nspec: {template: {spec: {containers: [{image: ")
      .append(image)
      .append(", name: c}]}}}\n");
}

TEST_CASE("duplicates: what differs from the first is told, a copy is not") {
  system::Memory folder;
  const std::string pod =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: "
      "[{name: c, image: i}]}\n";
  const std::string map =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: VALUE}\n";
  folder.write("1.yaml", pod + "---\n" + map);
  folder.write("2.yaml", "# Source: x\n" + pod + "---\n" + map + "---\n# c\n\n" + map);
  folder.write("3.yaml",
               "kind: Pod\napiVersion: v1\nmetadata: {name: a}\n"
               "spec: {containers: [{image: i, name: c}]}\n"
               "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {}\n"
               "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: other}\n");
  folder.write("4.yaml",
               "kind: Pod\napiVersion: v1\nmetadata: {name: a}\n"
               "spec: {containers: [{image: other, name: c}]}\n---\n" +
                   pod + "---\n" + map);
  const auto options = options_for({"."});
  CHECK(told(load(folder, options)) ==
        "ConfigMap default/c 1.yaml:7 3.yaml:7 kind: ConfigMap\n"
        "Pod default/a 1.yaml:2 4.yaml:1 kind: Pod\n");
}

TEST_CASE("duplicates: objects whose names only seem alike do not hide one") {
  system::Memory folder;
  const std::string account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {namespace: ";
  folder.write("a.yaml", account + "teama, name: pp1}\n---\n" + account + "team, name: app1}\n" +
                             "---\n" + account + "team, name: app1, labels: {}}\n");
  const auto options = options_for({"a.yaml"});
  CHECK(load(folder, options).reading->duplicate_objects.size() == 1);
}

TEST_CASE("duplicates: items of lists are told apart by their place") {
  system::Memory folder;
  const std::string list =
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Service, metadata: {name: a}}\n"
      "- {apiVersion: v1, kind: Service, metadata: {name: a}, spec: {clusterIP: None}}\n";
  folder.write("a.yaml", list + "---\n" + list);
  folder.write("b.yaml", "{kind: Service, apiVersion: v1, metadata: {name: a}}\n");
  const auto options = options_for({"."});
  CHECK(
      told(load(folder, options)) ==
      "Service default/a a.yaml:4 a.yaml:5 - {apiVersion: v1, kind: Service, metadata: {name: a}, "
      "spec: {clusterIP: None}}\n"
      "Service default/a a.yaml:4 a.yaml:11 - {apiVersion: v1, kind: Service, metadata: {name: "
      "a}, spec: {clusterIP: None}}\n");
}

TEST_CASE("duplicates: items of lists are compared by what they are, kept or not") {
  system::Memory folder;
  const std::string head = "apiVersion: v1\nkind: List\nitems:\n";
  const std::string role =
      "- {apiVersion: v1, kind: Secret, metadata: {name: a}, data: {x: eQ==}}\n";
  folder.write("a.yaml", head + role + "- {apiVersion: v1, kind: Secret, metadata: {name: b}}\n");
  folder.write("b.json", R"({"kind": "List", "apiVersion": "v1", "items": [)"
                         R"({"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "b"}}, )"
                         R"({"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "a"}, )"
                         R"("data": {"x": "eQ=="}}]})");
  folder.write("c.yaml",
               head + role +
                   "- {apiVersion: v1, kind: Pod, metadata: {name: p}, "
                   "spec: {containers: [{name: c, image: i}]}}\n"
                   "- {apiVersion: v1, kind: Secret, metadata: {name: b}, data: {x: eQ==}}\n");
  CHECK(told(load(folder, options_for({"."}))) ==
        "Secret default/b a.yaml:5 c.yaml:6 - {apiVersion: v1, kind: Secret, metadata: {name: b}, "
        "data: {x: eQ==}}\n");
}

TEST_CASE("duplicates: those of a large file are the same, resting or not, on any threads") {
  system::Memory folder;
  std::string text;
  for (int i = 0; i < 600; ++i) {
    const auto name = "a" + std::to_string(i % 200);
    const auto image = i % 7 == 0 ? "x:" + std::to_string(i) : "x:1";
    text += "---\n" + (i < 400 ? deployment(name, image) : turned_deployment(name, image));
  }
  folder.write("big.yaml", text);
  auto options = options_for({"big.yaml"});
  options.keeps_documents = true;
  const auto expected = told(load(folder, options));
  // Every seventh has an image of its own.
  std::ptrdiff_t differing = 0;
  for (int i = 200; i < 600; ++i)
    if (i % 7 == 0 || i % 200 % 7 == 0) ++differing;
  CHECK(std::ranges::count(expected, '\n') == differing);
  options.keeps_documents = false;
  options.window = 4096;
  for (const bool glances : {false, true}) {
    for (const auto threads : {1U, 2U, 8U}) {
      CAPTURE(glances);
      CAPTURE(threads);
      options.glances = glances;
      options.threads = threads;
      const auto loaded = load(folder, options);
      CHECK(loaded.reading->inventory.objects()[0]->resting != nullptr);
      CHECK(told(loaded) == expected);
    }
  }
}

/// Counts how often it is read.
class CountedFile : public kube::DocumentFile {
 public:
  explicit CountedFile(std::string text) : DocumentFile("big.yaml"), text_(std::move(text)) {}
  void read(std::uint64_t offset, std::size_t size, std::string& text) const override {
    ++reads;
    text.assign(text_, offset, size);
  }
  void verify() const override {}
  mutable std::size_t reads = 0;

 private:
  std::string text_;
};

/// How often objects are read again for a file of `stream`.
std::size_t reads_for(const std::string& stream, std::size_t expected) {
  const auto file = std::make_shared<const CountedFile>(stream);
  Chunk chunk;
  chunk.text = stream;
  chunk.file = file;
  yaml::split(chunk.text, chunk.pieces);
  Scanner scanner("default", kube::WorkloadKinds::known(), true);
  Parts parts;
  parts.push_back(
      {0, std::make_shared<ScanResult>(scanner.scan("big.yaml", Treatment::lint, chunk, true))});
  Walk walk;
  walk.files.emplace_back().path = "big.yaml";
  kube::Inventory inventory;
  auto& result = *parts.front().result;
  inventory.add(std::move(result.documents), std::exchange(result.kept, {}));
  if (result.resting) inventory.keep(std::move(result.resting));
  DuplicateFinder finder(walk, parts, inventory);
  finder.gather();
  CHECK(finder.compare(1).size() == expected);
  return file->reads;
}

TEST_CASE("duplicates: copies are not read again, and no object more than once") {
  std::string copies;
  std::string versions;
  for (int i = 0; i < 100; ++i) {
    copies += deployment("a", "x") + "---\n# Source: " + std::to_string(i) + "\n";
    versions += deployment("a", "x:" + std::to_string(i)) + "---\n";
  }
  CHECK(reads_for(copies, 0) == 0);
  CHECK(reads_for(versions, 99) == 100);
}

TEST_CASE("duplicates: equal data in other words are no duplicates") {
  system::Memory folder;
  folder.write("1.yaml",
               "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\n"
               "metadata: {name: a}\nroleRef: {kind: Role, name: 'x'}\n---\n"
               "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: default}\n");
  folder.write("2.yaml",
               "kind: RoleBinding # of the role\napiVersion: rbac.authorization.k8s.io/v1\n"
               "roleRef:\n    name: x\n    kind: \"Role\"\n"
               "metadata:\n    namespace: default\n    name: a\n---\n"
               "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n");
  CHECK(told(load(folder, options_for({"."}))).empty());
}

/// "dev prod 2 environments", a line for each pair.
std::string pairs(const Loaded& loaded) {
  std::string text;
  for (const auto& duplicate : loaded.reading->duplicate_objects)
    text += duplicate.first_directory + " " + duplicate.second_directory + " " +
            std::to_string(duplicate.objects) +
            (duplicate.are_environments ? " environments\n" : "\n");
  return text;
}

TEST_CASE("duplicates: directories that repeat each other are one pair") {
  system::Memory folder;
  const auto service = [](std::string_view name, std::string_view ip) {
    return "apiVersion: v1\nkind: Service\nmetadata: {name: " + std::string(name) +
           "}\nspec: {clusterIP: " + std::string(ip) + "}\n---\n";
  };
  folder.write("env/dev/app/a.yaml", service("a", "1") + service("b", "1"));
  folder.write("env/dev/c.yaml", service("c", "1"));
  folder.write("env/prod/a.yaml", service("a", "2") + service("b", "2"));
  folder.write("env/prod/c.yaml", service("c", "1"));
  CHECK(pairs(load(folder, options_for({"."}))) == "env/dev env/prod 2 environments\n");
  folder.write("env/prod/d.yaml", service("d", "1"));
  CHECK(pairs(load(folder, options_for({"."}))) == "env/dev env/prod 2\n");
  // One object that stands twice is told by itself, and so is one beside a directory.
  folder.write("env/prod/a.yaml", service("a", "2") + service("b", "1"));
  CHECK(pairs(load(folder, options_for({"."}))) == "  1\n");
  folder.write("env/c.yaml", service("c", "3"));
  CHECK(pairs(load(folder, options_for({"."}))) == "  1\n  1\n  1\n");
}

}  // namespace
}  // namespace fargate_lint::input
