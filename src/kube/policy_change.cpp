#include "kube/policy_change.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "base/wildcard.hpp"

namespace fargate_lint::kube {
namespace {

/// Lists that Kubernetes merges by a key of their items (patchMergeKey in k8s.io/api/core/v1).
struct KeyedList {
  std::string_view list;
  std::string_view key;
};
constexpr std::array kKeyedLists = {
    KeyedList{"containers", "name"},
    KeyedList{"initContainers", "name"},
    KeyedList{"ephemeralContainers", "name"},
    KeyedList{"volumes", "name"},
    KeyedList{"env", "name"},
    KeyedList{"volumeMounts", "mountPath"},
    KeyedList{"volumeDevices", "devicePath"},
    KeyedList{"ports", "containerPort"},
    KeyedList{"imagePullSecrets", "name"},
    KeyedList{"hostAliases", "ip"},
    KeyedList{"topologySpreadConstraints", "topologyKey"},
    KeyedList{"resourceClaims", "name"},
};

std::string_view merge_key_of(std::string_view list) {
  const auto found = std::ranges::find(kKeyedLists, list, &KeyedList::list);
  return found == kKeyedLists.end() ? std::string_view() : found->key;
}

using Anchor = AnchoredKey::Anchor;

/// What became of a part of a patch.
enum class Outcome : std::uint8_t {
  done,
  skipped,  ///< a condition of the part does not hold: so neither does what is around it
  stopped,  ///< a condition of the whole patch does not hold
  unknown,
};

Outcome to_outcome(Applied fits, Outcome otherwise) {
  if (fits == Applied::yes) return Outcome::done;
  return fits == Applied::no ? otherwise : Outcome::unknown;
}

class Merger {
 public:
  Outcome merge(const Draft& patch, Draft& target) {
    if (const auto outcome = conditions(patch, target); outcome != Outcome::done) return outcome;
    for (std::size_t i = 0; i < patch.items.size(); ++i) {
      const AnchoredKey key(patch.keys[i]);
      if (key.anchor == Anchor::condition || key.anchor == Anchor::global) continue;
      const auto* present = target.find(key.key);
      const bool is_present = present != nullptr && !present->is_null();
      if (key.anchor == Anchor::absent && is_present) continue;
      const auto outcome = set(key.key, patch.items[i], target);
      if (outcome != Outcome::done) return outcome;
    }
    return Outcome::done;
  }

 private:
  static constexpr std::size_t kMostSteps = 200'000;

  bool may_go_on(std::size_t steps) {
    steps_ += steps;
    return steps_ < kMostSteps;
  }

  Outcome conditions(const Draft& patch, const Draft& target) {
    if (!may_go_on(1 + patch.keys.size() * (1 + target.keys.size()))) return Outcome::unknown;
    for (std::size_t i = 0; i < patch.items.size(); ++i) {
      const AnchoredKey key(patch.keys[i]);
      if (key.anchor == Anchor::other || key.key.starts_with('$') || has_variable(key.key))
        return Outcome::unknown;
      if (key.anchor != Anchor::condition && key.anchor != Anchor::global) continue;
      const auto fits = fits_pattern(patch.items[i], target.find(key.key));
      const auto otherwise = key.anchor == Anchor::global ? Outcome::stopped : Outcome::skipped;
      if (const auto outcome = to_outcome(fits, otherwise); outcome != Outcome::done)
        return outcome;
    }
    return Outcome::done;
  }

  Outcome set(std::string_view key, const Draft& value, Draft& target) {
    if (value.is_null()) {
      target.erase(key);
      return Outcome::done;
    }
    if (value.is_mapping()) {
      auto& inner = target.at(key);
      if (!inner.is_mapping()) inner = Draft::mapping(value.origin);
      return merge(value, inner);
    }
    if (value.is_sequence()) return set_list(key, value, target);
    target.set(key, value);
    return Outcome::done;
  }

