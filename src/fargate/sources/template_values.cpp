#include "fargate/sources/template_values.hpp"

#include <utility>

namespace fargate_lint::fargate::sources {
namespace {

constexpr int kMaxDepth = 32;
constexpr std::uint32_t kMaxSteps = 100'000;

std::string function(std::string_view name) {
  return (name == "Ref" || name == "Condition" ? "!" : "Fn::") + std::string(name);
}

Value truth(bool holds) {
  return Value::known(holds ? "true" : "false");
}

bool is_text(yaml::Node node) {
  return node && !node.is_mapping() && !node.is_sequence() && !node.is_null();
}

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
    return {node, Value::unknown("functions nested without end")};
  }
  const Call call = call_of(node);
  if (call.name.empty()) {
    if (is_text(node) && node.text().find("{{resolve:") != std::string_view::npos) {
      return {node, Value::unknown("a dynamic reference `{{resolve:…}}`")};
    }
    // A token that the CDK was to replace.
    if (is_text(node) && node.text().find("${Token[") != std::string_view::npos) {
      return {node, Value::unknown("an unresolved token of the CDK")};
    }
    return {node};
  }
  if (call.name == "If" && call.argument.size() == 3) {
    const Value holds = condition(call.argument.at(0).text(), depth + 1);
    if (!holds.is_known()) return {node, Value::unknown("Fn::If over " + holds.text)};
    return look(call.argument.at(holds.text == "true" ? 1 : 2), depth + 1);
  }
  return {node, apply(call, depth)};
}

Value TemplateValues::text(yaml::Node node, int depth) const {
  const reading::Seen seen = look(node, depth + 1);
  if (seen.value) return *seen.value;
  if (is_text(seen.node)) return Value::known(std::string(seen.node.text()));
  return Value::unknown("no text");
}

Value TemplateValues::apply(const Call& call, int depth) const {
  if (call.name == "Ref") return reference(call.argument.text(), depth);
  if (call.name == "Sub") return substitute(call.argument, depth);
  if (call.name == "Join") return join(call.argument, depth);
  if (call.name == "FindInMap") return find_in_map(call.argument, depth);
  std::string why = function(call.name);
  if (is_text(call.argument)) why += " of `" + std::string(call.argument.text()) + "`";
  return Value::unknown(std::move(why));
}

Value TemplateValues::reference(std::string_view name, int depth) const {
  if (name == "AWS::NoValue") return {};
  const std::string why = "!Ref of `" + std::string(name) + "`";
  if (const yaml::Node parameter = root_["Parameters"][name]) {
    const yaml::Node type = parameter["Type"];
    const yaml::Node fallback = parameter["Default"];
    // The default of an SSM parameter is where its value is kept, not the value.
    if (is_text(fallback) && (type.text() == "String" || type.text() == "Number")) {
      return Value::known(std::string(fallback.text()));
    }
    return Value::unknown(why + ", a parameter without a default");
  }
  const yaml::Node resource = root_["Resources"][name];
  if (resource["Type"].text() == "AWS::EKS::Cluster") {
    // What Ref gives of a cluster is its name.
    if (const yaml::Node given = resource["Properties"]["Name"]) return text(given, depth + 1);
  }
  if (resource["Type"].text() == "Custom::AWSCDK-EKS-Cluster") {
    if (const yaml::Node given = resource["Properties"]["Config"]["name"])
      return text(given, depth + 1);
  }
  return Value::unknown(why);
}

Value TemplateValues::substitute(yaml::Node argument, int depth) const {
  const bool with_map = argument.is_sequence();
  const std::string_view pattern = with_map ? argument.at(0).text() : argument.text();
  const yaml::Node variables = with_map ? argument.at(1) : yaml::Node();
  std::string out;
  for (std::string_view rest = pattern; !rest.empty();) {
    const auto open = rest.find("${");
    out += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = rest.find('}', open);
    if (close == std::string_view::npos) return Value::unknown("Fn::Sub without a closing brace");
    const std::string_view name = rest.substr(open + 2, close - open - 2);
    rest.remove_prefix(close + 1);
    if (name.starts_with('!')) {
      out.append("${").append(name.substr(1)).append("}");
      continue;
    }
    const yaml::Node variable = variables[name];
    const Value value = variable ? text(variable, depth + 1) : reference(name, depth);
    if (!value.is_known()) {
      return Value::unknown("Fn::Sub with `${" + std::string(name) + "}`");
    }
    out += value.text;
  }
  return Value::known(std::move(out));
}

Value TemplateValues::join(yaml::Node argument, int depth) const {
  const yaml::Node parts = argument.at(1);
  if (argument.size() != 2 || !parts.is_sequence()) return Value::unknown("Fn::Join");
  const std::string_view delimiter = argument.at(0).text();
  std::string out;
  bool first = true;
  for (const yaml::Node part : parts.items()) {
    const Value value = text(part, depth + 1);
    if (!value.is_known()) return Value::unknown("Fn::Join over " + value.text);
    if (!std::exchange(first, false)) out += delimiter;
    out += value.text;
  }
  return Value::known(std::move(out));
}

Value TemplateValues::find_in_map(yaml::Node argument, int depth) const {
  yaml::Node found = root_["Mappings"];
  for (const yaml::Node item : argument.items()) {
    const Value key = text(item, depth + 1);
    if (!key.is_known()) return Value::unknown("Fn::FindInMap over " + key.text);
    found = found[key.text];
  }
  return is_text(found) ? Value::known(std::string(found.text())) : Value::unknown("Fn::FindInMap");
}

Value TemplateValues::condition(std::string_view name) const {
  return condition(name, 0);
}

Value TemplateValues::condition(std::string_view name, int depth) const {
  const yaml::Node node = root_["Conditions"][name];
  const std::string who = "condition `" + std::string(name) + "`";
  if (!node) return Value::unknown(who);
  Value holds = condition_value(node, depth + 1);
  return holds.is_known() ? holds : Value::unknown(who);
}

Value TemplateValues::condition_value(yaml::Node node, int depth) const {
  if (depth > kMaxDepth || ++steps_ > kMaxSteps) return Value::unknown("conditions without end");
  const Call call = call_of(node);
  if (call.name == "Condition") return condition(call.argument.text(), depth + 1);
  if (call.name == "Equals" && call.argument.size() == 2) {
    const Value one = text(call.argument.at(0), depth + 1);
    const Value other = text(call.argument.at(1), depth + 1);
    if (!one.is_known() || !other.is_known()) return Value::unknown("Fn::Equals");
    return truth(one.text == other.text);
  }
  if (call.name == "Not" && call.argument.size() == 1) {
    const Value inner = condition_value(call.argument.at(0), depth + 1);
    return inner.is_known() ? truth(inner.text != "true") : inner;
  }
  if (call.name == "And" || call.name == "Or") {
    return all_of(call.argument, call.name == "Or", depth + 1);
  }
  return Value::unknown(function(call.name));
}

/// All conditions of a list, or any of them; one that decides is enough.
Value TemplateValues::all_of(yaml::Node list, bool any, int depth) const {
  Value result = truth(!any);
  for (const yaml::Node item : list.items()) {
    Value holds = condition_value(item, depth + 1);
    if (holds.is_known() && (holds.text == "true") == any) return holds;
    if (!holds.is_known()) result = std::move(holds);
  }
  return result;
}

}  // namespace fargate_lint::fargate::sources
