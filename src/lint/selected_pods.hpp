#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fargate/match.hpp"
#include "kube/inventory.hpp"
#include "kube/selector.hpp"
#include "lint/report.hpp"

namespace fargate_lint::lint {

/// A workload whose pods a label selector selects.
struct SelectedPod {
  std::uint32_t placement = 0;  ///< index in Report::placements
  /// `maybe`: the selector asks for labels that the pod's controller adds.
  fargate::Tri certain = fargate::Tri::no;
};

/// Which pods of a namespace a label selector selects: those of Services, policies and disruption
/// budgets. Built when first asked of a namespace, once per run, with an index by label, so that a
/// question costs about as much as its answer is long, however many pods there are. For one thread:
/// others take a SelectedPods of their own, made of this one. Views into the inventory and the
/// placements, which must outlive it and not change.
class SelectedPods {
 public:
  SelectedPods(const kube::Inventory& inventory, std::span<const PlacedWorkload> placements);
  /// Shares what `other` has built and builds, which must outlive it.
  explicit SelectedPods(const SelectedPods& other);

  /// Calls `visit` for each workload of the namespace that the selector selects, until it returns
  /// false. Those that land on Fargate come first, then those of which that is not decided, then
  /// the others; each in the order of the input.
  void visit(std::string_view ns, const kube::LabelSelector& selector,
             const std::function<bool(const SelectedPod&)>& visit);

  /// A pod for Fargate (verdict fargate, refused or undecided) that the object selects: one that is
  /// certain before one that is not, and of those one in the object's own file, if it is among the
  /// first; else the first.
  std::optional<SelectedPod> find_on_fargate(const kube::Object& object,
                                             const kube::LabelSelector& selector);

  /// Whether the pod is for Fargate: its verdict is fargate, refused or undecided.
  bool is_on_fargate(const SelectedPod& pod) const;

 private:
  using Places = std::vector<std::uint32_t>;
  struct Namespace {
    Places pods;  ///< in the order of visit(), once indexed
    std::unordered_map<std::uint64_t, Places> by_label;
    std::vector<std::string_view> added_labels;  ///< that some controller of these pods adds
    bool indexed = false;
  };

  struct Index {
    std::mutex mutex;
    std::map<std::string_view, Namespace> namespaces;  ///< once indexed they do not change
  };

  int rank(std::uint32_t placement) const;  ///< in the order of visit()
  const Namespace* look_up(std::string_view ns);
  void index(Namespace& space) const;
  /// Indices of pods among which are all that the selector selects.
  std::vector<std::span<const std::uint32_t>> candidates(const Namespace& space,
                                                         const kube::LabelSelector& selector) const;
  fargate::Tri match(const kube::LabelSelector& selector, std::uint32_t placement) const;
  bool may_go_on();

  std::span<const kube::Workload> workloads_;
  std::span<const PlacedWorkload> placements_;
  std::unique_ptr<Index> own_;
  Index& index_;
  std::size_t compared_ = 0;
};

}  // namespace fargate_lint::lint
