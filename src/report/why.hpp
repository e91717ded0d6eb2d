#pragma once

#include <span>
#include <string>
#include <vector>

#include "fargate/placement.hpp"
#include "kube/workload.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::report {

/// One workload with everything that decided where its pods land. Views into the run's input.
struct Explanation {
  const kube::Workload& workload;
  const kube::PodTemplate& pod;
  const fargate::Judgement& judgement;
  std::span<const fargate::ProfileTrace> traces;
  std::span<const fargate::Profile> profiles;
};

/// Appends the verdict, every profile, selector and term with what was seen, who wins and why, the
/// events that the cluster would show, and how the size comes about.
void append_why(const Explanation& explanation, const RenderOptions& options, std::string& out);

}  // namespace fargate_lint::report
