#include "serve/policy.hpp"

#include <utility>

#include "fargate/asked_for.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "report/finding_text.hpp"
#include "session/session.hpp"

namespace fargate_lint::serve {
namespace {

/// The profiles of one cluster; none if no file is named and the configuration declares none.
Result<fargate::Fleet> read_fleet(const system::System& system, session::Settings settings) {
  const auto& request = settings.request;
  if (request.profiles.empty() && settings.config.declared.profiles.empty())
    return fargate::Fleet();
  settings.request.paths.clear();
  session::Session session(system, std::move(settings), {});
  const auto reading = session.read();
  if (!reading) return reading.error();
  for (const auto& error : (*reading)->errors) return Error{report::error_text(error), error.hint};
  const auto fleets = session.fleets();
  if (!fleets) return fleets.error();
  return fleets->front();
}

}  // namespace

Result<Policy> load_policy(const system::System& system, const session::Settings& settings,
                           const Manner& manner) {
  const auto rules = lint::choose(rules::all(), {settings.request.select, settings.request.ignore});
  if (!rules) return rules.error();
  auto fleet = read_fleet(system, settings);
  if (!fleet) return fleet.error();
  Policy policy;
  policy.fleet = std::move(fleet).value();
  policy.rules = admission_rules(*rules);
  const auto& config = settings.config;
  if (!config.workloads.empty())
    policy.kinds =
        std::make_shared<const kube::WorkloadKinds>(config.workloads, fargate::is_asked_for);
  policy.ignores = config::ignores(system.files, config, false);
  if (!config.severities.empty() || !config.overrides.empty())
    policy.adjust = [&files = system.files, config](lint::Report& report) {
      config::adjust(files, config, report);
    };
  policy.action = manner.action;
  policy.pods_by =
      manner.pods_by.value_or(policy.fleet.empty() ? PodsBy::scheduler : PodsBy::profiles);
  policy.severity = manner.severity;
  policy.no_inline_ignores = settings.request.no_inline_ignores;
  return policy;
}

}  // namespace fargate_lint::serve
