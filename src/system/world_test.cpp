#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "system/clock.hpp"
#include "system/console.hpp"
#include "system/environment.hpp"

namespace fargate_lint::system {
namespace {

TEST_CASE("environment: a variable that is not set is empty") {
  GivenEnvironment environment;
  environment.set("A", "1");
  CHECK(environment.get("A") == "1");
  CHECK(environment.get("B").empty());
  environment.set("B", "2");
  CHECK(environment.get("B") == "2");
  CHECK(ProcessEnvironment().get("FARGATE_LINT_IS_NOT_SET").empty());
}

TEST_CASE("clock: the date is that of UTC") {
  CHECK(date(StoppedClock(0)) == "1970-01-01");
  CHECK(date(StoppedClock(1'780'012'799)) == "2026-05-28");
  CHECK(date(StoppedClock(1'780'012'800)) == "2026-05-29");
  CHECK(date(StoppedClock(1'709'164'800)) == "2024-02-29");
}

TEST_CASE("clock: SOURCE_DATE_EPOCH stands in for the time of day") {
  GivenEnvironment environment;
  const MachineClock clock(environment);
  const auto machine = clock.now();
  CHECK(machine > 1'780'000'000);
  environment.set("SOURCE_DATE_EPOCH", "1709164800");
  CHECK(clock.now() == 1'709'164'800);
  for (const auto* wrong : {"", "soon", "12x"}) {
    CAPTURE(wrong);
    environment.set("SOURCE_DATE_EPOCH", wrong);
    CHECK(clock.now() >= machine);
  }
  const auto before = clock.steady();
  CHECK(clock.steady() >= before);
}

TEST_CASE("clock: a stopped one moves when it is told to") {
  StoppedClock clock(5);
  clock.set(7);
  clock.advance(std::chrono::milliseconds(3));
  CHECK(clock.now() == 7);
  CHECK(clock.steady() == std::chrono::milliseconds(3));
}

TEST_CASE("console: one that keeps what is printed tells the streams apart") {
  KeptConsole console;
  CHECK_FALSE(console.write(Standard::output, "a"));
  CHECK_FALSE(console.write(Standard::error, "b"));
  CHECK_FALSE(console.write(Standard::output, "c"));
  CHECK(console.output == "ac");
  CHECK(console.error == "b");
  CHECK_FALSE(console.is_terminal(Standard::output));
  CHECK(console.columns() == 0);
}

}  // namespace
}  // namespace fargate_lint::system
