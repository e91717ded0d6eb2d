#include "terminal.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

namespace fargate_lint::cmd {
namespace {

/// In the order of CMake's documentation: the flag, NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR,
/// CLICOLOR, TERM, and at last what the stream is.
bool wants_color(const system::Environment& environment, std::string_view choice,
                 bool is_terminal) {
  if (choice == "always") return true;
  if (choice == "never") return false;
  if (!environment.get("NO_COLOR").empty()) return false;
  for (const auto* name : {"CLICOLOR_FORCE", "FORCE_COLOR"})
    if (const auto value = environment.get(name); !value.empty() && value != "0") return true;
  if (environment.get("CLICOLOR") == "0") return false;
  if (environment.get("TERM") == "dumb") return false;
  return is_terminal;
}

bool locale_is_utf8(const system::Environment& environment) {
  std::string locale;
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    locale = environment.get(name);
    if (!locale.empty()) break;
  }
  std::erase_if(locale, [](char c) { return c == '-'; });
  std::ranges::transform(locale, locale.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return locale.find("utf8") != std::string::npos;
}

/// What the pages of this commit's files begin with, in a job of GitHub Actions or GitLab CI; empty
/// elsewhere, and if the job's variables make no address
/// (docs.github.com, "Variables reference"; docs.gitlab.com, "Predefined CI/CD variables").
std::string permalinks(const system::Environment& environment) {
  const auto host = environment.get("GITHUB_SERVER_URL");
  const auto repository = environment.get("GITHUB_REPOSITORY");
  const auto project = environment.get("CI_PROJECT_URL");
  std::string address;
  if (const auto commit = environment.get("GITHUB_SHA");
      !host.empty() && !repository.empty() && !commit.empty())
    address = host + "/" + repository + "/blob/" + commit + "/";
  else if (const auto other = environment.get("CI_COMMIT_SHA"); !project.empty() && !other.empty())
    address = project + "/-/blob/" + other + "/";
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-._~/:").find(static_cast<char>(c)) != std::string_view::npos;
  };
  const bool is_address = address.starts_with("https://") || address.starts_with("http://");
  return is_address && std::ranges::all_of(address, is_plain) ? address : std::string();
}

}  // namespace

unsigned terminal_width(const system::System& system) {
  constexpr unsigned kDefault = 100;
  constexpr unsigned kNarrowest = 40;
  constexpr unsigned kWidest = 400;
  const auto columns = system.environment.get("COLUMNS");
  if (!columns.empty()) {
    const auto width = std::strtoul(columns.c_str(), nullptr, 10);
    if (width != 0)
      return static_cast<unsigned>(std::clamp<unsigned long>(width, kNarrowest, kWidest));
  }
  const auto actual = system.console.columns();
  return actual == 0 ? kDefault : std::clamp(actual, kNarrowest, kWidest);
}

bool colors_errors(const system::System& system, std::string_view choice) {
  return wants_color(system.environment, choice,
                     system.console.is_terminal(system::Standard::error));
}

report::RenderOptions render_options(const Options& options, const Context& context,
                                     bool to_stdout) {
  report::RenderOptions render;
  const auto& system = context.system;
  render.color = wants_color(system.environment, options.color,
                             to_stdout && system.console.is_terminal(system::Standard::output));
  render.unicode = locale_is_utf8(system.environment);
  render.width = terminal_width(system);
  // A width that is asked for holds wherever the text goes.
  render.unwrapped = system.environment.get("COLUMNS").empty() &&
                     !(to_stdout && system.console.is_terminal(system::Standard::output));
  render.quiet = options.quiet;
  render.all = options.all;
  render.statistics = options.statistics;
  render.program = context.program;
  render.permalinks = permalinks(system.environment);
  render.comment_tag = options.comment_tag;
  render.skips_no_diff = options.skip_no_diff;
  render.version = FARGATE_LINT_VERSION;
  render.homepage = FARGATE_LINT_HOMEPAGE;
  return render;
}

}  // namespace fargate_lint::cmd
