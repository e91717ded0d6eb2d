#include "input/kustomize_origins.hpp"

#include <algorithm>
#include <utility>

#include "base/paths.hpp"
#include "base/text.hpp"
#include "input/field_path.hpp"
#include "input/kustomization.hpp"
#include "yaml/path.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

using yaml::Location;

/// The steps of a JSON pointer (RFC 6901).
std::vector<std::string> steps_of_pointer(std::string_view pointer) {
  std::vector<std::string> steps;
  while (pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    auto step = std::string(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(step.size());
    for (const auto& [from, to] : {std::pair("~1", "/"), std::pair("~0", "~")})
      for (auto at = step.find(from); at != std::string::npos; at = step.find(from, at + 1))
        step.replace(at, 2, to);
    steps.push_back(std::move(step));
  }
  return steps;
}

bool is_number(std::string_view step) {
  return !step.empty() && step.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What operations of a JSON patch give the field; the last counts.
yaml::Node set_by_operations(yaml::Node operations, std::span<const std::string> steps) {
  yaml::Node found;
  for (const auto operation : operations.items()) {
    const auto path = steps_of_pointer(operation["path"].text());
    if (path.empty() || path.size() > steps.size() || operation["op"].text() == "remove") continue;
    bool leads_there = true;
    for (std::size_t i = 0; i < path.size(); ++i)
      // Items may have moved since: what is added last has no number.
      leads_there = leads_there && (path[i] == steps[i] || (path[i] == "-" && is_number(steps[i])));
    const auto node =
        leads_there ? node_at(operation["value"], steps.subspan(path.size())) : yaml::Node();
    if (node) found = node;
  }
  return found;
}

/// The place of a node that stands for one in the build whose place was `rendered`.
Location place_of(yaml::Node node, yaml::Node known, const yaml::Span& rendered) {
  return known && yaml::locate(known).span == rendered ? yaml::locate(node)
                                                       : yaml::locate_field(node);
}

/// A line without what makes its field the first of a list's item: kustomize sorts fields.
std::string_view without_dash(std::string_view line) {
  line = trimmed(line, kSpaces);
  while (line.starts_with("- ")) line = trimmed(line.substr(2), kSpaces);
  return line;
}

/// The object's first line that says what it is.
Location place_of_object(yaml::Node root) {
  return yaml::locate_field(root["kind"] ? root["kind"] : root);
}

}  // namespace

KustomizeOrigins::KustomizeOrigins(const system::FileSystem& files, std::string folder,
                                   KustomizeBuild build)
    : files_(files),
      folder_(std::move(folder)),
      build_(std::move(build)),
      documents_(build_.text) {}

const KustomizedObject* KustomizeOrigins::object_at(std::uint32_t line) const {
  const auto& objects = build_.objects;
  const auto behind = std::ranges::upper_bound(objects, line, {}, &KustomizedObject::line);
  return behind == objects.begin() ? nullptr : &*std::prev(behind);
}

const KustomizeOrigins::Documents& KustomizeOrigins::documents_of(const std::string& path) const {
  const auto [entry, fresh] = files_read_.try_emplace(path);
  if (!fresh) return entry->second;
  const auto text = system::read_regular_file(files_, path);
  if (!text) return entry->second;
  std::vector<yaml::Piece> pieces;
  yaml::split(*text, pieces);
  for (const auto& piece : pieces) {
    yaml::Source source;
    source.path = files_.shown(path);
    source.first_line = piece.line + 1;
    if (auto document = yaml::read_document(piece.text, source))
      entry->second.push_back(std::move(document));
  }
  return entry->second;
}

/// A patch that a kustomization holds itself: its lines are those of the kustomization, if they are
/// written as they are.
void KustomizeOrigins::add_inline(yaml::Node text, const std::string& path, const Patch& target,
                                  std::vector<Patch>& patches) const {
  std::vector<yaml::Piece> pieces;
  const std::string copy(text.text());
  yaml::split(copy, pieces);
  for (const auto& piece : pieces) {
    yaml::Source source;
    source.path = files_.shown(path);
    const bool is_as_written = text.style() == yaml::Style::literal;
    source.first_line = text.position().line + (is_as_written ? 1 + piece.line : 0);
    auto document = yaml::read_document(piece.text, source);
    if (document == nullptr) continue;
    auto& patch = patches.emplace_back(target);
    patch.document = document.get();
    inline_.push_back(std::move(document));
  }
}

void KustomizeOrigins::read_patches(const std::string& kustomization,
                                    std::vector<Patch>& patches) const {
  const auto& documents = documents_of(kustomization);
  if (documents.empty()) return;
  for (const auto& entry : patches_in(documents.front()->root())) {
    Patch target;
    target.kind = entry.target["kind"].text();
    target.name = entry.target["name"].text();
    if (entry.text) add_inline(entry.text, kustomization, target, patches);
    if (!entry.path) continue;
    for (const auto& document :
         documents_of(normal_path(join_path(parent_path(kustomization), entry.path.text())))) {
      auto& patch = patches.emplace_back(target);
      patch.document = document.get();
    }
  }
}

const std::vector<KustomizeOrigins::Patch>& KustomizeOrigins::patches_of(
    const std::string& kustomization) const {
  const auto [entry, fresh] = patches_.try_emplace(kustomization);
  if (fresh) read_patches(kustomization, entry->second);
  return entry->second;
}

/// The object in its file: of the same kind and name, or of one that was given a prefix since.
yaml::Node KustomizeOrigins::base_of(const KustomizedObject& object, const Field& field) const {
  if (object.path.empty()) return {};
  const auto kind = field.root["kind"].text();
  const auto name = field.root["metadata"]["name"].text();
  yaml::Node alike;
  const auto consider = [&](yaml::Node root) {
    const auto its = root["metadata"]["name"].text();
    if (root["kind"].text() != kind || its.empty() || name.find(its) == std::string_view::npos)
      return false;
    if (!alike || alike["metadata"]["name"].text().size() < its.size()) alike = root;
    return its == name;
  };
  for (const auto& document : documents_of(normal_path(join_path(folder_, object.path)))) {
    const auto root = document->root();
    if (consider(root)) return root;
    for (const auto item : root["items"].items())
      if (consider(item)) return item;
  }
  return alike;
}

yaml::Node KustomizeOrigins::patched(const KustomizedObject& object, const Field& field,
                                     yaml::Node base) const {
  yaml::Node found;
  const auto kind = field.root["kind"].text();
  const auto name = (base ? base : field.root)["metadata"]["name"].text();
  for (auto i = object.changed_in.size(); i-- > 0;) {
    const auto& all = patches_of(normal_path(join_path(folder_, object.changed_in[i])));
    for (auto patch = all.rbegin(); patch != all.rend(); ++patch) {
      const auto root = patch->document->root();
      if (!patch->kind.empty() && patch->kind != kind) continue;
      yaml::Node node;
      if (root.is_sequence()) {
        node = set_by_operations(root, field.steps);
      } else {
        const bool says_which = patch->kind.empty() && patch->name.empty();
        if (says_which && (root["kind"].text() != kind || root["metadata"]["name"].text() != name))
          continue;
        node = counterpart_at(field.root, root, field.steps);
      }
      if (!node) continue;
      if (is_same_value(node, field.node)) return node;
      if (!found) found = node;
    }
  }
  return found;
}

std::optional<Location> KustomizeOrigins::find(const Location& rendered,
                                               std::string_view path) const {
  const std::lock_guard lock(mutex_);
  const auto line = rendered.span.begin.line;
  const auto* object = object_at(line);
  const auto* document = object == nullptr ? nullptr : documents_.at(line);
  if (document == nullptr) return std::nullopt;
  Field field;
  field.root = document->root();
  if (path.empty()) {
    const auto there = node_at(field.root, rendered.span.begin);
    field.steps = steps_of(yaml::path_of(there, field.root));
  } else {
    field.steps = steps_of(path);
  }
  field.node = node_at(field.root, field.steps);

  const auto base = base_of(*object, field);
  const auto in_base =
      base && !field.steps.empty() ? counterpart_at(field.root, base, field.steps) : yaml::Node();
  auto node = in_base;
  if (!node || !is_same_value(node, field.node)) {
    const auto by_patch = patched(*object, field, base);
    if (by_patch && (!node || is_same_value(by_patch, field.node))) node = by_patch;
  }
  Location where;
  if (node) {
    where = place_of(node, field.node, rendered.span);
  } else if (base) {
    where = place_of_object(base);
  } else {
    const auto& file = object->path.empty() ? object->configured_in : object->path;
    if (file.empty()) return std::nullopt;
    where.path = files_.shown(normal_path(join_path(folder_, file)));
  }
  yaml::Origin origin;
  origin.kind = yaml::Origin::Kind::kustomize_base;
  origin.path = where.path;
  origin.line = where.span.begin.line;
  origin.file = where.path;
  origin.is_exact = static_cast<bool>(node);
  origin.rendered_line = line;
  const auto shown = trimmed(documents_.lines()[line - 1], kSpaces);
  if (without_dash(shown) != without_dash(where.line_text)) origin.rendered_text = shown;
  where.origin = std::move(origin);
  return where;
}

}  // namespace fargate_lint::input
