#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/profile.hpp"
#include "kube/labels.hpp"
#include "kube/workload.hpp"

namespace fargate_lint::fargate {

enum class Tri : std::uint8_t { no, maybe, yes };
constexpr Tri operator&(Tri a, Tri b) {
  return a < b ? a : b;
}
constexpr Tri operator|(Tri a, Tri b) {
  return a > b ? a : b;
}

/// The pod as far as matching looks at it.
struct PodIdentity {
  std::string_view ns;
  bool ns_assumed = false;
  kube::Labels labels;  ///< of the pod template
  /// Keys whose values controllers add; `*` at the end stands for any ending.
  std::span<const std::string_view> added_labels;
  /// What makes the pod, whose name controllers add; null if it is not told.
  const kube::Object* owner = nullptr;
};

/// One term of a selector held against one pod: the namespace, one label, or something that is not
/// known of the selector or its profile as a whole.
struct Term {
  enum class Part : std::uint8_t { ns, label, labels, profile };
  Part part = Part::label;
  std::string what;     ///< "namespace", or the label key pattern (which may be "namespace", too)
  std::string wanted;   ///< the pattern; "(unknown)" where the source leaves it open
  std::string seen;     ///< the pod's value, or a pattern of it; empty with `absent`
  bool absent = false;  ///< the pod has no such label
  Tri matched = Tri::no;
  /// What is not known, or not there.
  enum class Doubt : std::uint8_t {
    none,
    no_namespace,  ///< of the selector, which then takes nothing
    ns,            ///< of the selector
    labels,        ///< all of the selector
    key,           ///< of the label
    value,         ///< of the label
    controller,    ///< what the pod's controller sets the label to
    existence,     ///< whether the profile is there
  };
  Doubt doubt = Doubt::none;
  std::string unknown;               ///< why the source leaves it open
  std::string seen_key;              ///< for labels: the pod's key, where the pattern has wildcards
  bool added_by_controller = false;  ///< maybe, because the pod's controller sets the label
};

struct SelectorTrace {
  std::uint32_t selector = 0;  ///< index in the profile
  Tri matched = Tri::no;
  std::vector<Term> terms;  ///< namespace first, then labels in order
};

struct ProfileTrace {
  std::uint32_t profile = 0;  ///< index in the list of profiles
  Tri matched = Tri::no;
  bool skipped = false;  ///< by its status the profile takes no pods
  std::vector<SelectorTrace> selectors;
};

SelectorTrace match_selector(const Selector& selector, std::uint32_t index, const PodIdentity& pod);
ProfileTrace match_profile(const Profile& profile, std::uint32_t index, const PodIdentity& pod);
/// The verdict alone, without a trace: what bulk matching uses. Same answer as
/// match_profile().matched.
Tri matches(const Profile& profile, const PodIdentity& pod);
/// Index of the first selector that matches (yes before maybe).
std::optional<std::uint32_t> first_match(const Profile& profile, const PodIdentity& pod);
/// How far the pod is from being selected: 0 if no term fails for certain. A label more that fails
/// counts 2, the namespace 3: between two selectors that fail by one term, the one of the pod's
/// own namespace is nearer. Stops counting at `limit`, for a search that has found a nearer one.
std::uint32_t distance(const Selector& selector, const PodIdentity& pod,
                       std::uint32_t limit = UINT32_MAX);
/// How the selector's labels alone hold: what another namespace could make of the pod.
Tri match_labels(const Selector& selector, const PodIdentity& pod);
/// True for a pattern that takes every text: `*`, `**`.
bool matches_everything(std::string_view pattern);

}  // namespace fargate_lint::fargate
