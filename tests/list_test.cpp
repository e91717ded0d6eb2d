/// A document that is one list is read item by item where it is large (input/list_reading.hpp): the
/// report must be, byte for byte, that of reading it whole, whatever is wrong with it, at any size
/// of windows and on any number of threads.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "golden.hpp"
#include "input/loader.hpp"
#include "lint/judge.hpp"
#include "list.hpp"
#include "report/renderer.hpp"
#include "system/memory.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

using testing::read_file;

namespace fs = std::filesystem;

const fs::path kTestdata = fs::path(FARGATE_LINT_SOURCE_DIR) / "testdata" / "rules";

struct Judged {
  std::size_t items = 0;  ///< objects that were read by themselves
  std::string report;
};

enum class Lists { whole, by_item };

Judged judge(const system::Memory& here, const std::vector<std::string>& paths, Lists lists,
             std::size_t window, unsigned threads = 1) {
  input::LoadOptions options;
  options.paths = input::sources_of(paths);
  options.keeps_documents = lists == Lists::whole;
  options.window = window;
  options.threads = threads;
  const auto [reading, fleet, unused] = input::load(here, options);
  Judged judged;
  for (const auto* object : reading->inventory.objects()) {
    const bool is_item = object->resting != nullptr
                             ? object->resting->is_item
                             : object->node.document()->source().item != yaml::Source::kWhole;
    if (is_item) ++judged.items;
  }
  const auto report =
      lint::judge(reading, fleet, rules::all(), {.known = rules::all(), .today = "2026-06-01"});
  report::RenderOptions render;
  render.rules = rules::all();
  for (const char* format : {"json", "text"})
    report::find_renderer(format)->render(report, render, judged.report);
  return judged;
}

/// How a list is written.
enum class Style { yaml, indented_yaml, json, pretty_json, typed_json };
constexpr Style kStyles[] = {Style::yaml, Style::indented_yaml, Style::json, Style::pretty_json};

/// JSON as kubectl prints it, where it stands behind `indent` blanks.
std::string pretty(std::string_view json, std::string indent) {
  std::string out;
  bool quoted = false;
  const auto new_line = [&] { (out += '\n') += indent; };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      out += c;
      if (c == '\\') out += json[++i];
      quoted = c != '"';
      continue;
    }
    quoted = c == '"';
    if (c == '}' || c == ']') {
      indent.resize(indent.size() - 4);
      if (json[i - 1] != '{' && json[i - 1] != '[') new_line();
    }
    out += c;
    if (c == '{' || c == '[') {
      indent += "    ";
      if (json[i + 1] != '}' && json[i + 1] != ']') new_line();
    }
    if (c == ',') new_line();
    if (c == ':') out += ' ';
  }
  return out;
}

/// `text` as an item of a YAML list whose dashes stand behind `indent`.
std::string yaml_item(std::string_view text, const std::string& indent) {
  std::string item;
  bool first = true;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (first && (line.empty() || line[0] == '#')) continue;
    if (line.starts_with("---")) continue;
    if (!line.empty()) item += indent + (first ? "- " : "  ");
    (item += line) += '\n';
    first = false;
  }
  return item;
}

/// A list of what the documents hold.
std::string list_of(const std::vector<std::string>& documents, Style style) {
  std::string items;
  for (const auto& document : documents) {
    if (style == Style::yaml || style == Style::indented_yaml) {
      items += yaml_item(document, style == Style::yaml ? "" : "  ");
      continue;
    }
    const auto read = yaml::read_document(document);
    if (read == nullptr || !read->root()) continue;
    std::string json;
    yaml::append_json(read->root(), json);
    if (!items.empty()) items += ",";
    if (style == Style::pretty_json)
      items += "\n        " + pretty(json, "        ");
    else
      items += json;
  }
  switch (style) {
    case Style::yaml:
    case Style::indented_yaml:
      return "apiVersion: v1\nitems:\n" + items +
             "kind: List\nmetadata:\n  resourceVersion: \"\"\n";
    case Style::json:
      return R"({"apiVersion":"v1","items":[)" + items + R"(],"kind":"List","metadata":{}})" + "\n";
    case Style::typed_json:
      return R"({"kind":"PodList","apiVersion":"v1","metadata":{},"items":[)" + items + "]}\n";
    case Style::pretty_json:
      return "{\n    \"apiVersion\": \"v1\",\n    \"items\": [" + items +
             "\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n"
             "        \"resourceVersion\": \"\"\n    }\n}\n";
  }
  return {};
}

