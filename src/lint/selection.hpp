#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lint/rule.hpp"

namespace fargate_lint::lint {

/// The rule with that id or name (case-insensitive), or null.
const Rule* find_rule(RuleList rules, std::string_view id_or_name);
/// The closest id or name, for "did you mean"; empty if nothing is close.
std::string nearest_rule(RuleList rules, std::string_view text);

/// Which rules run. Entries are ids, names, or prefixes of ids ("FG1", "FG20"), in any case.
struct Selection {
  std::vector<std::string> select;  ///< empty: all
  std::vector<std::string> ignore;
};
/// The rules that a selection leaves; an entry that names no rule is an error with the nearest one.
Result<std::vector<const Rule*>> choose(RuleList rules, const Selection& selection);

}  // namespace fargate_lint::lint
