#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "kube/fields.hpp"
#include "yaml/document.hpp"

/// Paths that the table of kinds writes (PodPath): dotted names; one that ends in `[]` goes through
/// a list, `*` through all values of a mapping.
namespace fargate_lint::kube {

/// Whether any item of a list is named so.
inline bool has_item_named(yaml::Node list, std::string_view name) {
  for (const auto item : list.items())
    if (text_of(item["name"]) == name) return true;
  return false;
}

/// Where a path has led to.
struct Place {
  yaml::Node node;
  std::string item;  ///< the name of the list item or the key that it went through
};

/// Takes the first name off a dotted path.
inline std::string_view take_name(std::string_view& path) {
  const auto name = path.substr(0, path.find('.'));
  path.remove_prefix(std::min(name.size() + 1, path.size()));
  return name;
}

/// By its `name`, or what KubeRay calls it; else by its number.
inline std::string name_of_item(yaml::Node item, std::size_t number) {
  for (const std::string_view field : {"name", "groupName", "component"})
    if (const auto name = text_of(item[field]); !name.empty()) return std::string(name);
  return std::to_string(number);
}

/// Calls `visit(place)` for each node that `path` leads to from `place`, in the order of the
/// manifest, until it returns false. Recursion is as deep as the path.
template <typename Visit>
bool visit_places(const Place& place, std::string_view path, const Visit& visit) {
  if (path.empty()) return visit(place);
  auto name = take_name(path);
  if (name == "*") {
    for (const auto& [key, value] : place.node.entries())
      if (!visit_places({value, std::string(key.text())}, path, visit)) return false;
    return true;
  }
  if (!name.ends_with("[]")) {
    const auto next = place.node[name];
    return next.is_missing() || visit_places({next, place.item}, path, visit);
  }
  name.remove_suffix(2);
  std::size_t number = 0;
  for (const auto item : place.node[name].items())
    if (!visit_places({item, name_of_item(item, number++)}, path, visit)) return false;
  return true;
}

/// Whether a path may lead to several places.
inline bool branches(std::string_view path) {
  return std::ranges::any_of(path, [](char c) { return c == '[' || c == '*'; });
}

/// The first node that `path` leads to, else missing.
inline yaml::Node walk(yaml::Node node, std::string_view path) {
  if (!branches(path)) {
    while (!path.empty()) node = node[take_name(path)];
    return node;
  }
  yaml::Node found;
  visit_places({node, {}}, path, [&found](const Place& place) {
    found = place.node;
    return false;
  });
  return found;
}

}  // namespace fargate_lint::kube
