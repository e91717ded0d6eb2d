#include "kube/draft.hpp"

#include <algorithm>

#include "yaml/json.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::kube {
namespace {

Draft::Shape shape_of(yaml::Node node) {
  switch (node.kind()) {
    case yaml::Kind::mapping: return Draft::Shape::mapping;
    case yaml::Kind::sequence: return Draft::Shape::sequence;
    case yaml::Kind::boolean: return Draft::Shape::boolean;
    case yaml::Kind::integer:
    case yaml::Kind::floating: return Draft::Shape::number;
    case yaml::Kind::string: return Draft::Shape::string;
    case yaml::Kind::missing:
    case yaml::Kind::null: break;
  }
  return Draft::Shape::null;
}

class Copier {
 public:
  explicit Copier(bool with_origin) : with_origin_(with_origin) {}

  bool copy(yaml::Node node, Draft& draft, std::size_t depth) {
    if (depth == Draft::kDeepest || ++values_ > Draft::kMostValues) return false;
    draft.shape = shape_of(node);
    if (with_origin_) draft.origin = node;
    if (draft.is_mapping()) return copy_entries(node, draft, depth);
    if (draft.is_sequence()) {
      for (const auto item : node.items())
        if (!copy(item, draft.items.emplace_back(), depth + 1)) return false;
      return true;
    }
    copy_scalar(node, draft);
    return true;
  }

 private:
  bool copy_entries(yaml::Node node, Draft& draft, std::size_t depth) {
    for (const auto& [key, value] : node.entries()) {
      draft.keys.emplace_back(key.text());
      if (!copy(value, draft.items.emplace_back(), depth + 1)) return false;
    }
    return true;
  }

  static void copy_scalar(yaml::Node node, Draft& draft) {
    if (draft.is_string())
      draft.text = node.text();
    else if (!draft.is_null())
      yaml::append_json(node, draft.text);
  }

  bool with_origin_;
  std::size_t values_ = 0;
};

std::optional<Draft> copied(yaml::Node node, bool with_origin) {
  Draft draft;
  if (!Copier(with_origin).copy(node, draft, 0)) return std::nullopt;
  return draft;
}

}  // namespace

Draft Draft::of_text(std::string_view text, yaml::Node origin) {
  Draft draft;
  draft.shape = Shape::string;
  draft.text = text;
  draft.origin = origin;
  return draft;
}

Draft Draft::of_flag(bool value, yaml::Node origin) {
  Draft draft;
  draft.shape = Shape::boolean;
  draft.text = value ? "true" : "false";
  draft.origin = origin;
  return draft;
}

Draft Draft::mapping(yaml::Node origin) {
  Draft draft;
  draft.shape = Shape::mapping;
  draft.origin = origin;
  return draft;
}

std::optional<Draft> Draft::copy(yaml::Node node) {
  return copied(node, false);
}

std::optional<Draft> Draft::copy_with_origin(yaml::Node node) {
  return copied(node, true);
}

std::optional<Draft> Draft::read(std::string_view text, yaml::Node origin) {
  constexpr std::size_t kMostBytes = 256 * std::size_t{1024};
  if (text.size() > kMostBytes) return std::nullopt;
  const auto document = yaml::read_document(text);
  if (document == nullptr) return std::nullopt;
  auto draft = copied(document->root(), false);
  if (draft) draft->set_origin(origin);
  return draft;
}

Draft* Draft::find(std::string_view key) {
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

const Draft* Draft::find(std::string_view key) const {
  const auto found = std::ranges::find(keys, key);
  return found == keys.end() ? nullptr : &items[static_cast<std::size_t>(found - keys.begin())];
}

std::string_view Draft::text_of(std::string_view key) const {
  const auto* value = find(key);
  return value != nullptr && value->is_string() ? std::string_view(value->text)
                                                : std::string_view();
}

Draft& Draft::at(std::string_view key) {
  if (auto* found = find(key)) return *found;
  keys.emplace_back(key);
  return items.emplace_back();
}

void Draft::erase(std::string_view key) {
  const auto found = std::ranges::find(keys, key);
  if (found == keys.end()) return;
  items.erase(items.begin() + (found - keys.begin()));
  keys.erase(found);
}

void Draft::set_origin(yaml::Node node) {
  origin = node;
  for (auto& item : items) item.set_origin(node);
}

std::size_t Draft::count() const {
  std::size_t sum = 1;
  for (const auto& item : items) sum += item.count();
  return sum;
}

void Draft::append_json(std::string& out) const {
  if (is_scalar()) {
    if (is_string())
      yaml::append_json_string(text, out);
    else
      out += is_null() ? "null" : text;
    return;
  }
  out += is_mapping() ? '{' : '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    if (is_mapping()) {
      yaml::append_json_string(keys[i], out);
      out += ':';
    }
    items[i].append_json(out);
  }
  out += is_mapping() ? '}' : ']';
}

bool Draft::operator==(const Draft& other) const {
  return shape == other.shape && text == other.text && keys == other.keys && items == other.items;
}

DraftDocument make_document(const Draft& draft, const yaml::Source& source) {
  std::string text;
  draft.append_json(text);
  return {yaml::read_document(text, source), &draft};
}

yaml::Node DraftDocument::origin_of(yaml::Node node) const {
  if (node.document() != document.get()) return {};
  const auto* at = draft;
  auto here = document->root();
  auto origin = at->origin;
  // Both trees have the same shape. The node is in the last child that begins no later.
  while (!at->items.empty()) {
    std::size_t place = at->items.size();
    yaml::Node child;
    std::size_t i = 0;
    const auto pass = [&](yaml::Node begin, yaml::Node value) {
      if (begin.index() > node.index() || i >= at->items.size()) return;
      place = i++;
      child = value;
    };
    for (const auto& [key, value] : here.entries()) pass(key, value);
    for (const auto item : here.items()) pass(item, item);
    if (place == at->items.size()) break;
    at = &at->items[place];
    here = child;
    if (at->origin) origin = at->origin;
  }
  return origin;
}

}  // namespace fargate_lint::kube
