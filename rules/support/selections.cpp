#include "support/selections.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "fargate/wording.hpp"
#include "kube/selector.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {

void show(lint::FindingBuilder& finding, const lint::RunContext& run,
          const lint::SelectedPod& pod) {
  const auto& placed = run.placements[pod.placement];
  const std::string title = quote(placed.object.kind + "/" + placed.object.name);
  // What is open may be only which profile takes it, or whether a claim can be mounted.
  const bool undecided =
      placed.placement->verdict == fargate::Verdict::undecided && !placed.placement->selected;
  finding.related((undecided ? "may be on Fargate: " : "on Fargate: ") + title, placed.where)
      .placement(pod.placement);
  if (undecided) {
    const auto& missing = placed.placement->missing;
    finding.note("undecided: whether " + title + " lands on Fargate: " +
                 (missing.empty()
                      ? fargate::wording::why(*placed.placement, run.fleet.profiles())
                      : fargate::wording::words(missing.front(), run.fleet.profiles())));
  }
  if (pod.certain != fargate::Tri::yes) {
    finding.severity(lint::Severity::info)
        .note("undecided: whether " + title + " is selected: its controller adds the labels");
  }
}

std::optional<lint::SelectedPod> pod_behind(const lint::RunContext& run,
                                            const kube::Object& service) {
  const auto selector = kube::LabelSelector::from_map(service.spec()["selector"]);
  if (selector.requirements.empty()) return std::nullopt;
  return run.pods.find_on_fargate(service, selector);
}

std::string enumerate(const lint::RunContext& run, std::span<const std::uint32_t> pods) {
  std::vector<std::string> names;
  for (const auto pod : pods.first(std::min(pods.size(), kMostNamed))) {
    const auto& object = run.placements[pod].object;
    names.push_back(object.kind + "/" + object.name);
  }
  return enumerate(names, pods.size());
}

yaml::Node place_of(const kube::Object& object, yaml::Node field) {
  if (field) return field;
  const auto kind = object.node["kind"];
  return kind ? kind : object.node;
}

}  // namespace fargate_lint::rules
