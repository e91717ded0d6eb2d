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

/// Reads what the session's settings name, judges it by the profiles of each chosen cluster, and
/// delivers the reports as the options want them. Returns the exit code: kExitFindings if `fails`
/// holds of a report, kExitTrouble if something could not be read or written.
int judge(session::Session& session, const std::vector<Target>& targets, const Show& show,
          const Options& options, const Context& context,
          const std::function<bool(const lint::Report&)>& fails);

/// Says on stderr what went wrong while the inputs were read and judged.
void say_errors(report::Reports reports, const Context& context);
/// Says what could have been linted and was not, where no screen does: "no findings" alone would
/// read as if a chart had been looked into. What an error says already is left out.
void say_not_linted(const lint::Reading& reading, const Options& options, const Context& context);

/// Writes what was rendered to its place. Returns kExitClean if it could be, else says why not.
int deliver(const std::string& text, const Target& target, const Context& context);
/// Renders for each of the targets and writes it there. Returns the worst exit code.
using RenderInto =
    std::function<void(const report::Renderer&, report::RenderOptions&, std::string& text)>;
int deliver_each(const std::vector<Target>& targets, const Options& options, const Context& context,
                 const RenderInto& render);

}  // namespace fargate_lint::cmd
