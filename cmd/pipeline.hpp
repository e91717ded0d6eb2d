#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"
#include "output.hpp"
#include "session/session.hpp"

namespace fargate_lint::cmd {

/// What a command shows of a run.
struct Show {
  bool placement = true;
  bool diagnostics = true;
  /// What is shown in full, if the user has said so; the formats have defaults of their own.
  std::optional<lint::Severity> severity = {};
  /// From where on a finding makes the run fail, if anything does.
  std::optional<lint::Severity> fails = lint::Severity::error;
};

/// What a run over every chosen cluster came to.
struct Outcome {
  bool delivered = true;
  bool trouble = false;  ///< see session::has_trouble()
  bool failed = false;   ///< a finding is as bad as `fails` says
};

/// Reads what the session's settings name, judges it by the profiles of each chosen cluster, and
/// delivers the reports as the options want them. An error if the choice of clusters makes no sense
/// for the input.
Result<Outcome> judge(session::Session& session, const std::vector<Target>& targets,
                      const Show& show, const Options& options, const Context& context,
                      const std::function<bool(const lint::Report&)>& fails);

/// Writes what was rendered to its place; returns whether it could be, and says it if not.
bool deliver(const std::string& text, const Target& target, const Context& context);

}  // namespace fargate_lint::cmd
