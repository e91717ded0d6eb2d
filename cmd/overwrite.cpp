#include "overwrite.hpp"

#include <algorithm>
#include <filesystem>

#include "baseline.hpp"
#include "input/paths.hpp"
#include "input/walk.hpp"
#include "report/finding_text.hpp"

namespace fargate_lint::cmd {
namespace {

namespace fs = std::filesystem;

/// Whether there is something to lose: not in a pipe, a device or an empty file.
bool holds_text(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && fs::file_size(path, error) != 0 && !error;
}

/// Whether the file is named, or its configuration: then it is read whatever it holds.
bool is_named(const std::string& file, const Settings& settings) {
  const auto identity = input::canonical_path(file);
  const auto is_it = [&](const std::string& path) {
    return !path.empty() && path != "-" && input::canonical_path(path) == identity;
  };
  return std::ranges::any_of(settings.paths, is_it) ||
         std::ranges::any_of(settings.options.profiles, is_it) || is_it(settings.config.path);
}

/// Whether there is nothing in it to lint, as in the report of an earlier run.
bool holds_no_manifest(const std::string& file) {
  if (!file.ends_with(".json")) return false;
  input::LoadOptions alone;
  alone.paths = {file};
  const auto input = input::load(alone);
  return input.account.total == input.account.ignored && input.profiles.empty();
}

/// Whether it is read as one of the manifests of a folder.
bool is_found(const std::string& file, const input::LoadOptions& load) {
  input::Walk walk;
  input::find_files({}, load.paths, load.filter, walk);
  const auto found =
      std::ranges::find(walk.files, input::canonical_path(file), &input::FoundFile::identity);
  if (found == walk.files.end()) return false;
  return found->treatment != input::Treatment::lint || !holds_no_manifest(file);
}

Error would_overwrite(const std::string& option, const std::string& file) {
  return {"`" + option + "` would overwrite `" + report::path_text(file) +
              "`, which is read in this run",
          "name another file to write to"};
}

Failure check_baseline(const Settings& settings) {
  const std::string option = "--write-baseline";
  const auto& file = settings.options.write_baseline;
  if (file.empty() || !holds_text(file)) return std::nullopt;
  if (is_named(file, settings)) return would_overwrite(option, file);
  if (read_baseline(file)) return std::nullopt;
  return Error{
      "`" + option + "` would overwrite `" + report::path_text(file) + "`, which is no baseline",
      "name a file for it in front of what to read, or remove this one first"};
}

}  // namespace

Failure check_overwriting(const Settings& settings, const input::LoadOptions& load,
                          const std::vector<Target>& targets) {
  const auto& baseline = settings.options.baseline;
  for (const auto& target : targets) {
    const auto& file = target.file;
    if (file.empty() || !holds_text(file)) continue;
    const bool known =
        !baseline.empty() && input::canonical_path(baseline) == input::canonical_path(file);
    if (known || is_named(file, settings) || is_found(file, load))
      return would_overwrite("-o " + std::string(target.renderer->name) + "=FILE", file);
  }
  return check_baseline(settings);
}

}  // namespace fargate_lint::cmd
