#include "yaml/path.hpp"

#include <algorithm>

#include "yaml/node_meta.hpp"

namespace fargate_lint::yaml {
namespace {

bool is_name(std::string_view key) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  };
  return !key.empty() && std::ranges::all_of(key, is_part);
}

}  // namespace

void append_key(std::string_view key, std::string& path) {
  if (!is_name(key)) {
    path.append("[").append(key).append("]");
    return;
  }
  if (!path.empty()) path += '.';
  path += key;
}

std::string path_of(Node node, Node root) {
  if (!node || node.document() != root.document()) return {};
  const auto& nodes = Access::nodes(*node.document());
  auto at = root.index();
  const auto is_within = [&](std::uint32_t index) {
    return node.index() >= index && node.index() < next_sibling(nodes, index);
  };
  std::string path;
  if (!is_within(at)) return path;
  while (at != node.index()) {
    const auto child = Access::child_holding(*node.document(), at, node.index());
    const bool is_entry = meta::shape(nodes[at].meta) == Shape::mapping;
    at = child.node;
    if (!is_entry) {
      path.append("[").append(std::to_string(child.position)).append("]");
      continue;
    }
    append_key(Node(node.document(), child.node).text(), path);
    if (at != node.index()) ++at;
  }
  return path;
}

std::string path_of(Node node) {
  if (!node) return {};
  auto path = path_of(node, node.document()->root());
  const auto& source = node.document()->source();
  if (source.item == Source::kWhole) return path;
  const bool is_field = !path.empty() && path.front() != '[';
  return "items[" + std::to_string(source.item) + (is_field ? "]." : "]") + path;
}

}  // namespace fargate_lint::yaml
