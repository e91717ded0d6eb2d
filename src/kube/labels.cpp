#include "kube/labels.hpp"

#include "kube/object.hpp"

namespace fargate_lint::kube {

Labels::Labels(yaml::Node labels) {
  std::size_t size = 0;
  for (const auto& [key, value] : labels.entries())
    size += sizeof(Head) + key.text().size() + value.text().size();
  text_.reserve(size);
  for (const auto& [key_node, node] : labels.entries()) {
    const auto key = key_node.text();
    const auto value = node.is_null() ? std::string_view() : node.text();
    const Head head = {name_key_of(key, value), static_cast<std::uint32_t>(key.size()),
                       static_cast<std::uint32_t>(value.size()),
                       node.is_string() || node.is_null() ? 1U : 0U};
    text_.append(reinterpret_cast<const char*>(&head), sizeof head).append(key).append(value);
  }
}

std::optional<std::string_view> Labels::value(std::string_view key) const {
  for (const auto& label : *this)
    if (label.key == key) return label.is_valid ? std::optional(label.value) : std::nullopt;
  return std::nullopt;
}

}  // namespace fargate_lint::kube
