#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "command.hpp"
#include "input/loader.hpp"
#include "lint/judge.hpp"
#include "lint/selection.hpp"
#include "output.hpp"
#include "settings.hpp"

namespace fargate_lint::cmd {

/// The load options that the settings ask for; an error if they name nothing to read or a value
/// makes no sense.
Result<input::LoadOptions> load_options(const Settings& settings, const Context& context);

/// Adds the configuration's suppressions to those of the input, which are left out if not wanted.
void add_ignores_of(const Settings& settings, const system::FileSystem& files,
                    lint::Reading& reading);
/// Judges what was read as the settings want it; `times`, if given, takes what each rule takes.
lint::Report run_rules(const Settings& settings, std::shared_ptr<const lint::Reading> reading,
                       const fargate::Fleet& fleet, lint::RuleList rules, unsigned threads,
                       const Context& context, lint::RuleTimes* times = nullptr);

/// What a command shows of a run.
struct Show {
  bool placement = true;
  bool diagnostics = true;
};

/// What a run over every chosen cluster came to.
struct Outcome {
  bool delivered = true;
  bool trouble = false;  ///< see has_trouble()
  bool failed = false;   ///< a finding is as bad as `fails` says
};

/// Loads the input, judges it by the profiles of each chosen cluster in turn, and delivers each
/// report as the settings want it. An error if the choice of clusters makes no sense for the input
/// or the targets.
Result<Outcome> judge(const input::LoadOptions& load, lint::RuleList rules,
                      const std::vector<Target>& targets, const Show& show,
                      const Settings& settings, const Context& context,
                      const std::function<bool(const lint::Report&)>& fails);

/// Whether something could not be read, so that the run ends with kExitTrouble.
bool has_trouble(const lint::Report& report);

}  // namespace fargate_lint::cmd
