// Holds every text of the program that users read most against phrases that no English
// documentation of Kubernetes or AWS has: of rules, of help, and the messages that rules give for
// what is under testdata/rules/.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "command.hpp"
#include "list.hpp"
#include "options.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBanned[] = {"folder",
                                        "folders",
                                        "is to be",
                                        "are to be",
                                        "is to give",
                                        "is said",
                                        "are said",
                                        "is said by",
                                        "stands",
                                        "stand where",
                                        "pay no heed",
                                        "pays no heed",
                                        "below them too",
                                        "of its own",
                                        "of their own",
                                        "as it is written",
                                        "for good",
                                        "in place of",
                                        "machine that",
                                        "wish",
                                        "wishes",
                                        "whereof",
                                        "beginnings of ids",
                                        "is no option",
                                        "is no rule",
                                        "is no command",
                                        "go when",
                                        "looks whether",
                                        "look whether",
                                        "does without",

                                        "a word on",
                                        "without a word",
                                        "in vain",
                                        "makes no difference to whether",
                                        "the standard input",
                                        "the standard output",
                                        "the standard error"};

bool is_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Whether the phrase is in the text as words of it, whatever their case.
bool has_phrase(std::string_view text, std::string_view phrase) {
  const auto lower = lowered(text);
  for (auto at = lower.find(phrase); at != std::string::npos; at = lower.find(phrase, at + 1)) {
    const auto end = at + phrase.size();
    const bool begins = at == 0 || !is_letter(lower[at - 1]);
    const bool ends = end == lower.size() || !is_letter(lower[end]);
    if (begins && ends) return true;
  }
  return false;
}

void check_english(std::string_view what, std::string_view text) {
  for (const auto phrase : kBanned)
    if (has_phrase(text, phrase))
      FAIL_CHECK(std::string(what), ": \"", std::string(phrase), "\" in \"", std::string(text),
                 "\"");
}

}  // namespace

TEST_CASE("english: phrases are found as words") {
  CHECK(has_phrase("A folder", "folder"));
  CHECK(has_phrase("folder", "folder"));
  CHECK_FALSE(has_phrase("foldered", "folder"));
  CHECK_FALSE(has_phrase("dishwishes", "wish"));
}

TEST_CASE("english: rules say what documentation would say") {
  for (const auto* rule : rules::all()) {
    const auto& info = rule->info;
    check_english(info.id, info.summary);
    check_english(info.id, info.why);
    check_english(info.id, info.fix);
  }
}

TEST_CASE("english: the help says what documentation would say") {
  for (const auto& command : cmd::commands()) {
    check_english(command.name, command.summary);
    check_english(command.name, command.details);
  }
  for (const auto& option : cmd::option_table()) {
    check_english(option.long_name, option.help);
    check_english(option.long_name, option.instead);
  }
}

TEST_CASE("english: messages say what documentation would say") {
  const auto rules = fs::path(FARGATE_LINT_SOURCE_DIR) / "testdata" / "rules";
  for (const auto& entry : fs::directory_iterator(rules)) {
    std::ifstream file(entry.path() / "expected.txt");
    for (std::string line; std::getline(file, line);) check_english(entry.path().string(), line);
  }
}

}  // namespace fargate_lint
