#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "fargate/fleet.hpp"
#include "kube/opener.hpp"
#include "lint/report.hpp"

/// How the objects of a reading are shared out between threads.
namespace fargate_lint::lint {

/// Gives placements that are the same as one of late one place: most pods of a cluster differ in
/// their names only.
class PlacementCache {
 public:
  Shared<fargate::Placement> share(fargate::Placement&& placement);

 private:
  // Each has its place by its hash: no placements make the search slow.
  std::array<Shared<fargate::Placement>, 256> recent_;
};

/// The place of the selector that put the pod on Fargate; nothing if no profile takes it.
SharedList<Related> taken_by(const fargate::Placement& placement, const fargate::Fleet& fleet);

/// What a thread that judges objects has for itself.
struct Desk {
  explicit Desk(const kube::Inventory& inventory) : opener(inventory) {}
  /// As taken_by(): the same for all pods that a selector takes.
  const SharedList<Related>& selector_of(const fargate::Placement& placement,
                                         const fargate::Fleet& fleet);

  kube::Opener opener;
  PlacementCache placements;
  using Selector = std::pair<std::optional<std::uint32_t>, std::optional<std::uint32_t>>;
  std::map<Selector, SharedList<Related>> selectors;
};

/// Judges the object of that number, and adds what it finds.
using JudgeObject = std::function<void(std::size_t number, Desk&, std::vector<Finding>&)>;
/// Calls `judge` for each object, on all threads. The findings come in the order of the objects.
std::vector<Finding> for_each_object(const kube::Inventory& inventory, unsigned threads,
                                     const JudgeObject& judge);

}  // namespace fargate_lint::lint
