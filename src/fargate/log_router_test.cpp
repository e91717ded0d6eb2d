#include "fargate/log_router.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace fargate_lint::fargate {
namespace {

std::string_view name_of(RouterFaultKind kind) {
  switch (kind) {
    case RouterFaultKind::foreign_section: return "foreign section";
    case RouterFaultKind::broken_section: return "broken section";
    case RouterFaultKind::outside_section: return "outside section";
    case RouterFaultKind::missing_entry: return "missing entry";
    case RouterFaultKind::unknown_filter: return "unknown filter";
    case RouterFaultKind::unknown_output: return "unknown output";
    case RouterFaultKind::variable: return "variable";
    case RouterFaultKind::reserved_entry: return "reserved entry";
    case RouterFaultKind::header_indentation: return "header indentation";
    case RouterFaultKind::entry_indentation: return "entry indentation";
    case RouterFaultKind::shallow_entry: return "shallow entry";
  }
  return "";
}

/// "line: kind text (wanted)" of each fault, with the line counted from 1.
std::vector<std::string> faults_of(std::string_view key, std::string_view text) {
  const auto* router_key = find_router_key(key);
  REQUIRE(router_key != nullptr);
  std::vector<std::string> lines;
  for (const auto& fault : find_router_faults(*router_key, text)) {
    CHECK(fault.begin < fault.end);
    CHECK(fault.end <= text.size());
    const auto before = text.substr(0, fault.begin);
    auto line = std::to_string(1 + std::count(before.begin(), before.end(), '\n')) + ": " +
                std::string(name_of(fault.kind)) + " " + std::string(fault.text);
    if (!fault.wanted.empty()) line += " (" + std::string(fault.wanted) + ")";
    lines.push_back(std::move(line));
  }
  return lines;
}

using Lines = std::vector<std::string>;

constexpr std::string_view kGood =
    "[OUTPUT]\n    Name cloudwatch_logs\n    Match   *\n    region eu-central-1\n";

TEST_CASE("log router: what AWS documents is without fault") {
  CHECK(faults_of("output.conf", kGood).empty());
  CHECK(faults_of("output.conf",
                  "[OUTPUT]\n  Name es\n  Match *\n[OUTPUT]\n  Name firehose\n"
                  "  Match *\n")
            .empty());
  CHECK(faults_of("filters.conf",
                  "[FILTER]\n    Name parser\n    Match *\n    Key_name log\n    Parser crio\n"
                  "[FILTER]\n    Name kubernetes\n    Match kube.*\n    Merge_Log On\n")
            .empty());
  CHECK(faults_of("parsers.conf",
                  "[PARSER]\n    Name crio\n    Format Regex\n"
                  "    Regex ^(?<time>[^ ]+) (?<log>.*)$\n")
            .empty());
  CHECK(faults_of("output.conf", "").empty());
  CHECK(faults_of("output.conf", "# no output yet\n\n").empty());
}

TEST_CASE("log router: names of keys, sections and plug-ins are taken in any case") {
  CHECK(faults_of("output.conf", "[output]\n  NAME CloudWatch\n  match *\n").empty());
}

TEST_CASE("log router: tabs, CRLF, comments and blank lines make no difference") {
  CHECK(faults_of("output.conf", "[OUTPUT]\r\n\tName\tes\r\n\r\n# all\r\n\tMatch\t*\r\n").empty());
}

TEST_CASE("log router: each key takes its own section only") {
  CHECK(faults_of("output.conf", "[SERVICE]\n  Flush 1\n[OUTPUT]\n  Name es\n  Match *\n") ==
        Lines{"1: foreign section SERVICE"});
  CHECK(faults_of("filters.conf", "[OUTPUT]\n  Name es\n  Match *\n") ==
        Lines{"1: foreign section OUTPUT"});
  CHECK(faults_of("output.conf", "[OUTPUT\n  Name es\n") == Lines{"1: broken section [OUTPUT"});
  CHECK(faults_of("output.conf", "  Name es\n[OUTPUT]\n  Name es\n  Match *\n") ==
        Lines{"1: outside section Name"});
}

TEST_CASE("log router: required entries are missed at the header") {
  CHECK(faults_of("output.conf", "\n[OUTPUT]\n  Match *\n") ==
        Lines{"2: missing entry [OUTPUT] (Name)"});
  CHECK(faults_of("filters.conf", "[FILTER]\n  Name grep\n") ==
        Lines{"1: missing entry [FILTER] (Match)"});
  CHECK(faults_of("parsers.conf", "[PARSER]\n  Name a\n") ==
        Lines{"1: missing entry [PARSER] (Format)"});
  CHECK(faults_of("output.conf", "[OUTPUT]\n  Name\n  Match *\n") ==
        Lines{"1: missing entry [OUTPUT] (Name)"});
  const auto faults =
      find_router_faults(*find_router_key("output.conf"), "[OUTPUT]\n Name es\n Match_Regex a\n");
  REQUIRE(faults.size() == 1);
  CHECK(faults.front().instead == "Match_Regex");
}

TEST_CASE("log router: plug-ins, variables and reserved keys") {
  CHECK(faults_of("output.conf", "[OUTPUT]\n  Name s3\n  Match *\n") ==
        Lines{"2: unknown output s3"});
  CHECK(faults_of("filters.conf", "[FILTER]\n  Name lua\n  Match *\n") ==
        Lines{"2: unknown filter lua"});
  CHECK(faults_of("output.conf", "[OUTPUT]\n  Name es\n  Match *\n  Host ${HOST}\n  # ${X}\n") ==
        Lines{"4: variable ${HOST}"});
  CHECK(faults_of("output.conf", "[OUTPUT]\n  Name es\n  Match *\n  Host ${HOST\n") ==
        Lines{"4: variable ${"});
  CHECK(
      faults_of("filters.conf", "[FILTER]\n  Name kubernetes\n  Match *\n  kube_url https://x\n") ==
      Lines{"4: reserved entry kube_url"});
}

TEST_CASE("log router: lines of one sort are indented alike") {
  CHECK(faults_of("output.conf", "[OUTPUT]\n  Name es\n   Match *\n") ==
        Lines{"3: entry indentation Match"});
  CHECK(faults_of("output.conf", "[OUTPUT]\n  Name es\n\tMatch *\n") ==
        Lines{"3: entry indentation Match"});
  CHECK(faults_of("output.conf", "[OUTPUT]\nName es\nMatch *\n") == Lines{"2: shallow entry Name"});
  CHECK(faults_of("output.conf",
                  "[OUTPUT]\n  Name es\n  Match *\n [OUTPUT]\n  Name es\n  Match *\n") ==
        Lines{"4: header indentation [OUTPUT]"});
}

TEST_CASE("log router: faults have an end, however many there are") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "[INPUT]\n${A}\n";
  CHECK(faults_of("output.conf", text).size() == kMostRouterFaults);
  CHECK(faults_of("output.conf", std::string(1'000'000, '[')).size() == 1);
  CHECK(faults_of("output.conf", std::string(1'000'000, '\0')).size() == 1);
}

TEST_CASE("log router: sections are counted by their own name") {
  const auto& key = *find_router_key("output.conf");
  CHECK(count_router_sections(key, kGood) == 1);
  CHECK(count_router_sections(key, "[INPUT]\n Name a\n") == 0);
  CHECK(count_router_sections(key, "") == 0);
  CHECK(find_router_key("outputs.conf") == nullptr);
}

}  // namespace
}  // namespace fargate_lint::fargate