  Outcome set_list(std::string_view key, const Draft& value, Draft& target) {
    const auto merge_key = merge_key_of(key);
    const bool of_mappings = std::ranges::any_of(value.items, &Draft::is_mapping);
    if (merge_key.empty() || !of_mappings) {
      if (of_mappings && std::ranges::any_of(value.items, has_anchor)) return Outcome::unknown;
      target.set(key, value);
      return Outcome::done;
    }
    auto& list = target.at(key);
    if (!list.is_sequence()) {
      list = Draft();
      list.shape = Draft::Shape::sequence;
      list.origin = value.origin;
    }
    for (const auto& item : value.items) {
      const auto outcome =
          has_condition(item) ? merge_each(item, list) : merge_keyed(item, merge_key, list);
      if (outcome != Outcome::done) return outcome;
    }
    return Outcome::done;
  }

  /// Into every element that the item's conditions hold for.
  Outcome merge_each(const Draft& item, Draft& list) {
    for (auto& element : list.items) {
      auto changed = element;
      if (!may_go_on(changed.count())) return Outcome::unknown;
      const auto outcome = merge(item, changed);
      if (outcome == Outcome::done) element = std::move(changed);
      if (outcome == Outcome::stopped || outcome == Outcome::unknown) return outcome;
    }
    return Outcome::done;
  }

  Outcome merge_keyed(const Draft& item, std::string_view merge_key, Draft& list) {
    const auto* wanted = item.find(merge_key);
    if (wanted == nullptr || !wanted->is_scalar() || has_variable(wanted->text))
      return Outcome::unknown;
    if (!may_go_on(list.items.size())) return Outcome::unknown;
    for (auto& element : list.items) {
      const auto* own = element.find(merge_key);
      if (own != nullptr && *own == *wanted) return merge(item, element);
    }
    return merge(item, list.items.emplace_back(Draft::mapping(item.origin)));
  }

  static bool has_condition(const Draft& item) {
    return std::ranges::any_of(item.keys, [](const std::string& key) {
      return AnchoredKey(key).anchor == Anchor::condition;
    });
  }
  static bool has_anchor(const Draft& item) {
    return std::ranges::any_of(
        item.keys, [](const std::string& key) { return AnchoredKey(key).anchor != Anchor::none; });
  }

