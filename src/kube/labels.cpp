#include "kube/labels.hpp"

#include <string>

namespace fargate_lint::kube {

Labels::Labels(yaml::Node labels) {
  std::string text;
  for (const auto& [key_node, node] : labels.entries()) {
    const auto key = key_node.text();
    const auto value = node.is_null() ? std::string_view() : node.text();
    const Head head = {static_cast<std::uint32_t>(key.size()),
                       static_cast<std::uint32_t>(value.size()) & 0x7FFFFFFFU,
                       node.is_string() || node.is_null()};
    text.append(reinterpret_cast<const char*>(&head), sizeof head).append(key).append(value);
  }
  text_ = text;
}

std::optional<std::string_view> Labels::value(std::string_view key) const {
  for (const auto& label : *this)
    if (label.key == key) return label.is_valid ? std::optional(label.value) : std::nullopt;
  return std::nullopt;
}

}  // namespace fargate_lint::kube
