#include "fargate/sources/template_values.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>
#include <system_error>
#include <utility>

namespace fargate_lint::fargate::sources {
namespace {

constexpr int kMaxDepth = 32;
/// A step is a function, or the sixteen entries of a mapping that a look-up passes.
constexpr std::size_t kMaxSteps = 500'000;
/// No name is as long.
constexpr std::size_t kMaxText = std::size_t{1} << 16U;

std::string function(std::string_view name) {
  return (name == "Ref" || name == "Condition" ? "!" : "Fn::") + std::string(name);
}

Value truth(bool holds) {
  return Value::known(holds ? "true" : "false");
}

bool is_text(yaml::Node node) {
  return node && !node.is_mapping() && !node.is_sequence() && !node.is_null();
}

bool is_list_type(std::string_view type) {
  return type == "CommaDelimitedList" || type.starts_with("List<");
}

std::vector<Value> split(std::string_view text, std::string_view delimiter, bool trim) {
  std::vector<Value> items;
  while (true) {
    const auto end = delimiter.empty() ? std::string_view::npos : text.find(delimiter);
    std::string_view item = text.substr(0, end);
    if (trim) {
      while (item.starts_with(' ')) item.remove_prefix(1);
      while (item.ends_with(' ')) item.remove_suffix(1);
    }
    items.push_back(Value::known(std::string(item)));
    if (end == std::string_view::npos) return items;
    text.remove_prefix(end + delimiter.size());
  }
}

/// A text that is put together from values: known if all of them are, and of their shape if not.
class Builder {
 public:
  void add(std::string_view literal) {
    if (!has_room(literal)) return;
    text_ += literal;
    shape_ += literal;
    literal_ = literal_ || !literal.empty();
  }
  void add(const Value& value, std::string why) {
    if (value.is_known()) return add(value.text);
    if (why_.empty()) why_ = std::move(why);
    if (!has_room(value.shape)) return;
    shape_ += value.shape.empty() ? "*" : value.shape;
    literal_ = literal_ || !value.shape.empty();
  }
  Value take() && {
    if (too_long_) return Value::unknown("a text too long for a name");
    if (why_.empty()) return Value::known(std::move(text_));
    return Value::unknown(std::move(why_), literal_ ? std::move(shape_) : std::string());
  }

 private:
  bool has_room(std::string_view more) {
    too_long_ = too_long_ || shape_.size() + more.size() > kMaxText;
    return !too_long_;
  }

