#include "habits.hpp"

#include <algorithm>
#include <iterator>

#include "base/paths.hpp"
#include "kube/workload.hpp"
#include "workload_name.hpp"

namespace fargate_lint::cmd {
namespace {

/// What takes the place of a name that other tools have: linters for Kubernetes (kube-linter,
/// kube-score, kubeconform, kubescape, conftest, trivy) and others (ruff, shellcheck, zizmor).
struct Habit {
  std::string_view name;
  std::string_view instead;
};

/// The last word in capitals stands for the value that was given.
constexpr Habit kFlags[] = {
    {"--format", "use `-o FORMAT`"},
    {"--output-format", "use `-o FORMAT`"},
    {"--reporter", "use `-o FORMAT`"},
    {"--output-file", "use `-o FORMAT=FILE`"},
    {"--json", "use `-o json`"},
    {"--sarif", "use `-o sarif`"},
    {"--disable", "use `--ignore RULE`"},
    {"--skip", "use `--ignore RULE`"},
    {"--skip-check", "use `--ignore RULE`"},
    {"--skip-rules", "use `--ignore RULE`"},
    {"--ignore-test", "use `--ignore RULE`"},
    {"--exclude-rule", "use `--ignore RULE`"},
    {"--exclude-rules", "use `--ignore RULE`"},
    {"--enable", "use `--select RULE`"},
    {"--check", "use `--select RULE`"},
    {"--checks", "use `--select RULE`"},
    {"--rule", "use `--select RULE`"},
    {"--rules", "use `--select RULE`"},
    {"--include", "use `--config 'include=[PATH]'`"},
    {"--exclude", "use `--config 'exclude=[PATH]'`"},
    {"--exclude-path", "use `--config 'exclude=[PATH]'`"},
    {"--ignore-path", "use `--config 'exclude=[PATH]'`"},
    {"--skip-files", "use `--config 'exclude=[PATH]'`"},
    {"--strict", "use `--fail-on warning`"},
    {"--error-on-warnings", "use `--fail-on warning`"},
    {"--exit-code", "use `--fail-on SEVERITY`"},
    {"--exit-zero", "use `--fail-on never`"},
    {"--no-fail", "use `--fail-on never`"},
    {"--fail-level", "use `--fail-on SEVERITY`"},
    {"--level", "use `--fail-on SEVERITY`"},
    {"--min-severity", "use `--severity SEVERITY`"},
    {"--only-errors", "use `--severity error`"},
    {"--errors-only", "use `--severity error`"},
    {"--no-color", "use `--color never`"},
    {"--no-colors", "use `--color never`"},
    {"--jobs", "use `-j N`"},
    {"--parallel", "use `-j N`"},
    {"--profile-rules", "use `--rule-times`"},
    {"--list-rules", "use the command `rules`"},
    {"--explain", "use the command `explain RULE`"},
    {"--changed", "use `--new-from-rev REVISION`"},
    {"--diff-base", "use `--new-from-rev REVISION`"},
    {"--region", "use `--config region=REGION`"},
    {"--profile", "use `--profiles FILE`"},
    {"--field-selector", "use `-l SELECTOR` or `-n NAMESPACE`"},
    {"--chart", "use `--helm CHART`"},
    {"--helm-chart", "use `--helm CHART`"},
    {"--values-file", "use `--values FILE`"},
    {"--kustomization", "use `-k DIR`"},
    {"--overlay", "use `-k DIR`"},
    {"--file", "use `-f PATH`"},
    {"--stdin", "name `-` to read stdin"},
    {"-v", "`explain` and `why` show more"},
    {"--verbose", "`explain` and `why` show more"},
};

constexpr Habit kCommands[] = {
    {"lint", "check"},      {"scan", "check"},    {"validate", "check"},    {"test", "check"},
    {"audit", "check"},     {"analyze", "check"}, {"score", "check"},       {"run", "check"},
    {"verify", "check"},    {"list", "rules"},    {"list-rules", "rules"},  {"describe", "why"},
    {"trace", "why"},       {"show", "why"},      {"rule", "explain"},      {"info", "explain"},
    {"place", "placement"}, {"get", "placement"}, {"parse", "debug parse"},
};

std::string_view find(std::span<const Habit> habits, std::string_view name) {
  const auto found = std::ranges::find(habits, name, &Habit::name);
  return found == habits.end() ? std::string_view() : found->instead;
}

/// The advice with the value in place of the word in capitals, in words for a shell.
std::string with_value(std::string_view advice, std::string_view value) {
  std::string text(advice);
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto last = std::ranges::find_if(text.rbegin(), text.rend(), is_capital);
  if (last == text.rend() || value.empty()) return text;
  const auto end = last.base() - text.begin();
  const auto begin = std::find_if_not(last, text.rend(), is_capital).base() - text.begin();
  const bool is_word = value.find_first_of(" '`") == std::string_view::npos;
  return text.replace(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin),
                      is_word ? std::string(value) : shell_word(value));
}

std::string piped(const std::string& command, const Context& context) {
  return "`" + command + " | " + context.program + " -`";
}

/// Paths between commas, as kubectl takes them; empty if one of them does not exist.
std::vector<std::string> paths_between_commas(const std::string& text,
                                              const system::FileSystem& files) {
  std::vector<std::string> paths;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    paths.push_back(text.substr(begin, end - begin));
    if (!files.exists(paths.back())) return {};
    begin = end + 1;
  }
  return paths;
}

bool is_workload_name(const std::string& path) {
  const auto slash = path.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == path.size() ||
      path.find_first_of("/.", slash + 1) != std::string::npos)
    return false;
  return WorkloadName::parse(path).is_known_kind();
}

}  // namespace

std::string instead_of_flag(std::string_view flag, std::string_view value) {
  return with_value(find(kFlags, flag), value);
}

std::string_view instead_of_command(std::string_view word) {
  return find(kCommands, word);
}

std::optional<Error> explain_path(const std::string& path, const Context& context) {
  const auto& files = context.system.files;
  if (files.exists(path)) return std::nullopt;
  if (path.find("://") != std::string::npos)
    return Error{"URLs are not fetched: " + path, piped("curl -fsSL " + shell_word(path), context)};
  if (const auto paths = paths_between_commas(path, files); paths.size() > 1) {
    std::string words;
    for (const auto& each : paths) words += " " + shell_word(each);
    return Error{"`" + path + "` does not exist",
                 "separate paths with spaces: `" + context.program + words + "`"};
  }
  if (path.find_first_of("*?[{") != std::string::npos)
    return Error{"`" + path + "` does not exist",
                 "patterns are expanded by the shell: remove the quotes, or name the directory: `" +
                     context.program + " " +
                     shell_word(path.find('/') == std::string::npos
                                    ? "."
                                    : path.substr(0, path.rfind('/', path.find_first_of("*?[{")))) +
                     "`"};
  if (is_workload_name(path))
    return Error{"`" + path + "` is not a file", "to explain a workload of the cluster: `" +
                                                     context.program + " why " + shell_word(path) +
                                                     " --live`"};
  return std::nullopt;
}

}  // namespace fargate_lint::cmd
