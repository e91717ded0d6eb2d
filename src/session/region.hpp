#pragma once

#include <string>

#include "fargate/fleet.hpp"
#include "session/settings.hpp"
#include "system/environment.hpp"

namespace fargate_lint::session {

/// The AWS region of a cluster, and what tells it.
struct Region {
  std::string name = {};      ///< empty if nothing tells it
  bool is_asked_for = false;  ///< by a flag, rather than found
  bool is_ambiguous = false;  ///< the profiles are in several
};

/// That of the request, which is the user's or the configuration's; else that of the profiles; else
/// AWS_REGION.
Region region_of(const system::Environment& environment, const Settings& settings,
                 const fargate::Fleet& fleet);

}  // namespace fargate_lint::session
