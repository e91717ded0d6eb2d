#include "input/neighbours.hpp"

#include "base/paths.hpp"
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
  if (folder != "/" && !files_.exists(join_path(folder, ".git")))
    chart = chart_above(parent_path(folder));
  if (!chart && files_.exists(join_path(folder, kChartName))) chart = files_.shown(folder);
  charts_.emplace(folder, chart);
  return chart;
}

/// A pipe or a device could keep us for ever, and what a link leads to may be none of our business.
std::optional<std::string> Neighbours::read_neighbour(const std::string& path) const {
  if (!files_.is(system::Kind::regular, path)) return std::nullopt;
  const auto resolved = files_.resolve(path);
  if (!resolved || (*resolved != path && !reach_.covers(*resolved))) return std::nullopt;
  return system::read_whole_file(files_, path);
}

void Neighbours::look_around(const std::string& folder) {
  if (!looked_around_.insert(folder).second) return;
  look_for_kustomization(folder);
  if (!files_.exists(join_path(folder, ".git"))) look_for_kustomization(parent_path(folder));
}

void Neighbours::look_for_kustomization(const std::string& folder) {
  if (!kustomizations_.insert(folder).second) return;
  for (const auto name : kKustomizationNames) {
    const auto text = read_neighbour(join_path(folder, name));
    if (!text) continue;
    const auto kustomization = read_kustomization(*text);
    for (const auto& patch : kustomization.patches)
      patches_.emplace(files_.canonical(join_path(folder, patch)), files_.shown(folder));
    for (const auto& changed : kustomization.changed)
      changed_.emplace(files_.canonical(join_path(folder, changed)), files_.shown(folder));
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
