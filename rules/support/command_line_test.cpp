#include "support/command_line.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "fargate/test_world.hpp"

namespace fargate_lint::rules {
namespace {

/// The words of a container whose `args` are these, `|` between them.
std::string words(std::string_view args) {
  const auto document = fargate::testing::parse("args: " + std::string(args));
  const kube::Container container =
      kube::read_container(document->root(), kube::ContainerRole::app);
  std::string text;
  for (const auto& word : words_of_command_line(container)) text.append(word.text).append("|");
  return text;
}

std::string flags(std::string_view args) {
  const auto document = fargate::testing::parse("args: " + std::string(args));
  const kube::Container container =
      kube::read_container(document->root(), kube::ContainerRole::app);
  std::string text;
  for (const auto& [flag, value, item] : flags_of_command_line(container))
    text.append(flag).append(" ").append(value).append("|");
  return text;
}

TEST_CASE("command line: elements without blanks are words, others scripts") {
  CHECK(words("[]") == "");
  CHECK(words("[a;b, c]") == "a;b|c|");
  CHECK(words("['a  b;c && (d)']") == "a|b||c||||d||");
  CHECK(words("[\"a \\\\\\n b\\nc\"]") == "a|\\|b||c|");
  CHECK(words("['x \"y\" z', '\"q\"']") == "x|y|z|q|");
  CHECK(words("{a: b}") == "");
}

TEST_CASE("command line: flags have their value in one word or in the next") {
  CHECK(flags("[--a=1, --b, '2', --c]") == "--a 1|--b 2|");
  CHECK(flags("['run --a=\"1\" --b \"2\"; --c', x]") == "--a 1|--b 2|--c x|");
  CHECK(flags("['run --a; x']") == "");
}

}  // namespace
}  // namespace fargate_lint::rules
