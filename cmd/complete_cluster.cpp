#include "complete_cluster.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fargate_lint::cmd {
namespace {

/// Who waits for a completion waits no longer than this.
constexpr auto kPatience = std::chrono::seconds(3);
constexpr std::uint64_t kMostOutput = std::uint64_t{4} << 20U;

/// Our options that say which cluster, and what kubectl calls them.
struct Connection {
  std::string_view ours;
  std::string_view kubectls;
};
constexpr Connection kConnections[] = {
    {"--context", "--context"}, {"--kubeconfig", "--kubeconfig"}, {"--kube-cluster", "--cluster"},
    {"--user", "--user"},       {"--server", "--server"},         {"--token", "--token"},
    {"--as", "--as"},           {"--as-group", "--as-group"},     {"--cache-dir", "--cache-dir"}};
/// Those that need not be told, but mean that a cluster is read.
constexpr std::string_view kLive[] = {"--live", "--all-namespaces", "--selector"};

/// The kinds that people ask about.
constexpr const char* kKinds = "deployments,statefulsets,daemonsets,cronjobs,jobs,pods";

}  // namespace

void ClusterNames::give(std::string_view option, const std::string& value) {
  if (std::ranges::find(kLive, option) != std::end(kLive)) is_live_ = true;
  const auto connection = std::ranges::find(kConnections, option, &Connection::ours);
  if (connection == std::end(kConnections)) return;
  is_live_ = true;
  connection_.push_back(std::string(connection->kubectls) + "=" + value);
}

std::vector<std::string> ClusterNames::ask(std::vector<std::string> words) {
  words.insert(words.begin(), "kubectl");
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
  for (std::string_view rest = said; !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (end != 0) lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
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
