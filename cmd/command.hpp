#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "options.hpp"
#include "output.hpp"
#include "system/system.hpp"

namespace fargate_lint::cmd {

/// What the process exits with. The greater wins.
inline constexpr int kExitClean = 0;
inline constexpr int kExitFindings = 1;
inline constexpr int kExitTrouble = 2;  ///< usage, unreadable input, internal error
/// Whoever reads our output has read enough, as `head` has: what a shell says of a program that
/// SIGPIPE ends (128 and the number of the signal).
inline constexpr int kExitUnread = 141;

/// What a process that ends soon need not give back: to free the memory of a large run in a hundred
/// thousand pieces takes a tenth of its time.
using Held = std::vector<std::shared_ptr<const void>>;

/// What a command knows of the process it runs in.
struct Context {
  const system::System& system;
  std::string program = "fargate-lint";     ///< as the user calls us: "kubectl fargate-lint"
  std::vector<std::string> variables = {};  ///< of the environment, that have given options
  bool color_errors = false;                ///< paint the first word of what goes to stderr
  Held* held = nullptr;                     ///< never null while a command runs
};

/// One subcommand: a row of the table in command.cpp and a file of its own.
struct Command {
  std::string_view name;  ///< "check", "debug parse"
  CommandBit bit;
  std::string_view arguments;  ///< "[PATH...]"
  std::string_view summary;    ///< one line
  std::string_view details;    ///< a paragraph for its own help
  std::string_view examples;   ///< lines without the program's name
  int (*run)(const Options& options, const Context& context);
  Takes takes = nullptr;  ///< which formats -o takes
};
std::span<const Command> commands();
const Command* find_command(std::string_view name);
/// The command that the words of a command line name, taken out of them; null if they name none.
const Command* take_command(std::vector<std::string>& words);

int run_check(const Options& options, const Context& context);
int run_placement(const Options& options, const Context& context);
int run_profiles(const Options& options, const Context& context);
int run_diff(const Options& options, const Context& context);
int run_cost(const Options& options, const Context& context);
int run_why(const Options& options, const Context& context);
int run_explain(const Options& options, const Context& context);
int run_rules(const Options& options, const Context& context);
int run_debug_parse(const Options& options, const Context& context);
int run_completion(const Options& options, const Context& context);
int run_version(const Options& options, const Context& context);

/// Nothing, or what went wrong.
using Failure = system::Failure;

/// Writes all of `text` to standard output. An error without a message: nobody reads it any more.
Failure write_stdout(const Context& context, std::string_view text);
/// Writes to standard error, as far as it takes it.
void write_stderr(const Context& context, std::string_view text);

/// "fargate-lint why [OPTION...] KIND/NAME [PATH...]"
std::string synopsis(const Command& command, const Context& context);

/// Says on stderr what is wrong with the command line, and where help is. Returns kExitTrouble.
int usage_error(const Command& command, const Context& context, const Error& error);
/// Likewise without a word on usage: for what is wrong with a value.
int refuse(const Context& context, const Error& error);
/// Likewise for what is wrong with the world. Returns kExitTrouble; kExitUnread, and says nothing,
/// if the error has no message.
int report_error(const Context& context, const Error& error);
/// Likewise for what is worth to know, and fails nothing.
void report_warning(const Context& context, const Error& warning);

}  // namespace fargate_lint::cmd
