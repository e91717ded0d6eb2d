#pragma once

#include <optional>

#include "base/result.hpp"
#include "serve/admission.hpp"
#include "session/settings.hpp"
#include "system/system.hpp"

namespace fargate_lint::serve {

/// What the settings of a session leave open.
struct Manner {
  Action action = Action::deny;
  std::optional<PodsBy> pods_by = {};  ///< nothing: by profiles, if any are declared
  lint::Severity severity = lint::Severity::warning;
};

/// Reads the profiles that the settings name. An error if a file declares none, if profiles of
/// several clusters leave the choice open, or if a rule is not known. The system must outlive it.
Result<Policy> load_policy(const system::System& system, const session::Settings& settings,
                           const Manner& manner);

}  // namespace fargate_lint::serve
