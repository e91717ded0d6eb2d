#include "support/whole_input.hpp"

#include <algorithm>

namespace fargate_lint::rules {

lint::FindingBuilder add_at_profiles(const lint::RunContext& run, lint::FindingSink& out,
                                     const Message& message) {
  const auto& profiles = run.fleet.profiles();
  if (profiles.empty()) {
    auto finding = out.add(lint::Location(), message);
    return finding.of_whole_input(quote("no profiles"));
  }
  const auto active = std::ranges::find_if(profiles, &fargate::Profile::takes_new_pods);
  const auto& profile = active == profiles.end() ? profiles.front() : *active;
  auto finding = out.add(profile.where, message);
  return finding.of_whole_input(quote(profile.display_name()));
}

}  // namespace fargate_lint::rules
