#pragma once

#include "lint/baseline.hpp"
#include "settings.hpp"

namespace fargate_lint::cmd {

/// What the same command found in the revision that `--new-from-rev` names. Its files are taken out
/// of git into a private folder, which is gone at the end; the work tree is not touched.
Result<lint::Baseline> find_in_revision(const Settings& settings, const Context& context);

}  // namespace fargate_lint::cmd
