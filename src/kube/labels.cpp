#include "kube/labels.hpp"

#include <string>

namespace fargate_lint::kube {

namespace {

// Kubernetes refuses keys of more than 317 bytes and values of more than 63
// (staging/src/k8s.io/apimachinery/pkg/util/validation). Aliases give many pods one label: what is
// longer is not copied for each of them.
constexpr std::size_t kLongestKey = 320;
constexpr std::size_t kLongestValue = 128;

}  // namespace

Labels::Labels(yaml::Node labels) {
  std::string text;
  for (const auto& [key_node, node] : labels.entries()) {
    const auto key = key_node.text().substr(0, kLongestKey);
    const auto value = node.is_null() ? std::string_view() : node.text().substr(0, kLongestValue);
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
