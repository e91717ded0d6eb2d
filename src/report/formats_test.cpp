// Formats against texts that try to break them. What whole reports look like stands in
// testdata/reports/<format>/.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "lint/rule.hpp"
#include "report/markdown.hpp"
#include "report/renderer.hpp"
#include "report/test_findings.hpp"
#include "report/xml.hpp"
#include "system/memory.hpp"

namespace fargate_lint::report {
namespace {

constexpr auto kRule = testing::rule("FG101");

lint::Finding finding_at(const std::string& path, std::uint32_t line, std::string message) {
  return testing::finding_of(kRule, path, line, std::move(message));
}

/// Everything that ends, begins or escapes something in some format.
const std::string kNasty =
    "100% a,b:c;d]e[f](1) <g>&\"h\" 'i' |j| #k @l "
    "`m\n::error::n\r##vso[task.complete]o\x1B[31m\x01\xFF "
    "\xEF\xBF\xBF";

std::string render(std::string_view format, const lint::Report& report,
                   const Files* files = nullptr) {
  RenderOptions options;
  options.version = "1.2.3";
  options.homepage = "https://example.org";
  options.files = files;
  std::string out;
  find_renderer(format)->render(report, options, out);
  return out;
}

/// Without the spaces and line ends between the parts; those inside of texts go too.
std::string packed(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

bool holds(const std::string& text, const std::string& part) {
  return packed(text).find(packed(part)) != std::string::npos;
}

std::string line_with(const std::string& text, std::string_view part) {
  const auto at = text.find(part);
  REQUIRE(at != std::string::npos);
  const auto begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

TEST_CASE("formats: no text of the input breaks a line, a command or a tag") {
  lint::Report report;
  report.findings.push_back(finding_at("a%,:;]\n/b", 3, kNasty));
  report.findings.back().help = kNasty;
  report.findings.back().object = {"Pod", kNasty, kNasty};
  for (const auto* renderer : renderers()) {
    if (renderer->render_all == nullptr) continue;
    CAPTURE(renderer->name);
    const auto text = render(renderer->name, report);
    for (const char c : text) {
      const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\n';
      CHECK_FALSE(control);
    }
    CHECK(text.find('\xFF') == std::string::npos);
    CHECK(text.find("\n::error::n") == std::string::npos);
    CHECK(text.find("\n##vso[task.complete]") == std::string::npos);
  }
  const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
  CHECK(lines(render("github", report)) == 2);
  CHECK(lines(render("azure", report)) == 2);
  CHECK(lines(render("concise", report)) == 1);
}

TEST_CASE("formats: GitHub's commands escape as its toolkit does") {
  lint::Report report;
  report.findings.push_back(finding_at("a%,:]b", 3, "x % , : ]"));
  CHECK(render("github", report) ==
        "::error file=a%25%2C%3A]b,line=3,col=3,endLine=3,endColumn=9,title=FG101 host-network::"
        "x %25 , : ]\nfargate-lint: 1 error\n");
  report.findings.back().where.span.end = {4, 2};
  CHECK(line_with(render("github", report), "::error")
            .starts_with("::error file=a%25%2C%3A]b,line=3,endLine=4,title="));
}

TEST_CASE("formats: GitHub gets the worst first and is told of the rest") {
  lint::Report report;
  for (std::uint32_t i = 1; i <= 12; ++i) {
    report.findings.push_back(finding_at("a.yaml", i, "m"));
    report.findings.back().severity = i == 12 ? lint::Severity::error : lint::Severity::info;
  }
  const auto text = render("github", report);
  CHECK(text.starts_with("::error file=a.yaml,line=12,"));
  CHECK(
      text.ends_with("fargate-lint: 1 error, 11 info; GitHub annotates the first 10 of each kind, "
                     "1 more are in this log only\n"));
}

TEST_CASE("formats: Azure's commands escape as its task library does, advice is no command") {
  lint::Report report;
  report.findings.push_back(finding_at("a%;]b", 3, "x % ; ]"));
  CHECK(render("azure", report) ==
        "##vso[task.logissue type=error;sourcepath=a%AZP25%3B%5Db;linenumber=3;columnnumber=3;"
        "code=FG101;]x %AZP25 ; ]\nfargate-lint: 1 error\n");
  report.findings.back().severity = lint::Severity::info;
  report.findings.back().message = "see ###vso[task.complete]";
  CHECK(render("azure", report) ==
        "info FG101 a%;]b:3:3: see # #\\x23vso[task.complete]\nfargate-lint: 1 info\n");
}

TEST_CASE("formats: XML knows no control characters") {
  struct Row {
    std::string_view text;
    std::string_view xml;
  };
  const Row rows[] = {
      {"plain 'text'", "plain 'text'"},
      {"<a href=\"b\">&", "&lt;a href=&quot;b&quot;&gt;&amp;"},
      {"a\tb\nc\r", "a&#9;b&#10;c&#13;"},
      {std::string_view("\0\x01\x1F", 3), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xFF\xC3", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xEF\xBF\xBE\xEF\xBF\xBF", "\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\x7F\xC2\x9B\xE2\x80\xAE", "&#127;&#155;&#8238;"},
      {"##[error]", "#&#35;[error]"},
      {"gr\xC3\xBC\xC3\x9F \xF0\x9F\x90\xB1", "gr\xC3\xBC\xC3\x9F \xF0\x9F\x90\xB1"},
  };
  for (const auto& row : rows) {
    std::string out;
    append_xml(row.text, out);
    CHECK(out == row.xml);
  }
}

TEST_CASE("formats: a clean run passes a test") {
  const lint::Report report;
  const auto junit = render("junit", report);
  CHECK(junit.find("tests=\"1\" failures=\"0\" errors=\"0\"") != std::string::npos);
  CHECK(render("tap", report) == "TAP version 13\n1..1\nok 1 - no findings\n");
  CHECK(render("gitlab", report) == "[]\n");
  CHECK(holds(render("sarif", report), "\"results\":[]"));
}

TEST_CASE("formats: what is suppressed is skipped, with its reason") {
  lint::Report report;
  report.suppressed.push_back(finding_at("a.yaml", 3, "m"));
  report.suppressed.back().suppression =
      lint::Suppression{true, "until Q3 #4", {"a.yaml", {{2, 1}, {2, 20}}, {}, {}}};
  CHECK(render("tap", report) ==
        "TAP version 13\n1..1\nok 1 - FG101 a.yaml:3:3 m # SKIP until Q3 \\#4\n");
  CHECK(render("junit", report).find("<skipped type=\"error\" message=\"until Q3 #4\">") !=
        std::string::npos);
  CHECK(holds(
      render("sarif", report),
      R"("suppressions":[{"kind":"inSource","status":"accepted","justification":"until Q3 #4",)"
      R"("location":{"physicalLocation":{"artifactLocation":{"uri":"a.yaml","uriBaseId":)"
      R"("SRCROOT"},"region":{"startLine":2,"startColumn":1,"endLine":2,"endColumn":20}}}}])"));
}

TEST_CASE("formats: equal findings have fingerprints of their own in GitLab") {
  lint::Report report;
  for (std::uint32_t line = 1; line <= 2; ++line)
    report.findings.push_back(finding_at("a.yaml", line, "m"));
  report.findings.push_back(finding_at("a.yaml", 3, "n"));
  const auto text = render("gitlab", report);
  const auto print = [&text](std::size_t nth) {
    std::size_t at = 0;
    for (std::size_t i = 0; i <= nth; ++i) at = text.find("\"fingerprint\": \"", at) + 16;
    return text.substr(at, text.find('"', at) - at);
  };
  CHECK(print(0).size() == 16);
  CHECK(print(1) == print(0) + "-2");
  CHECK(print(2) != print(0));
  // Not the line is what it is known by.
  report.findings.front().where.span = {{7, 1}, {7, 2}};
  CHECK(render("gitlab", report).find(print(0)) != std::string::npos);
}

TEST_CASE("formats: rdjson counts columns in bytes") {
  lint::Report report;
  report.findings.push_back(finding_at("a.yaml", 3, "m"));
  auto& finding = report.findings.back();
  finding.where.line_text = "\xC3\xBC\xF0\x9F\x90\xB1: true";
  finding.where.span = {{3, 1}, {3, 5}};
  lint::Fix fix{true, {{"a.yaml", {3, 3}, {3, 4}, "x"}}, {}};
  finding.fix = fix;
  const auto text = render("rdjson", report);
  CHECK(
      holds(text, R"("range":{"start":{"line":3,"column":1},"end":{"line":3,"column":9}}},"sev)"));
  CHECK(holds(text, R"("suggestions":[{"range":{"start":{"line":3,"column":7},"end":{"line":3,)"
                    R"("column":8}},"text":"x"}])"));
  // Where the column in bytes cannot be told there is no suggestion.
  fix.edits.front().end = {4, 3};
  finding.fix = fix;
  CHECK(render("rdjson", report).find("suggestions") == std::string::npos);
}

TEST_CASE("formats: a long report for programs is passed on in parts") {
  lint::Report report;
  while (report.findings.size() < 40'000)
    report.findings.push_back(finding_at("a.yaml", 1, "not good"));
  for (const auto* name : {"json", "jsonl", "concise", "sarif"}) {
    CAPTURE(name);
    const auto* renderer = find_renderer(name);
    std::string whole;
    renderer->render(report, {}, whole);
    std::string text;
    std::string parts;
    std::size_t longest = 0;
    renderer->render(report, {}, {text, [&](std::string& part) {
                                    longest = std::max(longest, part.size());
                                    parts += part;
                                    part.clear();
                                  }});
    CHECK(parts + text == whole);
    CHECK(longest != 0);
    CHECK(std::max(longest, text.size()) < (std::size_t{1} << 20U) + 10'000);
  }
}

TEST_CASE("sarif: reads each file once, and the standard input never") {
  lint::Report report;
  for (const auto* path : {"a.yaml", "b.yaml", "a.yaml", "-"})
    report.findings.push_back(finding_at(path, 3, "m"));
  system::Memory memory;
  for (const auto* path : {"a.yaml", "b.yaml"})
    memory.write(path, "kind: Pod\nspec:\n  hostNetwork: true\n");
  const Files files(memory);
  const auto text = render("sarif", report, &files);
  for (const auto* path : {"a.yaml", "b.yaml"}) CHECK(memory.opened(path) == 1);
  std::size_t hashes = 0;
  for (std::size_t at = 0; (at = text.find("primaryLocationLineHash", at)) != std::string::npos;
       ++at)
    ++hashes;
  CHECK(hashes == 3);
}

TEST_CASE("sarif: paths are percent-encoded, links are escaped") {
  lint::Report report;
  report.findings.push_back(finding_at("a b%#\xC3\xBC:c.yaml", 3, "see [x](2)"));
  report.findings.push_back(finding_at("/outside/d.yaml", 3, "m"));
  report.findings.front().related.push_back(
      lint::Related{"list [0]", {"c.yaml", {{9, 1}, {9, 2}}, {}, {}}});
  report.findings.front().related.push_back(lint::Related{"nowhere", {}});
  const auto text = render("sarif", report);
  CHECK(holds(text, R"("uri":"a%20b%25%23%C3%BC%3Ac.yaml","uriBaseId":"SRCROOT")"));
  CHECK(holds(text, R"("artifactLocation":{"uri":"file:///outside/d.yaml"})"));
  CHECK(holds(text, R"x("message":{"text":"see \\[x\\](2) ([list \\[0\\]](1))."})x"));
}

TEST_CASE("sarif: the mildest results go when there are too many for GitHub, and it says so") {
  lint::Report report;
  for (std::uint32_t i = 1; i <= 25'002; ++i) {
    report.findings.push_back(finding_at("a.yaml", i, "m" + std::to_string(i)));
    if (i != 25'001) report.findings.back().severity = lint::Severity::warning;
  }
  report.suppressed.push_back(finding_at("a.yaml", 1, "suppressed"));
  const auto text = render("sarif", report);
  const auto has = [text = packed(text)](const std::string& part) {
    return text.find(packed(part)) != std::string::npos;
  };
  CHECK(has(
      "\"toolExecutionNotifications\":[{\"level\":\"warning\",\"message\":{\"text\":\"3 results "
      "of the lowest severity are left out: GitHub accepts at most 25000 in a run.\"}}]"));
  CHECK(has("\"text\":\"m25001.\""));
  CHECK(has("\"text\":\"m24999.\""));
  CHECK_FALSE(has("\"text\":\"m25000.\""));
  CHECK_FALSE(has("suppressed"));
}

TEST_CASE("sarif: a rule is told whole") {
  lint::Report report;
  report.findings.push_back(finding_at("a.yaml", 1, "m"));
  const auto text = render("sarif", report);
  CHECK(holds(text, R"("rules":[{"id":"FG101","name":"HostNetwork","shortDescription":{"text":)"
                    R"("The pod asks for the node's network."},"fullDescription":{"text":)"
                    R"("It never starts."},"help":{"text":"It never starts. Remove it.",)"));
  CHECK(holds(text,
              R"("properties":{"tags":["fargate","kubernetes","pod-fields","security"],)"
              R"("precision":"very-high","problem.severity":"error","security-severity":"7.5"})"));
}

TEST_CASE("markdown: texts stay texts, rows stay rows") {
  lint::Report report;
  report.findings.push_back(finding_at("a.yaml", 3, "`a|b` <img> @team #12 *x* https://e.org `c`"));
  const auto row = line_with(render("markdown", report), "| error |");
  CHECK(row ==
        "| error | [FG101](https://example.org/page) host-network | `a.yaml:3` |  | `a\\|b` "
        "&#60;img&#62; &#64;<!-- -->team &#35;<!-- -->12 &#42;x&#42; https&#58;//e.org `c` |");
  report.findings.front().message = "an odd ` stays";
  CHECK(line_with(render("markdown", report), "| error |").ends_with("| an odd &#96; stays |"));
}

TEST_CASE("markdown: says how many rows it has no room for") {
  lint::Report report;
  for (std::uint32_t i = 1; i <= 100; ++i)
    report.findings.push_back(finding_at("a.yaml", i, "m" + std::to_string(i)));
  std::string text;
  append_markdown({&report, 1}, {}, 4000, text);
  CHECK(text.size() <= 4000);
  const auto rows = 100 - std::ranges::count(text, '\n') + 8;
  CHECK(text.ends_with("\nand " + std::to_string(rows) +
                       " findings more, which this page has no room for\n"));
}

}  // namespace
}  // namespace fargate_lint::report
