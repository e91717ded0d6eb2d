#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "command.hpp"
#include "lint/event_rules.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "output.hpp"
#include "pipeline.hpp"
#include "report/events.hpp"
#include "report/text.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {
namespace {

/// More is no list of events.
constexpr std::size_t kLongestInput = std::size_t{256} << 20U;

int deliver_events(const fargate::EventLog& log, const std::vector<Target>& targets,
                   const Options& options, const Context& context) {
  const lint::EventRules event_rules(rules::all());
  return deliver_each(targets, options, context,
                      [&](const auto& renderer, const auto& render, std::string& text) {
                        renderer.render_events({log, event_rules}, render, text);
                      });
}

/// Says that nothing in the text is known. Returns kExitFindings: the text was read.
int report_unknown(std::string_view text, const fargate::EventLog& log, const Context& context) {
  Error error{"no known Fargate event in the input", ""};
  const auto& seen = log.unknown_texts;
  const auto close = fargate::nearest_event(seen.empty() ? text : std::string_view(seen.front()));
  if (!close.empty()) error.hint = "the closest known event is \"" + close + "\"";
  if (log.unknown > 1) error.message += ", only " + report::counted(log.unknown, "other event");
  report_error(context, error);
  return kExitFindings;
}

int explain_events(std::string_view text, const Options& options, const Context& context) {
  const auto& command = *find_command("explain");
  const auto targets = parse_targets(context.system.files, options.outputs, [](const auto& format) {
    return format.render_events != nullptr;
  });
  if (!targets) return usage_error(command, context, targets.error());
  const auto log = fargate::read_event_log(text);
  if (log.events.empty()) {
    const bool is_screen = std::ranges::all_of(
        *targets, [](const Target& target) { return target.renderer->is_screen; });
    const int code = is_screen ? kExitClean : deliver_events(log, *targets, options, context);
    return std::max(code, report_unknown(text, log, context));
  }
  return deliver_events(log, *targets, options, context);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

/// The text of an event, if the arguments are one: it may have lost its quotes.
std::optional<std::string> event_in(const std::vector<std::string>& arguments) {
  const auto all = rules::all();
  const bool are_rules = std::ranges::all_of(
      arguments, [&all](const std::string& name) { return lint::find_rule(all, name) != nullptr; });
  if (are_rules) return std::nullopt;
  auto text = joined(arguments);
  // The reason of an event: "FailedMount". Rules have names in lower case, and IDs.
  const auto is_reason = [](const std::string& word) {
    return word.size() > 1 && word[0] >= 'A' && word[0] <= 'Z' && word[1] >= 'a' && word[1] <= 'z';
  };
  if (arguments.size() == 1 && is_reason(text)) return text;
  const bool has_blank = std::ranges::any_of(arguments, [](const std::string& argument) {
    return argument.find_first_of(" \t\n") != std::string::npos;
  });
  if (has_blank || !fargate::find_events(text).empty()) return text;
  return std::nullopt;
}

Result<std::vector<const lint::Rule*>> find_rules(const std::vector<std::string>& names,
                                                  const Context& context) {
  const auto all = rules::all();
  std::vector<const lint::Rule*> wanted;
  for (const auto& name : names) {
    const auto* rule = lint::find_rule(all, name);
    if (rule == nullptr) {
      if (lint::choose(all, {{name}, {}}))
        return Error{"`" + name + "` is more than one rule",
                     "`" + context.program + " rules " + name + "` lists them"};
      const auto close = lint::nearest_rule(all, name);
      return Error{"unknown rule: " + name, close.empty()
                                                ? "`" + context.program + " rules` lists the rules"
                                                : "did you mean `" + close + "`?"};
    }
    wanted.push_back(rule);
  }
  return wanted;
}

}  // namespace

int run_explain(const Options& options, const Context& context) {
  const auto& command = *find_command("explain");
  if (std::ranges::all_of(options.arguments, &std::string::empty))
    return usage_error(command, context,
                       {"name a rule, or give the text of an event",
                        "`" + context.program + " rules` lists the rules"});
  if (options.arguments == std::vector<std::string>{"-"}) {
    const auto text = system::read_standard_input(context.system.files, kLongestInput,
                                                  "pass the events of fewer objects");
    if (!text) return report_error(context, {"stdin " + text.error().message, text.error().hint});
    return explain_events(*text, options, context);
  }
  if (const auto event = event_in(options.arguments))
    return explain_events(*event, options, context);
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return usage_error(command, context, targets.error());
  const auto wanted = find_rules(options.arguments, context);
  if (!wanted) return report_error(context, wanted.error());
  return deliver_each(*targets, options, context,
                      [&](const auto& renderer, const auto& render, std::string& text) {
                        renderer.render_rule_pages(*wanted, render, text);
                      });
}

}  // namespace fargate_lint::cmd
