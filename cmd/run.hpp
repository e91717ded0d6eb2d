#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace fargate_lint::cmd {

/// The program: what it is called, and the words of its command line behind that. Returns what the
/// process exits with; what need not be freed before is put into `held`.
int run(const system::System& system, const std::string& program,
        const std::vector<std::string>& words, Held& held);

}  // namespace fargate_lint::cmd
