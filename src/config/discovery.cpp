#include <sys/stat.h>

#include <array>
#include <cstdlib>
#include <set>

#include "config/config.hpp"
#include "input/paths.hpp"
#include "input/stream.hpp"

namespace fargate_lint::config {
namespace {

constexpr std::array<std::string_view, 3> kNames = {".fargate-lint.yaml", ".fargate-lint.yml",
                                                    "fargate-lint.yaml"};

/// The configuration in the user's home, for what no project has one.
std::string of_the_user() {
  const auto* folder = std::getenv("XDG_CONFIG_HOME");
  const auto* home = std::getenv("HOME");
  std::string path;
  if (folder != nullptr && *folder == '/')
    path = folder;
  else if (home != nullptr && *home == '/')
    path = input::join_path(home, ".config");
  path += "/fargate-lint/config.yaml";
  return input::path_exists(path) ? path : std::string();
}

mode_t type_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & S_IFMT : 0;
}

bool is_folder(const std::string& path) {
  return type_of(path) == S_IFDIR;
}

/// A folder counts: reading it says what is wrong. A pipe or a device could keep us for ever.
bool is_file(const std::string& path) {
  return is_folder(path) || type_of(path) == S_IFREG;
}

/// The configuration closest to a folder; empty if there is none.
std::string find_upwards(const std::string& start) {
  std::string found;
  for (auto folder = start;; folder = input::parent_path(folder)) {
    for (const auto name : kNames) {
      auto file = input::join_path(folder, name);
      if (found.empty() && input::path_exists(file)) found = std::move(file);
    }
    if (input::path_exists(input::join_path(folder, ".git"))) return found;
    if (folder == "/") break;
  }
  // Outside of a repository the folders above have no say, as with .gitignore.
  return found.empty() || input::parent_path(found) == start ? found : std::string();
}

}  // namespace

Result<std::string> find(const std::vector<std::string>& paths) {
  std::set<std::string> starts;
  for (const auto& path : paths) {
    if (path == "-") continue;
    auto folder = input::canonical_path(path);
    starts.insert(is_folder(folder) ? folder : input::parent_path(folder));
  }
  if (starts.empty()) starts.insert(input::canonical_path("."));
  std::string found;
  for (const auto& start : starts) {
    auto file = find_upwards(start);
    if (!found.empty() && !file.empty() && file != found)
      return Error{"two configurations are for these paths: `" + input::shown_path(found) +
                       "` and `" + input::shown_path(file) + "`",
                   "name one with --config, or lint the paths in two runs"};
    if (found.empty()) found = std::move(file);
  }
  if (found.empty()) found = of_the_user();
  if (!found.empty() && !is_file(found))
    return Error{"the configuration `" + input::shown_path(found) + "` is no file",
                 "remove it, or name another with --config"};
  return found;
}

Result<Reading> read_file(const std::string& path, lint::RuleList rules) {
  auto shown = input::shown_path(path);
  if (is_folder(path)) return Error{"`" + shown + "` is a folder", "name the configuration in it"};
  auto text = input::read_whole_file(path);
  if (!text)
    return Error{"cannot read the configuration `" + shown + "`", "look whether it is there"};
  auto reading = read(std::move(*text), shown, rules);
  reading.config.folder = input::parent_path(input::canonical_path(path));
  return reading;
}

}  // namespace fargate_lint::config