  std::string text_;
  std::string shape_;  ///< as long as the text, or longer
  std::string why_;
  bool literal_ = false;
  bool too_long_ = false;
};

}  // namespace

TemplateValues::Call TemplateValues::call_of(yaml::Node node) {
  const std::string_view tag = node.tag();
  if (tag.size() > 1 && tag[0] == '!' && tag[1] != '!') return {std::string(tag.substr(1)), node};
  if (!node.is_mapping() || node.size() != 1) return {};
  const auto [key, value] = *node.entries().begin();
  const std::string_view name = key.text();
  if (name == "Ref" || name == "Condition") return {std::string(name), value};
  if (name.starts_with("Fn::")) return {std::string(name.substr(4)), value};
  return {};
}

reading::Seen TemplateValues::look(yaml::Node node) const {
  return look(node, 0);
}

reading::Seen TemplateValues::look(yaml::Node node, int depth) const {
  if (depth > kMaxDepth || ++steps_ > kMaxSteps) {
    return {node, Value::unknown("functions nested too deeply")};
  }
  const auto call = call_of(node);
  if (call.name.empty()) {
    if (!is_text(node)) return {node};
    if (node.text().find("{{resolve:") != std::string_view::npos) {
      return {node, Value::unknown("a dynamic reference `{{resolve:…}}`")};
    }
    // A token that the CDK was to replace.
    if (node.text().find("${Token[") != std::string_view::npos) {
      return {node, Value::unknown("an unresolved token of the CDK")};
    }
    if (!loops_.empty()) return {node, bound(node.text())};
    return {node};
  }
  if (call.name == "If" && call.argument.size() == 3) {
    const auto holds = condition(call.argument.at(0).text(), depth + 1);
    if (!holds.is_known()) return {node, Value::unknown("Fn::If over " + holds.text)};
    return look(call.argument.at(holds.text == "true" ? 1 : 2), depth + 1);
  }
  if (call.name == "FindInMap") {
    Value reason;
    const auto found = find_in_map(call.argument, depth, reason);
    if (!reason.is_absent()) return {node, std::move(reason)};
    return look(found, depth + 1);
  }
  return {node, apply(call, depth)};
}

Value TemplateValues::text(yaml::Node node, int depth) const {
  const auto seen = look(node, depth + 1);
  if (seen.value) return *seen.value;
  if (is_text(seen.node)) return Value::known(std::string(seen.node.text()));
  return Value::unknown("no text");
}

std::optional<std::vector<Value>> TemplateValues::list(yaml::Node node) const {
  return list(node, 0);
}

std::optional<std::vector<Value>> TemplateValues::list(yaml::Node node, int depth) const {
  if (depth > kMaxDepth || ++steps_ > kMaxSteps) return std::nullopt;
  const auto call = call_of(node);
  if (call.name == "Split" && call.argument.size() == 2) {
    const auto source = text(call.argument.at(1), depth + 1);
    if (!source.is_known()) return std::nullopt;
    steps_ += source.text.size() / 16;
    return split(source.text, call.argument.at(0).text(), false);
  }
  if (call.name == "Ref") {
    const std::string_view name = call.argument.text();
    const auto declared = find("Parameters", name);
    if (!is_list_type(declared["Type"].text()) || !is_text(declared["Default"]))
      return std::nullopt;
    assume(name, declared["Default"].text());
    steps_ += declared["Default"].text().size() / 16;
    return split(declared["Default"].text(), ",", true);
  }
  const auto seen = look(node, depth + 1);
  if (seen.value || !seen.node.is_sequence()) return std::nullopt;
  std::vector<Value> items;
  for (const auto item : seen.node.items()) {
    auto value = text(item, depth + 1);
    if (!value.is_absent()) items.push_back(std::move(value));
  }
  return items;
}

Value TemplateValues::apply(const Call& call, int depth) const {
  if (call.name == "Ref") return reference(call.argument.text(), depth);
  if (call.name == "Sub") return substitute(call.argument, depth);
  if (call.name == "Join") return join(call.argument, depth);
  if (call.name == "Select") return select(call.argument, depth);
  std::string why = function(call.name);
  if (is_text(call.argument)) why += " of `" + std::string(call.argument.text()) + "`";
  return Value::unknown(std::move(why));
}

const Value* TemplateValues::loop(std::string_view name) const {
  for (const auto& each : std::views::reverse(loops_))
    if (each.name == name) return &each.value;
  return nullptr;
}

Value TemplateValues::bound(std::string_view text) const {
  Builder out;
  while (!text.empty()) {
    const auto open = text.find('{');
    const auto close = open == std::string_view::npos ? open : text.find('}', open);
    const bool marked = open != std::string_view::npos && open != 0 &&
                        (text[open - 1] == '$' || text[open - 1] == '&');
    if (close == std::string_view::npos || !marked) {
      const auto end = open == std::string_view::npos ? text.size() : open + 1;
      out.add(text.substr(0, end));
      text.remove_prefix(end);
      continue;
    }
    const std::string_view name = text.substr(open + 1, close - open - 1);
    if (const auto* value = loop(name)) {
      out.add(text.substr(0, open - 1));
      out.add(*value, "a loop over what is not known");
    } else {
      out.add(text.substr(0, close + 1));
    }
    text.remove_prefix(close + 1);
  }
  return std::move(out).take();
}

std::vector<std::string> TemplateValues::take_assumed() {
  const auto taken = std::exchange(assumed_, {});
  return {taken.begin(), taken.end()};
}

void TemplateValues::assume(std::string_view name, std::string_view value) const {
  assumed_.insert(std::string(name) + ": " + std::string(value));
}

Value TemplateValues::parameter(std::string_view name, yaml::Node declared) const {
  const std::string why = "!Ref of `" + std::string(name) + "`, a parameter ";
  const std::string_view type = declared["Type"].text();
  const auto fallback = declared["Default"];
  if (!is_text(fallback)) return Value::unknown(why + "without a default");
  // The default of an SSM parameter is where its value is kept, not the value.
  if (type.starts_with("AWS::SSM::Parameter::Value"))
    return Value::unknown(why + "whose value is kept in SSM");
  if (is_list_type(type)) return Value::unknown(why + "that is a list");
  assume(name, fallback.text());
  return Value::known(std::string(fallback.text()));
}

yaml::Node TemplateValues::find(std::string_view section, std::string_view name) const {
  const auto members = root_[section];
  steps_ += members.size() / 16;
  return steps_ > kMaxSteps ? yaml::Node() : members[name];
}

Value TemplateValues::reference(std::string_view name, int depth) const {
  if (name == "AWS::NoValue") return {};
  if (const auto* value = loop(name)) return *value;
  if (const auto declared = find("Parameters", name)) return parameter(name, declared);
  const auto resource = find("Resources", name);
  if (resource["Type"].text() == "AWS::EKS::Cluster") {
    // What Ref gives of a cluster is its name.
    if (const auto given = resource["Properties"]["Name"]) return text(given, depth + 1);
  }
  if (resource["Type"].text() == "Custom::AWSCDK-EKS-Cluster") {
    if (const auto given = resource["Properties"]["Config"]["name"]) return text(given, depth + 1);
  }
  return Value::unknown("!Ref of `" + std::string(name) + "`");
}

Value TemplateValues::substitute(yaml::Node argument, int depth) const {
  const bool with_map = argument.is_sequence();
  const std::string_view pattern = with_map ? argument.at(0).text() : argument.text();
  const auto variables = with_map ? argument.at(1) : yaml::Node();
  Builder out;
  bool literal = false;
  for (std::string_view rest = pattern; !rest.empty();) {
    const auto open = rest.find("${");
    out.add(rest.substr(0, open));
    if (open == std::string_view::npos) break;
    const auto close = rest.find('}', open);
    if (close == std::string_view::npos) return Value::unknown("Fn::Sub without a closing brace");
    const std::string_view name = rest.substr(open + 2, close - open - 2);
    rest.remove_prefix(close + 1);
    if (name.starts_with('!')) {
      out.add("${");
      out.add(name.substr(1));
      out.add("}");
      literal = true;
      continue;
    }
    const auto variable = variables[name];
    out.add(variable ? text(variable, depth + 1) : reference(name, depth),
            "Fn::Sub with `${" + std::string(name) + "}`");
  }
  auto value = std::move(out).take();
  value.is_literal = literal;
  return value;
}

Value TemplateValues::join(yaml::Node argument, int depth) const {
  const auto parts = argument.size() == 2 ? list(argument.at(1), depth + 1) : std::nullopt;
  if (!parts) return Value::unknown("Fn::Join");
  const std::string_view delimiter = argument.at(0).text();
  Builder out;
  bool first = true;
  for (const auto& part : *parts) {
    if (!std::exchange(first, false)) out.add(delimiter);
    out.add(part, "Fn::Join over " + part.text);
  }
  return std::move(out).take();
}

Value TemplateValues::select(yaml::Node argument, int depth) const {
  const auto index = argument.size() == 2 ? text(argument.at(0), depth + 1) : Value();
  const auto items = argument.size() == 2 ? list(argument.at(1), depth + 1) : std::nullopt;
  if (!index.is_known() || !items) return Value::unknown("Fn::Select");
  std::size_t number = 0;
  const char* end = index.text.data() + index.text.size();
  const auto parsed = std::from_chars(index.text.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end || number >= items->size())
    return Value::unknown("Fn::Select of a missing item");
  return (*items)[number];
}

/// What the map holds; with `reason`, it is not known.
yaml::Node TemplateValues::find_in_map(yaml::Node argument, int depth, Value& reason) const {
  auto found = root_["Mappings"];
  steps_ += found.size() / 16;
  for (std::size_t i = 0; i < std::min<std::size_t>(argument.size(), 3); ++i) {
    const auto key = text(argument.at(i), depth + 1);
    if (!key.is_known()) {
      reason = Value::unknown("Fn::FindInMap over " + key.text);
      return {};
    }
    found = found[key.text];
  }
  // With AWS::LanguageExtensions a fourth argument says what holds in its place.
  if (!found) found = argument.at(3)["DefaultValue"];
  if (!found) reason = Value::unknown("Fn::FindInMap of a missing key");
  return found;
}

Value TemplateValues::condition(std::string_view name) const {
  return condition(name, 0);
}

Value TemplateValues::condition(std::string_view written, int depth) const {
  const auto name = bound(written);
  const std::string who = "condition `" + std::string(written) + "`";
  const auto node = name.is_known() ? find("Conditions", name.text) : yaml::Node();
  if (!node) return Value::unknown(who);
  auto holds = condition_value(node, depth + 1);
  return holds.is_known() ? holds : Value::unknown(who);
}

Value TemplateValues::condition_value(yaml::Node node, int depth) const {
  if (depth > kMaxDepth || ++steps_ > kMaxSteps)
    return Value::unknown("conditions nested too deeply");
  const auto call = call_of(node);
  if (call.name == "Condition") return condition(call.argument.text(), depth + 1);
  if (call.name == "Equals" && call.argument.size() == 2) {
    const auto one = text(call.argument.at(0), depth + 1);
    const auto other = text(call.argument.at(1), depth + 1);
    if (!one.is_known() || !other.is_known()) return Value::unknown("Fn::Equals");
    return truth(one.text == other.text);
  }
  if (call.name == "Not" && call.argument.size() == 1) {
    const auto inner = condition_value(call.argument.at(0), depth + 1);
    return inner.is_known() ? truth(inner.text != "true") : inner;
  }
  if (call.name == "And" || call.name == "Or") {
    return all_of(call.argument, call.name == "Or", depth + 1);
  }
  return Value::unknown(function(call.name));
}

/// All conditions of a list, or any of them; one that decides is enough.
Value TemplateValues::all_of(yaml::Node list, bool any, int depth) const {
  auto result = truth(!any);
  for (const auto item : list.items()) {
    auto holds = condition_value(item, depth + 1);
    if (holds.is_known() && (holds.text == "true") == any) return holds;
    if (!holds.is_known()) result = std::move(holds);
  }
  return result;
}

}  // namespace fargate_lint::fargate::sources
