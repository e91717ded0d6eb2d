// Every mapping of a document is tried as a selector on every mapping of labels in it. What reads
// as a selector can be asked; a selector made of labels selects these labels.

#include "kube/selector.hpp"
#include "target.hpp"

namespace {

using fargate_lint::fuzz::fail;
using fargate_lint::kube::LabelSelector;
using fargate_lint::yaml::Document;
using fargate_lint::yaml::Node;

constexpr std::size_t kMost = 20;  // mappings of one document

void collect(Node node, std::vector<Node>& mappings) {
  if (mappings.size() >= kMost) return;
  if (node.is_mapping()) {
    mappings.push_back(node);
    for (const auto& [key, value] : node.entries()) collect(value, mappings);
  }
  for (const Node item : node.items()) collect(item, mappings);
}

bool all_strings(Node map) {
  for (const auto& [key, value] : map.entries())
    if (!value.is_string()) return false;
  return true;
}

void check(const Document& document) {
  std::vector<Node> mappings;
  collect(document.root(), mappings);
  for (const Node mapping : mappings) {
    const auto of_map = LabelSelector::from_map(mapping);
    if (all_strings(mapping) && !of_map.matches(mapping))
      fail("labels do not select themselves", document.text());
    const auto selector = LabelSelector::parse(mapping);
    for (const Node labels : mappings) {
      static_cast<void>(of_map.matches(labels));
      if (selector) static_cast<void>(selector->matches(labels));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fargate_lint::fuzz::for_each_document(fargate_lint::fuzz::text_of(data, size), check);
  return 0;
}
