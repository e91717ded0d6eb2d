#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lint/input.hpp"
#include "lint/report.hpp"
#include "lint/rule.hpp"
#include "lint/rule_times.hpp"
#include "lint/selected_pods.hpp"

namespace fargate_lint::lint {

using RuleList = std::span<const Rule* const>;

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

struct EngineOptions {
  unsigned threads = 1;
  RuleList known = {};         ///< all rules, which ignores may name; those of the run if empty
  std::string today = {};      ///< "2026-12-31": what is ignored until then counts; empty: for ever
  RuleTimes* times = nullptr;  ///< takes what each rule of the run takes, if given
  std::size_t most_compared = SelectedPods::kMostCompared;  ///< by a rule, see SelectedPods
};

/// Places every pod and runs the rules: pod rules on each pod while its template is at hand, then
/// object rules, then run rules, so that the later ones see every placement. Takes from the input
/// what the report is to own.
///
/// To the findings of pod rules, and of run rules that name a placement, the engine adds what every
/// rule would have to: the placement, the selector that put the pod on Fargate, and on an undecided
/// pod an error becomes a warning that names the missing facts.
Report run(Input&& input, RuleList rules, const EngineOptions& options);

}  // namespace fargate_lint::lint