/// What clusters are full of; some of it with a fault.
std::string filling(int i) {
  const auto n = std::to_string(i);
  const std::string note(static_cast<std::size_t>(i * 37 % 300), 'x');
  switch (i % 5) {
    case 0:
      return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p" + n +
             "\n  annotations:\n    note: |\n" + "      - " + note + "\n      kind: none\n" +
             "spec:\n  hostNetwork: true\n  containers:\n  - name: äpp\n    image: nginx\n";
    case 1:
      return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  labels:\n    a: " + n +
             "\ndata:\n  text: '" + note + " \"}],{'\n";
    case 2:
      return "apiVersion: v1\nkind: Service\nmetadata:\n  name: s" + n +
             "\nspec:\n  type: NodePort\n  ports:\n  - port: 80\n";
    case 3:
      return "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\n  namespace: shop\n"
             "  note: \"\xE2\x86\x92 " +
             note +
             "\\\\\"\nspec:\n  template:\n    spec:\n      containers:\n"
             "      - name: a\n        securityContext:\n          privileged: true\n";
    default:
      return "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x" + n + "\ndata:\n  a: " + note +
             "\n";
  }
}

std::vector<std::string> fillings(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back(filling(i));
  return all;
}

/// The report of the files whole and in windows of each size must be the same. How many objects
/// were read by themselves.
std::size_t compare_files(const system::Memory& here, const std::vector<std::string>& paths,
                          std::initializer_list<std::size_t> windows) {
  std::size_t items = 0;
  unsigned threads = 1;
  for (const auto window : windows) {
    CAPTURE(window);
    // What is said of binary data depends on the window that it is in.
    const auto whole = judge(here, paths, Lists::whole, window);
    REQUIRE(whole.items == 0);
    const auto judged = judge(here, paths, Lists::by_item, window, threads);
    REQUIRE(judged.report == whole.report);
    items = std::max(items, judged.items);
    threads = 3 - threads;
  }
  return items;
}

std::size_t compare(system::Memory& here, const std::string& text,
                    std::initializer_list<std::size_t> windows) {
  here.write("list", text);
  return compare_files(here, {"list"}, windows);
}

