#include "input/neighbours.hpp"

#include "input/paths.hpp"
#include "input/stream.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

void add(yaml::Node path, std::vector<std::string>& files) {
  // An entry of patchesStrategicMerge may be the patch itself instead of a file's name.
  const auto text = path.text();
  if (path.is_string() && !text.empty() && text.find('\n') == std::string_view::npos)
    files.emplace_back(text);
}

}  // namespace

std::vector<std::string> patch_files(std::string text) {
  std::vector<std::string> files;
  // A kustomization that cannot be read is reported when its turn as a document comes.
  const auto document = yaml::read_document(std::move(text));
  if (!document) return files;
  const auto root = document->root();
  for (const auto patch : root["patches"].items()) add(patch["path"], files);
  for (const auto patch : root["patchesStrategicMerge"].items()) add(patch, files);
  for (const auto patch : root["patchesJson6902"].items()) add(patch["path"], files);
  return files;
}

std::optional<std::string> Neighbours::chart_above(const std::string& folder) {
  if (const auto known = charts_.find(folder); known != charts_.end()) return known->second;
  std::optional<std::string> chart;
  if (folder != "/" && !path_exists(join_path(folder, ".git")))
    chart = chart_above(parent_path(folder));
  if (!chart && path_exists(join_path(folder, kChartName))) chart = shown_path(folder);
  charts_.emplace(folder, chart);
  return chart;
}

void Neighbours::look_for_kustomization(const std::string& folder) {
  if (!kustomizations_.insert(folder).second) return;
  for (const auto name : kKustomizationNames) {
    auto text = read_regular_file(join_path(folder, name));
    if (!text) continue;
    for (const auto& patch : patch_files(*std::move(text)))
      patches_.emplace(canonical_path(join_path(folder, patch)), shown_path(folder));
    return;
  }
}

const std::string* Neighbours::patched_by(const std::string& identity) const {
  const auto found = patches_.find(identity);
  return found == patches_.end() ? nullptr : &found->second;
}

}  // namespace fargate_lint::input
