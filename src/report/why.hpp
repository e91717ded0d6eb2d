#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "fargate/placement.hpp"
#include "kube/workload.hpp"
#include "lint/report.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::report {

/// One workload with everything that decided where its pods land. Views into the run's input.
struct Explanation {
  const kube::Workload& workload;
  const kube::PodTemplate& pod;
  const fargate::Judgement& judgement;
  std::span<const fargate::ProfileTrace> traces;
  const lint::Report& report;
  std::uint32_t number = 0;                    ///< of its placement in the report
  const fargate::LivePod* live_pod = nullptr;  ///< that was asked for; null: the workload was

  const lint::PlacedWorkload& placed() const { return report.placements[number]; }

  const std::vector<fargate::Profile>& profiles() const { return report.profiles(); }
};

/// Appends the verdict, the findings with their lines and what to do about them, every profile,
/// selector and term with what was seen, who wins and why, the events that the cluster would show,
/// and how the size comes about.
void append_why(std::span<const Explanation> explanations, const RenderOptions& options,
                std::string& out);
/// The same for programs, see schema/why-v1.schema.json.
void append_why_json(std::span<const Explanation> explanations, const RenderOptions& options,
                     std::string& out);

}  // namespace fargate_lint::report
