#include "manual_page.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "command.hpp"
#include "help.hpp"
#include "list.hpp"
#include "options.hpp"
#include "report/rule_page.hpp"
#include "report/text.hpp"

namespace {

using namespace fargate_lint;

/// Of the version; it changes with that.
constexpr std::string_view kDate = "2026-11-30";

/// Text as groff wants it (groff_man(7)): nothing in it is a request or an escape, what is in
/// backticks is bold, and hyphens are those of ASCII, to be copied. `bold` goes on from line to
/// line.
std::string prose(std::string_view text, bool& bold) {
  std::string out;
  for (const char c : text) {
    if (c == '`') {
      bold = !bold;
      out += bold ? "\\fB" : "\\fR";
    } else if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else {
      out += c;
    }
  }
  return out;
}

std::string prose(std::string_view text) {
  bool bold = false;
  return prose(text, bold);
}

/// Lines of text, none of which may look like a request.
void append_text(std::string_view text, std::string& page) {
  constexpr unsigned kWidth = 66;  // escapes make them longer
  bool bold = false;
  for (const auto& line : report::wrap(text, kWidth))
    page += (line.starts_with('.') ? "\\&" : "") + prose(line, bold) + "\n";
}

void append_section(std::string_view title, std::string& page) {
  page += ".SH ";
  for (const char c : title) page += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  page += '\n';
}

/// A term in bold and what is to say of it.
void append_item(std::string_view term, std::string_view text, std::string& page) {
  page += ".TP\n\\fB" + prose(term) + "\\fR\n";
  append_text(text, page);
}

void append_code(std::string_view lines, std::string& page) {
  page += ".PP\n.nf\n.RS\n";
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    // A backtick is one here.
    std::string line;
    for (const char c : lines.substr(0, end)) line += c == '`' ? "\\(ga" : prose({&c, 1});
    page += line + "\n";
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  page += ".RE\n.fi\n";
}

std::string examples(const cmd::Command& command, const std::string& program) {
  std::string text;
  auto rest = command.examples;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    text += program + " " + std::string(rest.substr(0, end)) + "\n";
    rest.remove_prefix(end + 1);
  }
  return text;
}

void append_commands(const std::string& program, std::string& page) {
  append_section("Commands", page);
  append_text("Without a command, `check` runs.", page);
  for (const auto& command : cmd::commands()) {
    page += ".SS " + prose(command.name);
    if (!command.arguments.empty()) page += " " + prose(command.arguments);
    page += "\n";
    append_text(command.details, page);
    append_code(examples(command, program), page);
  }
  page += ".SS help [COMMAND]\nShows the help of the program or of a command.\n";
}

/// ". Used by check and why." unless every command that reads an input takes it.
std::string users(const cmd::OptionInfo& option) {
  if ((option.commands & cmd::kReadsInput) == cmd::kReadsInput) return {};
  std::string text;
  std::string_view last;
  for (const auto& command : cmd::commands()) {
    if ((option.commands & command.bit) == 0) continue;
    if (!last.empty()) text += (text.empty() ? "" : ", ") + std::string(last);
    last = command.name;
  }
  return " (" + (text.empty() ? "" : text + " and ") + std::string(last) + ")";
}

void append_options(std::string& page) {
  append_section("Options", page);
  auto group = static_cast<cmd::Group>(255);
  for (const auto& option : cmd::option_table()) {
    if (option.group != group) page += ".SS " + std::string(cmd::heading(option.group)) + "\n";
    group = option.group;
    page += ".TP\n";
    if (!option.short_name.empty()) page += "\\fB" + prose(option.short_name) + "\\fR, ";
    page += "\\fB" + prose(option.long_name) + "\\fR";
    if (!option.value.empty())
      page += (option.implied.empty() ? " \\fI" : "\\fI") + prose(option.value) + "\\fR";
    page += '\n';
    auto text = std::string(option.help);
    if (option.values == cmd::Values::format)
      text += ". Formats of check: " + cmd::formats_text(*cmd::find_command("check"));
    append_text(text + users(option), page);
  }
  append_item("-V, --version", "print the version", page);
}

