#pragma once

namespace fargate_lint::cmd {

/// The whole program: reads the command line, runs the command, returns the exit code.
int run(int argc, char** argv);

}  // namespace fargate_lint::cmd
