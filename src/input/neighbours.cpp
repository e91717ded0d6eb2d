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

/// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/labels: labels reach pod
/// templates only if they are to.
bool changes_placement(yaml::Node kustomization) {
  if (kustomization["namespace"] || kustomization["commonLabels"]) return true;
  for (const auto labels : kustomization["labels"].items())
    if (labels["includeSelectors"].is_true() || labels["includeTemplates"].is_true()) return true;
  return false;
}

}  // namespace

Kustomization read_kustomization(std::string_view text) {
  Kustomization read;
  // A kustomization that cannot be read is reported when its turn as a document comes.
  const auto document = yaml::read_document(text);
  if (!document) return read;
  const auto root = document->root();
  for (const auto patch : root["patches"].items()) add(patch["path"], read.patches);
  for (const auto patch : root["patchesStrategicMerge"].items()) add(patch, read.patches);
  for (const auto patch : root["patchesJson6902"].items()) add(patch["path"], read.patches);
  if (!changes_placement(root)) return read;
  for (const auto* key : {"resources", "bases", "components"})
    for (const auto path : root[key].items()) add(path, read.changed);
  return read;
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
    const auto text = read_regular_file(join_path(folder, name));
    if (!text) continue;
    const auto kustomization = read_kustomization(*text);
    for (const auto& patch : kustomization.patches)
      patches_.emplace(canonical_path(join_path(folder, patch)), shown_path(folder));
    for (const auto& changed : kustomization.changed)
      changed_.emplace(canonical_path(join_path(folder, changed)), shown_path(folder));
    return;
  }
}

const std::string* Neighbours::patched_by(const std::string& identity) const {
  const auto found = patches_.find(identity);
  return found == patches_.end() ? nullptr : &found->second;
}

std::vector<std::string> Neighbours::changed_by(const std::string& identity) const {
  std::vector<std::string> folders;
  if (changed_.empty()) return folders;
  for (const auto& resource : {identity, parent_path(identity)}) {
    const auto [begin, end] = changed_.equal_range(resource);
    for (auto each = begin; each != end; ++each) folders.push_back(each->second);
  }
  return folders;
}

}  // namespace fargate_lint::input