TEST_CASE("list: what is read item by item is reported as what is read whole") {
  system::Memory here;
  for (const auto style : kStyles) {
    CAPTURE(static_cast<int>(style));
    const auto text = list_of(fillings(200), style);
    CHECK(compare(here, text, {64, 1000, 20'000, 1'000'000}) == 160);
  }
  std::vector<std::string> pods;
  for (int i = 0; i < 500; i += 5)
    pods.push_back("metadata: {name: p" + std::to_string(i) +
                   "}\nspec: {containers: [{name: a, securityContext: {privileged: true}}]}");
  CHECK(compare(here, list_of(pods, Style::typed_json), {64, 1000}) == 100);
}

TEST_CASE("list: each rule's cases are judged alike") {
  system::Memory here;
  const auto more = fillings(60);
  std::size_t by_item = 0;
  std::size_t lists = 0;
  for (const auto& folder : fs::directory_iterator(kTestdata)) {
    auto documents = more;
    for (const auto& entry : fs::directory_iterator(folder.path())) {
      if (entry.path().extension() != ".yaml") continue;
      const auto text = read_file(entry.path());
      std::vector<yaml::Piece> pieces;
      yaml::split(text, pieces);
      for (const auto& piece : pieces)
        documents.insert(documents.begin() + static_cast<std::ptrdiff_t>(documents.size() / 2),
                         std::string(piece.text));
    }
    CAPTURE(folder.path().filename().string());
    for (const auto style : kStyles) {
      CAPTURE(static_cast<int>(style));
      ++lists;
      if (compare(here, list_of(documents, style), {64}) != 0) ++by_item;
    }
  }
  CHECK(lists > 200);
  CHECK(by_item > lists / 2);
}

TEST_CASE("list: whatever is wrong with a list, the report is that of the whole") {
  system::Memory here;
  std::mt19937 random(1);
  const auto below = [&random](std::size_t limit) { return random() % limit; };
  std::size_t by_item = 0;
  for (const auto style : kStyles) {
    CAPTURE(static_cast<int>(style));
    const auto sound = list_of(fillings(50), style);
    for (int i = 0; i < 500; ++i) {
      auto text = sound;
      const auto at = below(text.size());
      const auto size = 1 + below(i % 2 == 0 ? 3 : 400);
      switch (below(6)) {
        case 0: text.erase(at, size); break;
        case 1: text.insert(at, text.substr(at, size)); break;
        case 2: text.insert(below(text.size()), text.substr(at, size)); break;
        case 3: text.resize(at); break;
        case 4: std::swap(text[at], text[below(text.size())]); break;
        default: text[at] = "{}[],:\"'\n\t -#&*!|>\\0"[below(21)]; break;
      }
      if (compare(here, text, {64}) != 0) ++by_item;
    }
  }
  CHECK(by_item > 200);
}

struct Broken {
  const char* name;
  const char* from;
  const char* to;
};

/// In the list that kubectl would have printed.
constexpr Broken kBrokenJson[] = {
    {"the last brace is missing", "{}}\n", "{}\n"},
    {"text behind it", "{}}\n", "{}} x\n"},
    {"another document behind it", "{}}\n", "{}}\n{}"},
    {"a zero behind it", "{}}\n", "{}}\n\\0"},
    {"kind twice", R"("kind":"List",)", R"("kind":"List","kind":"List",)"},
    {"items twice", R"("kind":"List",)", R"("kind":"List","items":[],)"},
    {"a kind that is no list", R"("kind":"List",)", R"("kind":"Lost",)"},
    {"no kind", R"("kind":"List",)", ""},
    {"a typed list whose kind follows", R"("kind":"List",)", R"("kind":"PodList",)"},
    {"an item that is no mapping", R"(],"kind":"List")", R"(,1],"kind":"List")"},
    {"an item that is null", R"(],"kind":"List")", R"(,null],"kind":"List")"},
    {"an item that is no object", R"(],"kind":"List")", R"(,{}],"kind":"List")"},
    {"a comma too many", R"(],"kind":"List")", R"(,],"kind":"List")"},
    {"items that are null", R"("items":[)", R"("items":null,"b":[)"},
};

TEST_CASE("list: what the end of a list says counts for all of it") {
  system::Memory here;
  const auto sound = list_of(fillings(60), Style::json);
  for (const auto& [name, from, to] : kBrokenJson) {
    CAPTURE(name);
    auto text = sound;
    const auto at = text.rfind(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, std::string_view(from).size(), to);
    compare(here, text, {64, 1000});
  }
}

TEST_CASE("list: objects given twice are compared as if lists were read whole") {
  system::Memory here;
  std::string documents;
  for (int i = 0; i < 12; ++i) documents += "---\n" + filling(i);
  here.write("documents.yaml", documents);
  std::vector<std::string> unasked;
  for (int i = 0; i < 400; ++i)
    if (i % 5 == 4) unasked.push_back(filling(i));
  unasked.push_back(unasked.front() + " ");
  for (const auto style : kStyles) {
    CAPTURE(static_cast<int>(style));
    const auto mixed = list_of(fillings(90), style);
    here.write("a", mixed);
    here.write("b", mixed + " \n");
    here.write("c", list_of(fillings(91), Style::yaml));
    CHECK(compare_files(here, {"a", "b", "documents.yaml", "c"}, {64, 5000}) > 100);
    // No rule asks for any of these: the text of the whole list tells them apart.
    here.write("d", list_of(unasked, style));
    here.write("e", list_of(unasked, style) + "\n\n");
    unasked.back() += "#";
    here.write("f", list_of(unasked, style));
    compare_files(here, {"d", "e", "documents.yaml", "f"}, {64, 5000});
  }
}

TEST_CASE("list: keys given twice are counted over all of it") {
  system::Memory here;
  auto documents = fillings(1300);
  for (auto& document : documents) document += "extra: 1\nextra: 2\n";
  CHECK(compare(here, list_of(documents, Style::yaml), {64, 30'000}) > 1000);
}

TEST_CASE("list: suppressions hold in a list") {
  system::Memory here;
  auto documents = fillings(60);
  for (int i = 0; i < 60; i += 5)
    documents[static_cast<std::size_t>(i)].replace(
        documents[static_cast<std::size_t>(i)].find("  annotations:\n"), 15,
        "  annotations:\n    fargate-lint.dev/ignore: FG101=known\n");
  for (const auto style : kStyles) CHECK(compare(here, list_of(documents, style), {64}) > 40);
  documents[20] += "# fargate-lint: ignore-file[FG101]\n";
  CHECK(compare(here, list_of(documents, Style::yaml), {64}) == 0);
}

TEST_CASE("list: a pipe is read as a file is") {
  system::Memory here;
  const auto through_pipe = [&here](const std::string& text, Lists lists, std::size_t window,
                                    unsigned threads) {
    here.set_standard_input(text);
    return judge(here, {"-"}, lists, window, threads);
  };
  for (const auto style : kStyles) {
    CAPTURE(static_cast<int>(style));
    const auto sound = list_of(fillings(100), style);
    for (const auto& text : {sound, sound + "}\n", sound.substr(0, sound.size() - 60)}) {
      const auto whole = through_pipe(text, Lists::whole, 64, 1);
      const auto one = through_pipe(text, Lists::by_item, 64, 1);
      CHECK(one.report == whole.report);
      CHECK((one.items != 0) == (text == sound));
      CHECK(through_pipe(text, Lists::by_item, 4096, 2).report == whole.report);
    }
  }
}

}  // namespace
}  // namespace fargate_lint