  std::size_t steps_ = 0;
};

Applied apply_to(const MergePatch& change, Draft& target) {
  switch (Merger().merge(change.patch, target)) {
    case Outcome::done: return Applied::yes;
    case Outcome::unknown: return Applied::unknown;
    case Outcome::skipped:
    case Outcome::stopped: break;
  }
  return Applied::no;
}

std::optional<std::size_t> to_index(std::string_view part) {
  std::size_t index = 0;
  const auto* end = part.data() + part.size();
  const auto [rest, error] = std::from_chars(part.data(), end, index);
  if (error != std::errc() || rest != end) return std::nullopt;
  return index;
}

Draft* child_of(Draft& parent, std::string_view part) {
  if (parent.is_mapping()) return parent.find(part);
  const auto index = to_index(part);
  if (!parent.is_sequence() || !index || *index >= parent.items.size()) return nullptr;
  return &parent.items[*index];
}

/// The mapping or list that holds the last part of a path; null if there is none.
Draft* parent_of(const JsonPatch::Operation& operation, Draft& target, bool makes) {
  auto* at = &target;
  for (std::size_t i = 0; i + 1 < operation.path.size(); ++i) {
    auto* next = child_of(*at, operation.path[i]);
    const bool is_absent = next == nullptr || next->is_null();
    if (is_absent && (!makes || !at->is_mapping())) return nullptr;
    if (is_absent) {
      next = &at->at(operation.path[i]);
      *next = Draft::mapping(operation.origin);
      const auto& behind = operation.path[i + 1];
      if (behind == "-" || to_index(behind)) next->shape = Draft::Shape::sequence;
    }
    at = next;
  }
  return at;
}

bool add(const JsonPatch::Operation& operation, Draft& parent) {
  const auto& last = operation.path.back();
  if (parent.is_mapping()) {
    parent.set(last, operation.value);
    return true;
  }
  if (!parent.is_sequence()) return false;
  const auto index = last == "-" ? parent.items.size() : to_index(last);
  if (!index || *index > parent.items.size()) return false;
  parent.items.insert(parent.items.begin() + static_cast<std::ptrdiff_t>(*index), operation.value);
  return true;
}

bool remove(std::string_view last, Draft& parent) {
  if (child_of(parent, last) == nullptr) return false;
  if (parent.is_mapping())
    parent.erase(last);
  else
    parent.items.erase(parent.items.begin() + static_cast<std::ptrdiff_t>(*to_index(last)));
  return true;
}

bool apply_to(const JsonPatch::Operation& operation, bool makes_parents, Draft& target) {
  using Op = JsonPatch::Op;
  if (operation.path.empty()) return false;
  const bool makes = makes_parents && operation.op == Op::add;
  auto* parent = parent_of(operation, target, makes);
  if (parent == nullptr) return makes_parents && operation.op == Op::remove;
  const auto& last = operation.path.back();
  auto* present = child_of(*parent, last);
  switch (operation.op) {
    case Op::add: return add(operation, *parent);
    case Op::remove: return remove(last, *parent) || makes_parents;
    case Op::test: return present != nullptr && *present == operation.value;
    case Op::replace:
      if (present != nullptr) *present = operation.value;
      return present != nullptr;
  }
  return false;
}

Applied apply_to(const JsonPatch& change, Draft& target) {
  for (const auto& operation : change.operations)
    if (!apply_to(operation, change.makes_parents, target)) return Applied::no;
  return Applied::yes;
}

class Assigner {
 public:
  explicit Assigner(const Assignment& change) : change_(change) {}

  /// `depth` steps lead to `at`, which is null where nothing is.
  Applied assign(std::size_t depth, Draft& at) {
    if (++steps_ > kMostSteps) return Applied::unknown;
    for (const auto& test : change_.tests)
      if (test.depth == depth && test.must_exist == at.is_null()) return Applied::no;
    if (depth == change_.path.size()) return set(at);
    const auto& step = change_.path[depth];
    if (step.is_element) return assign_elements(depth, step, at);
    if (!at.is_mapping() && !at.is_null()) return Applied::no;
    const bool is_new = !at.is_mapping() || at.find(step.field) == nullptr;
    if (at.is_null()) at = Draft::mapping(change_.value.origin);
    const auto applied = assign(depth + 1, at.at(step.field));
    if (is_new && at.at(step.field).is_null()) at.erase(step.field);
    return applied;
  }

 private:
  static constexpr std::size_t kMostSteps = 100'000;

  Applied set(Draft& at) {
    using Mode = Assignment::Mode;
    switch (change_.mode) {
      case Mode::add:
        if (!at.is_null()) return Applied::no;
        [[fallthrough]];
      case Mode::set: at = change_.value; return Applied::yes;
      case Mode::add_to_set:
      case Mode::remove_items: break;
    }
    if (!at.is_sequence() && !at.is_null()) return Applied::no;
    if (at.is_null()) {
      at.shape = Draft::Shape::sequence;
      at.origin = change_.value.origin;
    }
    for (const auto& item : change_.value.items) {
      const auto found = std::ranges::find(at.items, item);
      if ((steps_ += at.items.size()) > kMostSteps) return Applied::unknown;
      if (change_.mode == Mode::remove_items)
        std::erase(at.items, item);
      else if (found == at.items.end())
        at.items.push_back(item);
    }
    return Applied::yes;
  }

