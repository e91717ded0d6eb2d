#include "yaml/scalar.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

namespace fargate_lint::yaml {

TEST_CASE("scalar: plain text means what YAML 1.1 says, as go-yaml reads it") {
  struct Row {
    std::string_view text;
    Kind kind;
  };
  for (const auto& row : {
           Row{"", Kind::null},
           {"~", Kind::null},
           {"null", Kind::null},
           {"Null", Kind::null},
           {"NULL", Kind::null},
           {"nULL", Kind::string},
           {"nil", Kind::string},
           {"y", Kind::boolean},
           {"Y", Kind::boolean},
           {"yes", Kind::boolean},
           {"on", Kind::boolean},
           {"On", Kind::boolean},
           {"OFF", Kind::boolean},
           {"n", Kind::boolean},
           {"False", Kind::boolean},
           {"oN", Kind::string},
           {"yES", Kind::string},
           {"name", Kind::string},
           {"type", Kind::string},
           {"0", Kind::integer},
           {"-0", Kind::integer},
           {"+1", Kind::integer},
           {"0644", Kind::integer},
           {"0o644", Kind::integer},
           {"0x1F", Kind::integer},
           {"0b11", Kind::integer},
           {"-0b11", Kind::integer},
           {"1_000", Kind::integer},
           {"_1", Kind::string},
           {"08", Kind::floating},
           {"0x", Kind::string},
           {"1.", Kind::floating},
           {".5", Kind::floating},
           {".5_0", Kind::floating},
           {"._5", Kind::string},
           {"1.10", Kind::floating},
           {"1e3", Kind::floating},
           {"1e", Kind::string},
           {"1e999", Kind::string},
           {".inf", Kind::floating},
           {"-.Inf", Kind::floating},
           {".nan", Kind::floating},
           {"+.nan", Kind::string},
           {".", Kind::string},
           {"-", Kind::string},
           {"+", Kind::string},
           {"12345678901234567890", Kind::integer},
           {"123456789012345678901", Kind::floating},
           {"-9223372036854775808", Kind::integer},
           {"-9223372036854775809", Kind::floating},
           {"+9223372036854775808", Kind::floating},
           {"2024-01-01", Kind::string},
           {"12:30:45", Kind::string},
           {"1.2.3", Kind::string},
           {"10Gi", Kind::string},
           {"<<", Kind::string},
           {"=", Kind::string},
       }) {
    CAPTURE(row.text);
    CHECK(resolve_plain(row.text) == row.kind);
  }
}

TEST_CASE("scalar: integers of every base") {
  const auto value = [](std::string_view text) {
    const auto integer = integer_value(text);
    if (!integer) return std::string("none");
    return (integer->negative ? "-" : "") + std::to_string(integer->magnitude);
  };
  CHECK(value("0644") == "420");
  CHECK(value("0o644") == "420");
  CHECK(value("0x1F") == "31");
  CHECK(value("0b11") == "3");
  CHECK(value("-0x10") == "-16");
  CHECK(value("1_000") == "1000");
  CHECK(value("18446744073709551615") == "18446744073709551615");
  CHECK(value("18446744073709551616") == "none");
  CHECK(value("-9223372036854775808") == "-9223372036854775808");
}

TEST_CASE("scalar: doubles are written as Go writes them") {
  struct Row {
    double value;
    std::string_view json;
  };
  for (const auto& row : {Row{1.1, "1.1"},
                          {1000, "1000"},
                          {1e20, "100000000000000000000"},
                          {1e21, "1e+21"},
                          {0.000001, "0.000001"},
                          {0.0000001, "1e-7"},
                          {1.5e-9, "1.5e-9"},
                          {-0.0, "-0"},
                          {-9223372036854775809.0, "-9223372036854776000"},
                          {0.1, "0.1"},
                          {123.456, "123.456"}}) {
    std::string out;
    append_json_double(row.value, out);
    CHECK(out == row.json);
  }
}

TEST_CASE("scalar: keys become strings as sigs.k8s.io/yaml makes them") {
  CHECK(key_string(Kind::boolean, "on") == "true");
  CHECK(key_string(Kind::boolean, "n") == "false");
  CHECK(key_string(Kind::integer, "0x10") == "16");
  CHECK(key_string(Kind::floating, "1.50") == "1.5");
  CHECK(key_string(Kind::floating, "1e6") == "1e+06");
  CHECK(key_string(Kind::floating, ".inf") == ".inf");
  CHECK_FALSE(key_string(Kind::null, "~").has_value());
  CHECK_FALSE(key_string(Kind::integer, "18446744073709551615").has_value());
}

TEST_CASE("scalar: tags decide, or are refused") {
  const std::string prefix = "tag:yaml.org,2002:";
  CHECK(resolve_tagged(prefix + "str", "1").kind == Kind::string);
  CHECK(resolve_tagged(prefix + "int", "1").kind == Kind::integer);
  CHECK(resolve_tagged(prefix + "int", "x").kind == Kind::missing);
  CHECK(resolve_tagged(prefix + "float", "1").kind == Kind::integer);
  CHECK(resolve_tagged(prefix + "binary", "aGk=").value == "hi");
  CHECK(resolve_tagged(prefix + "binary", "a").kind == Kind::missing);
  CHECK(resolve_tagged(prefix + "timestamp", "2024-02-29").kind == Kind::string);
  CHECK(resolve_tagged(prefix + "timestamp", "2023-02-29").kind == Kind::missing);
  CHECK(resolve_tagged("!Ref", "12").kind == Kind::string);
}

}  // namespace fargate_lint::yaml
