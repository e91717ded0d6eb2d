#include "input/field_path.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

std::optional<std::size_t> index_of(const std::string& step) {
  std::size_t index = 0;
  const auto* const end = step.data() + step.size();
  const auto parsed = std::from_chars(step.data(), end, index);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return index;
}

/// One step of a path.
yaml::Node below(yaml::Node node, const std::string& step) {
  if (!node.is_sequence()) return node[step];
  const auto index = index_of(step);
  return index ? node.at(*index) : yaml::Node();
}

/// The item of another list that is the same as `known`, which is number `step` of its own.
yaml::Node same_item(yaml::Node known, yaml::Node list, const std::string& step) {
  const auto name = known["name"].text();
  for (const auto item : list.items())
    if (name.empty() ? is_same_value(item, known) : item["name"].text() == name) return item;
  return name.empty() ? below(list, step) : yaml::Node();
}

}  // namespace

std::vector<std::string> steps_of(std::string_view field) {
  std::vector<std::string> steps;
  while (!field.empty()) {
    if (field.front() == '.') field.remove_prefix(1);
    const bool is_bracket = field.starts_with('[');
    if (is_bracket) field.remove_prefix(1);
    const auto end =
        std::min(is_bracket ? field.find(']') : field.find_first_of(".["), field.size());
    steps.emplace_back(field.substr(0, end));
    field.remove_prefix(std::min(end + (is_bracket ? 1 : 0), field.size()));
  }
  return steps;
}

yaml::Node node_at(yaml::Node root, std::span<const std::string> steps) {
  for (const auto& step : steps) root = below(root, step);
  return root;
}

// Down to the last child that begins before the position: what begins there is nowhere else.
yaml::Node node_at(yaml::Node root, const yaml::Position& position) {
  const auto comes_after = [&position](yaml::Node node) {
    const auto at = node.position();
    return at.line > position.line || (at.line == position.line && at.column > position.column);
  };
  auto node = root;
  while (node) {
    yaml::Node next;
    for (const auto item : node.items()) {
      if (comes_after(item)) break;
      next = item;
    }
    for (const auto [key, value] : node.entries()) {
      if (comes_after(key)) break;
      if (key.position() == position) return value;
      next = value;
    }
    if (!next) return node.position() == position ? node : yaml::Node();
    const bool is_it = next.position() == position && !next.is_mapping() && !next.is_sequence();
    if (is_it) return next;
    node = next;
  }
  return {};
}

yaml::Node counterpart_at(yaml::Node known, yaml::Node root, std::span<const std::string> steps) {
  for (const auto& step : steps) {
    known = below(known, step);
    root = root.is_sequence() ? same_item(known, root, step) : root[step];
    if (!root) return {};
  }
  return root;
}

bool is_same_value(yaml::Node a, yaml::Node b) {
  if (!a || !b || a.is_null() || b.is_null()) return false;
  const bool is_scalar = !a.is_mapping() && !a.is_sequence();
  if (is_scalar != (!b.is_mapping() && !b.is_sequence())) return false;
  if (is_scalar) return !a.text().empty() && a.text() == b.text();
  if (a.size() == 0 || a.size() != b.size()) return false;
  std::string one;
  std::string other;
  yaml::append_json(a, one);
  yaml::append_json(b, other);
  return one == other;
}

}  // namespace fargate_lint::input
