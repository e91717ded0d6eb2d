#include "kube/changed_fields.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/hash.hpp"
#include "yaml/path.hpp"

namespace fargate_lint::kube {
namespace {

using yaml::Node;

/// The values of a mapping or the elements of a list, by their names.
class ByName {
 public:
  explicit ByName(std::size_t size) { nodes_.reserve(size); }
  bool add(std::string_view name, Node node) { return nodes_.emplace(name, node).second; }
  Node find(std::string_view name) const {
    const auto found = nodes_.find(name);
    return found == nodes_.end() ? Node() : found->second;
  }

 private:
  std::unordered_map<std::string_view, Node> nodes_;
};

ByName fields_of(Node mapping) {
  ByName fields(mapping.size());
  for (const auto& entry : mapping.entries()) fields.add(entry.key.text(), entry.value);
  return fields;
}

std::string_view name_of(Node item) {
  const auto name = item["name"];
  return name.is_string() ? name.text() : std::string_view();
}

/// The elements by their names; false if one has none, or not one of its own.
bool name_elements(Node list, ByName& names) {
  for (const auto item : list.items()) {
    const auto name = item.is_mapping() ? name_of(item) : std::string_view();
    if (name.empty() || !names.add(name, item)) return false;
  }
  return true;
}

std::vector<Node> elements_of(Node list) {
  std::vector<Node> all;
  all.reserve(list.size());
  for (const auto item : list.items()) all.push_back(item);
  return all;
}

/// Objects of Kubernetes are far from so deep. What is deeper is compared as text, so that neither
/// the stack nor the time grows with it.
constexpr unsigned kDeepest = 200;

std::string_view text_of(Node node) {
  const auto [begin, end] = node.range();
  return node.document()->text().substr(begin, end - begin);
}

bool is_scalar(Node node) {
  return !node.is_mapping() && !node.is_sequence();
}

bool are_equal_above(Node a, Node b, unsigned depth);

bool are_equal_mappings(Node a, Node b, unsigned depth) {
  if (a.size() != b.size()) return false;
  const auto fields = fields_of(b);
  for (const auto& entry : a.entries()) {
    const auto other = fields.find(entry.key.text());
    if (!other || !are_equal_above(entry.value, other, depth + 1)) return false;
  }
  return true;
}

bool are_equal_above(Node a, Node b, unsigned depth) {
  if (a.is_missing() || b.is_missing()) return a.is_missing() == b.is_missing();
  if (is_scalar(a) || is_scalar(b))
    return is_scalar(a) && is_scalar(b) && a.kind() == b.kind() && a.text() == b.text();
  if (a.is_mapping() != b.is_mapping()) return false;
  if (depth >= kDeepest) return text_of(a) == text_of(b);
  if (a.is_mapping()) return are_equal_mappings(a, b, depth);
  return std::ranges::equal(elements_of(a), elements_of(b), [depth](Node one, Node other) {
    return are_equal_above(one, other, depth + 1);
  });
}

std::uint64_t hash_above(Node node, unsigned depth) {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;
  if (is_scalar(node)) return hash_text(node.text()) + static_cast<std::uint64_t>(node.kind());
  if (depth >= kDeepest) return hash_text(text_of(node));
  std::uint64_t hash = node.size();
  if (node.is_mapping()) {  // in any order
    for (const auto& entry : node.entries())
      hash +=
          fold_words(hash_text(entry.key.text()) ^ kOdd, hash_above(entry.value, depth + 1) | 1U);
    return hash;
  }
  for (const auto item : node.items()) hash = fold_words(hash ^ hash_above(item, depth + 1), kOdd);
  return hash;
}

class Comparer {
 public:
  explicit Comparer(std::size_t most) : most_(most) {}

  void compare(Node before, Node after) {
    if (is_full()) return;
    const Depth down(depth_);
    if (depth_ >= kDeepest) {
      if (text_of(before) != text_of(after)) add(before, after);
      return;
    }
    if (before.is_mapping() && after.is_mapping()) return compare_mappings(before, after);
    if (before.is_sequence() && after.is_sequence()) return compare_lists(before, after);
    if (!are_equal(before, after)) add(before, after);
  }
  std::vector<ChangedField> take() { return std::move(found_); }

 private:
  struct Depth {
    explicit Depth(unsigned& depth) : of(depth) { ++of; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    ~Depth() { --of; }
    unsigned& of;
  };
  bool is_full() const { return found_.size() >= most_; }
  void add(Node before, Node after) {
    if (!is_full()) found_.push_back({before, after, path_});
  }

  void compare_at(std::string_view key, Node before, Node after) {
    const auto length = path_.size();
    yaml::append_key(key, path_);
    after&& before ? compare(before, after) : add(before, after);
    path_.resize(length);
  }
  void compare_item(std::size_t number, Node before, Node after) {
    const auto length = path_.size();
    path_ += "[" + std::to_string(number) + "]";
    after&& before ? compare(before, after) : add(before, after);
    path_.resize(length);
  }

  void compare_mappings(Node before, Node after) {
    const auto old = fields_of(before);
    const auto now = fields_of(after);
    for (const auto& entry : after.entries())
      compare_at(entry.key.text(), old.find(entry.key.text()), entry.value);
    for (const auto& entry : before.entries())
      if (!now.find(entry.key.text())) compare_at(entry.key.text(), entry.value, Node());
  }

  void compare_lists(Node before, Node after) {
    ByName old(before.size());
    ByName now(after.size());
    if (!name_elements(before, old) || !name_elements(after, now))
      return compare_places(elements_of(before), elements_of(after));
    std::size_t number = 0;
    for (const auto item : after.items()) compare_item(number++, old.find(name_of(item)), item);
    number = 0;
    for (const auto item : before.items()) {
      if (!now.find(name_of(item))) compare_item(number, item, Node());
      ++number;
    }
  }

  void compare_places(const std::vector<Node>& before, const std::vector<Node>& after) {
    const auto shorter = std::min(before.size(), after.size());
    std::size_t first = 0;
    while (first < shorter && are_equal(before[first], after[first])) ++first;
    std::size_t last = 0;
    while (last < shorter - first &&
           are_equal(before[before.size() - 1 - last], after[after.size() - 1 - last]))
      ++last;
    const auto end = std::max(before.size(), after.size()) - last;
    for (auto i = first; i < end; ++i)
      compare_item(i, i < before.size() - last ? before[i] : Node(),
                   i < after.size() - last ? after[i] : Node());
  }

  std::size_t most_;
  unsigned depth_ = 0;
  std::string path_;
  std::vector<ChangedField> found_;
};

}  // namespace

bool are_equal(Node a, Node b) {
  return are_equal_above(a, b, 0);
}

std::uint64_t hash_of(Node node) {
  return hash_above(node, 0);
}

std::vector<ChangedField> changed_fields(Node before, Node after, std::size_t most) {
  Comparer comparer(most);
  comparer.compare(before, after);
  return comparer.take();
}

}  // namespace fargate_lint::kube
