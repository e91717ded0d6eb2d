#include "policy/limits.hpp"

#include <algorithm>
#include <string_view>

namespace fargate_lint::policy {
namespace {

/// The end of a string literal that begins at `at`.
std::size_t end_of_literal(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return at;
}

/// Whether an expression uses a name: `namespaceObject`, `variables`.
bool uses(std::string_view expression, std::string_view name) {
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '"') {
      i = end_of_literal(expression, i);
    } else if (expression.substr(i).starts_with(name)) {
      return true;
    }
  }
  return false;
}

void add(const std::string& text, Measure& measure) {
  ++measure.expressions;
  measure.longest = std::max(measure.longest, text.size());  // all of it is ASCII
  measure.nesting = std::max(measure.nesting, nesting_of(text));
  measure.bytes += text.size() + 64;
}

void check(std::size_t number, std::size_t most, const char* what, Measure& measure) {
  if (number > most)
    measure.faults.push_back(std::string(what) + ": " + std::to_string(number) + ", at most " +
                             std::to_string(most));
}

}  // namespace

std::size_t nesting_of(std::string_view expression) {
  std::vector<std::size_t> open = {0};  // operators in a row, by bracket
  std::size_t depth = 0;
  std::size_t deepest = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    switch (expression[i]) {
      case '"': i = end_of_literal(expression, i); break;
      case '(':
      case '[':
      case '{':
        open.push_back(0);
        ++depth;
        break;
      case ')':
      case ']':
      case '}':
        if (open.size() > 1) {
          depth -= 1 + open.back();
          open.pop_back();
        }
        break;
      case ',':
        depth -= open.back();
        open.back() = 0;
        break;
      case '+':
      case '?':
        // `.?field` and `[?key]` are no operators.
        if (i > 0 && (expression[i - 1] == '.' || expression[i - 1] == '[')) break;
        ++open.back();
        ++depth;
        break;
      default: break;
    }
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

Measure measure(const Policy& policy) {
  Measure all;
  all.name = policy.name;
  all.conditions = policy.conditions.size();
  for (const auto& condition : policy.conditions) {
    add(condition.expression, all);
    for (const auto* name : {"namespaceObject", "variables"})
      if (uses(condition.expression, name))
        all.faults.push_back("match condition " + condition.name + " uses " + name +
                             ", which has no value there");
  }
  for (const auto& variable : policy.variables) add(variable.expression, all);
  add(policy.validation, all);
  add(policy.message_expression, all);
  check(all.longest, kMostOfExpression, "longest expression", all);
  check(all.nesting, kMostNesting, "nesting", all);
  check(all.conditions, kMostConditions, "match conditions", all);
  check(all.bytes, kMostOfObject, "bytes of the object", all);
  return all;
}

}  // namespace fargate_lint::policy
