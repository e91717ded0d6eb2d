/// Every fix that a rule offers is made, one by one and all of a file at once: the result is read,
/// nothing differs but the fields that the fix names, and the rule is silent there.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edit/same_documents.hpp"
#include "edit/text_edit.hpp"
#include "lint/testing.hpp"
#include "list.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using lint::Finding;
using lint::Rule;

std::vector<Finding> findings_of(const Rule& rule, std::string_view text) {
  const Rule* const alone[] = {&rule};
  return lint::testing::judge(lint::testing::input_of(text, "shop.yaml"), alone).findings;
}

std::size_t count_unreadable(std::string_view text) {
  return lint::testing::input_of(text).reading.unreadable.size();
}

/// The text with these fixes made; nothing if two of them want the same text.
std::optional<std::string> fixed(std::string_view text,
                                 const std::vector<const Finding*>& findings) {
  std::vector<edit::PlacedEdit> placed;
  std::vector<edit::ChangedField> changed;
  for (const auto* finding : findings) {
    REQUIRE(finding->fix->fields.size() == finding->fix->edits.size());
    for (std::size_t i = 0; i < finding->fix->edits.size(); ++i) {
      const auto& edit = finding->fix->edits[i];
      CHECK(edit.path == finding->where.path);
      placed.push_back(edit);
      changed.push_back({edit.begin.line, finding->fix->fields[i]});
    }
  }
  const auto edits = edit::in_bytes(text, placed);
  REQUIRE(edits.has_value());
  auto result = edit::apply(text, *edits);
  if (!result) return std::nullopt;
  CAPTURE(*result);
  CHECK(edit::same_documents(text, *result, changed));
  CHECK_FALSE(edit::same_documents(text, *result));
  CHECK(count_unreadable(*result) == count_unreadable(text));
  return std::move(*result);
}

bool is_there(const Finding& finding, const Finding& other) {
  return finding.field == other.field && finding.object == other.object &&
         finding.container == other.container;
}

/// How many fixes the rule has for the text.
std::size_t check_fixes(const Rule& rule, std::string_view text) {
  CAPTURE(text);
  const auto findings = findings_of(rule, text);
  std::vector<const Finding*> with_fix;
  for (const auto& finding : findings)
    if (finding.fix) with_fix.push_back(&finding);
  for (const auto* finding : with_fix) {
    CAPTURE(finding->field.view());
    const auto changed = fixed(text, {finding});
    REQUIRE(changed.has_value());
    CAPTURE(*changed);
    const auto rest = findings_of(rule, *changed);
    CHECK(std::ranges::none_of(rest, [&](const auto& each) { return is_there(*finding, each); }));
  }
  if (with_fix.empty()) return 0;
  if (const auto changed = fixed(text, with_fix)) {
    CAPTURE(*changed);
    CHECK(findings_of(rule, *changed).size() + with_fix.size() <= findings.size());
  }
  return with_fix.size();
}

/// The same text as other editors write it.
std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) (out += c == '\n' ? "\r" : "") += c;
  return out;
}

/// With letters that are not ASCII behind what stands on each line.
std::string with_comments(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    out += line;
    if (!line.empty() && line.find('|') == std::string_view::npos) out += " # für später 🚢";
    out += '\n';
    at = end + 1;
  }
  return out;
}

TEST_CASE("fixes: each rule's own example is mended by its fix, however the file is written") {
  std::size_t rules = 0;
  for (const auto* rule : rules::all()) {
    if (rule->info.fix_kind == lint::FixKind::none) continue;
    CAPTURE(rule->info.name);
    const std::string text(rule->info.fires);
    const auto fixes = check_fixes(*rule, text);
    // Whether a program can do without a capability is for its authors to say.
    CHECK((fixes > 0) == (rule->info.name != "capabilities"));
    CHECK(check_fixes(*rule, with_crlf(text)) == fixes);
    CHECK(check_fixes(*rule, "\xEF\xBB\xBF" + text) == fixes);
    CHECK(check_fixes(*rule, "a: b\n---\n" + text) == fixes);
    check_fixes(*rule, with_comments(text));
    ++rules;
  }
  CHECK(rules >= 14);
}

TEST_CASE("fixes: those for what rules are tested with are right, too") {
  const fs::path folders = fs::path(FARGATE_LINT_SOURCE_DIR) / "testdata" / "rules";
  std::size_t all = 0;
  for (const auto* rule : rules::all()) {
    if (rule->info.fix_kind == lint::FixKind::none) continue;
    CAPTURE(rule->info.name);
    std::size_t fixes = 0;
    for (const auto& entry : fs::directory_iterator(folders / rule->info.name)) {
      const auto name = entry.path().filename().string();
      if (!name.starts_with("fires")) continue;
      CAPTURE(name);
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string text{std::istreambuf_iterator<char>(file),
                             std::istreambuf_iterator<char>()};
      fixes += check_fixes(*rule, text);
    }
    all += fixes;
    if (rule->info.name == "capabilities") CHECK(fixes > 0);  // its example has none
  }
  CHECK(all > 30);
}

}  // namespace
}  // namespace fargate_lint
