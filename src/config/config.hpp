#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "fargate/source.hpp"
#include "input/source.hpp"
#include "kube/workload.hpp"
#include "lint/selection.hpp"
#include "system/environment.hpp"
#include "system/file_system.hpp"

/// `.fargate-lint.yaml`: what a project says once for all its runs. docs/configuration.md describes
/// it for users, schema/config-v1.schema.json for editors.
namespace fargate_lint::config {

/// How bad a rule's findings are; nothing: they are not wanted (`off`).
struct RuleSeverity {
  const lint::Rule* rule = nullptr;
  std::optional<lint::Severity> severity;
};

/// What is different for the files that `paths` names.
struct Override {
  std::vector<std::string> paths;
  std::vector<const lint::Rule*> ignore;
  std::vector<RuleSeverity> severities;
};

/// An entry of `suppressions`: all that it names must hold of a finding; an empty list holds of
/// every one.
struct Suppression {
  std::vector<std::string> rules;
  std::vector<std::string> paths;
  std::vector<std::string> namespaces;
  std::vector<std::string> objects;  ///< "Deployment/api"; `*` and `?` as in profiles
  std::vector<std::string> containers;
  std::string reason;
  std::string until;
  lint::Location where;
};

/// A configuration as it is written; what it leaves out is empty.
struct Config {
  std::string path;    ///< as it is shown; empty if there is none
  std::string folder;  ///< absolute: what its paths are relative to
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  std::vector<std::string> environments;  ///< directories whose objects are judged apart
  std::vector<std::string> select;
  std::vector<std::string> ignore;
  std::vector<RuleSeverity> severities;
  std::vector<Override> overrides;
  std::string fail_on;
  std::string severity;               ///< what is shown in full
  std::string baseline;               ///< a file
  bool baseline_is_named = false;     ///< by the user himself, with set()
  std::vector<std::string> profiles;  ///< files
  bool profiles_are_named = false;    ///< by the user himself, with set()
  fargate::Declarations declared;     ///< profiles that are written out
  std::string cluster;
  std::string nodes;  ///< "none" or "some": whether the cluster has others than Fargate's
  std::string region;
  std::string ns;
  std::vector<kube::DeclaredWorkload> workloads;
  std::vector<Suppression> suppressions;
};

/// What is wrong with a configuration, at its place.
struct Problem {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::string message;
  std::string hint;
};

struct Reading {
  Config config;
  std::vector<Problem> problems;  ///< if there are any, the configuration is not to be used
};

/// Reads the text of a configuration. `path` is how it is shown.
Reading read(std::string text, const std::string& path, lint::RuleList rules);

/// Whether `text` is `KEY=VALUE` rather than the name of a file.
bool is_setting(std::string_view text);
/// Sets a key of the configuration anew, as in `fail-on=warning` or `exclude=[old/]`: the value is
/// YAML. An error says what is wrong with it; the configuration is not to be used then.
std::optional<Error> set(Config& config, const std::string& setting, lint::RuleList rules);

/// The mappings of a configuration, by their place in the schema.
enum class Section : std::uint8_t { top, override, workload, suppression };
/// The keys of a mapping that are known; the schema has the same.
std::span<const std::string_view> keys_of(Section section);

/// The configuration for `sources` (the working directory if there are none): for each the closest
/// one upwards to the root of the repository; else the user's own. Empty if there is none; an error
/// if they have several, or if it is a link out of the repository.
Result<std::string> find(const system::FileSystem& files, const system::Environment& environment,
                         const std::vector<input::Source>& sources);
/// Reads the configuration file at `path`.
Result<Reading> read_file(const system::FileSystem& files, const std::string& path,
                          lint::RuleList rules);

/// The paths of `profiles`. A configuration may be a stranger's: an error if one of them lies out
/// of its repository (without one, out of its folder), or is a pipe or a device, unless the user
/// has named them himself.
Result<std::vector<std::string>> profile_paths(const system::FileSystem& files,
                                               const Config& config);

/// The path of `baseline`, empty if there is none: likewise.
Result<std::string> baseline_path(const system::FileSystem& files, const Config& config);

/// The configuration as a file of its own kind: what it leaves out is not written.
std::string to_yaml(const Config& config);

/// The suppressions of the configuration. `whole`: the run reads all that they may be about, so
/// that one that suppresses nothing is worth a word. `files` must outlive them.
std::vector<lint::Ignore> ignores(const system::FileSystem& files, const Config& config,
                                  bool whole);

/// Changes the report as the configuration's severities and overrides say. An error is a promise
/// that severities do not give: on a pod whose placement is undecided a finding stays a warning.
void adjust(const system::FileSystem& files, const Config& config, lint::Report& report);

}  // namespace fargate_lint::config
