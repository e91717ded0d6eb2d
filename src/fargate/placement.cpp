#include "fargate/placement.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "fargate/clue.hpp"
#include "fargate/event_words.hpp"
#include "kube/fields.hpp"

// Who takes a pod is decided as AWS's page "Define which Pods use AWS Fargate when launched" says
// (https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html); what the page leaves
// open stays open here: the verdict is then `undecided`.

namespace fargate_lint::fargate {
namespace {

using Index = std::uint32_t;

/// A profile that selects the pod, or may.
struct Candidate {
  Index profile = 0;
  Tri matched = Tri::no;
};

/// Places one pod. Each decide_ step either settles the placement, or leaves it to the next.
class Placer {
 public:
  Placer(const kube::Workload& workload, const kube::PodTemplate& pod,
         std::span<const Profile> profiles, const kube::Inventory& inventory, OtherNodes nodes);
  Judgement place();

 private:
  void find_candidates();
  bool told_elsewhere(const Profile& profile) const;
  void decide();
  bool decide_by_kind_or_node();
  void decide_without_candidates();
  void decide_by_label(std::string_view wanted);
  void decide_by_name();
  void leave_winner_open(Index first, const std::vector<Candidate>& rivals);
  void take(Index profile);
  void leave_open(Reason reason, Clause clause);
  void leave_open_maybe(const std::vector<Index>& maybes);
  void leave_open_by_patch();
  void find_near_miss();
  void leave_pending();
  bool namespace_matters() const;
  void judge();

  const Profile& profile(Index index) const { return profiles_[index]; }
  std::string_view chosen_name() const;
  void say(Clause clause) { placement_.clauses.push_back(std::move(clause)); }
  void add_open_facts(Index profile, const ProfileTrace& trace);
  void say_refused();
  void leave_claims_open();
  void say_size_doubts(const Size& size, std::set<Fact>& seen);

  const kube::Workload& workload_;
  const kube::PodTemplate& pod_;
  std::span<const Profile> profiles_;
  const kube::Inventory& inventory_;
  OtherNodes nodes_;
  PodIdentity identity_;
  std::vector<Candidate> candidates_;  // in the order of placement_.candidates
  Judgement result_;
  Placement& placement_ = result_.placement;
};

/// A pod as its DaemonSet made it, written out from a cluster.
bool belongs_to_daemon_set(const kube::PodTemplate& pod) {
  for (const auto owner : pod.metadata["ownerReferences"].items()) {
    if (owner["kind"].text() == "DaemonSet") return true;
  }
  return false;
}

/// A pod of a cluster that runs on a Fargate node: nothing of it was refused.
bool runs_on_fargate(const kube::PodTemplate& pod) {
  const auto node = pod.field("nodeName");
  return node.is_string() && is_fargate_node(node.text()) &&
         pod.node["status"]["phase"].text() == "Running";
}

/// Finds the selector that is nearest to a pod. Of several that are equally near, the first with
/// the strongest clue that it is meant for the pod: an object more in front hides no slip.
class Nearest {
 public:
  Nearest(const kube::Workload& workload, const PodIdentity& identity)
      : workload_(workload), identity_(identity) {}

  /// True if this one is nearer than all before.
  bool update(const Selector& selector, bool takes_pods) {
    const auto limit = best_ == nullptr ? far_ : far_ + 1;
    const auto far = distance(selector, identity_, limit);
    if (far > 0 && !takes_pods) return false;
    if (far > far_ || (far == far_ && !has_better_clue(selector))) return false;
    if (far < far_) clue_.reset();
    far_ = far;
    best_ = &selector;
    return true;
  }

 private:
  /// Clues cost time: they are looked for only when two are equally near.
  bool has_better_clue(const Selector& selector) {
    if (best_ == nullptr || far_ == 0) return false;
    if (!clue_) clue_ = clue_of(*best_, identity_, workload_labels());
    if (*clue_ == Clue::on_workload) return false;
    const auto clue = clue_of(selector, identity_, workload_labels());
    if (clue <= *clue_) return false;
    clue_ = clue;
    return true;
  }
  const kube::Labels& workload_labels() {
    if (!workload_labels_) {
      workload_labels_.emplace(workload_.object->node["metadata"]["labels"]);
    }
    return *workload_labels_;
  }

