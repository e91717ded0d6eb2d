// Pages that repeat what the program knows are expected outputs like any other: they are compared
// here, and rewritten by `./dev docs` (or any run with FARGATE_LINT_UPDATE set).

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "list.hpp"
#include "options.hpp"

namespace {

using fargate_lint::lint::RuleInfo;

const std::string kRoot = FARGATE_LINT_SOURCE_DIR;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void compare(const std::string& path, const std::string& expected) {
  if (std::getenv("FARGATE_LINT_UPDATE") != nullptr) {
    std::ofstream(path, std::ios::binary) << expected;
  }
  INFO(path, " is stale; ./dev docs writes it anew");
  CHECK(read(path) == expected);
}

void append_row(const RuleInfo& rule, std::string& page) {
  const auto cell = [&page](std::string_view text) {
    page += ' ';
    for (const char c : text) page += c == '|' ? "\\|" : std::string(1, c);
    page += " |";
  };
  page += '|';
  cell(rule.id);
  cell(rule.name);
  cell(to_string(rule.severity));
  cell(rule.summary);
  cell("[page](" + std::string(rule.page) + ")");
  page += '\n';
}

std::string rules_page() {
  std::string page = R"(# Rules

Written by `./dev docs` from the rules themselves; `fargate-lint explain RULE` says more of each.

An **error** is a promise: the pod will never run on Fargate, or the input cannot be trusted. A
**warning** runs, but misbehaves, loses something, or costs more than it looks. An **info** is advice.
On a pod whose placement is undecided, an error becomes a warning.
)";
  std::string_view current;
  for (const auto* rule : fargate_lint::rules::all()) {
    if (fargate_lint::lint::words(rule->info.topic()).title != current) {
      current = fargate_lint::lint::words(rule->info.topic()).title;
      page += "\n## " + std::string(current) +
              "\n\n| id | name | severity | finds | source |\n|---|---|---|---|---|\n";
    }
    append_row(rule->info, page);
  }
  return page;
}

/// What the program prints in a terminal of 100 columns.
std::string screen(const std::string& arguments) {
  const std::string command =
      "cd '" + kRoot +
      "' && env -u CLICOLOR_FORCE -u FORCE_COLOR LC_ALL=C.UTF-8 COLUMNS=100 "
      "'" FARGATE_LINT_BINARY "' --color never " +
      arguments;
  auto* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  const int status = ::pclose(pipe);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 1);  // the demo has something to find
  return output;
}

}  // namespace

TEST_CASE("documentation: rules/README.md says what the rules say") {
  compare(kRoot + "/rules/README.md", rules_page());
}

TEST_CASE("documentation: the first page names every option, and no other") {
  const std::string page = read(kRoot + "/README.md");
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
  std::set<std::string> named;
  for (auto at = page.find("--"); at != std::string::npos; at = page.find("--", at + 2)) {
    const auto end =
        std::find_if_not(page.begin() + static_cast<std::ptrdiff_t>(at), page.end(), is_letter);
    const std::string word(page.begin() + static_cast<std::ptrdiff_t>(at), end);
    const bool begins_word = at == 0 || page[at - 1] == ' ' || page[at - 1] == '`';
    if (begins_word && word.size() > 2 && word.back() != '-') named.insert(word);
  }
  for (const auto& option : fargate_lint::cmd::option_table()) {
    CAPTURE(option.long_name);
    const bool is_named = named.erase(std::string(option.long_name)) == 1;
    CHECK((is_named || option.long_name == "--help"));
  }
  // Those of other programs.
  named.erase("--json");
  for (const auto& word : named) FAIL_CHECK(word, " is no option");
}

TEST_CASE("documentation: the first page shows what the program prints") {
  const std::string page = read(kRoot + "/README.md");
  const std::string opening = "```text\n";
  const auto begin = page.find(opening);
  REQUIRE(begin != std::string::npos);
  const auto end = page.find("\n```\n", begin);
  REQUIRE(end != std::string::npos);
  compare(kRoot + "/README.md",
          page.substr(0, begin + opening.size()) + screen("testdata/demo") + page.substr(end + 1));
}
