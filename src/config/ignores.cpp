#include <algorithm>
#include <map>
#include <memory>

#include "config/config.hpp"
#include "fargate/profile.hpp"
#include "input/path_patterns.hpp"

namespace fargate_lint::config {
namespace {

/// Whether one of the patterns is for `text`, or there are none.
bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
           return fargate::wildcard_match(pattern, text);
         });
}

/// Holds findings against one entry; what it says of a file is kept.
class Matcher {
 public:
  Matcher(const system::FileSystem& files, const Config& config, const Suppression& entry)
      : files_(&files), entry_(entry), paths_(config.folder, entry.paths) {}

  bool operator()(const lint::Finding& finding) {
    const auto& object = finding.object;
    return any_matches(entry_.namespaces, object.ns) &&
           any_matches(entry_.containers, finding.container) &&
           any_matches(entry_.objects, object.kind + "/" + object.name) &&
           covers_path(finding.where.path);
  }

 private:
  bool covers_path(const SharedText& path) {
    if (entry_.paths.empty()) return true;
    const auto [known, fresh] = covered_.try_emplace(path.str(), false);
    if (fresh) known->second = paths_.match(files_->canonical(path.str()));
    return known->second;
  }

  const system::FileSystem* files_;
  Suppression entry_;
  input::PathPatterns paths_;
  std::map<std::string, bool> covered_;
};

}  // namespace

std::vector<lint::Ignore> ignores(const system::FileSystem& files, const Config& config,
                                  bool whole) {
  std::vector<lint::Ignore> all;
  for (const auto& entry : config.suppressions) {
    lint::Ignore ignore;
    ignore.scope = lint::Ignore::Scope::entry;
    ignore.rules = entry.rules;
    ignore.reason = entry.reason;
    ignore.until = entry.until;
    ignore.where = entry.where;
    ignore.saw_everything = whole;
    ignore.covers = Matcher(files, config, entry);
    all.push_back(std::move(ignore));
  }
  return all;
}

}  // namespace fargate_lint::config
