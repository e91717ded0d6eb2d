#include <array>
#include <set>

#include "base/paths.hpp"
#include "config/config.hpp"
#include "system/boundary.hpp"

namespace fargate_lint::config {
namespace {

using system::FileSystem;
using system::Kind;

constexpr std::array<std::string_view, 3> kNames = {".fargate-lint.yaml", ".fargate-lint.yml",
                                                    "fargate-lint.yaml"};

/// The configuration in the user's home, for what no project has one.
std::string of_the_user(const FileSystem& files, const system::Environment& environment) {
  const auto folder = environment.get("XDG_CONFIG_HOME");
  const auto home = environment.get("HOME");
  std::string path;
  if (folder.starts_with('/'))
    path = folder;
  else if (home.starts_with('/'))
    path = join_path(home, ".config");
  path += "/fargate-lint/config.yaml";
  return files.exists(path) ? path : std::string();
}

/// The configuration closest to a folder; empty if there is none.
std::string find_upwards(const FileSystem& files, const std::string& start) {
  std::string found;
  for (auto folder = start;; folder = parent_path(folder)) {
    for (const auto name : kNames) {
      auto file = join_path(folder, name);
      if (found.empty() && files.exists(file)) found = std::move(file);
    }
    if (files.exists(join_path(folder, ".git"))) return found;
    if (folder == "/") break;
  }
  // Outside of a repository the folders above have no say, as with .gitignore.
  return found.empty() || parent_path(found) == start ? found : std::string();
}

/// What is wrong with a configuration that we have found ourselves.
std::optional<Error> find_fault(const FileSystem& files, const std::string& path, bool of_project) {
  // A folder counts: reading it says what is wrong. A pipe or a device could keep us for ever.
  if (!files.is(Kind::folder, path) && !files.is(Kind::regular, path))
    return Error{"config file " + files.shown(path) + " is not a regular file",
                 "remove it, or name another with `--config`"};
  // The user's own may be where he keeps all of his.
  if (!of_project) return std::nullopt;
  const auto boundary = system::boundary_of(files, parent_path(path));
  if (!is_within(files.canonical(path), boundary))
    return Error{"config file " + files.shown(path) + " is a link that leads out of " +
                     files.shown(boundary),
                 "name it with `--config`, or use none with `--isolated`"};
  return std::nullopt;
}

}  // namespace

Result<std::string> find(const FileSystem& files, const system::Environment& environment,
                         const std::vector<input::Source>& sources) {
  std::set<std::string> starts;
  for (const auto& source : sources) {
    const auto* path = std::get_if<std::string>(&source);
    if (path == nullptr) continue;
    auto folder = files.canonical(*path);
    starts.insert(files.is(Kind::folder, folder) ? folder : parent_path(folder));
  }
  if (starts.empty()) starts.insert(files.canonical("."));
  std::string found;
  for (const auto& start : starts) {
    auto file = find_upwards(files, start);
    if (!found.empty() && !file.empty() && file != found)
      return Error{"two config files apply to these paths: " + files.shown(found) + " and " +
                       files.shown(file),
                   "name one with `--config`, or lint the paths in separate runs"};
    if (found.empty()) found = std::move(file);
  }
  const bool of_project = !found.empty();
  if (!of_project) found = of_the_user(files, environment);
  if (found.empty()) return found;
  if (auto fault = find_fault(files, found, of_project)) return *std::move(fault);
  return found;
}

Result<Reading> read_file(const FileSystem& files, const std::string& path, lint::RuleList rules) {
  auto shown = files.shown(path);
  if (files.is(Kind::folder, path))
    return Error{shown + " is a directory", "name the config file in it"};
  auto text = system::read_whole_file(files, path);
  if (!text) return Error{"cannot read config file " + shown, "check the path"};
  auto reading = read(std::move(*text), shown, rules);
  reading.config.folder = parent_path(files.canonical(path));
  return reading;
}

namespace {

/// The path of a file that the configuration names under a key, unless a stranger's may not.
Result<std::string> path_of(const FileSystem& files, const Config& config, std::string_view key,
                            const std::string& name, bool is_named) {
  auto path = join_path(config.folder, name);
  if (is_named) return path;
  const auto boundary = system::boundary_of(files, config.folder);
  const auto what = config.path + ": `" + std::string(key) + "` names `" + name + "`, ";
  const auto hint = "name it with `--" + std::string(key) + "` to read it";
  if (!is_within(files.canonical(path), boundary))
    return Error{what + "which is outside of `" + files.shown(boundary) + "`", hint};
  if (files.is(Kind::special, path))
    return Error{what + "which is a pipe or a device, not a file", hint};
  return path;
}

}  // namespace

Result<std::vector<std::string>> profile_paths(const FileSystem& files, const Config& config) {
  std::vector<std::string> paths;
  for (const auto& name : config.profiles) {
    auto path = path_of(files, config, "profiles", name, config.profiles_are_named);
    if (!path) return path.error();
    paths.push_back(std::move(path).value());
  }
  return paths;
}

Result<std::string> baseline_path(const FileSystem& files, const Config& config) {
  if (config.baseline.empty()) return std::string();
  return path_of(files, config, "baseline", config.baseline, config.baseline_is_named);
}

}  // namespace fargate_lint::config
