#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "admission.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "command.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "policy/limits.hpp"
#include "policy/policy.hpp"
#include "policy/refusals.hpp"
#include "policy/samples.hpp"
#include "policy/write.hpp"
#include "report/finding_text.hpp"
#include "session/session.hpp"
#include "settings.hpp"
#include "severities.hpp"
#include "support/refusals.hpp"

namespace fargate_lint::cmd {
namespace {

using policy::Action;

/// What is done about a rule of each severity; nothing: it is left out.
using Actions = std::array<std::optional<Action>, 3>;

/// "warn", or "error=deny,warning=warn".
Result<Actions> parse_actions(const std::string& text) {
  const auto wrong = [&text] {
    return invalid_value(
        "--action", text,
        "write deny, warn or audit, or one for each severity: error=deny,warning=warn");
  };
  Actions actions;
  if (text.empty() || parse_action(text)) {
    actions.fill(text.empty() ? Action::deny : *parse_action(text));
    return actions;
  }
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return wrong();
    const auto action = parse_action(part.substr(equals + 1));
    const auto severity = parse_severity(part.substr(0, equals));
    if (!action || !severity) return wrong();
    actions[static_cast<std::size_t>(*severity)] = *action;
  }
  return actions;
}

/// A name of RFC 1123 that leaves room for what we add to it.
bool is_prefix(std::string_view text) {
  constexpr std::size_t kLongest = 200;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= kLongest && is_letter(text.front()) &&
         is_letter(text.back()) &&
         std::ranges::all_of(text, [&](char c) { return c == '-' || c == '.' || is_letter(c); });
}

Failure read_names(const Options& options, policy::Request& request) {
  request.prefix = options.name_prefix.empty() ? "fargate-lint" : options.name_prefix;
  if (!is_prefix(request.prefix))
    return invalid_value(
        "--name-prefix", options.name_prefix,
        "write the beginning of a Kubernetes name: lower-case letters, digits, `-`");
  const auto label =
      options.exempt_label.empty() ? "fargate-lint.dev/policy=exempt" : options.exempt_label;
  const auto equals = label.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == label.size())
    return invalid_value("--exempt-label", label, "write it as KEY=VALUE");
  request.exempt_key = label.substr(0, equals);
  request.exempt_value = label.substr(equals + 1);
  return std::nullopt;
}

/// The rules that a policy can test and that are selected.
Failure read_rules(const Options& options, const session::Settings& settings,
                   policy::Request& request) {
  const auto actions = parse_actions(options.action);
  if (!actions) return actions.error();
  const auto chosen =
      lint::choose(rules::all(), {settings.request.select, settings.request.ignore});
  if (!chosen) return chosen.error();
  bool any = false;
  for (const auto& row : rules::refusal_rules()) {
    const auto& info = row.rule->info;
    const auto action = (*actions)[static_cast<std::size_t>(info.severity)];
    const bool selected = action && std::ranges::find(*chosen, row.rule) != chosen->end();
    any = any || selected;
    request.rules.push_back({row.cause, row.detail, std::string(info.id), std::string(info.name),
                             action.value_or(Action::deny), selected});
  }
  if (any) return std::nullopt;
  return Error{"no rule is left for a policy",
               "a policy tests what the Pod alone proves, such as " + request.rules.front().id};
}

Result<policy::Request> parse_request(const Options& options, const session::Settings& settings) {
  policy::Request request;
  request.on_pods = options.on != "workloads";
  request.on_workloads = options.on != "pods";
  request.pods_by =
      options.pods_by == "profiles" ? policy::PodsBy::profiles : policy::PodsBy::scheduler;
  request.params = !options.params.empty();
  request.takes_ignores = !settings.request.no_inline_ignores;
  if (auto failure = read_names(options, request)) return *std::move(failure);
  if (auto failure = read_rules(options, settings, request)) return *std::move(failure);
  return request;
}

policy::Format parse_format(const std::string& text) {
  if (text == "kyverno") return policy::Format::kyverno;
  return text == "gatekeeper" ? policy::Format::gatekeeper : policy::Format::vap;
}

/// Whether the policies need profiles, and not the scheduler alone.
bool needs_profiles(const policy::Request& request) {
  return request.on_workloads || request.pods_by == policy::PodsBy::profiles;
}

