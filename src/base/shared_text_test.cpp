#include "base/shared_text.hpp"

#include <doctest/doctest.h>

#include <map>
#include <thread>
#include <vector>

namespace fargate_lint {
namespace {

TEST_CASE("shared text: says what it was made of, and copies outlive it") {
  SharedText copy;
  CHECK(copy.empty());
  CHECK(copy == "");
  {
    const SharedText text = std::string(1000, 'x');
    copy = text;
  }
  CHECK(copy.size() == 1000);
  CHECK(copy.str() == std::string(1000, 'x'));
  SharedText moved = std::move(copy);
  CHECK(moved == std::string(1000, 'x'));
  moved = std::string_view("a\0b", 3);
  CHECK(moved.view() == std::string_view("a\0b", 3));
  moved = {};
  CHECK(moved.empty());
}

TEST_CASE("shared text: texts of one thread that are alike are one") {
  const SharedText text = "kind: Deployment";
  CHECK(SharedText("kind: Deployment").view().data() == text.view().data());
  CHECK(SharedText("kind: DaemonSet").view().data() != text.view().data());
  std::string elsewhere;
  std::thread([&] { elsewhere = SharedText("kind: Deployment").str(); }).join();
  CHECK(elsewhere == text);
}

TEST_CASE("shared text: no number of texts is mistaken for another") {
  std::vector<SharedText> texts;
  for (int i = 0; i < 5000; ++i) texts.emplace_back("text " + std::to_string(i));
  for (int i = 0; i < 5000; ++i)
    CHECK(texts[static_cast<std::size_t>(i)] == "text " + std::to_string(i));
}

TEST_CASE("shared text: compares and joins as strings do") {
  const SharedText a = "a";
  const SharedText b = "b";
  CHECK(a < b);
  CHECK(a < std::string("aa"));
  CHECK(a != b);
  CHECK(std::string("b") == b);
  CHECK(a + b == "ab");
  CHECK("x" + a + "y" == "xay");
  CHECK(std::string("x") + a + std::string("y") == "xay");
  std::map<SharedText, int> numbers{{b, 2}, {a, 1}};
  CHECK(numbers.begin()->second == 1);
}

}  // namespace
}  // namespace fargate_lint
