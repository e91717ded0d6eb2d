#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "command.hpp"

/// What people type from habit, as for kubectl and for other linters, and what to type instead.
namespace fargate_lint::cmd {

/// What to type instead of a flag that no command has; `value` is the word that it was given, if
/// any. Empty if nobody would expect the flag.
std::string instead_of_flag(std::string_view flag, std::string_view value);

/// The command that does here what others call `word`; empty if there is none.
std::string_view instead_of_command(std::string_view word);

/// Why a path that does not exist cannot be meant as it is written: it is a URL, a pattern, several
/// paths or an object of a cluster. Nothing if it is just missing.
std::optional<Error> explain_path(const std::string& path, const Context& context);

}  // namespace fargate_lint::cmd
