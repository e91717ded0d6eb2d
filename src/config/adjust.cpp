#include <algorithm>
#include <map>

#include "config/config.hpp"
#include "input/path_patterns.hpp"

namespace fargate_lint::config {
namespace {

using lint::Finding;
using lint::Severity;

/// An override that is ready to be held against files.
struct ReadyOverride {
  const Override* entry;
  input::PathPatterns paths;
};

bool is_undecided(const lint::Report& report, const Finding& finding) {
  return finding.placement &&
         report.placements[*finding.placement].placement->verdict == fargate::Verdict::undecided;
}

/// What a finding of severity `found` gets where its rule is set to `wanted`.
Severity adjusted(const Finding& finding, Severity found, Severity wanted, bool undecided) {
  // What was found with less certainty than the rule has stays as mild as it is.
  if (found > finding.rule->severity) wanted = std::max(wanted, found);
  return undecided && wanted == Severity::error ? Severity::warning : wanted;
}

}  // namespace

void adjust(const system::FileSystem& files, const Config& config, lint::Report& report) {
  if (config.severities.empty() && config.overrides.empty()) return;
  std::vector<ReadyOverride> overrides;
  overrides.reserve(config.overrides.size());
  for (const auto& entry : config.overrides)
    overrides.push_back({&entry, input::PathPatterns(config.folder, entry.paths)});
  std::map<std::string, std::vector<const Override*>> of_file;
  const auto overrides_of = [&](const std::string& path) -> const auto& {
    const auto [known, fresh] = of_file.try_emplace(path);
    if (!fresh) return known->second;
    const auto absolute = files.canonical(path);
    for (const auto& ready : overrides)
      if (ready.paths.match(absolute)) known->second.push_back(ready.entry);
    return known->second;
  };
  std::erase_if(report.findings, [&](Finding& finding) {
    const bool undecided = is_undecided(report, finding);
    // The last word counts: an override may bring back what is off for the rest.
    const auto found = finding.severity;
    bool wanted = true;
    const auto apply_all = [&](const std::vector<RuleSeverity>& settings) {
      for (const auto& setting : settings) {
        if (&setting.rule->info != finding.rule) continue;
        wanted = setting.severity.has_value();
        if (wanted) finding.severity = adjusted(finding, found, *setting.severity, undecided);
      }
    };
    apply_all(config.severities);
    for (const auto* entry : overrides_of(finding.where.path.str())) {
      apply_all(entry->severities);
      for (const auto* rule : entry->ignore) wanted = wanted && &rule->info != finding.rule;
    }
    return !wanted;
  });
}

}  // namespace fargate_lint::config
