#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/message.hpp"
#include "fargate/placement.hpp"
#include "fargate/price.hpp"
#include "kube/opener.hpp"
#include "lint/finding.hpp"
#include "lint/ignore.hpp"
#include "lint/reading.hpp"
#include "lint/report.hpp"
#include "lint/rule_info.hpp"

namespace fargate_lint::lint {

class SelectedPods;

struct Rule;
using RuleList = std::span<const Rule* const>;

/// One pod template and everything decided about it.
struct PodContext {
  const kube::Workload& workload;
  const kube::Object& object;
  const kube::PodTemplate& pod;
  const fargate::Placement& placement;
  const std::vector<fargate::ClaimUse>& claims;  ///< see fargate::Judgement
  const std::vector<fargate::Violation>& violations;
  const std::optional<fargate::NearMiss>& near_miss;  ///< see fargate::Judgement
  const Reading& reading;
  const fargate::Fleet& fleet;
  /// What Fargate costs in the region of the cluster; null if that is not known.
  const fargate::RegionPrice* price = nullptr;

  yaml::Node spec() const { return pod.spec; }
  const kube::Inventory& inventory() const { return reading.inventory; }
  /// The profile that takes the pod, or null.
  const fargate::Profile* profile() const;
};

/// One object that is kept in the inventory.
struct ObjectContext {
  const kube::Object& object;
  const Reading& reading;
  bool has_misfits;  ///< kube::has_misfits() of the object
};

/// The whole run, for rules about documents, profiles and sums.
struct RunContext {
  const Reading& reading;
  const fargate::Fleet& fleet;
  std::span<const PlacedWorkload> placements;  ///< placements[i] is of inventory.workloads()[i]
  SelectedPods& pods;                          ///< which of them a label selector selects
  kube::Opener& opener;                        ///< of objects that rest
  std::span<const std::uint8_t> notes;         ///< see Notes

  const kube::Inventory& inventory() const { return reading.inventory; }
  /// The pod of a placement with its document at hand, until the rule asks for another.
  const kube::Workload& pod(std::uint32_t placement) const {
    return opener.open(inventory().workloads()[placement]);
  }
};

/// What a rule for the run noted of each pod, by its placement; Note{} for those that it does not
/// see. `Note`: an enum of a byte, for there may be very many pods.
template <typename Note>
class Notes {
  static_assert(std::is_enum_v<Note> && sizeof(Note) == 1);

 public:
  explicit Notes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  Note operator[](std::size_t placement) const { return static_cast<Note>(bytes_[placement]); }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::span<const std::uint8_t> bytes_;
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

/// The path of a node in its object, as Finding::field tells it.
SharedText field_of(yaml::Node node);

/// Fills in a finding just added; valid until the next add().
class FindingBuilder {
 public:
  explicit FindingBuilder(Finding& finding) : finding_(finding) {}
  FindingBuilder& severity(Severity severity);
  FindingBuilder& help(SharedText text);
  FindingBuilder& note(SharedText text);
  FindingBuilder& container(SharedText name);
  /// `event`: of the placement's events, the one that shows it.
  FindingBuilder& event_part(SharedText text, std::optional<std::uint8_t> event = std::nullopt);
  FindingBuilder& related(SharedText message, Location where);
  FindingBuilder& related(SharedText message, yaml::Node node);  ///< at the node's field_span
  FindingBuilder& object(ObjectRef object);
  /// That of the node that it was added at, if it is not given.
  FindingBuilder& field(SharedText path);
  /// The pod template it is about: index in the placements. Pod rules get theirs from the engine.
  FindingBuilder& placement(std::uint32_t index);
  FindingBuilder& fix(Fix fix);
  /// It is about all of the input, and its place is only where that is best told. Known by `what`,
  /// which the message need not name.
  FindingBuilder& of_whole_input(const Quoted& what);

 private:
  Finding& finding_;
};

/// Takes the findings of one rule on one subject. Without further words a finding has the rule's
/// severity, its `fix` text as help, and the subject's object. All that it is given must outlive
/// it, but for the object of about().
///
/// Keeps `most` findings at most; the rest is counted, for tell_rest() to tell.
class FindingSink {
 public:
  FindingSink(std::vector<Finding>& findings, const RuleInfo& rule, const ObjectRef& object,
              std::size_t most = std::numeric_limits<std::size_t>::max())
      : findings_(findings), rule_(rule), object_(object), room_(most) {}
  FindingSink(const FindingSink&) = delete;
  FindingSink& operator=(const FindingSink&) = delete;
  ~FindingSink() = default;

