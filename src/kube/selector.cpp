#include "kube/selector.hpp"

#include <algorithm>

#include "kube/fields.hpp"

namespace fargate_lint::kube {
namespace {

using Operator = LabelSelector::Operator;
using Requirement = LabelSelector::Requirement;

std::optional<std::string_view> string_value(yaml::Node value) {
  if (value.is_string()) return value.text();
  if (value.is_null()) return std::string_view();
  return std::nullopt;
}

std::optional<Operator> read_operator(yaml::Node node) {
  if (!node.is_string()) return std::nullopt;
  if (node.text() == "In") return Operator::in;
  if (node.text() == "NotIn") return Operator::not_in;
  if (node.text() == "Exists") return Operator::exists;
  if (node.text() == "DoesNotExist") return Operator::does_not_exist;
  return std::nullopt;
}

bool takes_values(Operator op) {
  return op == Operator::in || op == Operator::not_in;
}

/// Nothing where apimachinery's validation refuses the entry: an unknown operator, In and NotIn
/// without values, Exists and DoesNotExist with values (pkg/apis/meta/v1/validation).
std::optional<Requirement> read_expression(yaml::Node node) {
  const auto key = node["key"];
  const auto op = read_operator(node["operator"]);
  const auto values = node["values"];
  if (!key.is_string() || !op) return std::nullopt;
  if (values && !values.is_null() && !values.is_sequence()) return std::nullopt;
  if (takes_values(*op) != (values.size() > 0)) return std::nullopt;

  Requirement requirement{key.text(), *op, {}, node};
  for (const auto item : values.items()) {
    const auto value = string_value(item);
    if (!value) return std::nullopt;
    requirement.values.push_back(*value);
  }
  return requirement;
}

}  // namespace

std::optional<std::string_view> label_value(yaml::Node map, std::string_view key) {
  return string_value(map[key]);
}

std::optional<LabelSelector> LabelSelector::parse(yaml::Node node) {
  if (!node.is_mapping()) return std::nullopt;
  const auto labels = node["matchLabels"];
  const auto expressions = node["matchExpressions"];
  if (!is_absent(labels) && !labels.is_mapping()) return std::nullopt;
  if (!is_absent(expressions) && !expressions.is_sequence()) return std::nullopt;

  auto selector = from_map(labels);
  for (const auto& requirement : selector.requirements)
    if (requirement.values.empty()) return std::nullopt;
  for (const auto item : expressions.items()) {
    auto requirement = read_expression(item);
    if (!requirement) return std::nullopt;
    selector.requirements.push_back(std::move(*requirement));
  }
  return selector;
}

LabelSelector LabelSelector::from_map(yaml::Node labels) {
  LabelSelector selector;
  selector.requirements.reserve(labels.is_mapping() ? labels.size() : 0);
  for (const auto& [key, value] : labels.entries()) {
    Requirement requirement{key.text(), Operator::in, {}, value};
    if (const auto wanted = string_value(value)) requirement.values.push_back(*wanted);
    selector.requirements.push_back(std::move(requirement));
  }
  return selector;
}

bool LabelSelector::Requirement::holds(yaml::Node labels) const {
  return holds(label_value(labels, key));
}

bool LabelSelector::Requirement::holds(std::optional<std::string_view> value) const {
  const auto is_listed = [&] { return value && std::ranges::find(values, *value) != values.end(); };
  switch (op) {
    case Operator::in: return is_listed();
    case Operator::not_in: return !is_listed();
    case Operator::exists: return value.has_value();
    case Operator::does_not_exist: return !value;
  }
  return false;
}

bool LabelSelector::matches(yaml::Node labels) const {
  return std::ranges::all_of(
      requirements, [&](const Requirement& requirement) { return requirement.holds(labels); });
}

}  // namespace fargate_lint::kube
