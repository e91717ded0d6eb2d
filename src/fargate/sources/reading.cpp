#include "fargate/sources/reading.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "fargate/role_arn.hpp"

namespace fargate_lint::fargate::reading {
namespace {

/// What a value is, for people: "a list", "the number `1`".
std::string described(yaml::Node node) {
  switch (node.kind()) {
    case yaml::Kind::missing: return "missing";
    case yaml::Kind::null: return "empty";
    case yaml::Kind::boolean: return "the boolean " + in_backticks(node.text());
    case yaml::Kind::integer:
    case yaml::Kind::floating: return "the number " + in_backticks(node.text());
    case yaml::Kind::string: return "the text " + in_backticks(node.text());
    case yaml::Kind::sequence: return "a list";
    case yaml::Kind::mapping: return "a mapping";
  }
  return {};
}

std::string at(std::string_view path, std::size_t index) {
  std::string text(path);
  return text.append("[").append(std::to_string(index)).append("]");
}

std::string in(std::string_view path, std::string_view field) {
  std::string text(path);
  return text.append(path.empty() ? "" : ".").append(field);
}

bool is_name_character(char c) {
  return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool equal_but_for_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return lowered(c); };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// The text of a plain key as it stands in the file, where YAML makes another of it: `on`, `010`.
/// Columns count characters, so a line with more than ASCII before the key is passed over.
std::string_view as_written(yaml::Node key) {
  if (key.style() != yaml::Style::plain) return {};
  const auto span = key.span();
  const std::string_view line = key.line_text();
  if (span.begin.column == 0 || span.end.column > line.size() + 1) return {};
  const std::string_view before = line.substr(0, span.end.column - 1);
  const bool ascii = std::ranges::all_of(before, [](unsigned char c) { return c < 0x80; });
  return ascii ? before.substr(span.begin.column - 1) : std::string_view();
}

/// Characters of the `${…}` or `$NAME` that the text begins with; 0 if with neither.
std::size_t placeholder_size(std::string_view text) {
  if (text.size() < 2 || text[0] != '$') return 0;
  if (text[1] == '{') {
    const auto close = text.find('}');
    return close == std::string_view::npos ? text.size() : close + 1;
  }
  std::size_t size = 1;
  while (size < text.size() &&
         (is_name_character(text[size]) || (size > 1 && text[size] >= '0' && text[size] <= '9')))
    ++size;
  return size == 1 ? 0 : size;
}

/// Whether a list holds mappings of one key, and nothing else.
bool holds_labels(yaml::Node list) {
  for (const auto item : list.items())
    if (!item.is_mapping() || item.size() != 1) return false;
  return list.is_sequence() && list.size() != 0;
}

ProfileFault::Kind kind_of(ExecutionRoleFault::Kind kind) {
  switch (kind) {
    case ExecutionRoleFault::Kind::empty: return ProfileFault::Kind::empty_role;
    case ExecutionRoleFault::Kind::no_arn: return ProfileFault::Kind::role_without_arn;
    case ExecutionRoleFault::Kind::no_role: return ProfileFault::Kind::role_of_other_service;
    case ExecutionRoleFault::Kind::with_region: return ProfileFault::Kind::role_with_region;
    case ExecutionRoleFault::Kind::bad_account: return ProfileFault::Kind::role_with_bad_account;
    case ExecutionRoleFault::Kind::bad_name: return ProfileFault::Kind::role_with_bad_name;
    case ExecutionRoleFault::Kind::with_path: return ProfileFault::Kind::role_with_path;
  }
  return ProfileFault::Kind::role_without_arn;
}

/// One of them is the other with an `s`.
bool equal_but_for_number(std::string_view a, std::string_view b) {
  const auto [shorter, longer] = a.size() < b.size() ? std::pair{a, b} : std::pair{b, a};
  return longer.size() == shorter.size() + 1 && longer.ends_with('s') &&
         longer.starts_with(shorter);
}

}  // namespace

Spelling compare(std::string_view written, std::string_view meant) {
  if (written == meant) return Spelling::equal;
  if (equal_but_for_case(written, meant)) return Spelling::other_case;
  return equal_but_for_number(written, meant) ? Spelling::other_number : Spelling::other;
}

Value without_placeholders(std::string_view text) {
  if (const auto open = text.find("{{"); open != std::string_view::npos) {
    const auto close = text.find("}}", open);
    const auto size = close == std::string_view::npos ? close : close + 2 - open;
    // What stands around a template's tags may be left out by them: no shape.
    return Value::unknown("placeholder " + in_backticks(text.substr(open, size)));
  }
  std::string why;
  std::string shape;
  for (std::size_t at = 0; at < text.size();) {
    const auto size = placeholder_size(text.substr(at));
    if (size == 0) {
      shape += text[at++];
      continue;
    }
    if (why.empty()) why = "placeholder " + in_backticks(text.substr(at, size));
    shape += '*';
    at += size;
  }
  if (why.empty()) return Value::known(std::string(text));
  const bool literal = shape.find_first_not_of('*') != std::string::npos;
  return Value::unknown(std::move(why), literal ? std::move(shape) : std::string());
}

bool is_kubernetes_object(yaml::Node root) {
  return root["apiVersion"].is_string() && root["kind"].is_string();
}

Value name_of(const Profile& profile) {
  const bool named = profile.name.is_known() || !profile.id.empty();
  return named ? Value::known(profile.display_name()) : profile.name;
}

void add_surrounding(ProfileFault::Kind kind, const Profile& profile,
                     std::vector<std::string> values, Declarations& out) {
  out.add({.kind = kind,
           .weight = weight_of(kind),
           .where = profile.where,
           .profile = name_of(profile),
           .values = std::move(values)});
}

bool ProfileReader::is_mark(yaml::Node key) const {
  return !dialect_.mark.empty() && key.text() == dialect_.mark;
}

ProfileFault ProfileReader::fault(Kind kind, yaml::Node at, std::vector<std::string> values) const {
  return {.kind = kind,
          .weight = weight_of(kind),
          .where = locate_field(at),
          .profile = name_of(profile_),
          .values = std::move(values),
          .noun = dialect_.noun,
          .outcome = dialect_.wrong_type};
}

void ProfileReader::report(Kind kind, yaml::Node at, std::vector<std::string> values,
                           std::string_view outcome) {
  auto found = fault(kind, at, std::move(values));
  if (!outcome.empty()) found.outcome = outcome;
  out_.add(std::move(found));
}

void ProfileReader::wrong_type(yaml::Node node, std::string_view path, Shape wanted, Field field) {
  auto found = fault(Kind::wrong_type, node, {std::string(path), std::string(node.text())});
  if (wanted == Shape::pairs)
    for (const auto key : {dialect_.pair_key, dialect_.pair_value}) found.values.emplace_back(key);
  found.seen = node.kind();
  found.wanted = wanted;
  found.field = field;
  out_.add(std::move(found));
}

Value ProfileReader::unknown(std::string_view path, std::string why) {
  profile_.unknown.push_back(std::string(path) + ": " + why);
  return Value::unknown(std::move(why));
}

Value ProfileReader::noted(std::string_view path, Value value) {
  if (value.is_unknown()) unknown(path, value.text);
  return value;
}

bool ProfileReader::resolve(yaml::Node& node, Value& reason, std::string_view path) {
  if (dialect_.look == nullptr) {
    const auto text = node.is_string() ? without_placeholders(node.text()) : Value();
    if (text.is_unknown()) reason = unknown(path, text.text);
    return !text.is_unknown();
  }
  if (!node) return true;
  const auto seen = dialect_.look(context_, node);
  if (!seen.value) {
    node = seen.node;
    return true;
  }
  if (seen.value->is_unknown()) {
    reason = unknown(path, seen.value->text);
    return false;
  }
  // A text where a collection belongs is left for the reader to find fault with.
  if (seen.value->is_absent()) node = {};
  return true;
}

Value ProfileReader::string(yaml::Node node, const std::string& path, Field field) {
  if (dialect_.look != nullptr && node) {
    const auto seen = dialect_.look(context_, node);
    if (seen.value) return noted(path, *seen.value);
    node = seen.node;
  }
  if (!node || node.is_null()) return {};
  if (node.is_sequence() || node.is_mapping()) {
    wrong_type(node, path, Shape::string, field);
    return unknown(path, described(node) + ", not a string");
  }
  if (!node.is_string() && !dialect_.coerces) wrong_type(node, path, Shape::string, field);
  // In formats with expressions of their own a text is what it is.
  if (dialect_.look != nullptr) return Value::known(std::string(node.text()));
  return noted(path, without_placeholders(node.text()));
}

void ProfileReader::name(yaml::Node node, const std::string& path) {
  if (node) profile_.where = locate(node);
  profile_.name = string(node, path, Field::name);
  if (profile_.name.is_known() && profile_.name.text.empty()) profile_.name = {};
}

yaml::Node ProfileReader::field(yaml::Node node, std::string_view name) const {
  if (const auto exact = node[name]) return exact;
  for (const auto [key, value] : node.entries()) {
    const auto spelling = compare(key.text(), name);
    if (spelling == Spelling::other_number) return value;
    if (dialect_.refuses_wrong_case && spelling == Spelling::other_case) return value;
  }
  return {};
}

void ProfileReader::keys(yaml::Node node, std::span<const std::string_view> known,
                         std::string_view path, bool open) {
  for (const auto [key, value] : node.entries()) {
    const std::string_view text = key.text();
    if (std::ranges::find(known, text) != known.end() || is_mark(key)) continue;
    const auto meant = std::ranges::find_if(
        known, [&](std::string_view name) { return compare(text, name) != Spelling::other; });
    if (meant != known.end()) {
      const bool other_case = compare(text, *meant) == Spelling::other_case;
      report(Kind::misspelt_key, value, {std::string(text), std::string(*meant), std::string(path)},
             other_case ? dialect_.wrong_case : dialect_.wrong_type);
    } else if (!open) {
      report(Kind::unknown_key, value, {std::string(text), std::string(path)});
    }
  }
}

void ProfileReader::selectors(yaml::Node node, std::string_view path) {
  if (!resolve(node, profile_.selectors_unknown, path)) return;
  if (!node || node.is_null()) return;
  if (!node.is_sequence()) {
    wrong_type(node, path, Shape::list);
    profile_.selectors_unknown = unknown(path, described(node) + ", not a list");
    return;
  }
  std::size_t index = 0;
  for (const auto item : node.items()) selector(item, at(path, index++));
}

void ProfileReader::selector(yaml::Node node, const std::string& path) {
  Selector selector;
  selector.where = locate(node);
  if (!resolve(node, selector.ns, path)) {
    selector.labels_unknown = selector.ns;
    profile_.selectors.push_back(std::move(selector));
    return;
  }
  if (!node) return;  // an expression that comes to nothing
  if (!node.is_mapping()) {
    wrong_type(node, path, Shape::mapping);
    selector.ns = unknown(path, described(node) + ", not a mapping");
    selector.labels_unknown = selector.ns;
    profile_.selectors.push_back(std::move(selector));
    return;
  }
  const std::array<std::string_view, 2> known = {dialect_.ns, dialect_.labels};
  keys(node, known, path);
  const auto ns = field(node, dialect_.ns);
  if (ns) selector.where = locate_field(ns);
  selector.ns = string(ns, in(path, dialect_.ns));
  labels(field(node, dialect_.labels), in(path, dialect_.labels), selector);
  profile_.selectors.push_back(std::move(selector));
}

void ProfileReader::labels(yaml::Node node, const std::string& path, Selector& selector) {
  if (!resolve(node, selector.labels_unknown, path)) return;
  if (!node || node.is_null()) return;
  const bool pairs = !dialect_.pair_key.empty();
  if (pairs && node.is_sequence()) {
    std::size_t index = 0;
    for (const auto item : node.items()) pair(item, at(path, index++), selector);
    return;
  }
  if (node.is_mapping()) {
    if (pairs) wrong_type(node, path, Shape::pairs);
    for (const auto [key, value] : node.entries())
      if (!is_mark(key)) label(key, value, path, selector);
    return;
  }
  wrong_type(node, path, pairs ? Shape::list : Shape::mapping);
  if (holds_labels(node)) {
    // One label an item, as the examples of Ansible's module have it.
    for (const auto item : node.items())
      for (const auto [key, value] : item.entries()) label(key, value, path, selector);
    return;
  }
  selector.labels_unknown =
      unknown(path, described(node) + (pairs ? ", not a list" : ", not a mapping"));
}

/// One label of a list: `{Key: app, Value: web}`.
void ProfileReader::pair(yaml::Node node, const std::string& path, Selector& selector) {
  if (!resolve(node, selector.labels_unknown, path) || !node) return;
  if (!node.is_mapping()) {
    wrong_type(node, path, Shape::mapping);
    selector.labels_unknown = unknown(path, described(node) + ", not a mapping");
    return;
  }
  const std::array<std::string_view, 2> known = {dialect_.pair_key, dialect_.pair_value};
  keys(node, known, path);
  LabelPattern pattern;
  pattern.where = locate(node);
  pattern.key = string(field(node, dialect_.pair_key), in(path, dialect_.pair_key));
  pattern.value = string(field(node, dialect_.pair_value), in(path, dialect_.pair_value));
  for (auto* value : {&pattern.key, &pattern.value}) {
    const bool is_key = value == &pattern.key;
    if (value->is_absent() || (value->is_known() && value->text.empty())) {
      report(is_key ? Kind::label_without_key : Kind::label_without_value, node,
             {path, std::string(is_key ? dialect_.pair_key : dialect_.pair_value)});
      *value = Value::known("");
    }
  }
  selector.labels.push_back(std::move(pattern));
}

void ProfileReader::label(yaml::Node key, yaml::Node value, const std::string& path,
                          Selector& selector) {
  LabelPattern pattern;
  pattern.where = locate_field(value);
  const std::string text(key.text());
  if (const auto written = as_written(key); !written.empty() && written != text)
    report(Kind::key_read_otherwise, value, {std::string(written), text});
  pattern.key = dialect_.look == nullptr ? without_placeholders(text) : Value::known(text);
  if (pattern.key.is_unknown())
    profile_.unknown.push_back(path + ": a key is not known: " + pattern.key.text);
  pattern.value = string(value, in(path, text));
  // A null where a string is meant is absence, here of the label.
  if (!pattern.value.is_absent()) selector.labels.push_back(std::move(pattern));
}

void ProfileReader::status(yaml::Node node) {
  if (!node.is_string()) return;
  const auto noted = profile_.unknown.size();
  auto status = string(node, "status");
  profile_.unknown.resize(noted);  // one that is not known yet is that of a profile to come
  if (status.is_known()) profile_.status = std::move(status.text);
}

void ProfileReader::role(yaml::Node node, std::string_view path, bool exists) {
  const auto noted = profile_.unknown.size();
  auto role = string(node, std::string(path), Field::role);
  profile_.unknown.resize(noted);  // no verdict depends on it
  if (role.is_absent()) return;
  const bool told = !node.is_string() && !dialect_.coerces;
  if (role.is_known() && !told) {
    if (const auto found = find_execution_role_fault(role.text, exists))
      report(kind_of(found->kind), node, {std::string(path), std::string(found->what)});
  }
  profile_.role_arn = std::move(role);
}

void ProfileReader::require(const Value& value, Field field, std::string_view path) {
  if (!value.is_absent()) return;
  auto found = fault(Kind::missing_field, {}, {std::string(path)});
  found.where = profile_.where;
  found.field = field;
  out_.add(std::move(found));
}

void ProfileReader::tag(yaml::Node key, yaml::Node value, std::string_view path) {
  const std::string_view name = key.text();
  if (value.is_sequence() || value.is_mapping()) {
    if (dialect_.look == nullptr) wrong_type(value, in(path, name), Shape::string);
  } else if (!value.is_string() && !value.is_null() && value && !dialect_.coerces) {
    wrong_type(value, in(path, name), Shape::string);
  }
  // Shape TagMap of botocore's data/eks/2017-11-01/service-2.json.
  if (name.starts_with("aws:")) report(Kind::reserved_tag, value, {std::string(name)});
}

void ProfileReader::tags(yaml::Node node, std::string_view path) {
  if (dialect_.look != nullptr && node && dialect_.look(context_, node).value) return;
  if (!node || node.is_null()) return;
  if (dialect_.pair_key.empty() && node.is_mapping()) {
    for (const auto [key, value] : node.entries()) tag(key, value, path);
  } else if (!dialect_.pair_key.empty() && node.is_sequence()) {
    for (const auto item : node.items())
      if (item[dialect_.pair_key].is_string())
        tag(item[dialect_.pair_key], item[dialect_.pair_value], path);
  } else {
    wrong_type(node, path, dialect_.pair_key.empty() ? Shape::mapping : Shape::list);
  }
  constexpr std::size_t kMostTags = 50;
  if (node.size() > kMostTags) report(Kind::too_many_tags, node, {std::to_string(node.size())});
}

void ProfileReader::subnets(yaml::Node node) {
  Value reason;
  const auto noted = profile_.unknown.size();
  const bool resolved = resolve(node, reason, "subnets");
  profile_.unknown.resize(noted);  // where the pods run does not decide which
  if (!resolved || !node || node.is_null()) return;
  if (!node.is_sequence()) return wrong_type(node, "subnets", Shape::list);
  std::size_t index = 0;
  for (const auto item : node.items()) {
    auto subnet = string(item, at("subnets", index++));
    if (subnet.is_known()) profile_.subnets.push_back(std::move(subnet.text));
  }
  profile_.unknown.resize(noted);
}

}  // namespace fargate_lint::fargate::reading