  const kube::Workload& workload_;
  const PodIdentity& identity_;
  const Selector* best_ = nullptr;
  Index far_ = std::numeric_limits<Index>::max();
  std::optional<Clue> clue_;  // of the best
  std::optional<kube::Labels> workload_labels_;
};

Placer::Placer(const kube::Workload& workload, const kube::PodTemplate& pod,
               std::span<const Profile> profiles, const kube::Inventory& inventory,
               OtherNodes nodes)
    : workload_(workload),
      pod_(pod),
      profiles_(profiles),
      inventory_(inventory),
      nodes_(nodes),
      identity_(identity_of(workload)) {}

Judgement Placer::place() {
  find_candidates();
  decide();
  if (candidates_.empty() && !placement_.selected) find_near_miss();
  leave_pending();
  if (identity_.ns_assumed) placement_.namespace_matters = namespace_matters();
  if (placement_.verdict != Verdict::not_fargate) judge();
  if (pod_.patch && placement_.selected) leave_open_by_patch();
  if (pod_.partial) say({.kind = Clause::Kind::partial});
  result_.labels = std::move(identity_.labels);
  return std::move(result_);
}

/// True if the source gives no more than the profile's name, and another one gives its selectors:
/// `list-fargate-profiles` beside `describe-fargate-profile`.
bool Placer::told_elsewhere(const Profile& known_by_name) const {
  if (!known_by_name.selectors_unknown.is_unknown() || !known_by_name.name.is_known()) return false;
  return std::ranges::any_of(profiles_, [&](const Profile& other) {
    return !other.selectors_unknown.is_unknown() && other.name.is_known() &&
           other.name.text == known_by_name.name.text;
  });
}

void Placer::find_candidates() {
  for (Index i = 0; i < profiles_.size(); ++i) {
    const auto matched = matches(profiles_[i], identity_);
    if (matched == Tri::no || (matched == Tri::maybe && told_elsewhere(profiles_[i]))) continue;
    candidates_.push_back({i, matched});
  }
  // Names that are not known come last; profiles of one name in the order of the input.
  std::ranges::stable_sort(candidates_, [this](const Candidate& a, const Candidate& b) {
    const auto& left = profile(a.profile).name;
    const auto& right = profile(b.profile).name;
    if (left.is_known() != right.is_known()) return left.is_known();
    return left.is_known() && left.text < right.text;
  });
  for (const auto& candidate : candidates_) placement_.candidates.push_back(candidate.profile);
}

void Placer::decide() {
  if (decide_by_kind_or_node()) return;
  const auto opt_out = pod_.annotations()[kComputeTypeKey];
  const bool opted_out = opt_out.is_string() && opt_out.text() == "ec2";
  if (opted_out && (profiles_.empty() || !candidates_.empty())) {
    placement_.reason = Reason::opted_out;
    return say({.kind = Clause::Kind::opted_out});
  }
  if (profiles_.empty()) {
    placement_.verdict = Verdict::fargate;
    placement_.reason = Reason::no_profiles_declared;
    placement_.selected = true;
    return say({.kind = Clause::Kind::no_profiles});
  }
  if (const auto wanted = pod_.labels()[kProfileLabel].text(); !wanted.empty()) {
    decide_by_label(wanted);
  } else if (candidates_.empty()) {
    decide_without_candidates();
  } else {
    decide_by_name();
  }
}

// A pod with a nodeName passes by every scheduler.
bool Placer::decide_by_kind_or_node() {
  if (workload_.is_daemon_set() || belongs_to_daemon_set(pod_)) {
    placement_.reason = Reason::daemon_set;
    say({.kind = Clause::Kind::daemon_set});
    return true;
  }
  const auto node_name = pod_.field("nodeName");
  if (!node_name.is_string() || node_name.text().empty()) return false;
  const bool fargate_node = is_fargate_node(node_name.text());
  if (fargate_node && !candidates_.empty()) return false;
  placement_.reason = Reason::node_name;
  say({.kind = Clause::Kind::node_name, .name = node_name.text()});
  if (fargate_node) {
    placement_.verdict = Verdict::fargate;
    placement_.selected = true;
  }
  return true;
}

void Placer::decide_without_candidates() {
  placement_.verdict = Verdict::not_fargate;
  placement_.reason = Reason::no_match;
  say({.kind = Clause::Kind::no_selector});
}

// The label chooses among the profiles that match. What becomes of a pod whose label names any
// other profile is written nowhere.
void Placer::decide_by_label(std::string_view wanted) {
  std::vector<Index> maybes;
  for (const auto& candidate : candidates_) {
    const auto& name = profile(candidate.profile).name;
    if (!name.is_known() || name.text != wanted) continue;
    if (candidate.matched == Tri::yes) {
      take(candidate.profile);
      return say({.kind = Clause::Kind::named_by_label});
    }
    maybes.push_back(candidate.profile);
  }
  if (!maybes.empty()) return leave_open_maybe(maybes);
  const bool declared = std::ranges::any_of(profiles_, [&](const Profile& candidate) {
    return candidate.name.is_known() && candidate.name.text == wanted;
  });
  leave_open(Reason::label_names_other_profile,
             {.kind = declared ? Clause::Kind::label_names_unmatched
                               : Clause::Kind::label_names_undeclared,
              .name = wanted});
  placement_.missing.push_back(declared ? Fact{.kind = Fact::Kind::unmatched_label}
                                        : Fact{.kind = Fact::Kind::profile_absent, .name = wanted});
}

// The alphanumerically first name wins. It is known who that is if some profile that surely matches
// comes surely before every other one that may.
void Placer::decide_by_name() {
  const auto first = std::ranges::find(candidates_, Tri::yes, &Candidate::matched);
  if (first == candidates_.end()) {
    std::vector<Index> maybes;
    for (const auto& candidate : candidates_) maybes.push_back(candidate.profile);
    return leave_open_maybe(maybes);
  }
  std::vector<Candidate> rivals;
  for (const auto& candidate : candidates_) {
    if (candidate.profile == first->profile) continue;
    if (!surely_first(profile(first->profile), profile(candidate.profile)))
      rivals.push_back(candidate);
  }
  if (!rivals.empty()) return leave_winner_open(first->profile, rivals);
  take(first->profile);
  if (candidates_.size() > 1) say({.kind = Clause::Kind::first_by_name});
}

/// The pod lands on Fargate by `first` or by one of its rivals.
void Placer::leave_winner_open(Index first, const std::vector<Candidate>& rivals) {
  placement_.verdict = Verdict::fargate;
  placement_.reason = Reason::winner_unknown;
  placement_.selected = true;
  say({.kind = Clause::Kind::contender, .profile = first});
  for (const auto matched : {Tri::yes, Tri::maybe}) {
    for (const auto& rival : rivals) {
      if (rival.matched != matched) continue;
      say({.kind = matched == Tri::yes ? Clause::Kind::contender : Clause::Kind::likely_contender,
           .profile = rival.profile});
    }
  }
  for (const auto& rival : rivals) {
    const auto& other = profile(rival.profile);
    if (rival.matched == Tri::maybe) {
      add_open_facts(rival.profile, match_profile(other, rival.profile, identity_));
    } else if (!other.name.is_known() || !profile(first).name.is_known()) {
      placement_.missing.push_back({.kind = Fact::Kind::profile_name});
    } else {
      placement_.missing.push_back(
          {.kind = Fact::Kind::name_order, .profile = first, .rival = rival.profile});
    }
  }
}

void Placer::take(Index index) {
  placement_.verdict = Verdict::fargate;
  placement_.reason = Reason::selected;
  placement_.selected = true;
  placement_.profile = index;
  placement_.selector = first_match(profile(index), identity_);
  const auto selector = placement_.selector.value_or(0);
  say({.kind = Clause::Kind::selected, .profile = index, .selector = selector});
  Index number = 0;
  for (const auto& term :
       match_selector(profile(index).selectors[selector], selector, identity_).terms) {
    say({.kind = Clause::Kind::term_holds,
         .profile = index,
         .selector = selector,
         .term = number++,
         .name = term.seen_key,
         .value = term.seen});
  }
}

void Placer::leave_open(Reason reason, Clause clause) {
  placement_.verdict = Verdict::undecided;
  placement_.reason = reason;
  say(std::move(clause));
}

void Placer::leave_open_maybe(const std::vector<Index>& maybes) {
  bool controllers = true;
  for (const auto index : maybes) {
    const auto trace = match_profile(profile(index), index, identity_);
    add_open_facts(index, trace);
    if (profile(index).selectors_unknown.is_unknown()) controllers = false;
    for (const auto& selector : trace.selectors) {
      if (selector.matched != Tri::maybe) continue;
      for (const auto& term : selector.terms) {
        if (term.matched == Tri::maybe && !term.added_by_controller) controllers = false;
      }
    }
  }
  leave_open(controllers ? Reason::controller_label : Reason::unknown_value,
             {.kind = Clause::Kind::may_match});
}

/// A patch may take away what Fargate refuses, and add more of it.
void Placer::leave_open_by_patch() {
  const Fact patch = {.kind = Fact::Kind::pod_patch};
  placement_.verdict = Verdict::undecided;
  result_.drop_events();
  placement_.missing.push_back(patch);
  for (auto& violation : result_.violations) {
    if (violation.certain != Tri::yes) continue;
    violation.certain = Tri::maybe;
    violation.missing = patch;
  }
  say({.kind = Clause::Kind::patched});
}

Fact::Kind kind_of(Term::Doubt doubt) {
  switch (doubt) {
    case Term::Doubt::ns: return Fact::Kind::selector_ns;
    case Term::Doubt::labels: return Fact::Kind::selector_labels;
    case Term::Doubt::key: return Fact::Kind::label_key;
    case Term::Doubt::value: return Fact::Kind::label_value;
    case Term::Doubt::controller: return Fact::Kind::controller_label;
    case Term::Doubt::none:
    case Term::Doubt::no_namespace:
    case Term::Doubt::existence: return Fact::Kind::existence;
  }
  return Fact::Kind::existence;
}

/// Every fact that leaves a profile's match open.
void Placer::add_open_facts(Index index, const ProfileTrace& trace) {
  if (profile(index).selectors_unknown.is_unknown())
    placement_.missing.push_back({.kind = Fact::Kind::selectors, .profile = index});
  for (const auto& selector : trace.selectors) {
    if (selector.matched != Tri::maybe) continue;
    for (Index i = 0; i < selector.terms.size(); ++i) {
      const auto& term = selector.terms[i];
      if (term.matched != Tri::maybe) continue;
      const bool of_label = term.doubt == Term::Doubt::key || term.doubt == Term::Doubt::value;
      const bool of_controller = term.doubt == Term::Doubt::controller;
      placement_.missing.push_back({.kind = kind_of(term.doubt),
                                    .profile = index,
                                    .selector = selector.selector,
                                    .label = of_label ? i - 1 : 0,
                                    .name = of_controller ? term.seen_key : std::string()});
    }
  }
}

void Placer::find_near_miss() {
  Nearest nearest(workload_, identity_);
  for (Index i = 0; i < profiles_.size(); ++i) {
    const bool takes_pods = profiles_[i].takes_new_pods();
    for (Index j = 0; j < profiles_[i].selectors.size(); ++j) {
      if (nearest.update(profiles_[i].selectors[j], takes_pods))
        result_.near_miss = NearMiss{i, j, {}};
    }
  }
  if (!result_.near_miss) return;
  auto& miss = *result_.near_miss;
  const auto& missed = profile(miss.profile);
  std::vector<Clause> clauses = {
      {.kind = Clause::Kind::nearest, .profile = miss.profile, .selector = miss.selector}};
  Index number = 0;
  for (auto& term :
       match_selector(missed.selectors[miss.selector], miss.selector, identity_).terms) {
    const auto of_selector = number++;
    if (term.matched != Tri::no) continue;
    clauses.push_back({.kind = term.absent ? Clause::Kind::label_absent : Clause::Kind::term_fails,
                       .profile = miss.profile,
                       .selector = miss.selector,
                       .term = of_selector,
                       .name = term.seen_key,
                       .value = term.seen});
    miss.failed.push_back(std::move(term));
  }
  if (placement_.reason != Reason::no_match) return;
  if (miss.failed.empty()) clauses.front().kind = Clause::Kind::closed;
  placement_.clauses = std::move(clauses);
}

/// A pod that is left to the default scheduler stays Pending where only Fargate has nodes: they
/// carry a taint.
void Placer::leave_pending() {
  const bool is_left =
      placement_.reason == Reason::no_match || placement_.reason == Reason::opted_out;
  if (!is_left || !shows_none(nodes_)) return;
  placement_.stays_pending = true;
  say({.kind = Clause::Kind::no_other_nodes});
  if (!find_fargate_toleration(pod_))
    placement_.events.push_back(event::fill(event::Said::untolerated_taint, {"N", "N node(s)"}));
}

/// Whether some other namespace would give another placement: a selector whose labels fit names
/// namespaces, and the profile that takes the pod now does not take it everywhere.
bool Placer::namespace_matters() const {
  if (placement_.reason == Reason::daemon_set || placement_.reason == Reason::node_name ||
      placement_.reason == Reason::opted_out) {
    return false;
  }
  const Profile* everywhere = nullptr;
  if (placement_.profile) {
    const auto& selectors = profile(*placement_.profile).selectors;
    const bool universal = std::ranges::any_of(selectors, [&](const Selector& selector) {
      return selector.ns.is_known() && matches_everything(selector.ns.text) &&
             match_labels(selector, identity_) == Tri::yes;
    });
    if (universal) everywhere = &profile(*placement_.profile);
  }
  return std::ranges::any_of(profiles_, [&](const Profile& candidate) {
    if (!candidate.takes_new_pods() || &candidate == everywhere) return false;
    if (everywhere != nullptr && surely_first(*everywhere, candidate)) return false;
    return std::ranges::any_of(candidate.selectors, [&](const Selector& selector) {
      return !selector.ns.is_absent() &&
             !(selector.ns.is_known() && matches_everything(selector.ns.text)) &&
             match_labels(selector, identity_) != Tri::no;
    });
  });
}

std::string_view Placer::chosen_name() const {
  if (!placement_.profile || !profile(*placement_.profile).name.is_known()) return {};
  return profile(*placement_.profile).name.text;
}

/// What Fargate makes of a pod that it gets, or may get.
void Placer::judge() {
  const auto size = size_of(pod_);
  if (!runs_on_fargate(pod_)) {
    result_.claims = judge_claims(workload_, pod_, inventory_);
    result_.violations = find_violations(pod_, result_.claims, size, region_of(profiles_));
  }
  bool refused = false;
  std::set<Fact> seen;  // a hostile pod lacks very many
  for (auto& violation : result_.violations) {
    refused = refused || violation.certain == Tri::yes;
    if (violation.cause == Cause::node_selection) {
      violation.event_item = chosen_name();
    }
    if (violation.missing && seen.insert(*violation.missing).second)
      placement_.missing.push_back(*violation.missing);
  }
  if (pod_.admission.runtime_class_absent)
    placement_.missing.push_back(
        {.kind = Fact::Kind::runtime_class, .name = pod_.field("runtimeClassName").text()});
  placement_.idle = kube::idleness_of(inventory_, workload_);
  if (!placement_.selected) return;
  placement_.events = events(result_.violations, chosen_name());
  if (refused) {
    placement_.verdict = Verdict::refused;
    if (placement_.reason != Reason::no_profiles_declared) placement_.reason = Reason::refused;
    say_refused();
  } else {
    leave_claims_open();
  }
  if (!pod_.is_sized) return;
  placement_.size = size;
  say_size_doubts(size, seen);
}

/// A pod that Fargate takes stays Pending if one of its claims cannot be mounted.
void Placer::leave_claims_open() {
  std::set<std::string_view> said;
  for (const auto& claim : result_.claims) {
    if (claim.is_accepted() || !said.insert(claim.binding.name).second) continue;
    say({.kind = Clause::Kind::claim_open, .name = claim.binding.name});
  }
  if (said.empty() || placement_.verdict == Verdict::undecided) return;
  placement_.verdict = Verdict::undecided;
  placement_.reason = Reason::claim_open;
}

/// What a violation is told apart by, beside its cause.
std::string_view shown_detail(const Violation& violation) {
  switch (violation.cause) {
    case Cause::capability:
    case Cause::host_port:
    case Cause::volume_type:
    case Cause::claim:
    case Cause::device: return violation.detail;
    case Cause::host_network:
    case Cause::host_pid:
    case Cause::host_ipc:
    case Cause::privilege_escalation:
    case Cause::privileged:
    case Cause::volume_devices:
    case Cause::windows:
    case Cause::node_selection:
    case Cause::too_large:
    case Cause::ephemeral_storage: return {};
  }
  return {};
}

void Placer::say_refused() {
  std::set<std::pair<Cause, std::string_view>> said;  // a hostile pod has very many
  for (const auto& violation : result_.violations) {
    if (violation.certain != Tri::yes || violation.implied) continue;
    const auto detail = shown_detail(violation);
    if (said.emplace(violation.cause, detail).second)
      say({.kind = Clause::Kind::refused, .cause = violation.cause, .name = detail});
  }
}

/// What is not known of Fargate and would make the pod's size another one.
void Placer::say_size_doubts(const Size& size, std::set<Fact>& seen) {
  const auto doubt = [&](bool is_open, Clause::Kind outcome, Fact::Kind kind) {
    if (!is_open) return;
    say({.kind = outcome});
    if (Fact fact = {.kind = kind}; seen.insert(fact).second)
      placement_.missing.push_back(std::move(fact));
  };
  doubt(size.if_decimal_overhead.has_value(), Clause::Kind::size_if_decimal,
        Fact::Kind::overhead_unit);
  doubt(size.if_pod_level != size.rung, Clause::Kind::size_if_pod_level, Fact::Kind::pod_level);
  doubt(size.if_pod_overhead != size.rung, Clause::Kind::size_if_pod_overhead,
        Fact::Kind::pod_overhead);
  const auto& admission = pod_.admission;
  if (admission.limit_range != nullptr)
    say({.kind = Clause::Kind::limit_range, .name = admission.limit_range->name});
  if (admission.limit_ranges_differ)
    placement_.missing.push_back({.kind = Fact::Kind::limit_ranges});
  if (admission.autoscaler == nullptr) return;
  say({.kind = Clause::Kind::autoscaler, .name = admission.autoscaler->name});
  placement_.missing.push_back(
      {.kind = Fact::Kind::autoscaler, .name = admission.autoscaler->name});
}

}  // namespace

// No pod, no event, and no size: what it rests on may be what is malformed.
void Placement::invalidate() {
  invalid = true;
  verdict = Verdict::undecided;
  events.clear();
  size.reset();
  std::erase_if(clauses, [](const Clause& clause) { return clause.is_consequence(); });
  clauses.push_back({.kind = Clause::Kind::invalid});
}

void Judgement::drop_events() {
  placement.events.clear();
  for (auto& violation : violations) violation.event.reset();
}

void Judgement::invalidate() {
  placement.invalidate();
  drop_events();
}

bool Placement::concerns_fargate() const {
  if (!invalid) return verdict != Verdict::not_fargate;
  return reason != Reason::no_match && reason != Reason::daemon_set &&
         reason != Reason::opted_out && reason != Reason::node_name;
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::fargate: return "fargate";
    case Verdict::refused: return "refused";
    case Verdict::not_fargate: return "not-fargate";
    case Verdict::undecided: return "undecided";
  }
  return "";
}

