#include "input/kustomization.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

/// Whether a text is the name of a file: an entry may be the patch itself instead.
bool is_path(yaml::Node node) {
  const auto text = node.text();
  return node.is_string() && !text.empty() && text.find('\n') == std::string_view::npos;
}

/// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/labels: labels reach pod
/// templates only if they are to.
bool changes_placement(yaml::Node kustomization) {
  if (kustomization["namespace"] || kustomization["commonLabels"]) return true;
  for (const auto labels : kustomization["labels"].items())
    if (labels["includeSelectors"].is_true() || labels["includeTemplates"].is_true()) return true;
  return false;
}

/// Whether a kustomization has a key that may change what it makes of its resources.
bool changes_something(yaml::Node kustomization) {
  constexpr std::string_view kHarmless[] = {
      "apiVersion", "kind", "metadata", "resources", "bases", "buildMetadata", "sortOptions"};
  for (const auto [key, value] : kustomization.entries())
    if (std::ranges::find(kHarmless, key.text()) == std::end(kHarmless)) return true;
  return false;
}

/// Patches in place or in files, with the object that they are for if they say it. Names are
/// regular expressions there: any may be meant.
void append_patches(yaml::Node kustomization, std::vector<Kustomization::Patch>& patches) {
  for (const auto& entry : patches_in(kustomization)) {
    auto& patch = patches.emplace_back();
    patch.kind = entry.target["kind"].text();
    patch.name = entry.target["name"].text();
    if (patch.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
      patch.name.clear();
    patch.path = entry.path.text();
    patch.text = entry.text.text();
  }
}

}  // namespace

std::vector<PatchEntry> patches_in(yaml::Node kustomization) {
  std::vector<PatchEntry> entries;
  for (const auto* key : {"patches", "patchesJson6902"})
    for (const auto patch : kustomization[key].items()) {
      const auto path = patch["path"];
      entries.push_back({patch["target"], is_path(path) ? path : yaml::Node(), patch["patch"]});
    }
  for (const auto patch : kustomization["patchesStrategicMerge"].items())
    entries.push_back(is_path(patch) ? PatchEntry{{}, patch, {}} : PatchEntry{{}, {}, patch});
  return entries;
}

Kustomization read_kustomization(std::string_view text) {
  Kustomization read;
  // A kustomization that cannot be read is reported when its turn as a document comes.
  const auto document = yaml::read_document(text);
  if (!document) return read;
  const auto root = document->root();
  for (const auto* key : {"resources", "bases", "components"})
    for (const auto path : root[key].items())
      if (is_path(path)) read.resources.emplace_back(path.text());
  append_patches(root, read.patches);
  read.changes_placement = changes_placement(root);
  read.changes_something = changes_something(root);
  return read;
}

}  // namespace fargate_lint::input
