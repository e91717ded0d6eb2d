#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fargate/live.hpp"
#include "input/kubectl.hpp"
#include "input/rendered.hpp"
#include "kube/workload.hpp"
#include "system/system.hpp"

/// A running cluster, read through the user's own kubectl. Nothing in it is changed or created, and
/// no Secret is read.
namespace fargate_lint::input {

/// What of which cluster is read (`--live`).
struct Cluster {
  Connection connection;
  std::string ns;  ///< empty: that of the context
  bool all_namespaces = false;
  std::string selector;   ///< of workloads, as for `kubectl get -l`
  unsigned page = 500;    ///< objects of a page; 0: all at once
  bool for_rules = true;  ///< what only rules ask for is read, too
  /// The run goes on without a list of workloads that cannot be read.
  bool allows_partial = false;
};

/// How far the reading is: the context's name, and Pods so far; nothing at its end.
using ClusterProgress =
    std::function<void(std::string_view cluster, std::optional<std::size_t> pods)>;

struct ClusterOptions {
  std::vector<kube::DeclaredWorkload> workloads;  ///< kinds that make Pods, beyond those we know
  unsigned at_once = 4;                           ///< kubectl that run at the same time
  ClusterProgress progress = nullptr;             ///< called by any thread, one at a time
};

/// Reads all lists that the linter asks for, page by page, several at a time; the same cluster
/// gives the same result whichever comes first. Pods that a workload controls are not linted: their
/// workload is, and they become facts (LiveCluster). If nothing could be read, there is an error
/// and no file.
Rendered read_cluster(const system::System& system, const Cluster& cluster,
                      const ClusterOptions& options);

}  // namespace fargate_lint::input
