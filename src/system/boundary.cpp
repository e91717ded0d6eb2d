#include "system/boundary.hpp"

#include "base/paths.hpp"

namespace fargate_lint::system {

std::string repository_above(const FileSystem& files, const std::string& folder) {
  for (auto at = folder;; at = parent_path(at)) {
    if (files.exists(join_path(at, ".git"))) return at;
    if (at == "/") return {};
  }
}

std::string boundary_of(const FileSystem& files, const std::string& folder) {
  auto repository = repository_above(files, folder);
  return repository.empty() ? folder : repository;
}

}  // namespace fargate_lint::system
