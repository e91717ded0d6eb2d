#pragma once

#include <vector>

#include "base/result.hpp"
#include "lint/baseline.hpp"
#include "session/settings.hpp"
#include "system/system.hpp"

namespace fargate_lint::session {

/// What the same settings found in the revision that `new_from_rev` names, by the configuration of
/// then. Adds to `remarks` what could not be read there. Its files are taken out of git into a
/// private folder, which is gone at the end; the work tree is not touched.
Result<lint::Baseline> find_in_revision(const system::System& system, const Settings& settings,
                                        std::vector<Error>& remarks);

}  // namespace fargate_lint::session
