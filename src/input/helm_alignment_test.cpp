#include "input/helm_alignment.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fargate_lint::input {
namespace {

TemplateSet one_template(const std::string& text) {
  TemplateSet set;
  set.files.emplace_back(text, false);
  set.by_source["c/templates/a.yaml"] = 0;
  return set;
}

constexpr std::string_view kHead = "---\n# Source: c/templates/a.yaml\n";

std::string marks(std::uint32_t line) {
  return mark_text({0, line});
}

/// "1 2* -": the template's line of each rendered line behind the head, `*` where it is an
/// action's.
std::string shown(const std::vector<LineOrigin>& origins, std::size_t from = 2) {
  std::string text;
  for (std::size_t i = from; i < origins.size(); ++i) {
    if (!text.empty()) text += ' ';
    text += origins[i].is_known() ? std::to_string(origins[i].line) : "-";
    if (origins[i].is_known() && !origins[i].is_exact) text += '*';
  }
  return text;
}

std::string aligned(const std::string& file, const std::string& plain, const std::string& marked) {
  return shown(align(std::string(kHead) + plain, std::string(kHead) + marked, one_template(file)));
}

TEST_CASE("helm alignment: lines have the line of their mark") {
  CHECK(aligned("a: 1\nb: 2\n", "a: 1\nb: 2\n", "a: 1" + marks(1) + "\nb: 2" + marks(2) + "\n") ==
        "1 2");
}

TEST_CASE("helm alignment: what an action printed belongs to it, up to where it begins") {
  const std::string file = "a: 1\n{{- toYaml .x | nindent 0 }}\nb: 2\n";
  CHECK(aligned(file, "a: 1\nx: 1\ny: 2\nb: 2\n",
                "a: 1" + marks(1) + "\nx: 1\ny: 2" + marks(2) + "\nb: 2" + marks(3) + "\n") ==
        "1 2* 2* 3");
  const std::string inline_file = "s: {{- toYaml .x | nindent 2 }}\n";
  CHECK(aligned(inline_file, "s:\n  x: 1\n", "s:\n  x: 1" + marks(1) + "\n") == "1* 1*");
}

TEST_CASE("helm alignment: nothing is guessed between two actions") {
  const std::string file = "{{ toYaml .x -}}\n{{ toYaml .y }}\nb: 2\n";
  CHECK(aligned(file, "x: 1\ny: 2\nb: 2\n", "x: 1\ny: 2" + marks(2) + "\nb: 2" + marks(3) + "\n") ==
        "- 2 3");
}

TEST_CASE("helm alignment: what an action printed ends at a line that is known") {
  const std::string file = "a: 1\n# about x\n{{- toYaml .x | nindent 0 }}\n";
  CHECK(aligned(file, "a: 1\n# about x\nx: 1\ny: 2\n",
                "a: 1" + marks(1) + "\n# about x\nx: 1\ny: 2" + marks(3) + "\n") == "1 2 3* 3*");
}

TEST_CASE("helm alignment: lines without a mark are known by their text") {
  const std::string file = "a: |\n  x \\\n  y\n";
  CHECK(aligned(file, "a: |\n  x \\\n  y\n",
                "a: |" + marks(1) + "\n  x \\\n  y" + marks(3) + "\n") == "1 2 3");
}

TEST_CASE("helm alignment: lines that differ have no origin") {
  CHECK(aligned("a: 1\nb: {{ x }}\nc: 3\n", "a: 1\nb: 77\nc: 3\n",
                "a: 1" + marks(1) + "\nb: 88" + marks(2) + "\nc: 3" + marks(3) + "\n") == "1 - 3");
}

TEST_CASE("helm alignment: documents of one template are paired whatever their order") {
  const auto head = std::string(kHead);
  const auto plain = head + "a: 1\nz: 0\n" + head + "b: 2\nz: 0\n";
  const auto marked = head + "b: 2" + marks(3) + "\nz: 9" + marks(4) + "\n" + head + "a: 1" +
                      marks(1) + "\nz: 0" + marks(2) + "\n";
  CHECK(shown(align(plain, marked, one_template("a: 1\nz: 0\nb: 2\nz: {{ r }}\n"))) ==
        "1 2 - - 3 -");
}

TEST_CASE("helm alignment: marks that name nothing are ignored") {
  CHECK(aligned("a: 1\n", "a: 1\n", "a: 1" + mark_text({5, 1}) + "\n") == "-");
  CHECK(aligned("b: 1\n", "a: 1\n", "a: 1" + marks(77) + "\n") == "-");
  CHECK(align("", "", {}).empty());
  CHECK(shown(align("a: 1\n", "a: 1\n", {}), 0) == "-");
}

TEST_CASE("helm alignment: a longest common subsequence, within bounds") {
  const std::vector<std::uint64_t> a = {1, 2, 3, 4, 5, 6};
  const std::vector<std::uint64_t> b = {1, 9, 3, 5, 8, 6};
  std::string pairs;
  for (const auto& [x, y] : common_subsequence(a, b, 100))
    pairs += std::to_string(x) + "-" + std::to_string(y) + " ";
  CHECK(pairs == "0-0 2-2 4-3 5-5 ");
  CHECK(common_subsequence(a, b, 2).size() == 2);
  CHECK(common_subsequence(a, {}, 100).empty());
  std::vector<std::uint64_t> many(100'000);
  std::vector<std::uint64_t> others(100'000);
  for (std::size_t i = 0; i < many.size(); ++i) {
    many[i] = i * 2;
    others[i] = i * 2 + 1;
  }
  CHECK_MESSAGE(common_subsequence(many, others, 1500).empty(), "in bounded time");
}

}  // namespace
}  // namespace fargate_lint::input
