#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

#include "lint/finding.hpp"
#include "lint/rule.hpp"

/// The order in which findings are reported, and all that goes through them side by side.
namespace fargate_lint::lint {

/// `Path` is the path itself, or its rank among all.
template <typename Path>
struct LineOf {
  Path path;
  std::uint32_t number = 0;
  auto operator<=>(const LineOf&) const = default;
};
/// By path, line, column and rule. Findings alike in all four stay in the order of the input.
template <typename Path>
struct OrderOf {
  LineOf<Path> line;
  std::uint32_t column = 0;
  std::string_view rule;  ///< its id
  auto operator<=>(const OrderOf&) const = default;
};
using Line = LineOf<std::string_view>;
using Order = OrderOf<std::string_view>;

/// Views into what they are given.
inline Order order_of(const Location& where, std::string_view rule = {}) {
  return {{where.path, where.span.begin.line}, where.span.begin.column, rule};
}
inline Order order_of(const Finding& finding) {
  return order_of(finding.where, finding.rule->id);
}
inline bool comes_first(const Finding& a, const Finding& b) {
  return order_of(a) < order_of(b);
}

}  // namespace fargate_lint::lint
