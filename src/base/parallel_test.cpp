#include "base/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace fargate_lint {
namespace {

TEST_CASE("parallel: calls each index once, at any number of threads") {
  for (const auto threads : {0U, 1U, 2U, 7U, 64U}) {
    for (const std::size_t count : {0U, 1U, 15U, 16U, 17U, 1000U}) {
      CAPTURE(threads);
      CAPTURE(count);
      std::vector<std::atomic<int>> calls(count);
      const std::size_t run = count % 2 == 0 ? 16 : 1;
      for_each_index(
          count, threads, [&](std::size_t i) { ++calls[i]; }, run);
      bool once_each = true;
      for (const auto& number : calls) once_each = once_each && number == 1;
      CHECK(once_each);
    }
  }
}

TEST_CASE("parallel: an exception of a worker reaches the caller") {
  for (const auto threads : {1U, 4U}) {
    CAPTURE(threads);
    const auto work = [](std::size_t i) {
      if (i == 700) throw std::runtime_error("seven hundred");
    };
    CHECK_THROWS_WITH_AS(for_each_index(1000, threads, work), "seven hundred", std::runtime_error);
  }
}

}  // namespace
}  // namespace fargate_lint
