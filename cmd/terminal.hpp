#pragma once

#include "command.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::cmd {

/// How to render for what standard output is; `to_terminal` false: for a file.
report::RenderOptions render_options(const Options& options, const Context& context,
                                     bool to_stdout);
/// Whether stderr takes colours, `choice` being the value of --color.
bool colors_errors(const system::System& system, std::string_view choice);
/// Columns of the terminal that standard output is: COLUMNS, else what the terminal says, else 100.
unsigned terminal_width(const system::System& system);

}  // namespace fargate_lint::cmd
