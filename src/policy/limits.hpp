#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "policy/policy.hpp"

namespace fargate_lint::policy {

// Limits of the API server, seen on kube-apiserver 1.32: an expression has at most 100,000 code
// points and nests at most 250 deep; `kubectl apply` stores an object of at most 256 KiB beside
// itself; an object has at most 64 matchConditions.
inline constexpr std::size_t kMostOfExpression = 100'000;
inline constexpr std::size_t kMostNesting = 250;
inline constexpr std::size_t kMostOfObject = 256 * 1024;
inline constexpr std::size_t kMostConditions = 64;
/// Of the selectors in one policy, which stand in it twice.
inline constexpr std::size_t kMostOfSelectors = 40'000;

/// What the API server counts of a policy.
struct Measure {
  std::string name;
  std::size_t expressions = 0;
  std::size_t longest = 0;  ///< code points of the longest expression
  std::size_t nesting = 0;  ///< of brackets and of operators in a row, in the worst expression
  std::size_t conditions = 0;
  std::size_t bytes = 0;            ///< of the object as JSON, about
  std::vector<std::string> faults;  ///< what the API server would refuse: a clause each
};
Measure measure(const Policy& policy);

/// How deep an expression nests: brackets, and what follows one another to the right of a `+` or a
/// conditional operator.
std::size_t nesting_of(std::string_view expression);

}  // namespace fargate_lint::policy
