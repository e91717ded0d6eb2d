#include "yaml/find.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace fargate_lint;

TEST_CASE("find: a word is found wherever it stands, as std::string_view finds it") {
  const std::string word = "fargate-lint";
  for (const std::size_t size : {12U, 63U, 64U, 65U, 76U, 128U, 129U, 300U}) {
    for (std::size_t at = 0; at + word.size() <= size; ++at) {
      CAPTURE(size);
      CAPTURE(at);
      for (const std::string filling : {".", "fa", "f", "fargate"}) {
        std::string text;
        while (text.size() < size) text += filling;
        text.resize(size);
        text.replace(at, word.size(), word);
        CHECK(yaml::find(text, word) == text.find(word));
        CHECK(yaml::find(std::string_view(text).substr(0, at + word.size() - 1), word) ==
              std::string_view::npos);
      }
    }
  }
  CHECK(yaml::find("", word) == std::string_view::npos);
  CHECK(yaml::find("f", word) == std::string_view::npos);
}