void append_rules(std::string& page) {
  append_section("Rules", page);
  append_text(
      "An `error` is a promise: the Pod never runs on Fargate, or the input cannot be trusted. "
      "With "
      "a `warning` it runs, but misbehaves, loses something, or costs more than it looks. An "
      "`info` "
      "is advice. `explain` shows all about a rule.",
      page);
  std::string_view topic;
  for (const auto* rule : rules::all()) {
    const auto& info = rule->info;
    if (lint::words(info.topic()).title != topic) {
      topic = lint::words(info.topic()).title;
      page += ".SS " + prose(topic) + "\n";
    }
    append_item(std::string(info.id) + " " + std::string(info.name),
                report::severities(info) + ": " + std::string(info.summary), page);
  }
}

void append_environment(std::string& page) {
  append_section("Environment", page);
  append_item("FARGATE_LINT_*",
              "stand for the flags that may be set so; a flag on the command line wins", page);
  std::string names;
  for (const auto& option : cmd::option_table())
    if (const auto name = cmd::variable_of(option); !name.empty())
      names += (names.empty() ? "" : ", ") + name;
  page += ".IP\n";
  append_text(names, page);
  append_item("NO_COLOR, CLICOLOR_FORCE", "whether to use colors, unless `--color` says so", page);
  append_item("COLUMNS", "the width of the output; else the terminal's, else 100", page);
}

void append_files(const std::string& program, std::string& page) {
  append_section("Files", page);
  append_item(".fargate-lint.yaml",
              "the config file: the closest one is used, from the inputs up to the root of the "
              "repository. `" +
                  program + " --show-config` prints the settings that result",
              page);
}

void append_kubectl(std::string& page) {
  append_section("kubectl plugin", page);
  append_text(
      "As `kubectl-fargate_lint` on PATH, the program is `kubectl fargate-lint`. kubectl passes "
      "the "
      "exit status through. Write flags after the plugin's name: kubectl refuses them before it.",
      page);
  page += ".PP\n";
  append_text(
      "To complete its command lines, kubectl 1.26 and later run `kubectl_complete-fargate_lint`. "
      "A "
      "link to the program is enough:",
      page);
  append_code("ln -s \"$(command -v kubectl-fargate_lint)\" ~/bin/kubectl_complete-fargate_lint",
              page);
}

}  // namespace

std::string manual_page(const std::string& name, const std::string& program) {
  std::string page =
      ".\\\" Written by `./dev docs` from the tables of commands, options and rules.\n";
  page += ".TH ";
  for (const char c : prose(name))
    page += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  page += " 1 " + std::string(kDate) +
          " \"fargate\\-lint " FARGATE_LINT_VERSION "\" \"User Commands\"\n.nh\n.ad l\n";
  append_section("Name", page);
  page += prose(name) + " \\- lint Kubernetes manifests against EKS Fargate profiles\n";
  append_section("Synopsis", page);
  page +=
      "\\fB" + prose(program) + "\\fR [\\fICOMMAND\\fR] [\\fIOPTION\\fR...] [\\fIPATH\\fR...]\n";
  append_section("Description", page);
  append_text(
      "Reads Kubernetes manifests and EKS Fargate profiles, resolves every Pod against them, and "
      "reports what Fargate rejects, ignores or bills differently, with the line that causes it.",
      page);
  page += ".PP\n";
  append_text(
      "A PATH is a file, a directory (read recursively: .yaml, .yml and .json, without what "
      ".gitignore "
      "excludes), an archive of manifests (.tgz, .tar.gz, .tar or .zip, read in memory), or `-` "
      "for "
      "stdin.",
      page);
  append_commands(program, page);
  append_options(page);
  append_section("Suppressions", page);
  page += "To accept a finding, write a comment above its field:\n";
  append_code(R"(# fargate-lint: ignore[FG101] reason="runs on EC2 until Q3" until=2026-12-31)",
              page);
  append_rules(page);
  append_section("Exit status", page);
  append_item("0", "success: no finding at or above `--fail-on`", page);
  append_item("1", "there are such findings", page);
  append_item("2", "usage error, unreadable input or internal error", page);
  append_environment(page);
  append_files(program, page);
  append_kubectl(page);
  append_section("See also", page);
  page += "\\fBkubectl\\fR(1), \\fBhelm\\fR(1)\n.PP\n" + prose(FARGATE_LINT_HOMEPAGE) + "\n";
  return page;
}
