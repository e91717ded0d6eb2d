#include "overwrite.hpp"

#include <algorithm>
#include <array>

#include "base/paths.hpp"
#include "input/stream.hpp"
#include "input/walk.hpp"
#include "report/finding_text.hpp"
#include "session/baseline.hpp"

namespace fargate_lint::cmd {
namespace {

using system::FileSystem;

/// Whether there is something to lose: not in a pipe, a device or an empty file.
bool holds_text(const FileSystem& files, const std::string& path) {
  const auto status = files.status(path);
  return status && status.value().kind == system::Kind::regular && status.value().size != 0;
}

/// Whether a shell has opened the file as our standard input.
bool is_standard_input(const FileSystem& files, const std::string& file) {
  const auto input = files.open_standard_input();
  const auto status = files.status(file);
  return input && status && status.value().kind == system::Kind::regular &&
         input.value()->opened() == status.value();
}

/// Whether the file is named, or its configuration: then it is read whatever it holds.
bool is_named(const FileSystem& files, const std::string& file, const session::Settings& settings) {
  const auto is_it = [&](const std::string& path) {
    return path == input::kStandardInputName ? is_standard_input(files, file)
                                             : is_same_file(files, path, file);
  };
  return std::ranges::any_of(settings.request.paths, is_it) ||
         std::ranges::any_of(settings.request.profiles, is_it) || is_it(settings.config.path);
}

/// What our reports hold near their beginning; GitLab's format has no place for our name.
constexpr std::array<std::string_view, 3> kMarks = {
    R"("name": "fargate-lint")", R"("name":"fargate-lint")", R"("check_name": "FG)"};

/// Whether it is the report of an earlier run: it says so, and there is nothing in it to lint.
bool is_report(const FileSystem& files, const std::string& file) {
  if (!file.ends_with(".json")) return false;
  std::string beginning;
  system::read_parts(files, file, [&beginning](std::string_view part) {
    beginning = part.substr(0, 1024);
    return false;
  });
  const auto is_there = [&beginning](std::string_view mark) {
    return beginning.find(mark) != std::string::npos;
  };
  const bool is_empty_list = beginning == "[]\n";
  if (!is_empty_list && std::ranges::none_of(kMarks, is_there)) return false;
  input::LoadOptions alone;
  alone.keeps_documents = true;
  alone.paths = {file};
  const auto [reading, fleet, unused] = input::load(files, alone);
  return reading->account.total == reading->account.ignored && fleet.empty();
}

/// Whether it is read as one of the manifests of a folder.
bool is_found(const FileSystem& files, const std::string& file, const input::LoadOptions& load) {
  input::Walk walk;
  input::find_files(files, {}, load.paths, load.filter, walk);
  const auto found =
      std::ranges::find(walk.files, files.canonical(file), &input::FoundFile::identity);
  if (found == walk.files.end()) return false;
  const bool is_counted =
      found->treatment == input::Treatment::chart || found->treatment == input::Treatment::patch;
  return is_counted || !is_report(files, file);
}

std::string option_text(const Target& target) {
  return "-o " + std::string(target.renderer->name) + "=FILE";
}

Error would_overwrite(const std::string& option, const std::string& file) {
  return {
      "`" + option + "` would overwrite `" + report::path_text(file) + "`, which this run reads",
      "write to another file"};
}

Failure check_baseline(const FileSystem& files, const session::Settings& settings,
                       const std::vector<Target>& targets) {
  const std::string option = "--write-baseline";
  const auto& file = settings.request.write_baseline;
  if (file.empty()) return std::nullopt;
  for (const auto& target : targets)
    if (is_same_file(files, target.file, file))
      return Error{"`" + option + "` and `" + option_text(target) + "` would both write `" +
                       report::path_text(file) + "`",
                   "use another file for one of them"};
  if (!holds_text(files, file)) return std::nullopt;
  if (is_named(files, file, settings)) return would_overwrite(option, file);
  if (session::read_baseline(files, file)) return std::nullopt;
  return Error{
      "`" + option + "` would overwrite `" + report::path_text(file) + "`, which is not a baseline",
      "name the baseline before the inputs, or remove this file first"};
}

}  // namespace

Failure check_overwriting(const session::Settings& settings, const std::vector<Target>& targets,
                          const FileSystem& files) {
  const auto& baseline = settings.request.baseline;
  for (const auto& target : targets) {
    const auto& file = target.file;
    if (file.empty() || !holds_text(files, file)) continue;
    if (is_same_file(files, baseline, file) || is_named(files, file, settings) ||
        is_found(files, file, session::load_options(settings)))
      return would_overwrite(option_text(target), file);
  }
  return check_baseline(files, settings, targets);
}

}  // namespace fargate_lint::cmd
