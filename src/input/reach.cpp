#include "input/reach.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/paths.hpp"
#include "system/boundary.hpp"

namespace fargate_lint::input {

bool Reach::covers(const std::string& canonical) const {
  if (folders_.empty()) find_folders();
  // An archive may bring ten thousand of them: none is gone through for each.
  for (std::string_view path = canonical; !path.empty();) {
    if (std::ranges::binary_search(folders_, path)) return true;
    const auto slash = path.rfind('/');
    if (path == "/" || slash == std::string_view::npos) return false;
    path = path.substr(0, std::max<std::size_t>(slash, 1));
  }
  return false;
}

void Reach::find_folders() const {
  std::vector<std::string> starts;
  std::map<std::string, std::string> parents;  // as they are named, and what they are
  if (!home_.empty()) starts.push_back(home_);
  for (const auto& source : named_) {
    const auto* path = std::get_if<std::string>(&source);
    if (path == nullptr) continue;
    auto target = files_.canonical(*path);
    if (files_.is(system::Kind::folder, target)) {
      starts.push_back(std::move(target));
      continue;
    }
    // A link that is named belongs to where it stands: a shell's `*.yaml` names strangers' links.
    const auto absolute = join_path(files_.working_directory(), *path);
    const auto [parent, fresh] = parents.try_emplace(parent_path(absolute));
    if (fresh) parent->second = files_.canonical(parent->first);
    starts.push_back(parent->second);
    const auto name = file_name(absolute);
    if (join_path(starts.back(), name) == target) folders_.push_back(std::move(target));
  }
  if (starts.empty()) starts.push_back(files_.canonical("."));
  std::ranges::sort(starts);
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  for (const auto& start : starts) folders_.push_back(system::boundary_of(files_, start));
  std::ranges::sort(folders_);
  folders_.erase(std::unique(folders_.begin(), folders_.end()), folders_.end());
}

}  // namespace fargate_lint::input
