#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command.hpp"
#include "session/settings.hpp"

namespace fargate_lint::cmd {

/// What a command that reads `arguments` goes by: the configuration, over it the environment, over
/// that the command line. Nothing if the configuration is wrong, which is then said on stderr.
std::optional<session::Settings> settle(const Options& options,
                                        const std::vector<std::string>& arguments,
                                        const Context& context);

/// The value of --threads; one for each processor if it is empty.
Result<unsigned> thread_count(const std::string& text);
/// As kubectl and helm write one: `90s`, `2m`, or seconds. Nothing for what is none.
std::optional<std::chrono::milliseconds> parse_time(std::string_view text);

/// What is said where nothing is named to read.
Error no_input(const Context& context);
/// Takes over what only matters to who reads the input. An error if nothing is named to read, or a
/// value makes no sense.
Failure prepare(const Options& options, const Context& context, session::Settings& settings);

/// Prints what settle() comes to, as a configuration.
int show_config(const Options& options, const Context& context);

}  // namespace fargate_lint::cmd
