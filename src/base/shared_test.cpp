#include "base/shared.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fargate_lint {
namespace {

TEST_CASE("shared: copies are one value until one of them changes it") {
  Shared<std::string> none;
  CHECK_FALSE(none);
  CHECK(none.get() == nullptr);
  Shared<std::string> first = std::string("first");
  auto second = first;
  CHECK(first.get() == second.get());
  second.own() += " and second";
  CHECK(*first == "first");
  CHECK(*second == "first and second");
  const auto* own = second.get();
  second.own() += ", alone";
  CHECK(second.get() == own);
  first = std::move(second);
  CHECK(*first == "first and second, alone");
}

TEST_CASE("shared list: what is added to one is not in its copies") {
  SharedList<std::string> list;
  CHECK(list.empty());
  CHECK(list.own().empty());
  list.push_back("a");
  auto copy = list;
  copy.push_back("b");
  copy.own()[0] = "A";
  REQUIRE(list.size() == 1);
  CHECK(list.front() == "a");
  REQUIRE(copy.size() == 2);
  CHECK(copy[0] == "A");
  CHECK(copy[1] == "b");
  CHECK(SharedList<std::string>(std::vector<std::string>()).empty());
}

}  // namespace
}  // namespace fargate_lint
