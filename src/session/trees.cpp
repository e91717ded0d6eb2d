#include "session/trees.hpp"

#include <utility>

#include "base/paths.hpp"
#include "input/loader.hpp"

namespace fargate_lint::session {
namespace {

namespace fs = std::filesystem;

/// A path of the work tree, relative to its root; empty if it is outside of the repository.
fs::path inside_of(const Trees& trees, const fs::path& path) {
  auto relative = (trees.here / path).lexically_normal().lexically_relative(trees.root);
  return relative.empty() || *relative.begin() == ".." ? fs::path() : relative;
}

bool declares_profiles(const system::FileSystem& files, const std::string& path) {
  input::LoadOptions load;
  load.keeps_documents = true;
  load.paths = {path};
  return !input::load(files, load).fleet.empty();
}

}  // namespace

std::optional<std::string> Trees::then(const std::string& path) const {
  const auto inside = inside_of(*this, path);
  if (inside.empty()) return now(path);
  if (!files.exists((tree / inside).string())) return std::nullopt;
  return fs::path(path).is_absolute() ? (tree / inside).string() : path;
}

std::string Trees::now(const std::string& path) const {
  return (here / path).lexically_normal().string();
}

bool Trees::is_untracked_file(const std::string& path) const {
  return files.is(system::Kind::regular, now(path)) &&
         !tracked.contains(inside_of(*this, path).generic_string());
}

void go_back(std::vector<std::string>& inputs, const Trees& trees) {
  std::vector<std::string> found;
  for (const auto& path : inputs) {
    if (auto then = trees.then(path))
      found.push_back(*std::move(then));
    else if (trees.is_untracked_file(path) && declares_profiles(trees.files, trees.now(path)))
      found.push_back(trees.now(path));
  }
  inputs = std::move(found);
}

void go_back_profiles(std::vector<std::string>& profiles, const Trees& trees) {
  std::vector<std::string> found;
  for (const auto& path : profiles) {
    if (auto then = trees.then(path))
      found.push_back(*std::move(then));
    else if (trees.is_untracked_file(path))
      found.push_back(trees.now(path));
  }
  if (found.empty())
    for (const auto& path : profiles) found.push_back(trees.now(path));
  profiles = std::move(found);
}

void complete_profiles(std::vector<std::string>& profiles, const Trees& trees) {
  for (auto& path : profiles) {
    const auto inside = fs::path(path).lexically_relative(trees.tree);
    if (!fs::path(path).is_absolute() || inside.empty() || trees.files.exists(path)) continue;
    const auto now = trees.now((trees.root / inside).string());
    if (*inside.begin() == ".." || trees.is_untracked_file(now)) path = now;
  }
}

}  // namespace fargate_lint::session
