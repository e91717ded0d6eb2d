#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "fargate/placement.hpp"
#include "kube/opener.hpp"
#include "lint/finding.hpp"
#include "lint/ignore.hpp"
#include "lint/reading.hpp"
#include "lint/report.hpp"

namespace fargate_lint::lint {

class SelectedPods;

enum class FixKind : std::uint8_t { none, safe, unsafe };

/// What a rule is, for people and machines: the single source for `explain`, `rules`, SARIF,
/// rules/README.md and completions. Examples are whole manifests (with profiles where they matter)
/// that a test runs: `fires` must give the finding, `silent` must not.
struct RuleInfo {
  std::string_view id;    ///< "FG101"; never changes meaning
  std::string_view name;  ///< "host-network": the pattern found, never the remedy
  Severity severity = Severity::error;
  std::string_view since;       ///< version that introduced it
  std::string_view summary;     ///< one line
  std::string_view why;         ///< what happens on the cluster, and why it matters
  std::string_view fix;         ///< what to do
  std::string_view page;        ///< the AWS (or Kubernetes) page that says so
  std::string_view event = {};  ///< what the cluster would show; empty if nothing is known
  FixKind fix_kind = FixKind::none;
  std::string_view fires;   ///< an example that fires
  std::string_view silent;  ///< a near miss that does not
  /// What it finds is a hole in security: how bad, as CVSS counts ("7.5"); else empty.
  std::string_view security_severity = {};
};

struct Rule;
using RuleList = std::span<const Rule* const>;

/// One pod template and everything decided about it.
struct PodContext {
  const kube::Workload& workload;
  const kube::Object& object;
  const kube::PodTemplate& pod;
  const fargate::Placement& placement;
  const std::vector<fargate::Violation>& violations;
  const std::optional<fargate::NearMiss>& near_miss;  ///< see fargate::Judgement
  const Reading& reading;
  const fargate::Fleet& fleet;

  yaml::Node spec() const { return pod.spec; }
  const kube::Inventory& inventory() const { return reading.inventory; }
  /// The profile that takes the pod, or null.
  const fargate::Profile* profile() const;
};

/// One object that is kept in the inventory.
struct ObjectContext {
  const kube::Object& object;
  const Reading& reading;
};

/// The whole run, for rules about documents, profiles and sums.
struct RunContext {
  const Reading& reading;
  const fargate::Fleet& fleet;
  std::span<const PlacedWorkload> placements;  ///< placements[i] is of inventory.workloads()[i]
  SelectedPods& pods;                          ///< which of them a label selector selects
  kube::Opener& opener;                        ///< of objects that rest
  /// What the rule noted of each, if it notes pods; 0 for those that it does not see.
  std::span<const std::uint8_t> notes;

  const kube::Inventory& inventory() const { return reading.inventory; }
  /// The pod of a placement with its document at hand, until the rule asks for another.
  const kube::Workload& pod(std::uint32_t placement) const {
    return opener.open(inventory().workloads()[placement]);
  }
};

/// What came of an ignore.
struct IgnoreUse {
  struct Entry {
    std::string_view text;       ///< as it is written
    const Rule* rule = nullptr;  ///< null if there is no such rule
    bool ran = false;            ///< the rule is one of this run
    bool used = false;           ///< a finding of it is suppressed
  };
  const Ignore* ignore = nullptr;
  std::vector<Entry> rules;
  bool expired = false;
  bool bad_date = false;  ///< `until` is no date; it does not hold then
};

/// All ignores of the run, for the rules about them.
struct IgnoreContext {
  std::span<const IgnoreUse> uses;
  RuleList known;  ///< all rules there are
};

/// Fills in a finding just added; valid until the next add().
class FindingBuilder {
 public:
  explicit FindingBuilder(Finding& finding) : finding_(finding) {}
  FindingBuilder& severity(Severity severity);
  FindingBuilder& help(SharedText text);
  FindingBuilder& note(SharedText text);
  FindingBuilder& container(SharedText name);
  FindingBuilder& event_part(SharedText text);
  FindingBuilder& related(SharedText message, Location where);
  FindingBuilder& related(SharedText message, yaml::Node node);  ///< at the node's field_span
  FindingBuilder& object(ObjectRef object);
  /// The pod template it is about: index in the placements. Pod rules get theirs from the engine.
  FindingBuilder& placement(std::uint32_t index);
  FindingBuilder& fix(Fix fix);

