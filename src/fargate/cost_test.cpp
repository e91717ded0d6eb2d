#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "fargate/cost.hpp"

namespace fargate_lint::fargate {
namespace {

using kube::Quantity;

/// A second reading of the price list, from its text, in whole picos of a dollar.
struct Listed {
  std::int64_t vcpu = 0;
  std::int64_t memory = 0;
  std::int64_t storage = -1;
};
std::int64_t nanos_of(std::string text) {
  auto point = text.find('.');
  if (point == std::string::npos) point = text.size();
  auto digits = text.substr(0, point);
  auto fraction = point < text.size() ? text.substr(point + 1) : std::string();
  fraction.resize(9, '0');
  return std::stoll(digits + fraction);
}
std::map<std::string, Listed> price_list() {
  std::ifstream file(FARGATE_LINT_SOURCE_DIR "/testdata/prices/fargate.tsv");
  std::map<std::string, Listed> list;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream words(line);
    for (std::string cell; std::getline(words, cell, '\t');) cells.push_back(cell);
    auto& price = list[cells.at(0)];
    price.vcpu = nanos_of(cells.at(1));
    price.memory = nanos_of(cells.at(2));
    if (!cells.at(3).empty()) price.storage = nanos_of(cells.at(3));
    CHECK(cells.at(4) == price_list_date());
  }
  return list;
}

/// Drops so many digits of a number that is not negative, rounding half to even.
std::string drop_digits(std::string digits, std::size_t count) {
  if (digits.size() <= count) digits.insert(0, count + 1 - digits.size(), '0');
  const auto rest = digits.substr(digits.size() - count);
  digits.resize(digits.size() - count);
  const auto half = "5" + std::string(count - 1, '0');
  const bool is_odd = (digits.back() - '0') % 2 != 0;
  if (rest < half || (rest == half && !is_odd)) return digits;
  auto at = digits.size();
  while (at-- > 0) {
    if (digits[at] != '9') {
      ++digits[at];
      return digits;
    }
    digits[at] = '0';
  }
  return "1" + digits;
}

std::string with_cents(std::string cents) {
  if (cents.size() < 3) cents.insert(0, 3 - cents.size(), '0');
  return cents.insert(cents.size() - 2, ".");
}

TEST_CASE("price: the program's list is that of the file") {
  const auto list = price_list();
  CHECK(list.size() == 24);
  CHECK(priced_regions().size() == list.size());
  for (const auto& [region, listed] : list) {
    CAPTURE(region);
    const auto price = price_in(region);
    REQUIRE(price);
    CHECK(price->rates.vcpu_hour == listed.vcpu);
    CHECK(price->rates.gb_hour == listed.memory);
    CHECK(price->rates.storage_gb_hour.value_or(-1) == listed.storage);
    CHECK(price->currency == "USD");
  }
  CHECK_FALSE(price_in("ca-west-1"));
  CHECK_FALSE(price_in(""));
}

// github.com/opencost/opencost, pull request 3478: 0.01817 USD an hour, as the bill says.
TEST_CASE("price: a bill of 0.25 vCPU and 1 GB in ap-northeast-1") {
  const auto rates = price_in("ap-northeast-1")->rates;
  CHECK(format(rates.per_hour({.milli_cpu = 250, .mebibytes = 1024}), 5) == "0.01817");
}

TEST_CASE("price: 10,000 random sizes and regions are those of an independent judge") {
  const auto list = price_list();
  std::mt19937 random(22);  // NOLINT: the same numbers every time
  const auto below = [&random](std::int64_t limit) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(limit));
  };
  Money sum;
  std::int64_t sum_of_judge = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto& [region, listed] =
        *std::next(list.begin(), below(static_cast<std::int64_t>(list.size())));
    Size size;
    size.cpu = Quantity::from_milli(below(16'000));
    size.memory = Quantity::from_units(below(100'000) << 20);
    size.ephemeral = Quantity::from_units(below(15) * 10 << 30);
    size.rung = smallest_rung(size.cpu, size.memory + Quantity::from_units(256 << 20));
    if (!size.rung) continue;
    const auto storage_gb =
        std::max<std::int64_t>(20, size.ephemeral.units() / (10LL << 30) * 11 + 5);
    const auto replicas = below(50);
    const auto pods = static_cast<std::uint64_t>(replicas);
    const auto picos = listed.vcpu * size.rung->milli_cpu +
                       listed.memory * 500 * (size.rung->mebibytes / 512) +
                       std::max<std::int64_t>(listed.storage, 0) * 1000 * (storage_gb - 20);
    const auto hourly = drop_digits(std::to_string(picos), 3);
    const auto month = std::stoll(hourly) * replicas * 730;
    const auto cost = cost_of(size, price_in(region)->rates, {.least = pods, .most = pods}, {});
    REQUIRE(format(cost.hourly, 9) == format(Money::from_nanos(std::stoll(hourly)), 9));
    REQUIRE(format(cost.least, 2) == with_cents(drop_digits(std::to_string(month), 7)));
    REQUIRE(cost.most == cost.least);
    REQUIRE(cost.storage_unpriced == (storage_gb > 20 && listed.storage < 0));
    REQUIRE(cost.waste >= Money());
    REQUIRE(cost.waste <= cost.least);
    sum += cost.least;
    sum_of_judge += month;
  }
  CHECK(sum == Money::from_nanos(sum_of_judge));
}

TEST_CASE("price: rounds half to even, and only when it is printed") {
  CHECK(format(Money::from_nanos(5'000'000), 2) == "0.00");
  CHECK(format(Money::from_nanos(15'000'000), 2) == "0.02");
  CHECK(format(Money::from_nanos(25'000'001), 2) == "0.03");
  CHECK(format(Money::from_nanos(-15'000'000), 2) == "-0.02");
  CHECK(format(Money::from_nanos(12'345'678'912), 9) == "12.345678912");
  CHECK(format(Money::from_nanos(1'999'999'999), 0) == "2");
  CHECK(format(Money(), 2) == "0.00");
}

TEST_CASE("price: an amount stops at the largest instead of overflowing") {
  const auto much = Money::from_nanos(Money::Nanos{1} << 119).times(UINT64_MAX);
  CHECK(much + much == much);
  CHECK(much.times(2) == much);
  CHECK(much.share(UINT64_MAX, 1) > Money());
  const Rates dear{.vcpu_hour = kMostPerHour * 1'000'000'000,
                   .gb_hour = kMostPerHour * 1'000'000'000,
                   .storage_gb_hour = kMostPerHour * 1'000'000'000};
  const auto most = Quantity::from_units(INT64_MAX);
  CHECK(dear.per_hour(most, most, most) > Money());
}

TEST_CASE("price: numbers are exact or refused") {
  CHECK(parse_nanos("0.04048", 100) == 40'480'000);
  CHECK(parse_nanos("20", 100) == 20'000'000'000);
  CHECK(parse_nanos("1.500000000000", 100) == 1'500'000'000);
  for (const auto* text : {"", ".", "1.", ".5", "-1", "+1", "1e3", "0x1", "1,5", "nan", " 1",
                           "0.0000000001", "101", "99999999999"})
    CHECK_MESSAGE(!parse_nanos(text, 100), text);
}

Size size_of_requests(std::int64_t milli, std::int64_t mebibytes) {
  Size size;
  size.cpu = Quantity::from_milli(milli);
  size.memory = Quantity::from_units(mebibytes << 20);
  size.rung = smallest_rung(size.cpu, size.memory + Quantity::from_units(256 << 20));
  return size;
}

TEST_CASE("cost: a range of Pods, waste and the cheaper size") {
  const auto rates = price_in("us-east-1")->rates;
  const auto cost = cost_of(size_of_requests(1000, 2048), rates, {.least = 3, .most = 5}, {});
  CHECK(format(cost.hourly, 6) == "0.053815");
  CHECK(format(cost.least, 2) == "117.85");
  CHECK(format(cost.most, 2) == "196.42");
  CHECK(format(cost.waste, 2) == "9.73");
  REQUIRE(cost.cheaper);
  CHECK(cost.cheaper->size.rung == Rung{1000, 2048});
  CHECK(kube::format_memory(cost.cheaper->size.at_most) == "1792Mi");
  CHECK(format(cost.cheaper->saving, 2) == "9.73");
  // Half of what is requested is no advice.
  CHECK_FALSE(cost_of(size_of_requests(250, 512), rates, {}, {}).cheaper);
}

TEST_CASE("cost: a discount, hours, and the minute that is always billed") {
  auto rates = price_in("us-east-1")->rates;
  const auto size = size_of_requests(250, 256);
  const RunningHours twenty{.least = 20 * kHour, .most = 20 * kHour};
  CHECK(format(cost_of(size, rates, {}, twenty).least, 5) == "0.24685");
  rates.discount_ppm = 200'000;
  CHECK(format(cost_of(size, rates, {}, twenty).least, 5) == "0.19748");
  const RunningHours second{.least = kHour / 3600, .most = kHour / 3600};
  const RunningHours minute{.least = (kHour + 59) / 60, .most = (kHour + 59) / 60};
  CHECK(cost_of(size, rates, {}, second).least == cost_of(size, rates, {}, minute).least);
  CHECK(cost_of(size, rates, {.least = 0, .most = 0}, twenty).most == Money());
}

}  // namespace
}  // namespace fargate_lint::fargate
