#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command.hpp"
#include "config/config.hpp"

namespace fargate_lint::cmd {

/// What a run goes by, from three places: the configuration, over it the environment, over that the
/// command line.
struct Settings {
  Options options;                 ///< with what the configuration says for options not given
  std::vector<std::string> paths;  ///< what to read
  config::Config config;           ///< without what the options overrule
  Options given;                   ///< what settle() was called with
  std::vector<std::string> arguments;
};

/// Puts them together for a command that reads `arguments`. Nothing if the configuration is wrong,
/// which is then said on stderr.
std::optional<Settings> settle(Options options, const std::vector<std::string>& arguments,
                               const Context& context);

/// Prints what settle() comes to, as a configuration.
int show_config(const Options& options, const Context& context);

}  // namespace fargate_lint::cmd
