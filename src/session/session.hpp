#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "fargate/fleet.hpp"
#include "input/library.hpp"
#include "input/rendered.hpp"
#include "lint/baseline.hpp"
#include "lint/judge.hpp"
#include "lint/reading.hpp"
#include "session/region.hpp"
#include "session/settings.hpp"
#include "system/overlay.hpp"
#include "system/system.hpp"

namespace fargate_lint::session {

/// What was there before, and why it is not reported.
struct Known {
  lint::Baseline baseline;
  std::string reason;
};

/// One set of settings, judged as often as asked. For one thread, but for what it hands out: that
/// never changes. The system must outlive it.
class Session {
 public:
  /// `rules` run; all others are known to suppressions.
  Session(const system::System& system, Settings settings, std::vector<const lint::Rule*> rules);

  const Settings& settings() const { return settings_; }
  lint::RuleList rules() const { return rules_; }

  /// Reads what the settings name; if results are kept, only what has changed since it was read
  /// last. What cannot be read is part of the reading; an error if a file
  /// changes meanwhile.
  Result<std::shared_ptr<const lint::Reading>> read();
  /// All profiles that were read.
  const fargate::Fleet& declared() const { return declared_; }
  /// By which of them to judge: those of the cluster that was asked for, of the only one, or of
  /// each in turn. An error if that leaves the choice open.
  Result<std::vector<fargate::Fleet>> fleets() const;

  /// The region of that cluster.
  Region region_of(const fargate::Fleet& fleet) const {
    return session::region_of(system_.environment, settings_, fleet);
  }
  /// Judges what was read last, and reads it first if nothing was. An error if a file has changed.
  Result<lint::Report> judge(const fargate::Fleet& fleet, lint::RuleTimes* times = nullptr);
  /// Judges by each of fleets(), all the same reading.
  Result<std::vector<lint::Report>> judge_all(lint::RuleTimes* times = nullptr);

  /// Moves a place in what was rendered to where it comes from.
  void relocate(std::string_view field, yaml::Location& where) const;

  /// What the settings name as known: a baseline, a revision, or both.
  Result<std::vector<Known>> known();
  /// What read() and known() met that their caller may want to say; empties itself.
  std::vector<Error> take_remarks();

 private:
  /// Calls `work`; an error if what was read does not hold any more. What was only glanced at, and
  /// is not what it seemed, is read again as a whole, and `work` called again.
  template <typename Work>
  auto with_reading(const Work& work) -> decltype(work());
  void load();
  /// Renders and unpacks what is to be, once: what is read after that is the same.
  void render();
  system::Failure missing_cluster() const;
  system::Failure missing_profiles() const;
  std::optional<Error> idle_namespace() const;
  lint::Report judge_once(const fargate::Fleet& fleet, lint::RuleTimes* times) const;

  const system::System& system_;
  Settings settings_;
  std::vector<const lint::Rule*> rules_;
  system::Overlay files_;  ///< those of the system, and what was rendered
  std::optional<std::vector<input::Rendered>> rendered_;
  input::LoadOptions load_;
  std::unique_ptr<input::Library> library_;       ///< null if nothing is kept
  std::shared_ptr<const lint::Reading> reading_;  ///< null before the first is read
  fargate::Fleet declared_;
  std::vector<Error> remarks_;
  std::vector<std::string> unused_environments_;  ///< of what was read last
};

/// Takes what is known out of the report.
void take_known(const std::vector<Known>& known, lint::Report& report);

/// Whether something could not be read, so that nobody may call the run a success.
bool has_trouble(const lint::Report& report);

}  // namespace fargate_lint::session
