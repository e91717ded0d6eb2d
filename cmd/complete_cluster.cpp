#include "complete_cluster.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "input/kubectl.hpp"

namespace fargate_lint::cmd {
namespace {

/// Who waits for a completion waits no longer than this.
constexpr auto kPatience = std::chrono::seconds(3);
constexpr std::uint64_t kMostOutput = std::uint64_t{4} << 20U;

/// The kinds that people ask about.
constexpr const char* kKinds = "deployments,statefulsets,daemonsets,cronjobs,jobs,pods";

}  // namespace

ClusterNames::ClusterNames(const system::System& system)
    : process_(system.process), kubectl_(input::kubectl_program(system)) {}

void ClusterNames::give(const OptionInfo& option, const std::string& value) {
  if (option.group != Group::live) return;
  is_live_ = true;
  if (option.of_kubectl.empty()) return;
  connection_.push_back(std::string(option.of_kubectl) + "=" +
                        (option.value.empty() ? "true" : value));
}

std::vector<std::string> ClusterNames::ask(std::vector<std::string> words) {
  words.insert(words.begin(), kubectl_);
  words.insert(words.end(), connection_.begin(), connection_.end());
  std::string said;
  const auto ending =
      process_.run({.words = std::move(words), .limit = kPatience, .most_output = kMostOutput},
                   [&said](std::string_view part) {
                     said += part;
                     return true;
                   });
  std::vector<std::string> lines;
  if (!ending.is_success()) return lines;
  for (const auto line : lines_of(said))
    if (!line.empty()) lines.emplace_back(line);
  return lines;
}

std::vector<std::string> ClusterNames::contexts() {
  return ask({"config", "get-contexts", "--output=name"});
}

std::vector<std::string> ClusterNames::clusters() {
  auto lines = ask({"config", "get-clusters"});
  if (!lines.empty()) lines.erase(lines.begin());  // "NAME"
  return lines;
}

std::vector<std::string> ClusterNames::namespaces() {
  auto lines = ask({"get", "namespaces", "--output=name", "--request-timeout=3s"});
  for (auto& line : lines) line.erase(0, line.find('/') + 1);
  return lines;
}

std::vector<std::string> ClusterNames::workloads(const std::string& ns) {
  std::vector<std::string> words = {"get", kKinds, "--output=name", "--request-timeout=3s"};
  if (!ns.empty()) words.push_back("--namespace=" + ns);
  auto lines = ask(std::move(words));
  for (auto& line : lines) {  // "deployment.apps/api"
    const auto slash = line.find('/');
    const auto dot = line.find('.');
    if (dot < slash && slash != std::string::npos) line.erase(dot, slash - dot);
  }
  return lines;
}

}  // namespace fargate_lint::cmd
