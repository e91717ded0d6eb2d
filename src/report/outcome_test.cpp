#include "report/outcome.hpp"

#include <doctest/doctest.h>

namespace fargate_lint::report {
namespace {

lint::PlacedWorkload placed(fargate::Verdict verdict, std::optional<kube::PodCount> pods) {
  lint::PlacedWorkload workload;
  fargate::Placement placement;
  placement.verdict = verdict;
  workload.placement = std::move(placement);
  workload.pods = std::move(pods);
  return workload;
}

TEST_CASE("outcome: what the API server or nobody takes has a name of its own") {
  fargate::Placement placement;
  placement.verdict = fargate::Verdict::undecided;
  CHECK(outcome_of(placement) == Outcome::undecided);
  CHECK_FALSE(placement.never_runs());
  placement.invalid = true;
  CHECK(outcome_of(placement) == Outcome::invalid);
  placement = {};
  CHECK(outcome_of(placement) == Outcome::elsewhere);
  placement.stays_pending = true;
  CHECK(outcome_of(placement) == Outcome::unplaced);
  CHECK(placement.never_runs());
  for (const auto outcome : kOutcomes) CHECK_FALSE(words(outcome).empty());
  CHECK(needs_a_look(Outcome::undecided));
  CHECK_FALSE(needs_a_look(Outcome::fargate));
}

TEST_CASE("outcome: workloads and pods are counted by what becomes of them") {
  using fargate::Verdict;
  lint::Report report;
  CHECK(count_outcomes(report, true) == "no workload in the input");
  report.placements.push_back(placed(Verdict::fargate, kube::PodCount{1, 1, "default"}));
  CHECK(count_outcomes(report, true) == "1 workload (1 pod) lands on Fargate");
  report.placements.push_back(placed(Verdict::fargate, kube::PodCount{2, 10, "spec.replicas"}));
  CHECK(count_outcomes(report, true) == "2 workloads (3–11 pods) land on Fargate");
  CHECK(count_outcomes(report, false) == "2 workloads (3-11 pods) land on Fargate");
  report.placements.push_back(placed(Verdict::refused, std::nullopt));
  report.placements.push_back(placed(Verdict::not_fargate, std::nullopt));
  report.placements.push_back(placed(Verdict::fargate, std::nullopt));
  CHECK(count_outcomes(report, false) ==
        "3 workloads (at least 3-11 pods) land on Fargate, 1 refused, 1 elsewhere");
  report.placements.push_back(placed(Verdict::refused, kube::PodCount{0, 0, "spec.replicas"}));
  report.placements.back().placement.own().idle = kube::Idle::no_replicas;
  CHECK(count_outcomes(report, false) ==
        "3 workloads (at least 3-11 pods) land on Fargate, 2 refused (1 makes no Pods now), "
        "1 elsewhere");
  CHECK(Tallies(report).of(Outcome::refused).idle == 1);
}

}  // namespace
}  // namespace fargate_lint::report