std::vector<std::string> header_of(const policy::PolicySet& set) {
  std::vector<std::string> header = {
      "Written by `fargate-lint policy`. The API server tests what `fargate-lint check` reports as "
      "errors of the Pod alone, with the same rule IDs; `fargate-lint explain FG101` explains one.",
      "failurePolicy is Ignore: a Pod that cannot be evaluated is admitted, and Fargate leaves it "
      "Pending, as it would without the policy.",
      "Not in the policy:"};
  for (const auto& reason : policy::not_in_policy()) header.push_back("- " + reason);
  header.emplace_back(
      "- Suppressions in comments, which no API server sees, and the last day (until=) of those in "
      "annotations: CEL has no clock.");
  for (const auto& note : set.notes) header.push_back("- " + note + ".");
  return header;
}

int print_measures(const policy::PolicySet& set, const Context& context) {
  std::string text;
  bool exceeded = false;
  for (const auto& policy : set.policies) {
    const auto measure = policy::measure(policy);
    text += measure.name + ": " + std::to_string(measure.bytes) + " of " +
            std::to_string(policy::kMostOfObject) + " bytes, " +
            std::to_string(measure.expressions) + " expressions, longest " +
            std::to_string(measure.longest) + " of " + std::to_string(policy::kMostOfExpression) +
            ", nesting " + std::to_string(measure.nesting) + " of " +
            std::to_string(policy::kMostNesting) + ", " + std::to_string(measure.conditions) +
            " of " + std::to_string(policy::kMostConditions) + " match conditions\n";
    for (const auto& fault : measure.faults) text += "  error: " + fault + "\n";
    exceeded = exceeded || !measure.faults.empty();
  }
  if (const auto failure = write_stdout(context, text)) return report_error(context, *failure);
  return exceeded ? kExitFindings : kExitClean;
}

int write_samples(const policy::Request& request, const fargate::Fleet& fleet,
                  const std::string& folder, const Context& context) {
  if (!context.system.files.is(system::Kind::folder, folder))
    return report_error(context, {"no such directory: " + folder, "create it first"});
  const auto samples = policy::samples(request, fleet.profiles());
  if (samples.empty())
    return report_error(context, {"no sample can be written: no selector is known completely", ""});
  for (const auto& sample : samples)
    if (const auto failure = context.system.writer.replace(folder + "/" + sample.file, sample.text))
      return report_error(context, *failure);
  return kExitClean;
}

/// The profiles of the input. Without any input, none.
Result<fargate::Fleet> read_fleet(session::Session& session, const Context& context) {
  const auto reading = session.read();
  if (!reading) return reading.error();
  context.held->push_back(*reading);
  auto fleets = session.fleets();
  if (!fleets) return fleets.error();
  return std::move(fleets->front());
}

}  // namespace

int run_policy(const Options& options, const Context& context) {
  const auto& command = *find_command("policy");
  auto settings = settle(options, options.arguments, context);
  if (!settings) return kExitTrouble;
  const auto request = parse_request(options, *settings);
  if (!request) return usage_error(command, context, request.error());
  const auto format = parse_format(options.policy_kind);
  if (request->params && format != policy::Format::vap)
    return usage_error(command, context, {"--params needs --format vap", "leave out one of them"});
  if (request->params && !needs_profiles(*request))
    return usage_error(command, context,
                       {"--params has no effect: no policy reads the profiles",
                        "add `--on workloads` or `--pods-by profiles`"});
  // Profiles alone are an input: a policy is about pods to come.
  const auto& input = settings->request;
  const bool has_objects = !input.paths.empty() || input.live || input.is_rendered();
  if (has_objects)
    if (const auto failure = prepare(options, context, *settings)) return refuse(context, *failure);
  fargate::Fleet fleet;
  session::Session session(context.system, *settings, {});
  if (has_objects || !input.profiles.empty()) {
    auto read = read_fleet(session, context);
    if (!read) return report_error(context, read.error());
    fleet = std::move(read).value();
  }
  if (fleet.empty() && needs_profiles(*request))
    return refuse(context, {"no Fargate profile in the input",
                            "give --profiles FILE, or use `--on pods --pods-by scheduler`, which "
                            "needs none"});
  const auto set = policy::make(*request, fleet.profiles());
  if (set.policies.empty())
    return report_error(context, {"no selector of the profiles is known completely",
                                  set.notes.empty() ? "" : set.notes.front()});
  if (!options.test.empty())
    if (const int code = write_samples(*request, fleet, options.test, context); code != kExitClean)
      return code;
  if (options.check) return print_measures(set, context);
  for (const auto& note : set.notes) report_warning(context, {note, ""});
  const auto text = policy::write(set, *request, format, header_of(set));
  if (const auto failure = write_stdout(context, text)) return report_error(context, *failure);
  return kExitClean;
}

}  // namespace fargate_lint::cmd
