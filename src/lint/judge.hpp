#pragma once

#include <memory>
#include <string>

#include "fargate/fleet.hpp"
#include "lint/reading.hpp"
#include "lint/report.hpp"
#include "lint/rule.hpp"
#include "lint/rule_times.hpp"
#include "lint/selected_pods.hpp"

namespace fargate_lint::lint {

struct Options {
  unsigned threads = 1;
  RuleList known = {};         ///< all rules, which ignores may name; those of the run if empty
  std::string today = {};      ///< "2026-12-31": what is ignored until then counts; empty: for ever
  RuleTimes* times = nullptr;  ///< takes what each rule of the run takes, if given
  std::size_t most_compared = SelectedPods::kMostCompared;  ///< by a rule, see SelectedPods
  const fargate::RegionPrice* price = nullptr;              ///< see PodContext
};

/// Places one pod by all that the reading shows of it: patches that are not read leave it open, and
/// of an object that the API server rejects (kube::is_rejected) there is no pod.
fargate::Judgement judge_pod(const Reading& reading, const fargate::Fleet& fleet,
                             const kube::Workload& workload, const kube::PodTemplate& pod,
                             bool is_rejected);

/// Places every pod and runs the rules: pod rules on each pod while its template is at hand, then
/// object rules, then run rules, so that the later ones see every placement. The same reading,
/// fleet and rules give the same report, as often as asked and by as many threads at once.
/// `reading` must not be null.
///
/// To the findings of pod rules, and of run rules that name a placement, it adds what every rule
/// would have to: the placement, the selector that put the pod on Fargate, and on an undecided pod
/// an error becomes a warning that names the missing facts.
Report judge(std::shared_ptr<const Reading> reading, const fargate::Fleet& fleet, RuleList rules,
             const Options& options);

}  // namespace fargate_lint::lint