PodIdentity identity_of(const kube::Workload& workload) {
  return {workload.object->ns, workload.object->ns_assumed, workload.metadata()["labels"],
          workload.kind().added_labels, workload.object};
}

namespace {

/// What may be different when names are compared; bits.
constexpr unsigned kFoldsCase = 1;
constexpr unsigned kReadsNumbers = 2;
constexpr unsigned kSkipsPunctuation = 4;
constexpr unsigned kAllWays = 7;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The digits at `at`, without leading zeros; moves `at` behind them.
std::string_view take_number(std::string_view text, std::size_t& at) {
  while (at < text.size() && text[at] == '0') ++at;
  const auto begin = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  return text.substr(begin, at - begin);
}

std::string without_punctuation(std::string_view text) {
  std::string rest;
  for (const char c : text)
    if (is_digit(c) || (lowered(c) >= 'a' && lowered(c) <= 'z') || (c & '\x80') != 0) rest += c;
  return rest;
}

/// Numbers count as one character each, which comes where its first digit would.
bool is_before_by_numbers(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const auto left = take_number(a, i);
      const auto right = take_number(b, j);
      if (left.size() != right.size()) return left.size() < right.size();
      if (left != right) return left < right;
    } else if (a[i] != b[j]) {
      return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
    } else {
      ++i;
      ++j;
    }
  }
  return i == a.size() && j < b.size();
}

