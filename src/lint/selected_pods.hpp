#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "fargate/match.hpp"
#include "kube/inventory.hpp"
#include "kube/labels.hpp"
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
/// budgets. It selects none of another environment than its own. Has an index by label, so that a
/// question costs about as much as its answer is long, however many pods there are. For one thread:
/// others take a SelectedPods of their own, made of this one. Views into the inventory and the
/// placements, which must outlive it and not change.
class SelectedPods {
 public:
  /// A few seconds.
  static constexpr std::size_t kMostCompared = 50'000'000;

  /// `labels` are those of inventory.workloads()[i], as are the placements. Builds the index, on up
  /// to `threads` threads.
  SelectedPods(const kube::Inventory& inventory, std::span<const PlacedWorkload> placements,
               std::vector<kube::Labels> labels, unsigned threads = 1);
  /// Shares the index of `other`, which must outlive it. `most_compared`: see has_stopped().
  explicit SelectedPods(const SelectedPods& other, std::size_t most_compared = kMostCompared);

  /// Calls `visit` for each workload of the namespace that the selector selects, until it returns
  /// false. Those that land on Fargate come first, then those of which that is not decided, then
  /// the others; each in the order of the input.
  void visit(const kube::Scope& scope, const kube::LabelSelector& selector,
             const std::function<bool(const SelectedPod&)>& visit);

  /// The same with the pods that the selector may select, told by their labels alone,
  /// without a look at a document: for those of which most turn out not to matter.
  void visit_likely(const kube::Scope& scope, const kube::LabelSelector& selector,
                    const std::function<bool(std::uint32_t placement)>& visit);

  /// A pod for Fargate (verdict fargate, refused or undecided) that the object selects: one that is
  /// certain before one that is not, and of those one in the object's own file, if it is among the
  /// first; else the first.
  std::optional<SelectedPod> find_on_fargate(const kube::Object& object,
                                             const kube::LabelSelector& selector);

  /// The first pod of the namespace that is for Fargate; nothing if there is none.
  std::optional<std::uint32_t> first_on_fargate(const kube::Scope& scope) const;
  const kube::Labels& labels(std::uint32_t placement) const { return index_.labels[placement]; }
  /// Number of workloads of the namespace, in all environments.
  std::size_t count(std::string_view ns) const;

  /// Whether the pod is for Fargate: its verdict is fargate, refused or undecided.
  bool is_on_fargate(std::uint32_t placement) const;
  bool is_on_fargate(const SelectedPod& pod) const { return is_on_fargate(pod.placement); }

  /// Whether questions asked for so many comparisons that some were left without a whole answer:
  /// what is not found then says nothing.
  bool has_stopped() const { return has_stopped_; }
  /// Counts comparisons, also for those who compare by themselves. False if there are too many.
  bool may_go_on(std::size_t steps = 1);

 private:
  using Places = std::vector<std::uint32_t>;
  struct Label {
    std::uint32_t digest;
    std::uint32_t place;  ///< in Namespace::pods
    auto operator<=>(const Label&) const = default;
  };
  struct Namespace {
    Places pods;                                 ///< in the order of visit()
    std::vector<Label> labels;                   ///< sorted
    std::vector<std::string_view> added_labels;  ///< that some controller of these pods adds
  };

  struct Index {
    std::vector<kube::Labels> labels;
    std::vector<std::uint8_t> ranks;
    std::map<std::string_view, Namespace> namespaces;
  };
  using Range = std::span<const Label>;

  bool is_in(const kube::Scope& scope, std::uint32_t placement) const;
  const Namespace* look_up(std::string_view ns) const;
  void index(Namespace& space) const;
  /// Ranges of labels whose pods are among them all that the selector selects; nothing if no range
  /// says less than the namespace.
  std::optional<std::vector<Range>> candidates(const Namespace& space,
                                               const kube::LabelSelector& selector) const;
  bool may_match(const kube::LabelSelector& selector, std::uint32_t placement) const;
  fargate::Tri match(const kube::LabelSelector& selector, std::uint32_t placement) const;
  /// Calls `take` with the candidates, in the order of visit(), until it returns false.
  void visit_candidates(const kube::Scope& scope, const kube::LabelSelector& selector,
                        const std::function<bool(std::uint32_t placement)>& take);

  std::span<const kube::Workload> workloads_;
  std::unique_ptr<Index> own_;
  const Index& index_;
  std::size_t most_compared_ = kMostCompared;
  std::size_t compared_ = 0;
  bool has_stopped_ = false;
};

}  // namespace fargate_lint::lint
