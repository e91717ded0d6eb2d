#include "help.hpp"

#include <algorithm>

#include "output.hpp"
#include "report/text.hpp"

namespace fargate_lint::cmd {
namespace {

constexpr unsigned kWidest = 100;

/// "  name   text", the text wrapped in its own column.
void append_row(const std::string& name, std::size_t column, std::string_view text, unsigned width,
                std::string& out) {
  std::string head = "  " + name;
  if (head.size() + 2 > column) {
    out += head + "\n";
    head.clear();
  }
  report::append_padded(head, column, out);
  const auto lines = report::wrap(text, width - column);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i != 0) out.append(column, ' ');
    out += lines[i] + "\n";
  }
}

constexpr std::size_t kColumn = 29;

void append_option(const Command& command, const OptionInfo& option, unsigned width,
                   std::string& out) {
  auto name =
      option.short_name.empty() ? std::string("    ") : std::string(option.short_name) + ", ";
  name += option.long_name;
  if (!option.value.empty()) name.append(option.implied.empty() ? " " : "").append(option.value);
  std::string text(option.help);
  if (option.values == Values::format) text += ". Formats: " + formats_text(command);
  append_row(name, kColumn, text, width, out);
}

void append_options(const Command& command, unsigned width, std::string& out) {
  for (const auto group :
       {Group::input, Group::rendering, Group::live, Group::rules, Group::prices, Group::admission,
        Group::output, Group::known, Group::configuration, Group::general}) {
    bool is_empty = true;
    for (const auto& option : option_table()) {
      if (option.group != group || (option.commands & command.bit) == 0) continue;
      if (is_empty) out.append("\n").append(heading(group)).append(":\n");
      is_empty = false;
      append_option(command, option, width, out);
    }
  }
}

/// How to accept a finding: what nobody finds out by trying.
void append_suppression(std::string& out) {
  out +=
      "\nTo accept a finding, write a comment above its field:\n"
      "  # fargate-lint: ignore[FG101] reason=\"runs on EC2 until Q3\" until=2026-12-31\n";
}

void append_examples(const Command& command, const Context& context, std::string& out) {
  out += "\nExamples:\n";
  auto examples = command.examples;
  while (!examples.empty()) {
    const auto newline = examples.find('\n');
    out += "  " + context.program + " " + std::string(examples.substr(0, newline)) + "\n";
    examples.remove_prefix(newline + 1);
  }
}

}  // namespace

std::string_view heading(Group group) {
  switch (group) {
    case Group::input: return "Input";
    case Group::rendering: return "Helm and Kustomize";
    case Group::live: return "Running cluster";
    case Group::rules: return "Rules";
    case Group::prices: return "Prices";
    case Group::admission: return "Admission";
    case Group::output: return "Output";
    case Group::known: return "Accepted findings";
    case Group::configuration: return "Configuration";
    case Group::general: return "General";
  }
  return {};
}

std::string formats_text(const Command& command) {
  const auto names = format_names(command.takes);
  std::string text;
  for (const auto name : names) {
    if (!text.empty()) text += name == names.back() ? " or " : ", ";
    text.append(name).append(name == report::default_renderer().name ? " (default)" : "");
  }
  return text;
}

std::string program_help(const Context& context, unsigned width) {
  width = std::min(width, kWidest);
  const auto& check = *find_command("check");
  std::string out =
      context.program + " - which Pods land on AWS EKS Fargate, and what Fargate rejects\n\n";
  out += "Usage: " + context.program + " [COMMAND] [OPTION...] [PATH...]\n";
  append_examples(check, context, out);
  out += "\nCommands:\n";
  std::size_t column = 0;
  for (const auto& command : commands())
    column = std::max(column, command.name.size() + command.arguments.size() + 5);
  for (const auto& command : commands())
    append_row(std::string(command.name) + " " + std::string(command.arguments), column,
               command.summary, width, out);
  append_row("help [COMMAND]", column, "this help, or the help of a command", width, out);
  append_options(check, width, out);
  append_row("-V, --version", kColumn, "print the version", width, out);
  append_suppression(out);
  out += '\n';
  for (const auto& line :
       report::wrap("Exit status: 0 success, 1 findings at or above --fail-on, 2 usage error, "
                    "unreadable input or internal error.",
                    width))
    out += line + "\n";
  return out + "Documentation: " FARGATE_LINT_HOMEPAGE "\n";
}

std::string command_help(const Command& command, const Context& context, unsigned width) {
  width = std::min(width, kWidest);
  std::string out = "Usage: " + synopsis(command, context) + "\n\n";
  for (const auto& line : report::wrap(command.details, width)) out += line + "\n";
  append_examples(command, context, out);
  append_options(command, width, out);
  if ((command.bit & kCheck) != 0) append_suppression(out);
  return out + "\nDocumentation: " FARGATE_LINT_HOMEPAGE "\n";
}

}  // namespace fargate_lint::cmd
