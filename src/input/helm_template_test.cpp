#include "input/helm_template.hpp"

#include <doctest/doctest.h>

#include <string>

#include "input/field_path.hpp"

namespace fargate_lint::input {
namespace {

/// The template with `@` behind each line that gets a mark, which names the line.
std::string marked(const std::string& text, bool is_helper = false) {
  auto result = Template(text, is_helper).marked(7);
  for (std::uint32_t line = 1; line < 40; ++line) {
    const auto mark = mark_text({7, line});
    if (const auto at = result.find(mark); at != std::string::npos)
      result.replace(at, mark.size(), "@");
  }
  return result;
}

TEST_CASE("helm templates: lines that print and can be told again are marked") {
  CHECK(marked("a: 1\nb: {{ .x }}\n") == "a: 1@\nb: {{ .x }}@\n");
  CHECK_MESSAGE(marked("{{- if .a }}\nb: 1\n{{- else }}\nc: 2\n{{- end }}\n") ==
                    "{{- if .a }}\nb: 1@\n{{- else }}\nc: 2@\n{{- end }}\n",
                "what prints nothing would give its mark to others");
  CHECK(marked("{{- $a := .b }}\n{{ $a }}\n{{- $a = 1 }}\n") ==
        "{{- $a := .b }}\n{{ $a }}@\n{{- $a = 1 }}\n");
  CHECK(marked("a: {{ .x -}}\n\nb: 1\n") == "a: {{ .x -}}\n\nb: 1@\n");
  CHECK(marked("# a\n---\n\na: 1 \\\nb\n") == "# a\n---\n\na: 1 \\\nb@\n");
  CHECK(marked("a: 1\r\nb: 2\r\n") == "a: 1@\r\nb: 2@\r\n");
  CHECK(marked("{{ include \"a\" . | nindent 2 }}") == "{{ include \"a\" . | nindent 2 }}@");
}

TEST_CASE("helm templates: a mark is never put into an action or a comment") {
  CHECK(marked("a: {{ dict \"x\" 1\n  \"y\" 2 }}\n") == "a: {{ dict \"x\" 1\n  \"y\" 2 }}@\n");
  CHECK(marked("{{/* a:\nb: 1 */}}\nc: 1\n") == "{{/* a:\nb: 1 */}}\nc: 1@\n");
  CHECK(marked("{{- /* \" */ -}}\nc: 1\n") == "{{- /* \" */ -}}\nc: 1@\n");
  CHECK(marked("a: {{ \"}}\" }}\n") == "a: {{ \"}}\" }}@\n");
  CHECK(marked("a: {{ \"\\\"}}\" }}\n") == "a: {{ \"\\\"}}\" }}@\n");
  CHECK(marked("a: {{ `\n}}\n` }}\n") == "a: {{ `\n}}\n` }}@\n");
  CHECK(marked("a: {{ '\"' }}\nb: 1\n") == "a: {{ '\"' }}@\nb: 1@\n");
  CHECK_MESSAGE(marked("a: {{ .x\nb: 1\n") == "a: {{ .x\nb: 1\n", "it never ends");
}

TEST_CASE("helm templates: of helpers only lines of mappings and lists are marked") {
  CHECK(marked("{{- define \"name\" -}}\n{{ .x }}\n{{- end }}\nend\n", true) ==
        "{{- define \"name\" -}}\n{{ .x }}\n{{- end }}\nend\n");
  CHECK(marked("a: {{ .x }}\n- b\nb:c\n{{ .k }}: 1\n\"q\": 1\nlast: 1\n", true) ==
        "a: {{ .x }}@\n- b@\nb:c\n{{ .k }}: 1\n\"q\": 1@\nlast: 1\n");
}

TEST_CASE("helm templates: marks are taken from what was rendered") {
  const auto mark = [](std::uint32_t line) { return mark_text({0, line}); };
  CHECK(take_marks("a: 1" + mark(3)).text == "a: 1");
  CHECK(take_marks("a: 1" + mark(3)).mark == Mark{0, 3});
  CHECK_MESSAGE(take_marks("a: 1" + mark(3) + mark(9)).mark.line == 3, "the innermost is first");
  CHECK_MESSAGE(take_marks("  " + mark(3) + "a: 1" + mark(4)).mark.line == 4, "line 3 was empty");
  CHECK(take_marks("a: 1" + mark(3).substr(1)).text == "a: 1");
  CHECK_FALSE(take_marks("a: 1").has_mark);
  CHECK_FALSE(take_marks("  " + mark(3) + "a: 1").has_mark);
  CHECK(take_marks("  " + mark(3)).has_mark);
  for (const auto* text :
       {"a #fl@", "a #fl@1", "a #fl@1:2", "a #fl@x:2@", "a #fl@99999999999:1@"}) {
    CHECK_FALSE(take_marks(text).has_mark);
    CHECK(take_marks(text).text == text);
  }
}

TEST_CASE("helm templates: an action is found from any of its lines") {
  const Template file("a:\n  {{- include \"x\" (dict\n    \"b\" .Values.b) | nindent 2 }}\nc: 1\n",
                      false);
  CHECK(file.first_line_of(3) == 2);
  CHECK(file.first_line_of(4) == 4);
  CHECK(file.actions_on(2).size() == 1);
  CHECK(file.actions_on(4).empty());
  CHECK(file.text_before_action(3).empty());
  CHECK(Template("a: {{ .x }}", false).text_before_action(1) == "a:");
}

TEST_CASE("helm templates: hostile text takes linear time") {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += i % 2 == 0 ? "{{ if a }}" : "{{/*\n";
  CHECK(Template(text, false).marked(0).size() >= text.size());
  CHECK(Template(std::string(1'000'000, '{'), false).actions().size() == 1);
  CHECK(take_marks(std::string(300'000, '#') + "fl@").text.size() == 300'003);
}

}  // namespace
}  // namespace fargate_lint::input
