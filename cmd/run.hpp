#pragma once

#include "command.hpp"

namespace fargate_lint::cmd {

/// The whole program: reads the command line, runs the command, returns the exit code. Puts into
/// `held` what is large and need not be freed before the process ends.
int run(int argc, char** argv, Held& held);

}  // namespace fargate_lint::cmd