  Applied assign_elements(std::size_t depth, const Assignment::Step& step, Draft& at) {
    if (!at.is_sequence() && !at.is_null()) return Applied::no;
    bool applied = false;
    for (auto& element : at.items) {
      if (step.value != "*" && element.text_of(step.field) != step.value) continue;
      const auto outcome = assign(depth + 1, element);
      if (outcome == Applied::unknown) return outcome;
      if (step.value != "*") return outcome;
      applied = applied || outcome == Applied::yes;
    }
    if (step.value == "*") return applied ? Applied::yes : Applied::no;
    Draft added;
    const auto outcome = assign(depth + 1, added);
    if (outcome != Applied::yes) return outcome;
    if (!added.is_mapping()) return Applied::no;
    added.set(step.field, Draft::of_text(step.value, change_.value.origin));
    if (at.is_null()) at.origin = change_.value.origin;
    at.shape = Draft::Shape::sequence;
    at.items.push_back(std::move(added));
    return Applied::yes;
  }

  const Assignment& change_;
  std::size_t steps_ = 0;
};

Applied apply_to(const Assignment& change, Draft& target) {
  return Assigner(change).assign(0, target);
}

std::optional<JsonPatch::Op> read_op(std::string_view text) {
  using Op = JsonPatch::Op;
  constexpr std::array<std::pair<std::string_view, Op>, 4> kOps = {
      {{"add", Op::add}, {"replace", Op::replace}, {"remove", Op::remove}, {"test", Op::test}}};
  for (const auto& [name, op] : kOps)
    if (name == text) return op;
  return std::nullopt;
}

/// One alternative of a pattern in text.
Applied fits_text(std::string_view pattern, std::string_view value) {
  const auto trimmed_pattern = trimmed(pattern, " ");
  if (trimmed_pattern.starts_with('!')) {
    return wildcard_match(trimmed_pattern.substr(1), value) ? Applied::no : Applied::yes;
  }
  if (trimmed_pattern.starts_with('<') || trimmed_pattern.starts_with('>')) return Applied::unknown;
  return wildcard_match(trimmed_pattern, value) ? Applied::yes : Applied::no;
}

Applied fits_alternatives(std::string_view pattern, std::string_view value) {
  bool is_unknown = false;
  while (true) {
    const auto bar = pattern.find('|');
    const auto fits = fits_text(pattern.substr(0, bar), value);
    if (fits == Applied::yes) return fits;
    is_unknown = is_unknown || fits == Applied::unknown;
    if (bar == pattern.npos) return is_unknown ? Applied::unknown : Applied::no;
    pattern.remove_prefix(bar + 1);
  }
}

Applied fits_mapping(const Draft& pattern, const Draft* value) {
  if (value == nullptr || !value->is_mapping()) return Applied::no;
  auto all = Applied::yes;
  for (std::size_t i = 0; i < pattern.items.size(); ++i) {
    const AnchoredKey key(pattern.keys[i]);
    if (key.anchor == AnchoredKey::Anchor::other) return Applied::unknown;
    const auto fits = fits_pattern(pattern.items[i], value->find(key.key));
    if (fits == Applied::no) return fits;
    if (fits == Applied::unknown) all = fits;
  }
  return all;
}

/// The text up to one of `ends`, or what is in quotes; takes it from `rest`.
std::optional<std::string> take_name(std::string_view& rest, std::string_view ends) {
  if (rest.starts_with('"') || rest.starts_with('\'')) {
    const auto end = rest.find(rest.front(), 1);
    if (end == rest.npos) return std::nullopt;
    std::string name(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
    return name;
  }
  const auto end = std::min(rest.find_first_of(ends), rest.size());
  std::string name(trimmed(rest.substr(0, end), " "));
  rest.remove_prefix(end);
  if (name.empty()) return std::nullopt;
  return name;
}

}  // namespace

bool has_variable(std::string_view text) {
  return text.find("{{") != text.npos;
}

AnchoredKey::AnchoredKey(std::string_view text) : key(text) {
  const auto open = text.find('(');
  if (open > 1 || !text.ends_with(')')) return;
  key = text.substr(open + 1, text.size() - open - 2);
  if (open == 0) {
    anchor = Anchor::condition;
    return;
  }
  switch (text.front()) {
    case '+': anchor = Anchor::absent; break;
    case '<': anchor = Anchor::global; break;
    default: anchor = Anchor::other;
  }
}

Applied fits_pattern(const Draft& pattern, const Draft* value) {
  const bool is_absent = value == nullptr || value->is_null();
  if (pattern.is_mapping()) return fits_mapping(pattern, value);
  if (pattern.is_sequence()) return Applied::unknown;
  if (pattern.is_null() || is_absent)
    return pattern.is_null() && is_absent ? Applied::yes : Applied::no;
  if (!value->is_scalar())
    return pattern.text == "*" || pattern.text == "?*" ? Applied::yes : Applied::no;
  if (!pattern.is_string()) return pattern.text == value->text ? Applied::yes : Applied::no;
  if (has_variable(pattern.text) || pattern.text.find('&') != std::string::npos)
    return Applied::unknown;
  constexpr std::size_t kLongest = 1024;  // of a pattern and of a value: the walk is their product
  if (pattern.text.size() > kLongest || value->text.size() > kLongest) return Applied::unknown;
  return fits_alternatives(pattern.text, value->text);
}

std::optional<std::vector<std::string>> parse_pointer(std::string_view pointer) {
  std::vector<std::string> parts;
  if (pointer.empty()) return parts;
  if (pointer.front() != '/') return std::nullopt;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    std::string part;
    for (std::size_t i = 0; i < end; ++i) {
      const bool escapes = pointer[i] == '~' && i + 1 < end;
      if (escapes && (pointer[i + 1] == '0' || pointer[i + 1] == '1'))
        part += pointer[++i] == '0' ? '~' : '/';
      else
        part += pointer[i];
    }
    parts.push_back(std::move(part));
    pointer.remove_prefix(end);
  }
  return parts;
}

std::optional<JsonPatch> read_json_patch(const Draft& list) {
  constexpr std::size_t kMostOperations = 1000;
  if (!list.is_sequence() || list.items.size() > kMostOperations) return std::nullopt;
  JsonPatch patch;
  for (const auto& item : list.items) {
    const auto op = read_op(item.text_of("op"));
    auto path = parse_pointer(item.text_of("path"));
    const auto* value = item.find("value");
    const bool needs_value = op != JsonPatch::Op::remove;
    if (!op || !path || path->empty() || (needs_value && value == nullptr)) return std::nullopt;
    if (std::ranges::any_of(*path, [](const auto& part) { return has_variable(part); }))
      return std::nullopt;
    patch.operations.push_back(
        {*op, std::move(*path), value == nullptr ? Draft() : *value, item.origin});
  }
  return patch;
}

std::optional<std::vector<Assignment::Step>> Assignment::parse(std::string_view location) {
  constexpr std::size_t kMostSteps = 32;
  std::vector<Step> path;
  auto rest = trimmed(location, " ");
  while (path.size() < kMostSteps) {
    auto field = take_name(rest, ".[");
    if (!field) return std::nullopt;
    path.push_back({std::move(*field), false, {}});
    if (rest.starts_with('[')) {
      rest = trimmed(rest.substr(1), " ");
      auto key = take_name(rest, ":");
      rest = trimmed(rest, " ");
      if (!key || !rest.starts_with(':')) return std::nullopt;
      rest = trimmed(rest.substr(1), " ");
      auto value = take_name(rest, "]");
      rest = trimmed(rest, " ");
      if (!value || !rest.starts_with(']')) return std::nullopt;
      rest.remove_prefix(1);
      path.push_back({std::move(*key), true, std::move(*value)});
    }
    if (rest.empty()) return path;
    if (!rest.starts_with('.')) return std::nullopt;
    rest.remove_prefix(1);
  }
  return std::nullopt;
}

Applied apply(const Change& change, Draft& target) {
  auto changed = target;
  const auto applied =
      std::visit([&changed](const auto& form) { return apply_to(form, changed); }, change);
  if (applied == Applied::yes) target = std::move(changed);
  return applied;
}

}  // namespace fargate_lint::kube
