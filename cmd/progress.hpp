#pragma once

#include "input/cluster.hpp"
#include "system/system.hpp"

namespace fargate_lint::cmd {

/// Says on a terminal's stderr how far the reading of a cluster is, from the second second on, in
/// one line that is gone at its end. Null if stderr is no terminal.
input::ClusterProgress progress_of_cluster(const system::System& system);

}  // namespace fargate_lint::cmd
