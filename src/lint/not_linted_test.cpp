#include "lint/not_linted.hpp"

#include <doctest/doctest.h>

namespace fargate_lint::lint {
namespace {

TEST_CASE("not linted: of several parts of a file the first has the first line") {
  PassedOverTallies whole;
  PassedOverTallies second;
  second.add(PassedOver::no_object, {2, 40});
  second.add(PassedOver::not_kubernetes, {1, 50});
  second.add(PassedOver::not_kubernetes, {1, 60});
  PassedOverTallies third;
  third.add(PassedOver::not_kubernetes, {3, 70});
  for (const auto& part : {PassedOverTallies(), second, third}) whole.add(part);
  REQUIRE(whole.entries().size() == 2);
  CHECK(whole.entries()[0].why == PassedOver::not_kubernetes);
  CHECK(whole.entries()[0].tally.count == 5);
  CHECK(whole.entries()[0].tally.first_line == 50);
  CHECK(whole.entries()[1].why == PassedOver::no_object);
  CHECK(whole.entries()[1].tally.count == 2);
  CHECK(whole.entries()[1].tally.first_line == 40);
}

}  // namespace
}  // namespace fargate_lint::lint
