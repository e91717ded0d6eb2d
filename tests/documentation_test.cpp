// Pages that repeat what the program knows are expected outputs like any other: they are compared
// here, and rewritten by `./dev docs` (or any run with FARGATE_LINT_UPDATE set).

#include <doctest/doctest.h>

#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "list.hpp"
#include "manual_page.hpp"
#include "options.hpp"
#include "report/rule_page.hpp"
#include "rule_pages.hpp"

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
  cell("[" + std::string(rule.id) + "](../" + fargate_lint::report::page_path(rule) + ")");
  cell(rule.name);
  cell(fargate_lint::report::severities(rule));
  cell(rule.summary);
  page += '\n';
}

std::string rules_page() {
  std::string page = R"(# Rules

Written by `./dev docs` from the rules themselves. Each ID leads to the rule's page, which
`fargate-lint explain RULE` shows in a terminal.

An **error** is a promise: the pod will never run on Fargate, or the input cannot be trusted. A
**warning** runs, but misbehaves, loses something, or costs more than it looks. An **info** is advice.
On a pod whose placement is undecided, an error becomes a warning.
)";
  std::string_view current;
  for (const auto* rule : fargate_lint::rules::all()) {
    if (fargate_lint::lint::words(rule->info.topic()).title != current) {
      current = fargate_lint::lint::words(rule->info.topic()).title;
      page += "\n## " + std::string(current) +
              "\n\n| id | name | severity | finds |\n|---|---|---|---|\n";
    }
    append_row(rule->info, page);
  }
  return page;
}

/// The account that a text gives in addresses of the project, replaced by the true one.
std::string with_address(std::string text) {
  const std::string_view homepage = FARGATE_LINT_HOMEPAGE;
  const std::string_view project = "/fargate-lint";
  const auto host = homepage.substr(0, homepage.rfind('/', homepage.size() - project.size() - 1));
  const std::string account(
      homepage.substr(host.size() + 1, homepage.size() - project.size() - host.size() - 1));
  for (const std::string_view before :
       {"github.com/", "githubusercontent.com/", "uses: ", "|| '"}) {
    for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at)) {
      at += before.size();
      const auto end = text.find_first_of("/ \n", at);
      if (end != std::string::npos && std::string_view(text).substr(end).starts_with(project))
        text.replace(at, end - at, account);
    }
  }
  return text;
}

/// What the program prints in a terminal of 100 columns.
std::string screen(const std::string& folder, const std::string& arguments) {
  const std::string command =
      "cd '" + kRoot + "/" + folder +
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

TEST_CASE("documentation: each rule has its page, and no other is there") {
  const auto folder = kRoot + "/docs/rules";
  std::filesystem::create_directories(folder);
  std::set<std::string> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    left.insert(entry.path().string());
  for (const auto* rule : fargate_lint::rules::all()) {
    const auto path = kRoot + "/" + fargate_lint::report::page_path(rule->info);
    compare(path, rule_page(rule->info));
    left.erase(path);
  }
  for (const auto& path : left) {
    if (std::getenv("FARGATE_LINT_UPDATE") != nullptr) std::filesystem::remove(path);
    FAIL_CHECK(path, " is no rule's page; ./dev docs removes it");
  }
}

TEST_CASE("documentation: the manual says what the tables hold") {
  std::filesystem::create_directories(kRoot + "/man");
  compare(kRoot + "/man/fargate-lint.1", manual_page("fargate-lint", "fargate-lint"));
  compare(kRoot + "/man/kubectl-fargate_lint.1",
          manual_page("kubectl-fargate_lint", "kubectl fargate-lint"));
}

TEST_CASE("documentation: the address of the project is that of CMakeLists.txt") {
  for (const auto* page :
       {"README.md", "action.yml", ".krew.yaml", "docs/ci.md", "docs/install.md",
        "docs/configuration.md", "docs/examples/github.yml", "docs/examples/github-new.yml",
        "docs/examples/github-comment.yml", "docs/examples/pre-commit-config.yaml"}) {
    const auto path = kRoot + "/" + page;
    compare(path, with_address(read(path)));
  }
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
  named.erase("--version");  // it stands for a command
  for (const auto& word : named) FAIL_CHECK(word, " is no option");
}

TEST_CASE("documentation: the first page shows what the program prints") {
  const std::string page = read(kRoot + "/README.md");
  const std::string opening = "```text\n";
  const auto begin = page.find(opening);
  REQUIRE(begin != std::string::npos);
  const auto end = page.find("\n```\n", begin);
  REQUIRE(end != std::string::npos);
  const auto shown =
      screen("testdata/demo", "cluster.yaml deploy/api.yaml deploy/cart.yaml deploy/report.yaml");
  CHECK_MESSAGE(std::ranges::count(shown, '\n') <= 40, "a first page has room for a screen");
  compare(kRoot + "/README.md",
          page.substr(0, begin + opening.size()) + shown + page.substr(end + 1));
}
