#include "fargate/wording.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.hpp"

namespace fargate_lint::fargate::wording {
namespace {

/// A pattern as it is shown: what may be any is "(unknown)".
std::string shown(const Value& pattern) {
  if (!pattern.is_unknown()) return pattern.text;
  return pattern.shape.empty() ? "(unknown)" : pattern.shape;
}

/// "0.5 vCPU 1 GB"
std::string shown(const std::optional<Rung>& rung) {
  return rung ? format(*rung) : "too large";
}

std::string short_name(Cause cause, std::string_view detail) {
  const std::string text(detail);
  switch (cause) {
    case Cause::host_network: return "hostNetwork";
    case Cause::host_pid: return "hostPID";
    case Cause::host_ipc: return "hostIPC";
    case Cause::capability: return "capability " + text;
    case Cause::privilege_escalation: return "allowPrivilegeEscalation";
    case Cause::privileged: return "privileged";
    case Cause::host_port: return text;
    case Cause::volume_type: return text + " volume";
    case Cause::claim: return "claim " + in_backticks(text);
    case Cause::volume_devices: return "volumeDevices";
    case Cause::device: return text;
    case Cause::windows: return "Windows";
    case Cause::node_selection: return "node selection";
    case Cause::too_large: return "size";
    case Cause::ephemeral_storage: return "ephemeral storage";
  }
  return {};
}

/// The profile that is spoken of, in the middle of a sentence.
std::string profile_of(const Profile& profile) {
  return (profile.name.is_known() ? "profile " : "") + name_of(profile);
}

/// Makes the sentence of a placement's clauses, which follow each other as they are said.
class Sentence {
 public:
  Sentence(const Placement& placement, std::span<const Profile> profiles)
      : placement_(placement), profiles_(profiles) {}

  std::string why() {
    for (at_ = 0; at_ < clauses().size() && !clauses()[at_].is_consequence();) verdict();
    consequences();
    return std::move(text_);
  }
  std::string remark();
  std::string consequences_alone() {
    at_ = 0;
    while (at_ < clauses().size() && !clauses()[at_].is_consequence()) ++at_;
    consequences();
    return std::move(text_);
  }

 private:
  using Kind = Clause::Kind;

  const std::vector<Clause>& clauses() const { return placement_.clauses; }
  const Profile& profile(const Clause& clause) const { return profiles_[clause.profile]; }
  /// The clause, or null if the next one is not of that kind.
  const Clause* take(Kind kind) {
    return at_ < clauses().size() && clauses()[at_].kind == kind ? &clauses()[at_++] : nullptr;
  }

  void verdict();
  void by_node_or_annotation(const Clause& clause);
  void selected(const Clause& clause);
  void remark_on_selection();
  void contenders(const Clause& first);
  void nearest(const Clause& clause);
  std::string holds(const Clause& clause) const;
  std::string fails(const Clause& clause) const;
  std::string candidates() const;
  void consequences(std::string_view label = "refused: ");
  std::string size_if(const Clause& clause) const;

