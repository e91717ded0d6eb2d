#pragma once

#include <string>
#include <string_view>

#include "command.hpp"

namespace fargate_lint::cmd {

/// The title of a group of options.
std::string_view heading(Group group);
/// "text (default), json or markdown": what -o takes.
std::string formats_text(const Command& command);

/// The program's own help: all commands, the options of check, examples.
std::string program_help(const Context& context, unsigned width);
/// One command's help.
std::string command_help(const Command& command, const Context& context, unsigned width);

}  // namespace fargate_lint::cmd
