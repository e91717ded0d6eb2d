#pragma once

#include <functional>
#include <optional>

#include "command.hpp"
#include "input/loader.hpp"
#include "lint/engine.hpp"
#include "output.hpp"
#include "settings.hpp"

namespace fargate_lint::cmd {

/// The load options that the settings ask for; an error if they name nothing to read or a value
/// makes no sense. The result must outlive the input loaded with it.
Result<input::LoadOptions> load_options(const Settings& settings, const Context& context);

/// Reads the input and keeps it, until another is read or the process ends: to give its memory back
/// in a hundred thousand pieces would take a tenth of the run.
lint::Input& load_for_good(const input::LoadOptions& options);

/// Adds the configuration's suppressions to those of the input, which are left out if not wanted.
void add_ignores_of(const Settings& settings, lint::Input& input);
/// Judges the input as the settings want it; `times`, if given, takes what each rule takes.
lint::Report run_rules(const Settings& settings, lint::Input& input, lint::RuleList rules,
                       unsigned threads, lint::RuleTimes* times = nullptr);

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
