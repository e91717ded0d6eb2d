#include "report/files.hpp"

#include "base/paths.hpp"
#include "system/boundary.hpp"

namespace fargate_lint::report {
namespace {

bool is_standard_input(std::string_view path) {
  return path == "-";
}

}  // namespace

Files::Files(const system::FileSystem& files) : files_(files) {
  if (const auto here = files.resolve(".")) root_ = system::boundary_of(files, *here);
}

bool Files::read(const std::string& path, const std::function<bool(std::string_view)>& part) const {
  return !is_standard_input(path) && system::read_parts(files_, path, part);
}

std::string Files::repository_path(const std::string& path) const {
  if (path.empty() || is_standard_input(path) || root_.empty()) return path;
  auto real = files_.canonical(path);
  if (!real.starts_with('/')) return path;
  if (!is_within(real, root_) || real.size() == root_.size()) return real;
  return real.substr(root_ == "/" ? 1 : root_.size() + 1);
}

}  // namespace fargate_lint::report
