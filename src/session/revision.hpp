#pragma once

#include <vector>

#include "base/result.hpp"
#include "lint/baseline.hpp"
#include "session/settings.hpp"
#include "system/system.hpp"

namespace fargate_lint::session {

/// What the same settings found in the revision that `new_from_rev` names (system::Revision), by
/// the configuration of then. Adds to `remarks` what could not be read there.
Result<lint::Baseline> find_in_revision(const system::System& system, const Settings& settings,
                                        std::vector<Error>& remarks);

}  // namespace fargate_lint::session
