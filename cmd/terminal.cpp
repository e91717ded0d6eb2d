#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

namespace fargate_lint::cmd {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// In the order of CMake's documentation: the flag, NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR,
/// CLICOLOR, TERM, and at last what the stream is.
bool wants_color(std::string_view choice, bool is_terminal) {
  if (choice == "always") return true;
  if (choice == "never") return false;
  if (!environment("NO_COLOR").empty()) return false;
  for (const auto* name : {"CLICOLOR_FORCE", "FORCE_COLOR"})
    if (const auto value = environment(name); !value.empty() && value != "0") return true;
  if (environment("CLICOLOR") == "0") return false;
  if (environment("TERM") == "dumb") return false;
  return is_terminal;
}

bool locale_is_utf8() {
  std::string locale;
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    locale = environment(name);
    if (!locale.empty()) break;
  }
  std::erase_if(locale, [](char c) { return c == '-'; });
  std::ranges::transform(locale, locale.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return locale.find("utf8") != std::string::npos;
}

}  // namespace

unsigned terminal_width() {
  constexpr unsigned kDefault = 100;
  constexpr unsigned kNarrowest = 40;
  constexpr unsigned kWidest = 400;
  const auto columns = environment("COLUMNS");
  if (!columns.empty()) {
    const auto width = std::strtoul(std::string(columns).c_str(), nullptr, 10);
    if (width != 0)
      return static_cast<unsigned>(std::clamp<unsigned long>(width, kNarrowest, kWidest));
  }
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0)
    return std::clamp<unsigned>(size.ws_col, kNarrowest, kWidest);
  return kDefault;
}

report::RenderOptions render_options(const Options& options, const std::string& program,
                                     bool to_stdout) {
  report::RenderOptions render;
  render.color = wants_color(options.color, to_stdout && ::isatty(STDOUT_FILENO) == 1);
  render.unicode = locale_is_utf8();
  render.width = terminal_width();
  render.quiet = options.quiet;
  render.program = program;
  render.version = FARGATE_LINT_VERSION;
  render.homepage = FARGATE_LINT_HOMEPAGE;
  return render;
}

}  // namespace fargate_lint::cmd
