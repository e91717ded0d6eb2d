#pragma once

#include "options.hpp"
#include "serve/policy.hpp"
#include "session/settings.hpp"

namespace fargate_lint::cmd {

/// What the options of `admit` and `serve` say beside the settings.
serve::Manner manner_of(const Options& options, const session::Settings& settings);

}  // namespace fargate_lint::cmd
