// How much a report of real charts asks of its reader: lines, and what stands where. People judge
// the tool by it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "run_program.hpp"
#include "system/testing.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using testing::run;

constexpr const char* kEverywhere =
    "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: demo, region: r}\n"
    "fargateProfiles: [{name: all, selectors: [{namespace: '*'}]}]\n";

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    lines.emplace_back(line);
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return lines;
}

fs::path charts() {
  const auto* corpus = std::getenv("FARGATE_LINT_CORPUS");
  return corpus == nullptr ? fs::path() : fs::path(corpus) / "helm-charts";
}

std::vector<std::string> arguments_for(const std::vector<std::string>& files,
                                       const system::TemporaryFolder& folder) {
  folder.write("profiles.yaml", kEverywhere);
  std::vector<std::string> arguments = {"check", "--isolated", "--profiles",
                                        (folder.path() / "profiles.yaml").string()};
  arguments.insert(arguments.end(), files.begin(), files.end());
  return arguments;
}

std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Index of the first line that begins so; the number of lines if none does.
std::size_t first(const std::vector<std::string>& lines, std::string_view beginning) {
  const auto at = std::ranges::find_if(
      lines, [&](const std::string& line) { return line.starts_with(beginning); });
  return static_cast<std::size_t>(at - lines.begin());
}

/// What the program says of these workloads, as JSON.
std::string json_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"-o", "json"});
  return run({.arguments = arguments}).out;
}

TEST_CASE("screen of fifty workloads: the first lines are the errors, the last the answer") {
  const auto folder_of_charts = charts();
  if (!fs::exists(folder_of_charts)) {
    MESSAGE("FARGATE_LINT_CORPUS is not set: the screen of real charts is not tried");
    return;
  }
  std::vector<std::string> files;
  for (const auto* chart :
       {"bitnami__charts__milvus", "argoproj__argo-helm__argo-cd", "hashicorp__consul-k8s__consul",
        "hashicorp__consul-k8s__consul-demo",
        "prometheus-community__helm-charts__kube-prometheus-stack",
        "grafana__helm-charts__loki-distributed", "bitnami__charts__elasticsearch",
        "bitnami__charts__fluent-bit", "bitnami__charts__redis"})
    files.push_back((folder_of_charts / (std::string(chart) + ".yaml")).string());
  const system::TemporaryFolder folder;
  const auto arguments = arguments_for(files, folder);
  const auto report = yaml::read_document(json_of(arguments));
  REQUIRE(report);
  const auto placements = report->root()["placements"];
  CHECK(placements.size() >= 50);
  for (const std::string width : {"80", "120"}) {
    CAPTURE(width);
    const auto lines =
        lines_of(run({.arguments = arguments, .environment = {{"COLUMNS", width}}}).out);
    MESSAGE(lines.size(), " lines at ", width, " columns");
    CHECK(lines.size() <= 600);
    auto table_end = first(lines, "  VERDICT");
    REQUIRE(table_end < lines.size());
    while (table_end < lines.size() && !lines[table_end].empty()) ++table_end;
    const auto milder = std::min(first(lines, "warning["), lines.size());
    CHECK(milder - table_end <= 60);
    for (std::size_t i = milder; i < lines.size(); ++i) CHECK_FALSE(lines[i].starts_with("error["));
    std::string ending;
    for (auto i = lines.size() - std::min<std::size_t>(lines.size(), 25); i < lines.size(); ++i)
      ending += lines[i] + "\n";
    for (const auto placement : placements.items()) {
      if (placement["verdict"].text() != "refused") continue;
      const auto name =
          std::string(placement["kind"].text()) + "/" + std::string(placement["name"].text());
      CAPTURE(name);
      CHECK(ending.find(name) != std::string::npos);
    }
    // A path and a name have no room to be broken.
    for (const auto& line : lines)
      if (line.find("-->") == std::string::npos && line.find('/') == std::string::npos)
        CHECK(columns(line) <= std::stoul(width));
  }
}

TEST_CASE("screen of all charts: at most eight lines a finding, and none is said twice in a row") {
  const auto folder_of_charts = charts();
  if (!fs::exists(folder_of_charts)) return;
  const system::TemporaryFolder folder;
  const auto arguments = arguments_for({folder_of_charts.string()}, folder);
  const auto report = yaml::read_document(json_of(arguments));
  REQUIRE(report);
  auto open = arguments;
  open.insert(open.end(), {"--severity", "info"});
  for (const auto& words : {arguments, open}) {
    const auto lines = lines_of(run({.arguments = words}).out);
    const auto findings = report->root()["diagnostics"].size();
    MESSAGE(lines.size(), " lines for ", findings, " findings");
    CHECK(lines.size() <= 8 * findings);
    // A finding's first lines, up to its place, and its help.
    std::string before;
    std::string headline;
    std::string help;
    for (const auto& line : lines) {
      if (line.starts_with("error[") || line.starts_with("warning[") || line.starts_with("info["))
        headline = line;
      if (line.find("= help: ") != std::string::npos) help = line.substr(line.find('='));
      if (!line.empty() || headline.empty()) continue;
      const auto said = headline + help;
      CHECK(said != before);
      before = said;
      headline.clear();
      help.clear();
    }
  }
}

}  // namespace
}  // namespace fargate_lint
