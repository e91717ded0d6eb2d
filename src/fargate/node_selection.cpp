#include "fargate/node_selection.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <utility>

#include "fargate/node_labels.hpp"

namespace fargate_lint::fargate {
namespace {

std::optional<NodeLabel> label_of_fargate_node(std::string_view key, std::string_view region) {
  const auto* row = std::ranges::find(kNodeLabels, key, &NodeLabel::key);
  if (row == kNodeLabels.end()) return std::nullopt;
  if (row->kind != NodeLabel::Kind::region || region.empty()) return *row;
  return NodeLabel{row->key, NodeLabel::Kind::value, region};
}

std::optional<std::int64_t> to_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

using Values = std::vector<std::string_view>;  // views into the Document

Values values_of(yaml::Node expression) {
  Values values;
  for (const auto value : expression["values"].items()) values.push_back(value.text());
  return values;
}

bool contains(const Values& values, std::string_view wanted) {
  return std::ranges::find(values, wanted) != values.end();
}

/// `actual` > the one value given, or < it, as k8s.io/apimachinery pkg/labels compares: both must
/// be integers.
bool compares(std::string_view actual, std::string_view op, const Values& values) {
  const auto left = to_integer(actual);
  const auto right = values.empty() ? std::nullopt : to_integer(values.front());
  if (!left || !right) return false;
  return op == "Gt" ? *left > *right : *left < *right;
}

Tri evaluate_missing_key(std::string_view op) {
  return op == "NotIn" || op == "DoesNotExist" ? Tri::yes : Tri::no;
}

/// A label that is there and takes whatever zone the pod asks for.
Tri evaluate_chosen(std::string_view op) {
  return op == "In" || op == "NotIn" || op == "Exists" ? Tri::yes : Tri::no;
}

/// A label that is there, with a value that is not known and is no integer.
Tri evaluate_unknown(std::string_view op) {
  if (op == "In" || op == "NotIn") return Tri::maybe;
  return op == "Exists" ? Tri::yes : Tri::no;
}

Tri evaluate_value(std::string_view actual, std::string_view op, const Values& values) {
  bool satisfied = false;
  if (op == "In") satisfied = contains(values, actual);
  if (op == "NotIn") satisfied = !contains(values, actual);
  if (op == "Exists") satisfied = true;
  if (op == "Gt" || op == "Lt") satisfied = compares(actual, op, values);
  return satisfied ? Tri::yes : Tri::no;
}

constexpr std::array<std::string_view, 6> kOperators = {"In",           "NotIn", "Exists",
                                                        "DoesNotExist", "Gt",    "Lt"};

/// A text that cannot be a label's value and that a tool fills in: `$ARCH`, `${ARCH}`, `{{ arch
/// }}`.
bool is_placeholder(std::string_view value) {
  return value.find_first_of("${<") != std::string_view::npos;
}

void judge(NodeTerm& term, std::string_view op, const Values& values, std::string_view region) {
  const auto label = label_of_fargate_node(term.key, region);
  if (!label) {
    term.satisfied = evaluate_missing_key(op);
    term.why = NodeTerm::Why::lacks_label;
    return;
  }
  switch (label->kind) {
    case NodeLabel::Kind::value:
      term.satisfied = evaluate_value(label->value, op, values);
      term.why = NodeTerm::Why::has_value;
      term.on_fargate = label->value;
      if (!contains(values, label->value) && std::ranges::any_of(values, is_placeholder)) {
        term.satisfied = Tri::maybe;
        term.why = NodeTerm::Why::placeholder;
      }
      return;
    case NodeLabel::Kind::chosen:
      term.satisfied = evaluate_chosen(op);
      term.why = NodeTerm::Why::on_every_node;
      return;
    case NodeLabel::Kind::region:
    case NodeLabel::Kind::node_name:
      term.satisfied = evaluate_unknown(op);
      term.why = term.satisfied == Tri::no                   ? NodeTerm::Why::on_every_node
                 : label->kind == NodeLabel::Kind::node_name ? NodeTerm::Why::node_name
                                                             : NodeTerm::Why::unsettled;
      return;
  }
}

NodeTerm unsettled_term(yaml::Node field, std::string text, NodeTerm::Why why) {
  NodeTerm term;
  term.field = field;
  term.text = std::move(text);
  term.satisfied = Tri::maybe;
  term.why = why;
  return term;
}

std::string written(std::string_view key, std::string_view op, const Values& values) {
  std::string text(key);
  text += ' ';
  text += op;
  if (op == "Exists" || op == "DoesNotExist") return text;
  if ((op == "Gt" || op == "Lt") && !values.empty()) {
    return text += " " + std::string(values.front());
  }
  std::string_view separator = " [";
  for (const std::string_view value : values) {
    text += separator;
    text += value;
    separator = ", ";
  }
  return text += values.empty() ? " []" : "]";
}

/// An entry of matchExpressions (`fields` false: node labels) or of matchFields (the node's name).
NodeTerm expression_term(yaml::Node expression, bool fields, std::string_view region) {
  const std::string_view op = expression["operator"].text();
  const auto values = values_of(expression);
  NodeTerm term;
  term.field = expression;
  term.key = expression["key"].text();
  term.text = written(term.key, op, values);
  if (std::ranges::find(kOperators, op) == kOperators.end()) {
    return unsettled_term(expression, std::move(term.text), NodeTerm::Why::foreign_operator);
  }
  if (fields) {
    term.satisfied = Tri::maybe;
    term.why = NodeTerm::Why::node_name;
  } else {
    judge(term, op, values, region);
  }
  return term;
}

struct TermResult {
  Tri satisfied = Tri::yes;
  std::vector<NodeTerm> failed;
  std::vector<NodeTerm> unknown;
};

void add(NodeTerm term, TermResult& result) {
  result.satisfied = result.satisfied & term.satisfied;
  if (term.satisfied == Tri::no) {
    result.failed.push_back(std::move(term));
  } else if (term.satisfied == Tri::maybe) {
    result.unknown.push_back(std::move(term));
  }
}

/// Something that selects no node at all: k8s.io/component-helpers scheduling/corev1/nodeaffinity
/// skips empty terms, and an empty list of terms matches nothing.
NodeTerm matches_nothing(yaml::Node field, std::string text) {
  NodeTerm term;
  term.field = field;
  term.text = std::move(text);
  term.why = NodeTerm::Why::selects_nothing;
  return term;
}

TermResult evaluate_affinity_term(yaml::Node term, std::string_view region) {
  TermResult result;
  const auto expressions = term["matchExpressions"];
  const auto fields = term["matchFields"];
  if (expressions.size() == 0 && fields.size() == 0) {
    add(matches_nothing(term, "an empty node selector term"), result);
    return result;
  }
  for (const auto expression : expressions.items()) {
    add(expression_term(expression, false, region), result);
  }
  for (const auto expression : fields.items())
    add(expression_term(expression, true, region), result);
  return result;
}

void append(std::vector<NodeTerm>& to, std::vector<NodeTerm>& from) {
  std::ranges::move(from, std::back_inserter(to));
}

/// The required terms: any one that holds is enough.
TermResult evaluate_affinity(yaml::Node required, std::string_view region) {
  TermResult all;
  const auto terms = required["nodeSelectorTerms"];
  if (!required.is_mapping() || (terms && !terms.is_sequence() && !terms.is_null())) return all;
  if (terms.size() == 0) {
    add(matches_nothing(terms ? terms : required, "no nodeSelectorTerms"), all);
    return all;
  }
  all.satisfied = Tri::no;
  for (const auto term : terms.items()) {
    auto one = evaluate_affinity_term(term, region);
    all.satisfied = all.satisfied | one.satisfied;
    append(all.failed, one.failed);
    if (one.satisfied == Tri::maybe) append(all.unknown, one.unknown);
  }
  return all;
}

TermResult evaluate_node_selector(yaml::Node selector, std::string_view region,
                                  std::size_t most = std::numeric_limits<std::size_t>::max()) {
  TermResult result;
  for (const auto [key, value] : selector.entries()) {
    if (most-- == 0) break;
    NodeTerm term;
    term.field = value;
    term.key = key.text();
    term.text = term.key + "=" + std::string(value.text());
    judge(term, "In", {value.text()}, region);
    add(std::move(term), result);
  }
  return result;
}

/// What the pod's RuntimeClass adds to its nodeSelector.
TermResult evaluate_runtime_class(const kube::PodTemplate& pod, yaml::Node selector,
                                  std::string_view region) {
  // No class selects by so many, and many pods may name one that is made to.
  constexpr std::size_t kMostKeys = 64;
  auto result = evaluate_node_selector(selector, region, kMostKeys);
  const auto name = pod.field("runtimeClassName");
  for (auto* terms : {&result.failed, &result.unknown}) {
    for (auto& term : *terms) term.of_class = std::exchange(term.field, name);
  }
  if (!pod.admission.runtime_class_absent) return result;
  NodeTerm term;
  term.field = name;
  term.key = "runtimeClassName";
  term.text = term.key + "=" + std::string(name.text());
  term.satisfied = Tri::maybe;
  term.why = NodeTerm::Why::runtime_class;
  add(std::move(term), result);
  return result;
}

}  // namespace

NodeSelection evaluate_node_selection(const kube::PodTemplate& pod, std::string_view region) {
  NodeSelection selection;
  const auto required =
      pod.field("affinity")["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
  const auto [own, of_class] = pod.node_selectors();
  for (auto part : {evaluate_node_selector(own, region), evaluate_affinity(required, region),
                    evaluate_runtime_class(pod, of_class, region)}) {
    selection.satisfied = selection.satisfied & part.satisfied;
    if (part.satisfied == Tri::no) append(selection.blocking, part.failed);
    if (part.satisfied == Tri::maybe) append(selection.unknown, part.unknown);
  }
  if (selection.satisfied == Tri::no) selection.unknown.clear();
  return selection;
}

}  // namespace fargate_lint::fargate