 private:
  Finding& finding_;
};

/// Takes the findings of one rule on one subject. Without further words a finding has the rule's
/// severity, its `fix` text as help, and the subject's object. All that it is given must outlive
/// it.
///
/// Keeps `most` findings at most; the rest is counted, for tell_rest() to tell.
class FindingSink {
 public:
  FindingSink(std::vector<Finding>& findings, const RuleInfo& rule, const ObjectRef& object,
              std::size_t most = std::numeric_limits<std::size_t>::max())
      : findings_(findings), rule_(rule), object_(object), room_(most) {}
  /// At the field: key and value. `node` must not be missing.
  FindingBuilder add(yaml::Node node, SharedText message);
  FindingBuilder add(Location where, SharedText message);
  const RuleInfo& rule() const { return rule_; }
  /// Whether all that is added from now on is counted only.
  bool is_full() const { return room_ == 0; }
  bool has_rest() const { return rest_ != nullptr; }
  /// Adds one finding, as grave as the worst of the rest, that says how many they are. `subject`:
  /// what they are in, "object".
  void tell_rest(const Location& where, std::string_view subject);
  /// The same sink for findings about another object, which must outlive it: for run rules.
  FindingSink about(const ObjectRef& object) const { return {findings_, rule_, object}; }

 private:
  struct Rest {
    std::size_t count = 0;
    Severity worst = Severity::info;
    Finding last;  ///< being filled in
  };
  FindingBuilder add_to_rest();

  std::vector<Finding>& findings_;
  const RuleInfo& rule_;
  const ObjectRef& object_;
  std::size_t room_;
  std::unique_ptr<Rest> rest_;
};

using CheckPod = void (*)(const PodContext&, FindingSink&);
using CheckObject = void (*)(const ObjectContext&, FindingSink&);
using CheckRun = void (*)(const RunContext&, FindingSink&);
/// What the run rule wants to know of a pod. Asked while the pod's template is at hand: to come
/// back to all pods of a large run costs more than all else that a rule does.
using NotePod = std::uint8_t (*)(const PodContext&);
using CheckIgnores = void (*)(const IgnoreContext&, FindingSink&);

/// Which pods a pod rule sees: those with verdict fargate, refused or undecided, or all.
enum class Sees : std::uint8_t { selected_pods, all_pods };

/// A rule: its metadata and its check, in one value, so that neither is listed without the other.
struct Rule {
  RuleInfo info;
  Sees sees = Sees::selected_pods;
  CheckPod check_pod = nullptr;
  CheckObject check_object = nullptr;
  CheckRun check_run = nullptr;
  CheckIgnores check_ignores = nullptr;
  NotePod note_pod = nullptr;  ///< for check_run
};

consteval RuleInfo complete(RuleInfo info) {
  if (info.id.size() != 5 || !info.id.starts_with("FG")) throw "id is FG and three digits";
  if (info.name.empty()) throw "name is required";
  if (info.summary.empty()) throw "summary is required";
  if (info.why.empty()) throw "why is required";
  if (info.fix.empty()) throw "fix is required";
  if (info.page.empty()) throw "page is required";
  if (info.since.empty()) throw "since is required";
  if (info.fires.empty() || info.silent.empty()) throw "both examples are required";
  return info;
}
consteval Rule define(RuleInfo info, CheckPod check, Sees sees = Sees::selected_pods) {
  return {complete(info), sees, check, nullptr, nullptr};
}
consteval Rule define(RuleInfo info, CheckObject check) {
  return {complete(info), Sees::all_pods, nullptr, check, nullptr};
}
consteval Rule define(RuleInfo info, CheckRun check) {
  return {complete(info), Sees::all_pods, nullptr, nullptr, check};
}
consteval Rule define(RuleInfo info, CheckIgnores check) {
  return {complete(info), Sees::all_pods, nullptr, nullptr, nullptr, check};
}
/// For what concerns each pod, and what concerns them all.
consteval Rule define(RuleInfo info, CheckPod check, CheckRun check_run) {
  return {complete(info), Sees::selected_pods, check, nullptr, check_run};
}
consteval Rule define(RuleInfo info, NotePod note, CheckRun check_run,
                      Sees sees = Sees::selected_pods) {
  return {.info = complete(info), .sees = sees, .check_run = check_run, .note_pod = note};
}
/// For what may be found in an object as well as where there is none.
consteval Rule define(RuleInfo info, CheckObject check, CheckRun check_run) {
  return {complete(info), Sees::all_pods, nullptr, check, check_run};
}

}  // namespace fargate_lint::lint
