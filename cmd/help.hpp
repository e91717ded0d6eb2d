#pragma once

#include <string>

#include "command.hpp"

namespace fargate_lint::cmd {

/// The program's own help: all commands, the options of check, examples.
std::string program_help(const Context& context, unsigned width);
/// One command's help.
std::string command_help(const Command& command, const Context& context, unsigned width);

}  // namespace fargate_lint::cmd