  const Placement& placement_;
  std::span<const Profile> profiles_;
  std::size_t at_ = 0;
  std::string text_;
};

void Sentence::verdict() {
  const auto& clause = clauses()[at_++];
  switch (clause.kind) {
    case Kind::no_profiles:
    case Kind::daemon_set:
    case Kind::opted_out:
    case Kind::node_name: return by_node_or_annotation(clause);
    case Kind::no_selector: text_ += "no profile selects it"; return;
    case Kind::label_names_unmatched:
    case Kind::label_names_undeclared:
      text_ += "label `eks.amazonaws.com/fargate-profile` asks for profile ";
      text_ += in_backticks(clause.name);
      text_ += clause.kind == Kind::label_names_unmatched ? ", which does not match the pod"
                                                          : ", which is not in the input";
      return;
    case Kind::selected: return selected(clause);
    case Kind::named_by_label: text_ += ", which the pod's label chooses"; return;
    case Kind::first_by_name: text_ += ", the first by name of the profiles that match"; return;
    case Kind::contender:
    case Kind::likely_contender: return contenders(clause);
    case Kind::may_match:
      text_ += "may match " + words(placement_.missing.front(), profiles_);
      return;
    case Kind::closed:
      text_ += profile_of(profile(clause)) + " takes no new pods: its status is " +
               profile(clause).status;
      return;
    case Kind::no_other_nodes:
      text_ += "; the cluster declares no other nodes, so the pod stays Pending";
      return;
    case Kind::nearest: return nearest(clause);
    // Said with the clause that they follow, or behind all of these.
    case Kind::term_holds:
    case Kind::term_fails:
    case Kind::label_absent:
    case Kind::refused:
    case Kind::claim_open:
    case Kind::size_if_decimal:
    case Kind::size_if_pod_level:
    case Kind::size_if_pod_overhead:
    case Kind::patched:
    case Kind::kustomized:
    case Kind::invalid:
    case Kind::limit_range:
    case Kind::autoscaler:
    case Kind::partial: return;
  }
}

void Sentence::by_node_or_annotation(const Clause& clause) {
  const bool has_candidates = !placement_.candidates.empty();
  if (clause.kind == Kind::no_profiles) {
    text_ += "no profile is declared, so every pod is judged as if one selected it";
  } else if (clause.kind == Kind::daemon_set) {
    text_ += "DaemonSet pods are never scheduled on Fargate";
    if (has_candidates) text_ += ", although profile " + candidates() + " matches";
  } else if (clause.kind == Kind::opted_out) {
    text_ += "annotation `eks.amazonaws.com/compute-type: ec2` keeps it off Fargate";
    if (has_candidates) text_ += "; without it, profile " + candidates() + " selects the pod";
  } else {
    text_ += "`nodeName` binds it to node " + in_backticks(clause.name);
  }
}

/// "profile `b` matches and `a` may match as well, so which one takes the pod is not known: …"
void Sentence::contenders(const Clause& first) {
  std::string sure = name_of(profile(first));
  std::string likely;
  std::size_t count = 1;
  for (; const auto* next = take(Kind::contender); ++count) sure += ", " + name_of(profile(*next));
  while (const auto* next = take(Kind::likely_contender))
    likely += (likely.empty() ? "" : ", ") + name_of(profile(*next));
  text_ += (count == 1 ? "profile " : "profiles ") + sure + (count == 1 ? " matches" : " match");
  if (!likely.empty()) text_ += " and " + likely + " may match as well";
  text_ += ", so which one takes the pod is not known: ";
  text_ += words(placement_.missing.front(), profiles_);
}

void Sentence::selected(const Clause& clause) {
  std::string labels;
  std::size_t count = 0;
  while (const auto* term = take(Kind::term_holds)) {
    if (term->term == 0) {
      const auto wanted = shown(profile(*term).selectors[term->selector].ns);
      text_ += "namespace " + in_backticks(term->value);
      if (wanted != term->value) text_ += " (" + in_backticks(wanted) + ")";
    } else {
      labels += (count++ == 0 ? "" : ", ") + holds(*term);
    }
  }
  if (count != 0) text_ += (count == 1 ? " and label " : " and labels ") + labels;
  text_ += count == 0 ? " matches" : " match";
  text_ += " selector " + std::to_string(clause.selector) + " of " + profile_of(profile(clause));
}

/// "`batch-*`, tier=web": what of the match the namespace and the selector's number do not show.
void Sentence::remark_on_selection() {
  while (const auto* term = take(Kind::term_holds)) {
    const auto pattern = shown(profile(*term).selectors[term->selector].ns);
    if (term->term == 0 && (pattern == term->value.view() || matches_everything(pattern))) continue;
    text_ += text_.empty() ? "" : ", ";
    text_ += term->term == 0 ? in_backticks(pattern) : holds(*term);
  }
}

std::string Sentence::remark() {
  for (at_ = 0; at_ < clauses().size() && !clauses()[at_].is_consequence();) {
    // That nothing is declared is said once, for all.
    if (clauses()[at_].kind == Kind::no_profiles) {
      ++at_;
    } else if (clauses()[at_].kind == Kind::selected) {
      ++at_;
      remark_on_selection();
    } else {
      verdict();
    }
  }
  // The column of the verdict says what becomes of it.
  const auto selection = std::exchange(text_, {});
  const bool is_open = placement_.verdict == Verdict::undecided && !placement_.missing.empty();
  // The first fact that is missing says more than the names of claims.
  if (is_open)
    while (take(Kind::claim_open) != nullptr) {
    }
  consequences("");
  if (text_.empty()) text_ = selection;
  if (is_open && text_.find(words(placement_.missing.front(), profiles_)) == std::string::npos)
    text_.append(text_.empty() ? "" : "; ").append(words(placement_.missing.front(), profiles_));
  return std::move(text_);
}

/// "tier=web", with the pattern where it is not the text itself: "tier=web1 (`tier=web*`)".
std::string Sentence::holds(const Clause& clause) const {
  const auto& label = profile(clause).selectors[clause.selector].labels[clause.term - 1];
  std::string text = clause.name + "=";
  text += clause.value.view();
  const auto pattern = shown(label.key) + "=" + shown(label.value);
  if (pattern != text) text += " (" + in_backticks(pattern) + ")";
  return text;
}

void Sentence::nearest(const Clause& clause) {
  text_ += "closest match: " + profile_of(profile(clause)) + ", selector " +
           std::to_string(clause.selector) + " ";
  for (bool first = true; at_ < clauses().size(); ++at_, first = false) {
    const auto& term = clauses()[at_];
    if (term.kind != Kind::term_fails && term.kind != Kind::label_absent) return;
    text_ += (first ? "" : "; ") + fails(term);
  }
}

/// "needs `tier=web*`, pod has `tier=adm`"
std::string Sentence::fails(const Clause& clause) const {
  const auto& selector = profile(clause).selectors[clause.selector];
  if (clause.term == 0) {
    const auto there = "pod is in " + in_backticks(clause.value);
    return selector.ns.is_absent()
               ? "has no namespace, " + there
               : "needs namespace " + in_backticks(shown(selector.ns)) + ", " + there;
  }
  const auto& label = selector.labels[clause.term - 1];
  const auto key = shown(label.key);
  const auto needs = "needs " + in_backticks(key + "=" + shown(label.value));
  if (clause.kind == Kind::label_absent) return needs + ", pod has no label " + in_backticks(key);
  // A key with wildcards may have found another label than it seems to name.
  return needs + ", pod has " + in_backticks(clause.name + "=" + clause.value);
}

std::string Sentence::candidates() const {
  std::string text;
  for (const auto candidate : placement_.candidates)
    text += (text.empty() ? "" : ", ") + name_of(profiles_[candidate]);
  return text;
}

void Sentence::consequences(std::string_view label) {
  std::string causes;
  for (bool first = true; const auto* clause = take(Kind::refused); first = false)
    causes += std::string(first ? label : ", ") + short_name(clause->cause, clause->name);
  const auto say = [this](const std::string& part) { text_ += (text_.empty() ? "" : "; ") + part; };
  if (!causes.empty()) say(causes);
  std::string claims;
  for (bool first = true; const auto* clause = take(Kind::claim_open); first = false)
    claims += (first ? "undecided: claim " : ", claim ") + in_backticks(clause->name);
  if (!claims.empty()) say(claims);
  if (placement_.selected && !placement_.invalid && placement_.idle != kube::Idle::no)
    say(std::string(words(placement_.idle)));
  for (; at_ < clauses().size(); ++at_) say(size_if(clauses()[at_]));
}

std::string Sentence::size_if(const Clause& clause) const {
  switch (clause.kind) {
    case Kind::size_if_decimal:
      return shown(placement_.size->if_decimal_overhead) +
             " if the 256 MB that Fargate adds are decimal";
    case Kind::size_if_pod_level:
      return shown(placement_.size->if_pod_level) + " if Fargate uses the pod-level `resources`";
    case Kind::size_if_pod_overhead:
      return shown(placement_.size->if_pod_overhead) + " if Fargate counts the pod's `overhead`";
    case Kind::patched: return "`podSpecPatch` may change the pod";
    case Kind::invalid: return "the API server rejects the object, so the pod is never created";
    case Kind::kustomized: return in_backticks(clause.name) + " patches it";
    case Kind::limit_range:
      return "LimitRange " + in_backticks(clause.name) + " sets requests or limits";
    case Kind::autoscaler:
      return "VerticalPodAutoscaler " + in_backticks(clause.name) + " sets the requests";
    default: return "an operator adds to the pod in the manifest";
  }
}

/// "profile `web`, selector 0: "
std::string in_selector(const Fact& fact, std::span<const Profile> profiles) {
  return profile_of(profiles[fact.profile]) + ", selector " + std::to_string(fact.selector) + ": ";
}

std::string of_selector(const Fact& fact, std::span<const Profile> profiles) {
  const auto& profile = profiles[fact.profile];
  if (fact.kind == Fact::Kind::selectors)
    return profile_of(profile) + ": its selectors are unknown: " + profile.selectors_unknown.text;
  Term term;
  const auto& selector = profile.selectors[fact.selector];
  switch (fact.kind) {
    case Fact::Kind::selector_ns:
      term.doubt = Term::Doubt::ns;
      term.unknown = selector.ns.text;
      break;
    case Fact::Kind::selector_labels:
      term.doubt = Term::Doubt::labels;
      term.unknown = selector.labels_unknown.text;
      break;
    case Fact::Kind::label_key:
      term.doubt = Term::Doubt::key;
      term.unknown = selector.labels[fact.label].key.text;
      break;
    case Fact::Kind::label_value:
      term.doubt = Term::Doubt::value;
      term.what = selector.labels[fact.label].key.text;
      term.unknown = selector.labels[fact.label].value.text;
      break;
    case Fact::Kind::existence:
      term.doubt = Term::Doubt::existence;
      term.unknown = profile.conditional.text;
      break;
    default: term.doubt = Term::Doubt::controller; term.seen_key = fact.name.view();
  }
  return in_selector(fact, profiles) + doubt(term);
}

std::string of_claim(const Fact& fact) {
  const auto claim = "claim " + in_backticks(fact.name);
  const auto other = in_backticks(fact.other);
  switch (fact.kind) {
    case Fact::Kind::claimed_volume: return claim + " may get volumes of several drivers";
    case Fact::Kind::provisioned: return "StorageClass " + other + " has no provisioner";
    case Fact::Kind::storage_class:
      return "StorageClass " + other + " of " + claim + " is not in the input";
    case Fact::Kind::default_class:
      return claim + " sets no StorageClass, and the cluster's default is not in the input";
    case Fact::Kind::several_defaults:
      return claim + " sets no StorageClass, and the input marks several as the default";
    case Fact::Kind::unserved_claim:
      return "no PersistentVolume in the input fits " + claim +
             ", and no StorageClass provisions one";
    case Fact::Kind::named_volume:
      return "PersistentVolume " + other + " of " + claim + " is not in the input";
    case Fact::Kind::contested_claim:
      return "other claims can take the PersistentVolumes that fit " + claim;
    case Fact::Kind::claim_tie:
      return "whether PersistentVolume " + other + " is reserved for " + claim +
             " depends on its namespace or UID";
    default: return "PersistentVolumeClaim " + in_backticks(fact.name) + " is not in the input";
  }
}

std::string of_node(const Fact& fact) {
  NodeTerm term;
  switch (fact.kind) {
    case Fact::Kind::node_placeholder: term.why = NodeTerm::Why::placeholder; break;
    case Fact::Kind::node_label: term.why = NodeTerm::Why::unsettled; break;
    case Fact::Kind::node_name: term.why = NodeTerm::Why::node_name; break;
    default: term.why = NodeTerm::Why::foreign_operator;
  }
  return in_backticks(fact.name) + ": " + words(term);
}

}  // namespace

std::string name_of(const Profile& profile) {
  const bool named = profile.name.is_known() || !profile.id.empty();
  return named ? in_backticks(profile.display_name()) : "a profile of unknown name";
}

std::string why(const Placement& placement, std::span<const Profile> profiles) {
  return Sentence(placement, profiles).why();
}

std::string remark(const Placement& placement, std::span<const Profile> profiles) {
  return Sentence(placement, profiles).remark();
}

std::string consequences(const Placement& placement) {
  return Sentence(placement, {}).consequences_alone();
}

std::string words(const Fact& fact, std::span<const Profile> profiles) {
  using Kind = Fact::Kind;
  switch (fact.kind) {
    case Kind::selectors:
    case Kind::selector_ns:
    case Kind::selector_labels:
    case Kind::label_key:
    case Kind::label_value:
    case Kind::controller_label:
    case Kind::existence: return of_selector(fact, profiles);
    case Kind::profile_name: return "the name of a matching profile is unknown";
    case Kind::name_order:
      return "AWS does not document whether " + name_of(profiles[fact.profile]) + " or " +
             name_of(profiles[fact.rival]) + " sorts first";
    case Kind::unmatched_label:
      return "EKS does not document what happens when a pod names a profile that does not match it";
    case Kind::profile_absent: return "profile " + in_backticks(fact.name) + " is not in the input";
    case Kind::claimed_volume:
    case Kind::provisioned:
    case Kind::storage_class:
    case Kind::default_class:
    case Kind::unserved_claim:
    case Kind::named_volume:
    case Kind::several_defaults:
    case Kind::contested_claim:
    case Kind::claim_tie:
    case Kind::claim: return of_claim(fact);
    case Kind::node_placeholder:
    case Kind::node_label:
    case Kind::node_name:
    case Kind::node_operator: return of_node(fact);
    case Kind::pod_patch: return "how `podSpecPatch` changes the pod";
    case Kind::overhead_unit:
      return "whether the 256 MB that Fargate adds are 10^6 or 2^20 bytes each";
    case Kind::pod_level:
      return "whether Fargate uses the pod-level `resources` or those of the containers";
    case Kind::pod_overhead:
      return "whether Fargate counts the `overhead` of the pod's RuntimeClass";
    case Kind::kustomized: return "kustomization " + in_backticks(fact.name) + " patches this";
    case Kind::limit_ranges: return "several LimitRanges of the namespace set different defaults";
    case Kind::autoscaler:
      return "VerticalPodAutoscaler " + in_backticks(fact.name) + " sets the requests";
    case Kind::runtime_class:
      return "RuntimeClass " + in_backticks(fact.name) + " is not in the input";
  }
  return {};
}

std::string_view words(kube::Idle idle) {
  switch (idle) {
    case kube::Idle::no: break;
    case kube::Idle::no_replicas: return "makes no Pods now: `replicas` is 0";
    case kube::Idle::suspended: return "makes no Pods now: it is suspended";
    case kube::Idle::template_only: return "makes no Pods itself: it is a PodTemplate";
  }
  return {};
}

std::string doubt(const Term& term) {
  switch (term.doubt) {
    case Term::Doubt::none: return {};
    case Term::Doubt::no_namespace: return "the selector has no namespace";
    case Term::Doubt::ns: return "the selector's namespace is unknown: " + term.unknown;
    case Term::Doubt::labels: return "the selector's labels are unknown: " + term.unknown;
    case Term::Doubt::key: return "a label key of the selector is unknown: " + term.unknown;
    case Term::Doubt::value:
      return "the value the selector needs for label " + in_backticks(term.what) +
             " is unknown: " + term.unknown;
    case Term::Doubt::controller:
      return "the pod's controller sets label " + in_backticks(term.seen_key);
    case Term::Doubt::existence: return "the profile may not exist: " + term.unknown;
  }
  return {};
}

std::string words(const NodeTerm& term) {
  switch (term.why) {
    case NodeTerm::Why::lacks_label: return "Fargate nodes do not have this label";
    case NodeTerm::Why::has_value: return "is " + std::string(term.on_fargate) + " on Fargate";
    case NodeTerm::Why::placeholder: return "the value is a placeholder";
    case NodeTerm::Why::on_every_node: return "is on every Fargate node";
    case NodeTerm::Why::unsettled: return "its value on a Fargate node is unknown";
    case NodeTerm::Why::foreign_operator: return "the operator is not one of Kubernetes'";
    case NodeTerm::Why::node_name: return "the name of the pod's Fargate node is unknown";
    case NodeTerm::Why::selects_nothing: return "selects no node";
    case NodeTerm::Why::runtime_class: return "the RuntimeClass is not in the input";
  }
  return {};
}

}  // namespace fargate_lint::fargate::wording
