#include "kube/cron.hpp"

#include <doctest/doctest.h>

#include <string>

namespace fargate_lint::kube {
namespace {

TEST_CASE("cron: the shortest time between two runs of a day") {
  struct Row {
    std::string_view schedule;
    std::int64_t seconds;
  };
  static constexpr Row kRows[] = {
      {"* * * * *", 60},
      {"*/1 * * * *", 60},
      {"0-59 * * * *", 60},
      {"0-59/1 8-18 * * 1-5", 60},
      {"?/1 ? ? * ?", 60},
      {"*/2 * * * *", 120},
      {"1-59/2 * * * *", 120},
      {"1/2 * * * *", 120},
      {"*/3 * * * *", 180},
      {"*/7 * * * *", 240},  // 56, and 0 of the next hour
      {"*/7 5 * * *", 420},
      {"0,1 * * * *", 60},
      {"59,0 * * * *", 60},
      {"59,0 4 * * *", 3540},
      {"0 * * * *", 3600},
      {"0 */6 * * *", 21600},
      {"30 2 * * *", 86400},
      {"30 2,3 1 JAN SUN", 3600},
      {"  15   4  *  *  * ", 86400},
      {"TZ=Europe/Berlin */1 * * * *", 60},
      {"CRON_TZ=UTC 0 1 * * *", 86400},
      {"@hourly", 3600},
      {"@daily", 86400},
      {"@every 1m", 60},
      {"@every 1m30s", 90},
      {"@every 0s", 1},
      {"@every 100h", 86400},
      {"TZ=UTC @every 2m", 120},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.schedule);
    const auto interval = shortest_interval(row.schedule);
    REQUIRE(interval.has_value());
    CHECK(interval->count() == row.seconds);
  }
}

TEST_CASE("cron: nothing is said of a schedule that Kubernetes refuses") {
  for (const std::string_view schedule : {"",
                                          " ",
                                          "* * * *",
                                          "* * * * * *",
                                          "60 * * * *",
                                          "* 24 * * *",
                                          "*/0 * * * *",
                                          "5-2 * * * *",
                                          "a * * * *",
                                          "-1 * * * *",
                                          "1- * * * *",
                                          "*/ * * * *",
                                          ", * * * *",
                                          "@often",
                                          "@every",
                                          "@every m",
                                          "@every 1x",
                                          "@every -1m",
                                          "TZ=UTC",
                                          "{{ .Values.schedule }}",
                                          "99999999999999999999 * * * *",
                                          "1/99999999999999999999 * * * *"}) {
    CAPTURE(schedule);
    CHECK_FALSE(shortest_interval(schedule).has_value());
  }
}

TEST_CASE("cron: a step beyond the range is one run, and a long schedule is read once") {
  CHECK(shortest_interval("0/4294967295 0 * * *") == std::chrono::days(1));
  std::string schedule;
  for (int i = 0; i < 100'000; ++i) schedule += "0,";
  CHECK(shortest_interval(schedule + "1 0 * * *") == std::chrono::minutes(1));
}

}  // namespace
}  // namespace fargate_lint::kube
