#include "run.hpp"

#include <exception>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/nearest.hpp"
#include "base/paths.hpp"
#include "command.hpp"
#include "complete.hpp"
#include "habits.hpp"
#include "help.hpp"
#include "options.hpp"
#include "output.hpp"
#include "report/finding_text.hpp"
#include "settings.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {
namespace {

/// kubectl runs a file named kubectl-fargate_lint as `kubectl fargate-lint`.
std::string program_name(std::string_view path) {
  return file_name(path).starts_with("kubectl-") ? "kubectl fargate-lint" : "fargate-lint";
}

/// What kubectl runs to complete a command line of its plugin: a link of that name does.
bool is_completion_name(std::string_view path) {
  return file_name(path).starts_with("kubectl_complete-");
}

int print(const Context& context, const std::string& text) {
  if (const auto failure = write_stdout(context, text)) return report_error(context, *failure);
  return kExitClean;
}

/// Whether the command needs an input and none is named.
bool reads_nothing(const Command& command, const Options& options) {
  return (command.bit & kReadsInput) != 0 && command.bit != kPolicy && options.arguments.empty() &&
         options.filenames.empty();
}

/// As kubectl says it: people search for these words.
std::string unknown_command_text(const Context& context, const std::string& name) {
  return "unknown command \"" + name + "\" for \"" + context.program + "\"";
}

/// What is said of a first word that is neither a command nor a path that exists, if it looks like
/// a command.
std::optional<Error> explain_word(const Context& context, const std::vector<std::string>& words) {
  if (words.empty() || words[0].find_first_of("-./") != std::string::npos) return std::nullopt;
  if (context.system.files.exists(words[0])) return std::nullopt;
  Error error{unknown_command_text(context, words[0]), ""};
  if (const auto ours = instead_of_command(words[0]); !ours.empty()) {
    error.hint = "use `" + context.program + " " + std::string(ours) + "`";
    return error;
  }
  std::vector<std::string_view> names = {"help"};
  for (const auto& command : commands()) names.push_back(command.name);
  const auto close = nearest(words[0], names);
  if (close.empty()) return std::nullopt;
  error.hint = "did you mean `" + std::string(close) + "`?";
  return error;
}

bool is_help_option(std::string_view word) {
  return word == "--help" || word == "-h";
}

int run_help(const Context& context, std::vector<std::string> words) {
  if (words.empty() || words[0] == "help" || is_help_option(words[0]))
    return print(context, program_help(context, terminal_width(context.system)));
  if (words == std::vector<std::string>{"debug"}) words.emplace_back("parse");
  auto name = words[0];
  if (words.size() > 1) name += " " + words[1];
  if (const auto* command = take_command(words))
    return print(context, command_help(*command, context, terminal_width(context.system)));
  std::vector<std::string_view> names;
  for (const auto& command : commands()) names.push_back(command.name);
  const auto close = nearest(name, names);
  return report_error(context, {unknown_command_text(context, name),
                                close.empty() ? "`" + context.program + " help` lists them"
                                              : "did you mean `" + std::string(close) + "`?"});
}

int dispatch(Context context, std::vector<std::string> words) {
  if (words.empty()) {
    report_error(context, no_input(context));
    write_stderr(context, "  see `" + context.program + " --help`\n");
    return kExitTrouble;
  }
  if (words[0] == "--version" || words[0] == "-V") words[0] = "version";
  if (words[0] == "__complete") return run_complete({words.begin() + 1, words.end()}, context);
  if (words[0] == "help") return run_help(context, {words.begin() + 1, words.end()});
  if (is_help_option(words[0])) return run_help(context, {});
  if (words[0] == "debug" && words.size() > 1 && is_help_option(words[1]))
    return run_help(context, {"debug"});
  if (words[0] == "debug" && (words.size() == 1 || words[1] != "parse"))
    return report_error(context, {"`debug` has one command: parse",
                                  "use `" + context.program + " debug parse FILE...`"});
  const auto* command = take_command(words);
  const bool named = command != nullptr;
  if (!named) {
    if (const auto error = explain_word(context, words)) return report_error(context, *error);
    command = find_command("check");
  }
  const auto options = parse_options(context, *command, words);
  if (!options) return usage_error(*command, context, options.error());
  context.variables = options->variables;
  context.color_errors = colors_errors(context.system, options->color);
  if (options->help)
    return print(context, command_help(*command, context, terminal_width(context.system)));
  if (options->show_config) return show_config(*options, context);
  if (named && reads_nothing(*command, *options) &&
      context.system.files.exists(std::string(command->name)))
    return report_error(context, {no_input(context).message,
                                  "`" + std::string(command->name) +
                                      "` is a command; to name the directory, write `./" +
                                      std::string(command->name) + "`"});
  return command->run(*options, context);
}

}  // namespace

int run(const system::System& system, const std::string& program,
        const std::vector<std::string>& words, Held& held) {
  Context context{system};
  context.held = &held;
  context.program = program_name(program);
  context.color_errors = colors_errors(system, "auto");
  try {
    if (is_completion_name(program)) return run_complete(words, context);
    return dispatch(context, words);
  } catch (const std::bad_alloc&) {
    return report_error(context, {"out of memory", "pass fewer files at once"});
  } catch (const std::exception& error) {
    return report_error(context, {std::string("internal error: ") + error.what(),
                                  "this is a bug: please report it with the input that "
                                  "triggers it"});
  }
}

}  // namespace fargate_lint::cmd