bool is_before(std::string a, std::string b, unsigned way) {
  for (auto* text : {&a, &b}) {
    if ((way & kSkipsPunctuation) != 0) *text = without_punctuation(*text);
    if ((way & kFoldsCase) != 0) *text = lowered(*text);
  }
  return (way & kReadsNumbers) != 0 ? is_before_by_numbers(a, b) : a < b;
}

}  // namespace

bool surely_first(const Profile& a, const Profile& b) {
  if (!a.name.is_known() || !b.name.is_known()) return false;
  if (a.name.text == b.name.text) return true;
  for (unsigned way = 0; way <= kAllWays; ++way)
    if (!is_before(a.name.text, b.name.text, way)) return false;
  return true;
}

namespace {

/// Toleration.ToleratesTaint of k8s.io/api core/v1 for Fargate's taint.
bool covers_fargate_taint(yaml::Node toleration) {
  const std::string_view key = kube::text_of(toleration["key"]);
  const std::string_view op = kube::text_of(toleration["operator"]);
  const std::string_view effect = kube::text_of(toleration["effect"]);
  if (!toleration.is_mapping() || (!effect.empty() && effect != "NoSchedule")) return false;
  if (key.empty()) return op == "Exists";
  if (key != kComputeTypeKey) return false;
  if (op == "Exists") return true;
  return (op.empty() || op == "Equal") && kube::text_of(toleration["value"]) == "fargate";
}

}  // namespace

yaml::Node find_fargate_toleration(const kube::PodTemplate& pod) {
  for (const auto list : pod.tolerations())
    for (const auto toleration : list.items())
      if (covers_fargate_taint(toleration)) return toleration;
  return {};
}

Judgement place(const kube::Workload& workload, const kube::PodTemplate& pod,
                std::span<const Profile> profiles, const kube::Inventory& inventory,
                OtherNodes nodes) {
  return Placer(workload, pod, profiles, inventory, nodes).place();
}

std::vector<ProfileTrace> trace(const kube::Workload& workload, std::span<const Profile> profiles) {
  const auto identity = identity_of(workload);
  std::vector<ProfileTrace> traces;
  for (Index i = 0; i < profiles.size(); ++i) {
    traces.push_back(match_profile(profiles[i], i, identity));
  }
  return traces;
}

}  // namespace fargate_lint::fargate
