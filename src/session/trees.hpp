#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "system/file_system.hpp"
#include "system/revision.hpp"

namespace fargate_lint::session {

/// Where a run over a revision reads: its files, and those of now.
struct Trees {
  system::Revision& then;
  const system::FileSystem& now;
};

/// Leaves out inputs that the revision does not have: all in them is new. Profiles that git does
/// not keep are those of now: without them every pod would count as one on Fargate, and nothing as
/// new. An error if git cannot tell what it keeps.
system::Failure go_back(std::vector<std::string>& inputs, const Trees& trees);
/// What to do with files of profiles if the revision has none of them.
enum class NoProfiles : std::uint8_t {
  take_those_of_now,  ///< they have most likely been renamed
  have_none,
};
/// Likewise files that must declare profiles.
system::Failure go_back_profiles(std::vector<std::string>& profiles, NoProfiles none,
                                 const Trees& trees);
/// Likewise what the revision's configuration names, of which nothing is left out.
system::Failure complete_profiles(const std::vector<std::string>& profiles, const Trees& trees);

}  // namespace fargate_lint::session
