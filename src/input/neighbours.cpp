#include "input/neighbours.hpp"

#include <algorithm>

#include "base/paths.hpp"
#include "yaml/path.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

/// The fields that a strategic merge patch touches, below `path`: its leaves.
void append_leaves(yaml::Node node, const std::string& path, int depth,
                   std::vector<std::string>& fields) {
  constexpr int kDeepest = 50;
  constexpr std::size_t kMostFields = 1000;
  const bool is_leaf = depth == kDeepest || (!node.is_mapping() && !node.is_sequence()) ||
                       node.size() == 0 || fields.size() >= kMostFields;
  if (is_leaf) {
    fields.push_back(path);
    return;
  }
  for (const auto item : node.items()) append_leaves(item, path + "[]", depth + 1, fields);
  for (const auto [key, value] : node.entries()) {
    const auto name = key.text();
    if (path.ends_with("[]") && name == "name") continue;  // tells which item is meant
    const bool is_directive = name.starts_with('$');       // `$patch: delete`: of the whole
    auto below = path;
    if (!is_directive) yaml::append_key(name, below);
    append_leaves(value, below, depth + 1, fields);
  }
}

/// "spec.template.spec.containers[].ports" of a JSON pointer (RFC 6901).
std::string field_of(std::string_view pointer) {
  std::string path;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    std::string name(pointer.substr(0, end));
    for (auto at = name.find("~1"); at != std::string::npos; at = name.find("~1", at))
      name.replace(at, 2, "/");
    const bool is_item =
        name == "-" || (!name.empty() && name.find_first_not_of("0123456789") == std::string::npos);
    if (is_item)
      path += "[]";
    else
      yaml::append_key(name, path);
    pointer.remove_prefix(end);
  }
  return path;
}

/// Adds what a patch touches.
void append_patched_fields(const Kustomization::Patch& patch, std::string_view text,
                           lint::Overlay& overlay) {
  std::vector<yaml::Piece> pieces;
  yaml::split(text, pieces);
  for (const auto& piece : pieces) {
    const auto document = yaml::read_document(piece.text);
    if (!document) continue;
    const auto root = document->root();
    const auto kind = patch.kind.empty() ? std::string(root["kind"].text()) : patch.kind;
    const auto name = patch.kind.empty() && patch.name.empty()
                          ? std::string(root["metadata"]["name"].text())
                          : patch.name;
    auto& fields = overlay.fields[kind + "/" + name];
    for (const auto operation : root.items()) {
      fields.push_back(field_of(operation["path"].text()));
      if (operation["from"]) fields.push_back(field_of(operation["from"].text()));
    }
    for (const auto [key, value] : root.entries())
      if (key.text() != "apiVersion" && key.text() != "kind")
        append_leaves(value, std::string(key.text()), 0, fields);
    std::erase(fields, "metadata.name");
    std::erase(fields, "");
  }
}

}  // namespace

Treatment Chart::treatment_in(std::string_view folder) const {
  if (!is_within(folder, canonical)) return Treatment::chart_file;
  const auto below = std::string(folder.substr(canonical.size())) + "/";
  const bool may_be_template =
      below.find("/templates/") != std::string::npos || below.find("/crds/") != std::string::npos;
  return may_be_template ? Treatment::chart : Treatment::chart_file;
}

std::optional<Chart> Neighbours::chart_above(const std::string& folder) {
  if (const auto known = charts_.find(folder); known != charts_.end()) return known->second;
  std::optional<Chart> chart;
  if (folder != "/" && !files_.exists(join_path(folder, ".git")))
    chart = chart_above(parent_path(folder));
  if (!chart && files_.exists(join_path(folder, kChartName)))
    chart = Chart{files_.shown(folder), folder};
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

void Neighbours::look_for_kustomization(const std::string& folder, bool is_input) {
  const auto [entry, fresh] = kustomizations_.try_emplace(folder);
  auto& found = entry->second;
  if (!fresh) {
    if (found && is_input) found->is_input = true;
    return;
  }
  for (const auto name : kKustomizationNames) {
    const auto text = read_neighbour(join_path(folder, name));
    if (!text) continue;
    const auto kustomization = read_kustomization(*text);
    found = Found{files_.shown(folder), is_input, kustomization.changes_something, {}, {}, {}};
    found->patches.path = found->shown;
    for (const auto& patch : kustomization.patches) {
      const auto file =
          patch.path.empty() ? std::nullopt : read_neighbour(join_path(folder, patch.path));
      append_patched_fields(patch, file ? *file : patch.text, found->patches);
      if (!patch.path.empty())
        patches_.emplace(files_.canonical(join_path(folder, patch.path)), found->shown);
    }
    for (const auto& resource : kustomization.resources) {
      found->resources.push_back(files_.canonical(join_path(folder, resource)));
      if (kustomization.changes_placement) changed_.emplace(found->resources.back(), found->shown);
    }
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

Neighbours::Users& Neighbours::users() {
  if (users_) return *users_;
  users_.emplace();
  for (auto& [folder, found] : kustomizations_) {
    if (!found || !found->is_input) continue;
    for (const auto& resource : found->resources) users_->emplace(resource, &*found);
  }
  return *users_;
}

void Neighbours::append_overlays(const std::string& identity, const std::string& path,
                                 lint::Patches& patches) {
  constexpr std::size_t kMostUsers = 100;  // of one file: who has more is a stranger's joke
  std::vector<std::string> used = {identity};
  std::unordered_set<const Found*> seen;
  for (std::size_t i = 0; i < used.size() && seen.size() < kMostUsers; ++i) {
    const auto [begin, end] = users().equal_range(used[i]);
    for (auto user = begin; user != end && seen.size() < kMostUsers; ++user) {
      auto& found = *user->second;
      if (!seen.insert(&found).second) continue;
      used.push_back(files_.canonical(found.shown));
      if (found.patches.fields.empty()) continue;
      if (!found.number) {
        found.number = static_cast<std::uint32_t>(patches.overlays.size());
        patches.overlays.push_back(found.patches);
      }
      patches.of_file[path].push_back(*found.number);
    }
  }
}

std::vector<std::string> Neighbours::to_render(const std::unordered_set<std::string>& files) const {
  std::unordered_multimap<std::string, const std::string*> users;  // by what they use
  std::vector<const std::string*> needed;                          // directories
  for (const auto& [folder, found] : kustomizations_) {
    if (!found) continue;
    bool needs = found->changes_something;
    for (const auto& resource : found->resources) {
      const auto other = kustomizations_.find(resource);
      const bool is_known = other != kustomizations_.end() && other->second;
      if (is_known && found->is_input) users.emplace(resource, &folder);
      needs = needs || !(is_known || files.contains(resource));
    }
    if (needs) needed.push_back(&folder);
  }
  // Who uses what must be rendered must be rendered as well.
  std::unordered_set<std::string> seen;
  std::vector<std::string> outermost;
  while (!needed.empty()) {
    const auto& folder = *needed.back();
    needed.pop_back();
    if (!seen.insert(folder).second) continue;
    const auto [begin, end] = users.equal_range(folder);
    for (auto user = begin; user != end; ++user) needed.push_back(user->second);
    const auto& found = *kustomizations_.at(folder);
    if (begin == end && found.is_input) outermost.push_back(found.shown);
  }
  return outermost;
}

}  // namespace fargate_lint::input