  /// At the field: key and value. `node` must not be missing.
  FindingBuilder add(yaml::Node node, const Message& message);
  FindingBuilder add(Location where, const Message& message);
  const RuleInfo& rule() const { return rule_; }
  /// Whether all that is added from now on is counted only.
  bool is_full() const { return room_ == 0; }
  bool has_rest() const { return rest_ != nullptr; }
  /// Adds one finding, as grave as the worst of the rest, that says how many they are. `subject`:
  /// what they are in, "object".
  void tell_rest(const Location& where, Words subject);
  /// A sink for findings about another object, for run rules. Of each object as many are kept as
  /// most_findings() says; tell_rests() of this one tells the rest. `object` must be at hand as
  /// long as that sink is used.
  FindingSink about(const kube::Object& object);
  /// Likewise about an object that is not at hand, and keeps all.
  FindingSink about(ObjectRef object);
  /// tell_rest() of the sinks that about() has made.
  void tell_rests();

 private:
  struct Rest {
    ObjectRef object;
    Location where;  ///< of an object of about()
    std::size_t count = 0;
    Severity worst = Severity::info;
    Finding last;  ///< being filled in
  };

  FindingSink(FindingSink& maker, ObjectRef object, const kube::Object* at_hand);
  Rest& make_rest();
  FindingBuilder add_to_rest();
  void tell(const Rest& rest, const Location& where, Words subject);

  std::vector<Finding>& findings_;
  const RuleInfo& rule_;
  ObjectRef own_ = {};  ///< what object_ is, if about() made the sink
  const ObjectRef& object_;
  std::size_t room_;
  FindingSink* maker_ = nullptr;           ///< whose about() made it
  const kube::Object* at_hand_ = nullptr;  ///< what it is about, then
  Rest* rest_ = nullptr;                   ///< one of rests_, or of the maker's
  std::vector<std::unique_ptr<Rest>> rests_;
};

/// How many findings of one rule an object may have, which for real objects is more than enough. A
/// hostile one has a fault in each two bytes (`tolerations: [a,a,…]`), and a finding that is kept
/// and reported takes well over a thousand.
std::size_t most_findings(const kube::Object& object);
/// The object as findings name it.
ObjectRef ref(const kube::Object& object);
/// The place of a field of the object; of the object where it lacks the field.
Location locate(const kube::Object& object, yaml::Node field);

using CheckPod = void (*)(const PodContext&, FindingSink&);
using CheckObject = void (*)(const ObjectContext&, FindingSink&);
using CheckRun = void (*)(const RunContext&, FindingSink&);
/// What the run rule wants to know of a pod, see Noted.
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
  if (info.topic() != Topic::suppressions) throw "a rule about suppressions is FG9xx";
  return {complete(info), Sees::all_pods, nullptr, nullptr, nullptr, check};
}
/// For what concerns each pod, and what concerns them all.
consteval Rule define(RuleInfo info, CheckPod check, CheckRun check_run) {
  return {complete(info), Sees::selected_pods, check, nullptr, check_run};
}
/// A check for the run, and what it wants to know of each pod. That is asked while the pod's
/// template is at hand: to come back to all pods of a large run costs more than all else that a
/// rule does.
struct Noted {
  NotePod note;
  CheckRun check;
};
/// `Note note(const PodContext&)` with `void check(const RunContext&, const Notes<Note>&,
/// FindingSink&)`.
template <auto note, auto check>
inline constexpr Noted noted = {
    [](const PodContext& pod) { return static_cast<std::uint8_t>(note(pod)); },
    [](const RunContext& run, FindingSink& out) {
      using Note = decltype(note(std::declval<const PodContext&>()));
      check(run, Notes<Note>(run.notes), out);
    }};
consteval Rule define(RuleInfo info, Noted of_run, Sees sees = Sees::selected_pods) {
  return {.info = complete(info), .sees = sees, .check_run = of_run.check, .note_pod = of_run.note};
}
/// For what concerns each pod, and what the whole run shows of the pods that were noted.
consteval Rule define(RuleInfo info, CheckPod check, Noted of_run) {
  return {.info = complete(info),
          .check_pod = check,
          .check_run = of_run.check,
          .note_pod = of_run.note};
}
/// For what may be written on a pod as well as on other objects.
consteval Rule define(RuleInfo info, CheckPod check, CheckObject check_object) {
  return {complete(info), Sees::selected_pods, check, check_object, nullptr};
}
/// For what may be found in an object as well as where there is none.
consteval Rule define(RuleInfo info, CheckObject check, CheckRun check_run) {
  return {complete(info), Sees::all_pods, nullptr, check, check_run};
}

}  // namespace fargate_lint::lint
