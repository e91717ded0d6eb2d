#include "session/trees.hpp"

#include <utility>

#include "input/loader.hpp"

namespace fargate_lint::session {
namespace {

/// Whether the revision has what a path names; what a link leads to outside of the repository is
/// wanted then, whoever has put the link there.
bool is_there(const std::string& path, const Trees& trees) {
  if (!trees.then.exists(path)) return false;
  trees.then.let_out(path);
  return true;
}

/// Whether it is a file that git never had, as what another program has just written.
Result<bool> is_untracked_file(const std::string& path, const Trees& trees) {
  if (!trees.now.is(system::Kind::regular, path)) return false;
  const auto kept = trees.then.is_kept_now(path);
  if (!kept) return kept.error();
  return !*kept;
}

bool declares_profiles(const std::string& path, const Trees& trees) {
  input::LoadOptions load;
  load.keeps_documents = true;
  load.paths = {path};
  return !input::load(trees.now, load).fleet.empty();
}

}  // namespace

system::Failure go_back(std::vector<std::string>& inputs, const Trees& trees) {
  std::vector<std::string> found;
  for (auto& path : inputs) {
    bool stays = is_there(path, trees);
    if (!stays) {
      const auto untracked = is_untracked_file(path, trees);
      if (!untracked) return untracked.error();
      stays = *untracked && declares_profiles(path, trees);
      if (stays) trees.then.take_from_now(path);
    }
    if (stays) found.push_back(std::move(path));
  }
  inputs = std::move(found);
  return std::nullopt;
}

system::Failure go_back_profiles(std::vector<std::string>& profiles, NoProfiles none,
                                 const Trees& trees) {
  std::vector<std::string> found;
  for (const auto& path : profiles) {
    bool stays = is_there(path, trees);
    if (!stays) {
      const auto untracked = is_untracked_file(path, trees);
      if (!untracked) return untracked.error();
      stays = *untracked;
      if (stays) trees.then.take_from_now(path);
    }
    if (stays) found.push_back(path);
  }
  if (!found.empty() || none == NoProfiles::have_none) {
    profiles = std::move(found);
    return std::nullopt;
  }
  for (const auto& path : profiles) trees.then.take_from_now(path);
  return std::nullopt;
}

system::Failure complete_profiles(const std::vector<std::string>& profiles, const Trees& trees) {
  for (const auto& path : profiles) {
    if (trees.then.exists(path)) continue;
    const auto untracked = is_untracked_file(path, trees);
    if (!untracked) return untracked.error();
    if (*untracked) trees.then.take_from_now(path);
  }
  return std::nullopt;
}

}  // namespace fargate_lint::session
