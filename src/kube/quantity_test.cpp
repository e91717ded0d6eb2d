#include "kube/quantity.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "kube/testing.hpp"

namespace fargate_lint::kube {

// So that a failing row shows both amounts.
static std::ostream& operator<<(std::ostream& out, const Quantity& quantity) {
  return out << quantity.units() << " units, " << quantity.milli() << " milli";
}

namespace {

using Nanos = Quantity::Nanos;

constexpr Nanos kUnit = 1'000'000'000;
constexpr Nanos kMax = std::numeric_limits<std::int64_t>::max() * kUnit;

struct Row {
  std::string text;
  Nanos nanos;
};

TEST_CASE("quantity: reads what Kubernetes' ParseQuantity reads") {
  const std::vector<Row> rows = {
      {"0", 0},
      {"0n", 0},
      {"-0", 0},
      {"1", kUnit},
      {"+1", kUnit},
      {"-1", -kUnit},
      {"1.", kUnit},
      {".5", kUnit / 2},
      {"-.5", -kUnit / 2},
      {"00012", 12 * kUnit},
      {"1.50", kUnit * 3 / 2},
      {"1n", 1},
      {"1u", 1'000},
      {"1m", 1'000'000},
      {"250m", 250'000'000},
      {"1.5m", 1'500'000},
      {"1k", 1'000 * kUnit},
      {"1M", 1'000'000 * kUnit},
      {"1G", 1'000'000'000 * kUnit},
      {"1T", 1'000'000'000'000 * kUnit},
      {"1P", 1'000'000'000'000'000 * kUnit},
      {"1E", 1'000'000'000'000'000'000 * kUnit},
      {"1Ki", 1'024 * kUnit},
      {"1Mi", 1'048'576 * kUnit},
      {"1Gi", 1'073'741'824 * kUnit},
      {"1Ti", 1'099'511'627'776 * kUnit},
      {"1Pi", 1'125'899'906'842'624 * kUnit},
      {"1Ei", 1'152'921'504'606'846'976 * kUnit},
      {"0.5Gi", 536'870'912 * kUnit},
      {"1.Gi", 1'073'741'824 * kUnit},
      {".5Ki", 512 * kUnit},
      {"1e3", 1'000 * kUnit},
      {"1E3", 1'000 * kUnit},
      {"1e+3", 1'000 * kUnit},
      {"1.5e-3", 1'500'000},
      {"1e007", 10'000'000 * kUnit},
      {"1.e2", 100 * kUnit},
      {"0e999999", 0},
      {"12e-30000000", 1},
      // A number without digits is 0 …
      {".", 0},
      {"+", 0},
      {"-", 0},
      {"m", 0},
      {"Ki", 0},
      {"E", 0},
      {"-.Ti", 0},
      // … and upstream keeps the exponent in 32 bits.
      {"7e4294967296", 7 * kUnit},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto quantity = Quantity::parse(row.text);
    REQUIRE(quantity);
    CHECK(*quantity == Quantity::from_nanos(row.nanos));
  }
}

TEST_CASE("quantity: refuses what Kubernetes' ParseQuantity refuses") {
  const std::vector<std::string> rows = {
      "",      " ",
      " 1",    "1 ",
      "1 Gi",  "1\n",
      "10MB",  "10mb",
      "1gi",   "1GI",
      "1K",    "1i",
      "1mi",   "1.5.2",
      "1..",   "..",
      "1,5",   "1_000",
      "0x10",  "1e",
      "1e+",   "1e-",
      "1e+-3", "1e3.5",
      "1EE5",  "1Ki5",
      "1-5",   "1+",
      "--1",   "+-1",
      "1MiGi", "1 000",
      "inf",   "NaN",
      "abc",   "true",
      "e3e",   "1m m",
      "Pi",    "Ei",
      "e-10",  "1Eie",
      "½",     "1µ",
      "5%",    "1e99999999999999999999",
  };
  for (const auto& text : rows) {
    CAPTURE(text);
    CHECK_FALSE(Quantity::parse(text));
  }
}

TEST_CASE("quantity: rounds what is below a nano away from zero") {
  const std::vector<Row> rows = {
      {"0.1n", 1},
      {"1.1n", 2},
      {"-0.1n", -1},
      {"-1.000000000000000000000000000000000000001n", -2},
      {"0.0000000001", 1},
      {"1e-400", 1},
      {"0." + std::string(5'000, '0') + "1", 1},
      {"1." + std::string(5'000, '0') + "1Ki", 1'024 * kUnit + 1},
      {"1." + std::string(5'000, '0') + "Ki", 1'024 * kUnit},
      // Exactly 1 nano / 2^10, 20 digits: nothing to round.
      {"0.0000000000009765625Ki", 1},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text.substr(0, 40));
    const auto quantity = Quantity::parse(row.text);
    REQUIRE(quantity);
    CHECK(*quantity == Quantity::from_nanos(row.nanos));
  }
}

TEST_CASE("quantity: saturates at 2^63-1 units") {
  const std::vector<Row> rows = {
      {"9223372036854775807", kMax},
      {"9223372036854775806.999999999", kMax - 1},
      {"9223372036854775807.000000001", kMax},
      {"9223372036854775808", kMax},
      {"-9223372036854775808", -kMax},
      {"8Ei", kMax},
      {"7.999999999999999999999999999999999999999Ei", kMax},
      {"99999999Ei", kMax},
      {"1e30", kMax},
      {"1e2147483647", kMax},
      {"-1e2147483647", -kMax},
      {std::string(100'000, '9'), kMax},
      {std::string(100'000, '9') + "." + std::string(100'000, '9') + "Ei", kMax},
      {std::string(100'000, '0') + "1", kUnit},
      {std::string(300, '1') + "e-299", kUnit + 111'111'112},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text.substr(0, 60));
    const auto quantity = Quantity::parse(row.text);
    REQUIRE(quantity);
    CHECK(*quantity == Quantity::from_nanos(row.nanos));
  }
}

TEST_CASE("quantity: milli and units round away from zero and stay in range") {
  struct Rounded {
    std::string text;
    std::int64_t milli;
    std::int64_t units;
  };
  const auto most = std::numeric_limits<std::int64_t>::max();
  const std::vector<Rounded> rows = {
      {"0", 0, 0},
      {"1m", 1, 1},
      {"1u", 1, 1},
      {"1001u", 2, 1},
      {"1.0001", 1'001, 2},
      {"2", 2'000, 2},
      {"-1u", -1, -1},
      {"-1.5", -1'500, -2},
      {"9223372036854775", 9'223'372'036'854'775'000, 9'223'372'036'854'775},
      {"9223372036854776", most, 9'223'372'036'854'776},
      {"1e30", most, most},
      {"-1e30", std::numeric_limits<std::int64_t>::min(), -most},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto quantity = Quantity::parse(row.text);
    REQUIRE(quantity);
    CHECK(quantity->milli() == row.milli);
    CHECK(quantity->units() == row.units);
  }
}

// Each row was read with sigs.k8s.io/yaml 1.6.0 and apimachinery 0.34.1.
TEST_CASE("quantity: a field means what sigs.k8s.io/yaml and UnmarshalJSON make of it") {
  const std::vector<Row> rows = {
      {"0.5", kUnit / 2},
      {"'0.5'", kUnit / 2},
      {"1e9", 1'000'000'000 * kUnit},
      {"'1e3'", 1'000 * kUnit},
      {"1e3", 1'000 * kUnit},
      {"12e03", 12'000 * kUnit},
      {"010", 8 * kUnit},
      {"'010'", 10 * kUnit},
      {"08", 8 * kUnit},
      {"0o17", 15 * kUnit},
      {"0x10", 16 * kUnit},
      {"0b11", 3 * kUnit},
      {"1_000", 1'000 * kUnit},
      {"1_000.5", 1'000 * kUnit + kUnit / 2},
      {".5", kUnit / 2},
      {"+.5", kUnit / 2},
      {"-.5e-3", -500'000},
      {"1.", kUnit},
      {"-5", -5 * kUnit},
      {"+3", 3 * kUnit},
      {"1e-10", 1},
      {"0.1234567890123456789", 123'456'790},
      {"9007199254740993.0", 9'007'199'254'740'992 * kUnit},
      {"18446744073709551615", kMax},
      {"123456789012345678901234567890", kMax},
      {"-123456789012345678901234567890", -kMax},
      {"!!str 5", 5 * kUnit},
      {"' 1Gi '", 1'073'741'824 * kUnit},
      {"\"1\\u00a0\"", kUnit},
      {"null", 0},
      {"", 0},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto document = testing::read("quantity: " + row.text + "\n");
    const auto quantity = read_quantity(document->root()["quantity"]);
    REQUIRE(quantity);
    CHECK(*quantity == Quantity::from_nanos(row.nanos));
  }
}

TEST_CASE("quantity: a field that Kubernetes refuses is none") {
  for (const std::string text :
       {"yes", "true", "1:30", "1 Gi", "'1 Gi'", "\"\\t1\"", "''", "[1]", "{a: 1}", "lots"}) {
    CAPTURE(text);
    const auto document = testing::read("quantity: " + text + "\n");
    CHECK_FALSE(read_quantity(document->root()["quantity"]));
  }
  CHECK_FALSE(read_quantity(yaml::Node()));
}

TEST_CASE("quantity: cpu is written as people write it") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"0", "0"},
      {"250m", "250m"},
      {"0.25", "250m"},
      {"1500m", "1.5"},
      {"2", "2"},
      {"1.05", "1.05"},
      {"100u", "100u"},
      {"1n", "1n"},
      {"-250m", "-250m"},
      {"-1.5", "-1.5"},
      {"1.000000001", "1.000000001"},
      {"1e30", "9223372036854775807"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK(format_cpu(*Quantity::parse(text)) == expected);
  }
}

TEST_CASE("quantity: memory is written in the largest exact binary unit") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"0", "0"},
      {"512Mi", "512Mi"},
      {"1024Mi", "1Gi"},
      {"2Gi", "2Gi"},
      {"1.5Gi", "1536Mi"},
      {"1000", "1000"},
      {"1M", "1000000"},
      {"1G", "1000000000"},
      {"1Ei", "1Ei"},
      {"-1Gi", "-1Gi"},
      {"100m", "100m"},
      {"1025", "1025"},
      {"922337203685477580700m", "922337203685477580700m"},
      {"10737418240.000000001", "10737418240000000001n"},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    CHECK(format_memory(*Quantity::parse(text)) == expected);
  }
}

}  // namespace
}  // namespace fargate_lint::kube
