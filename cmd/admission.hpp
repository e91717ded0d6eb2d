#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "options.hpp"
#include "serve/policy.hpp"
#include "session/settings.hpp"

namespace fargate_lint::cmd {

/// "deny", "warn" or "audit".
std::optional<policy::Action> parse_action(std::string_view text);

/// What the options of `admit` and `serve` say beside the settings.
Result<serve::Manner> manner_of(const Options& options, const session::Settings& settings);

}  // namespace fargate_lint::cmd
