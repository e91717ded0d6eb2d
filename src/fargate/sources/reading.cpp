#include "fargate/sources/reading.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "fargate/sources/role_arn.hpp"

namespace fargate_lint::fargate::reading {
namespace {

std::string quoted(std::string_view text) {
  std::string all = "`";
  all += text;
  return all += '`';
}

/// What a value is, for people: "a list", "the number `1`".
std::string described(yaml::Node node) {
  switch (node.kind()) {
    case yaml::Kind::missing: return "missing";
    case yaml::Kind::null: return "empty";
    case yaml::Kind::boolean: return "the boolean " + quoted(node.text());
    case yaml::Kind::integer:
    case yaml::Kind::floating: return "the number " + quoted(node.text());
    case yaml::Kind::string: return "the text " + quoted(node.text());
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
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : int{c}; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// The text of a plain key as it stands in the file, where YAML makes another of it: `on`, `010`.
/// Columns count characters, so a line with more than ASCII before the key is passed over.
std::string_view as_written(yaml::Node key) {
  if (key.style() != yaml::Style::plain) return {};
  const yaml::Span span = key.span();
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
  for (const yaml::Node item : list.items())
    if (!item.is_mapping() || item.size() != 1) return false;
  return list.is_sequence() && list.size() != 0;
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
    return Value::unknown("placeholder " + quoted(text.substr(open, size)));
  }
  std::string why;
  std::string shape;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = placeholder_size(text.substr(at));
    if (size == 0) {
      shape += text[at++];
      continue;
    }
    if (why.empty()) why = "placeholder " + quoted(text.substr(at, size));
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

std::string who(const Profile& profile) {
  const bool named = profile.name.is_known() || !profile.id.empty();
  if (named) return "profile " + quoted(profile.display_name());
  return profile.name.is_absent() ? "a profile" : "a profile of unknown name";
}

bool ProfileReader::is_mark(yaml::Node key) const {
  return !dialect_.mark.empty() && key.text() == dialect_.mark;
}

void ProfileReader::error(std::string_view rule, yaml::Node node, std::string message,
                          std::string help) {
  out_.add(
      {rule, ProfileFault::Weight::error, std::move(message), std::move(help), locate_field(node)});
}

void ProfileReader::warning(std::string_view rule, yaml::Node node, std::string message,
                            std::string help) {
  out_.add({rule, ProfileFault::Weight::warning, std::move(message), std::move(help),
            locate_field(node)});
}

void ProfileReader::wrong_type(std::string_view rule, yaml::Node node, std::string_view path,
                               std::string_view wanted) {
  std::string message = quoted(path) + " of " + owner() + " is " + described(node) + ", not " +
                        std::string(wanted) + "; " + std::string(dialect_.wrong_type);
  const bool scalar = !node.is_sequence() && !node.is_mapping();
  error(rule, node, std::move(message),
        scalar && wanted == "a string" ? "quote it: \"" + std::string(node.text()) + "\""
                                       : "write " + std::string(wanted));
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
    const Value text = node.is_string() ? without_placeholders(node.text()) : Value();
    if (text.is_unknown()) reason = unknown(path, text.text);
    return !text.is_unknown();
  }
  if (!node) return true;
  const Seen seen = dialect_.look(context_, node);
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

Value ProfileReader::string(yaml::Node node, const std::string& path, std::string_view rule) {
  if (dialect_.look != nullptr && node) {
    const Seen seen = dialect_.look(context_, node);
    if (seen.value) return noted(path, *seen.value);
    node = seen.node;
  }
  if (!node || node.is_null()) return {};
  if (node.is_sequence() || node.is_mapping()) {
    wrong_type(rule, node, path, "a string");
    return unknown(path, described(node) + ", not a string");
  }
  if (!node.is_string() && !dialect_.coerces) wrong_type(rule, node, path, "a string");
  // In formats with expressions of their own a text is what it is.
  if (dialect_.look != nullptr) return Value::known(std::string(node.text()));
  return noted(path, without_placeholders(node.text()));
}

void ProfileReader::name(yaml::Node node, const std::string& path) {
  if (node) profile_.where = locate(node);
  profile_.name = string(node, path, "FG811");
  if (profile_.name.is_known() && profile_.name.text.empty()) profile_.name = {};
}

yaml::Node ProfileReader::field(yaml::Node node, std::string_view name) const {
  if (const yaml::Node exact = node[name]) return exact;
  for (const auto [key, value] : node.entries()) {
    const Spelling spelling = compare(key.text(), name);
    if (spelling == Spelling::other_number) return value;
    if (dialect_.refuses_wrong_case && spelling == Spelling::other_case) return value;
  }
  return {};
}

void ProfileReader::keys(yaml::Node node, std::span<const std::string_view> known,
                         std::string_view of, bool open) {
  for (const auto [key, value] : node.entries()) {
    const std::string_view text = key.text();
    if (std::ranges::find(known, text) != known.end() || is_mark(key)) continue;
    std::string message = quoted(text) + " of " + std::string(of);
    for (const std::string_view name : known) {
      const Spelling spelling = compare(text, name);
      if (spelling == Spelling::other) continue;
      message += " is written " + quoted(name) + "; ";
      message += spelling == Spelling::other_case ? dialect_.wrong_case : dialect_.wrong_type;
      error("FG802", value, std::exchange(message, {}), "rename it to " + quoted(name));
      break;
    }
    if (message.empty() || open) continue;
    message += " is not known; ";
    message += dialect_.wrong_type;
    warning("FG802", value, std::move(message), "remove it, or check its spelling");
  }
}

void ProfileReader::selectors(yaml::Node node, std::string_view path) {
  if (!resolve(node, profile_.selectors_unknown, path)) return;
  if (!node || node.is_null()) return;
  if (!node.is_sequence()) {
    wrong_type("FG802", node, path, "a list");
    profile_.selectors_unknown = unknown(path, described(node) + ", not a list");
    return;
  }
  std::size_t index = 0;
  for (const yaml::Node item : node.items()) selector(item, at(path, index++));
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
    wrong_type("FG802", node, path, "a mapping");
    selector.ns = unknown(path, described(node) + ", not a mapping");
    selector.labels_unknown = selector.ns;
    profile_.selectors.push_back(std::move(selector));
    return;
  }
  const std::array<std::string_view, 2> known = {dialect_.ns, dialect_.labels};
  keys(node, known, quoted(path) + " of " + owner());
  const yaml::Node ns = field(node, dialect_.ns);
  if (ns) selector.where = locate_field(ns);
  selector.ns = string(ns, in(path, dialect_.ns), "FG802");
  labels(field(node, dialect_.labels), in(path, dialect_.labels), selector);
  profile_.selectors.push_back(std::move(selector));
}

void ProfileReader::labels(yaml::Node node, const std::string& path, Selector& selector) {
  if (!resolve(node, selector.labels_unknown, path)) return;
  if (!node || node.is_null()) return;
  const bool pairs = !dialect_.pair_key.empty();
  if (pairs && node.is_sequence()) {
    std::size_t index = 0;
    for (const yaml::Node item : node.items()) pair(item, at(path, index++), selector);
    return;
  }
  if (node.is_mapping()) {
    if (pairs) {
      wrong_type("FG802", node, path,
                 "a list of " + quoted(dialect_.pair_key) + " and " + quoted(dialect_.pair_value));
    }
    for (const auto [key, value] : node.entries())
      if (!is_mark(key)) label(key, value, path, selector);
    return;
  }
  wrong_type("FG802", node, path, pairs ? "a list" : "a mapping");
  if (holds_labels(node)) {
    // One label an item, as the examples of Ansible's module have it.
    for (const yaml::Node item : node.items())
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
    wrong_type("FG802", node, path, "a mapping");
    selector.labels_unknown = unknown(path, described(node) + ", not a mapping");
    return;
  }
  const std::array<std::string_view, 2> known = {dialect_.pair_key, dialect_.pair_value};
  keys(node, known, quoted(path) + " of " + owner());
  LabelPattern pattern;
  pattern.where = locate(node);
  pattern.key = string(field(node, dialect_.pair_key), in(path, dialect_.pair_key), "FG802");
  pattern.value = string(field(node, dialect_.pair_value), in(path, dialect_.pair_value), "FG802");
  for (Value* value : {&pattern.key, &pattern.value}) {
    const bool is_key = value == &pattern.key;
    if (value->is_absent() || (value->is_known() && value->text.empty())) {
      error("FG802", node,
            quoted(path) + " of " + owner() + " has no " +
                quoted(is_key ? dialect_.pair_key : dialect_.pair_value) + "; " +
                std::string(dialect_.wrong_type),
            is_key ? "write the label's key"
                   : "write a value: one character at least, or `*` for any");
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
  if (const auto written = as_written(key); !written.empty() && written != text) {
    warning("FG802", value,
            "the label key " + quoted(written) + " of " + owner() + " is read as " + quoted(text),
            "quote it: \"" + std::string(written) + "\"");
  }
  pattern.key = dialect_.look == nullptr ? without_placeholders(text) : Value::known(text);
  if (pattern.key.is_unknown())
    profile_.unknown.push_back(path + ": a key is not known: " + pattern.key.text);
  pattern.value = string(value, in(path, text), "FG802");
  if (pattern.value.is_absent()) pattern.value = Value::known("");
  selector.labels.push_back(std::move(pattern));
}

void ProfileReader::role(yaml::Node node, std::string_view path, bool exists) {
  const std::size_t noted = profile_.unknown.size();
  Value role = string(node, std::string(path), "FG812");
  profile_.unknown.resize(noted);  // no verdict depends on it
  if (role.is_absent()) return;
  const bool told = !node.is_string() && !dialect_.coerces;
  if (role.is_known() && !told) {
    if (const auto fault = fault_of_role(role.text, exists))
      warning("FG812", node, quoted(path) + " of " + owner() + fault->what, fault->help);
  }
  profile_.role_arn = std::move(role);
}

void ProfileReader::require(const Value& value, std::string_view rule, std::string_view path) {
  if (!value.is_absent()) return;
  out_.add({rule, ProfileFault::Weight::error,
            owner() + " has no " + quoted(path) + "; " + std::string(dialect_.wrong_type),
            "write " + quoted(path), profile_.where});
}

void ProfileReader::tag(yaml::Node key, yaml::Node value, std::string_view path) {
  const std::string_view name = key.text();
  if (value.is_sequence() || value.is_mapping()) {
    if (dialect_.look == nullptr) wrong_type("FG802", value, in(path, name), "a string");
  } else if (!value.is_string() && !value.is_null() && value && !dialect_.coerces) {
    wrong_type("FG802", value, in(path, name), "a string");
  }
  // Shape TagMap of botocore's data/eks/2017-11-01/service-2.json.
  if (name.starts_with("aws:"))
    error("FG802", value,
          "tag " + quoted(name) + " of " + owner() +
              " begins with `aws:`, which AWS keeps for itself and refuses",
          "rename it");
}

void ProfileReader::tags(yaml::Node node, std::string_view path) {
  if (dialect_.look != nullptr && node && dialect_.look(context_, node).value) return;
  if (!node || node.is_null()) return;
  if (dialect_.pair_key.empty() && node.is_mapping()) {
    for (const auto [key, value] : node.entries()) tag(key, value, path);
  } else if (!dialect_.pair_key.empty() && node.is_sequence()) {
    for (const yaml::Node item : node.items())
      if (item[dialect_.pair_key].is_string())
        tag(item[dialect_.pair_key], item[dialect_.pair_value], path);
  } else {
    wrong_type("FG802", node, path, dialect_.pair_key.empty() ? "a mapping" : "a list");
  }
  constexpr std::size_t kMostTags = 50;
  if (node.size() > kMostTags)
    error("FG802", node,
          owner() + " has " + std::to_string(node.size()) + " tags; AWS takes 50 at most",
          "leave some out");
}

void ProfileReader::subnets(yaml::Node node) {
  Value reason;
  const std::size_t noted = profile_.unknown.size();
  const bool resolved = resolve(node, reason, "subnets");
  profile_.unknown.resize(noted);  // where the pods run does not decide which
  if (!resolved || !node || node.is_null()) return;
  if (!node.is_sequence()) return wrong_type("FG802", node, "subnets", "a list");
  std::size_t index = 0;
  for (const yaml::Node item : node.items()) {
    Value subnet = string(item, at("subnets", index++), "FG802");
    if (subnet.is_known()) profile_.subnets.push_back(std::move(subnet.text));
  }
  profile_.unknown.resize(noted);
}

}  // namespace fargate_lint::fargate::reading
