#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "session/settings.hpp"
#include "session/trees.hpp"
#include "system/revision.hpp"
#include "system/system.hpp"

namespace fargate_lint::session {

/// A run over a revision of the git repository that we are in: its files, and the configuration of
/// then. Inputs that the revision does not have are left out; see Trees for profiles.
class PastRun {
 public:
  /// `now` must outlive it. Adds to `remarks` what is wrong with the configuration of then.
  static Result<std::unique_ptr<PastRun>> open(const system::System& now, const Settings& settings,
                                               const std::string& revision, NoProfiles none,
                                               std::vector<Error>& remarks);

  const system::System& system() const { return system_; }
  /// Without paths, the revision has nothing of what was asked for.
  const Settings& settings() const { return settings_; }
  /// What git was asked for and did not have: nothing that was found holds then.
  std::optional<Error> lost() const { return revision_->lost(); }

 private:
  PastRun(const system::System& now, std::unique_ptr<system::Revision> revision);
  system::Failure settle(const system::System& now, const Settings& settings,
                         const std::string& name, NoProfiles none, std::vector<Error>& remarks);

  std::unique_ptr<system::Revision> revision_;
  system::System system_;
  Settings settings_;
};

}  // namespace fargate_lint::session
