#include "base/message.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fargate_lint {
namespace {

TEST_CASE("quote: a value in backticks") {
  CHECK(quote("shop").text() == "`shop`");
  CHECK(quote("shop").fact() == "shop");
  CHECK(quote("").text() == "``");
  CHECK("claim " + quote("db") + " waits" == "claim `db` waits");
}

TEST_CASE("quote: nothing that moves a terminal's cursor or ends the backticks") {
  CHECK(quote("a\nb\tc\x1b[2Jd\x7F`e").text() == "`a b c [2Jd  e`");
}

TEST_CASE("quote: cuts a long value between characters") {
  CHECK(quote("abcdefgh", 8).text() == "`abcdefgh`");
  CHECK(quote("abcdefghi", 8).text() == "`abcdefgh…`");
  CHECK(quote("ab\xC3\xA9\xC3\xA9", 3).text() == "`ab…`");
  CHECK(quote("ab\xC3\xA9\xC3\xA9", 4).text() == "`ab\xC3\xA9…`");
}

TEST_CASE("message: only what is quoted is a fact") {
  const auto message = say("claim {} of {} `waits`{}", quote("db"), seen(3), Words(", `or` not"));
  CHECK(message.text() == "claim `db` of 3 `waits`, `or` not");
  CHECK(message.facts() == "db");
  CHECK(say("no `value`").facts().empty());
  CHECK(say("no `value`").text() == "no `value`");
}

TEST_CASE("message: what was said before brings its facts, each once") {
  const auto part = say("{} and {}", quote("a"), quote("b"));
  const auto whole = say("{}: {}, {}", quote("b"), part, quote("c"));
  CHECK(whole.text() == "`b`: `a` and `b`, `c`");
  CHECK(whole.facts() == "b\na\nc");
  CHECK_MESSAGE(say("{}{}", quote(""), quote("ab")).facts() == "ab",
                "an empty value tells nothing");
  CHECK_MESSAGE(say("{}{}", quote("ab"), quote("a")).facts() == "ab\na", "a part is another");
}

TEST_CASE("message: braces in a value are no place for another") {
  CHECK(say("{} and {}", quote("{}"), quote("x")).text() == "`{}` and `x`");
}

// That what changes is not said without a word about it: none of these compiles in a sentence.
static_assert(!Sayable<std::string>);
static_assert(!Sayable<std::string_view>);
static_assert(!Sayable<const char*>);
static_assert(!Sayable<SharedText>);
static_assert(!Sayable<int>);
static_assert(!std::is_constructible_v<Message, std::string>);
static_assert(!std::is_constructible_v<Words, std::string>);
static_assert(!std::is_constructible_v<Words, const char*>);

}  // namespace
}  // namespace fargate_lint
