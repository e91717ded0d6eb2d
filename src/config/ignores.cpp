#include <algorithm>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "base/paths.hpp"
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

/// Where the files of findings are, asked once for each. Several threads may judge by the same
/// entries at once.
class Places {
 public:
  explicit Places(const system::FileSystem& files) : files_(files) {}
  std::string of(const SharedText& path) {
    const std::lock_guard lock(mutex_);
    const auto [known, fresh] = canonical_.try_emplace(path.str());
    if (fresh) known->second = files_.canonical(path.str());
    return known->second;
  }

 private:
  const system::FileSystem& files_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::string> canonical_;
};

/// Holds findings against one entry.
class Matcher {
 public:
  Matcher(std::shared_ptr<Places> places, const Config& config, const Suppression& entry)
      : places_(std::move(places)), entry_(entry), paths_(config.folder, entry.paths) {}

  bool operator()(const lint::Finding& finding) const {
    const auto& object = finding.object;
    return any_matches(entry_.namespaces, object.ns) &&
           any_matches(entry_.containers, finding.container) &&
           any_matches(entry_.objects, object.kind + "/" + object.name) &&
           (entry_.paths.empty() || paths_.match(places_->of(finding.where.path)));
  }

 private:
  std::shared_ptr<Places> places_;
  Suppression entry_;
  input::PathPatterns paths_;
};

/// What the patterns begin with, up to the first wildcard; nothing if one begins with that.
std::vector<std::string> heads_of(const std::vector<std::string>& patterns) {
  std::vector<std::string> heads;
  for (const auto& pattern : patterns) {
    heads.push_back(pattern.substr(0, pattern.find_first_of("*?")));
    if (heads.back().empty()) return {};
  }
  return heads;
}

/// Likewise of paths, absolute: a pattern without a slash before its end is for any directory.
std::vector<std::string> path_heads_of(const std::vector<std::string>& patterns,
                                       const std::string& folder) {
  std::vector<std::string> heads;
  for (const auto& pattern : patterns) {
    const auto slash = pattern.find('/');
    if (pattern.starts_with('!')) continue;  // takes out again
    if (slash == std::string::npos || slash + 1 == pattern.size()) return {};
    auto head = pattern.substr(0, pattern.find_first_of("*?[\\ "));
    if (head.ends_with('/')) head.pop_back();
    if (head.empty()) return {};
    heads.push_back(join_path(folder, head.starts_with('/') ? head.substr(1) : head));
  }
  return heads;
}

std::size_t shortest(const std::vector<std::string>& heads) {
  std::size_t size = heads.empty() ? 0 : heads.front().size();
  for (const auto& head : heads) size = std::min(size, head.size());
  return size;
}

/// Says by what most findings that the entry is not for are told from it.
void narrow(const Config& config, const Suppression& entry, lint::Ignore& ignore) {
  using Trait = lint::Ignore::Trait;
  const auto take = [&ignore](Trait trait, std::vector<std::string> heads, std::size_t gain) {
    if (gain <= shortest(ignore.heads)) return;
    ignore.trait = trait;
    ignore.heads = std::move(heads);
  };
  auto paths = path_heads_of(entry.paths, config.folder);
  const auto below = shortest(paths) - std::min(shortest(paths), config.folder.size());
  for (auto& [trait, heads] : {std::pair(Trait::object, heads_of(entry.objects)),
                               {Trait::ns, heads_of(entry.namespaces)},
                               {Trait::container, heads_of(entry.containers)}})
    take(trait, heads, shortest(heads));
  take(Trait::path, std::move(paths), below);
}

}  // namespace

std::vector<lint::Ignore> ignores(const system::FileSystem& files, const Config& config,
                                  bool whole) {
  const auto places = std::make_shared<Places>(files);
  std::vector<lint::Ignore> all;
  for (const auto& entry : config.suppressions) {
    lint::Ignore ignore;
    ignore.scope = lint::Ignore::Scope::entry;
    ignore.rules = entry.rules;
    ignore.reason = entry.reason;
    ignore.until = entry.until;
    ignore.where = entry.where;
    ignore.saw_everything = whole;
    ignore.covers = Matcher(places, config, entry);
    ignore.path_of = [places](const lint::Finding& finding) {
      return places->of(finding.where.path);
    };
    narrow(config, entry, ignore);
    all.push_back(std::move(ignore));
  }
  return all;
}

}  // namespace fargate_lint::config
