#pragma once

#include <vector>

#include "command.hpp"
#include "output.hpp"
#include "session/settings.hpp"

namespace fargate_lint::cmd {

/// An error if a report or a baseline would take the place of a file that the run reads (and that
/// is no report of an earlier run), or a baseline that of anything but a baseline: a FILE that was
/// forgotten in front of `*.yaml`.
Failure check_overwriting(const session::Settings& settings, const std::vector<Target>& targets,
                          const system::FileSystem& files);

}  // namespace fargate_lint::cmd
