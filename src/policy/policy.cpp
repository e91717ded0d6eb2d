#include "policy/policy.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "fargate/placement.hpp"
#include "policy/cel.hpp"
#include "policy/limits.hpp"
#include "policy/refusals.hpp"
#include "policy/selection.hpp"

namespace fargate_lint::policy {
namespace {

constexpr std::array kPods = {Resource{"", "pods"}};
// DaemonSets are left out: their pods never go to Fargate.
constexpr std::array kWorkloads = {
    Resource{"", "replicationcontrollers"}, Resource{"apps", "deployments"},
    Resource{"apps", "replicasets"},        Resource{"apps", "statefulsets"},
    Resource{"batch", "cronjobs"},          Resource{"batch", "jobs"}};

/// The pod template of a workload. Types differ by kind, so that it is taken without one.
constexpr std::string_view kTemplate =
    "(dyn(object).kind == \"CronJob\" ? dyn(object).spec.jobTemplate.spec.template : "
    "dyn(object).spec.template)";

std::string annotation(const std::string& pod, std::string_view key) {
  return pod + ".?metadata.?annotations[?" + cel::quote(key) + "].orValue(\"\")";
}

/// What holds of every pod that the Fargate scheduler may get, whatever the profiles say.
std::vector<Named> pod_conditions() {
  return {
      {"not-of-a-daemonset",
       "!object.metadata.?ownerReferences.orValue([]).exists(o, o.kind == \"DaemonSet\")"},
      {"not-kept-off-fargate", annotation("object", fargate::kComputeTypeKey) + " != \"ec2\""},
      {"not-bound-to-another-node",
       "[object.spec.?nodeName.orValue(\"\")].all(n, n == \"\" || n.startsWith(\"fargate-\"))"}};
}

std::vector<Named> workload_conditions() {
  const std::string pod(kTemplate);
  const std::string node = pod + ".spec.?nodeName.orValue(\"\")";
  return {{"not-owned", "object.metadata.?ownerReferences.orValue([]).size() == 0"},
          {"not-being-deleted", "!has(object.metadata.deletionTimestamp)"},
          {"new-or-changed",
           "request.operation != \"UPDATE\" || dyn(object).spec != dyn(oldObject).spec"},
          {"makes-pods",
           "dyn(object).spec.?replicas.orValue(1) != 0 && "
           "dyn(object).spec.?suspend.orValue(false) != true"},
          {"not-kept-off-fargate", annotation(pod, fargate::kComputeTypeKey) + " != \"ec2\""},
          {"not-bound-to-another-node",
           "[" + node + "].all(n, n == \"\" || n.startsWith(\"fargate-\"))"}};
}

/// Binds `labels` of the pod for a condition.
std::string with_labels(const std::string& pod, const std::string& condition) {
  return "[" + pod + ".?metadata.?labels.orValue({})].exists(labels,\n  " + condition + ")";
}

/// The selectors in the ConfigMap that select the pod with these `labels`, each split at blanks.
/// Of a line, the second word is for the namespace, and those with `=` are for labels.
std::string selecting_lines() {
  return "params.data.?" + std::string(kParamsKey) +
         ".orValue(\"\").split(\"\\n\").map(l, l.split(\" \").filter(w, w != \"\")).filter(f,\n"
         "    f.size() > 1 && !f[0].startsWith(\"#\") &&\n"
         "    labels[?" +
         cel::quote(fargate::kProfileLabel) +
         "].orValue(\"\") in [\"\", f[0]] &&\n"
         "    request.namespace.matches(f[1]) &&\n"
         "    f.all(t, !t.contains(\"=\") || labels.exists(k, (k + \"=\" + "
         "labels[k]).matches(t))))";
}

/// Profiles whose conditions go into one policy: an expression has its limit.
using Part = std::span<const SelectedBy>;

std::vector<Part> parts_of(const std::vector<SelectedBy>& profiles) {
  std::vector<Part> parts;
  std::size_t begin = 0;
  std::size_t size = 0;
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    const auto own = profiles[i].condition.size() + profiles[i].name.size() + 16;
    if (i > begin && size + own > kMostOfSelectors) {
      parts.emplace_back(profiles.data() + begin, i - begin);
      begin = i;
      size = 0;
    }
    size += own;
  }
  if (begin < profiles.size()) parts.emplace_back(profiles.data() + begin, profiles.size() - begin);
  return parts;
}

std::string any_of(Part part) {
  std::string text;
  for (const auto& profile : part) {
    if (!text.empty()) text += " ||\n  ";
    text += profile.condition;
  }
  return text;
}

/// The names of the profiles that select the pod, in the order in which AWS chooses.
std::string names_of(Part part) {
  std::string text = "[\n";
  for (const auto& profile : part) {
    const auto name = profile.name.empty() ? std::string("(unknown name)") : profile.name;
    text += "  " + profile.condition + " ? " + cel::quote(name) + " : \"\",\n";
  }
  text.resize(text.size() - 2);
  return text + "].filter(n, n != \"\")";
}

/// Makes the policies of one request.
class Maker {
 public:
  Maker(const Request& request, std::span<const fargate::Profile> profiles)
      : request_(request), profiles_(profiles) {}

  PolicySet make();

 private:
  void add_on(bool pods, Action action);
  void add_by_scheduler(Action action);
  void add_by_params(bool pods, Action action);
  void add_by_profiles(bool pods, Action action);
  Policy begin(bool pods, Action action, const std::string& suffix) const;
  void finish(bool pods, const std::string& profile, Policy policy);
  std::string profile_names(std::string list) const;
  void take_notes(const Selection& selection);

  const Request& request_;
  std::span<const fargate::Profile> profiles_;
  PolicySet set_;
};

std::string pod_of(bool pods) {
  return pods ? "object" : std::string(kTemplate);
}

std::string_view to_suffix(Action action) {
  switch (action) {
    case Action::deny: return "";
    case Action::warn: return "-warn";
    case Action::audit: return "-audit";
  }
  return "";
}

Policy Maker::begin(bool pods, Action action, const std::string& suffix) const {
  Policy policy;
  policy.name = request_.prefix + (pods ? "-pods" : "-workloads");
  policy.action = action;
  // The usual case has the plain name.
  if (action != request_.rules.front().action) policy.name += to_suffix(action);
  policy.name += suffix;
  policy.resources =
      pods ? std::span<const Resource>(kPods) : std::span<const Resource>(kWorkloads);
  policy.on_update = !pods;
  policy.conditions = pods ? pod_conditions() : workload_conditions();
  return policy;
}

/// `profile`: CEL for the text that names the profile, empty if none is known.
void Maker::finish(bool pods, const std::string& profile, Policy policy) {
  const auto pod = pods ? std::string("object") : std::string("variables.template");
  if (!pods) policy.variables.push_back({"template", std::string(kTemplate)});
  auto annotations = "[" + pod + ".?metadata.?annotations.orValue({})";
  if (!pods) annotations += ", dyn(object).metadata.?annotations.orValue({})";
  for (auto& variable : variables(request_, policy.action, pod, annotations + "]"))
    policy.variables.push_back(std::move(variable));
  policy.variables.push_back({"profile", profile});
  policy.validation = "variables.refused.size() == 0";
  // 5 KiB and no line break, or the API server drops it; a character has up to 4 bytes.
  policy.message_expression =
      "\"Fargate would refuse this pod\" + (variables.profile == \"\" ? \"\" : \" (profile \" + "
      "variables.profile + \")\") + \": \" + [variables.refused.join(\"; \").replace(\"\\n\", \" "
      "\")].map(t, t.size() > 1000 ? t.substring(0, 1000) + \" ...\" : t)[0]";
  policy.message = "Fargate would refuse this pod";
  set_.policies.push_back(std::move(policy));
}

// AWS's webhook runs before validation: it has set the scheduler, and the label that names the
// profile, of every Pod that Fargate gets.
void Maker::add_by_scheduler(Action action) {
  auto policy = begin(true, action, "");
  policy.comments.push_back(
      "Pods that AWS's webhook has given to the Fargate scheduler. It runs before validating "
      "policies, so this policy knows what Fargate has decided and needs no selectors.");
  policy.conditions.push_back(
      {"on-fargate", "object.spec.?schedulerName.orValue(\"\") == \"fargate-scheduler\""});
  finish(true, "object.metadata.?labels[?" + cel::quote(fargate::kProfileLabel) + "].orValue(\"\")",
         std::move(policy));
}

std::string Maker::profile_names(std::string list) const {
  // Where the order of the names leaves the winner open, all are named.
  if (!has_sure_winner(profiles_)) return list + ".join(\" or \")";
  return "[" + list + "].map(n, n.size() > 0 ? n[0] : \"\")[0]";
}

void Maker::add_by_params(bool pods, Action action) {
  auto policy = begin(pods, action, "");
  policy.params = true;
  policy.comments.push_back("The selectors are in ConfigMap " + std::string(kParamsNamespace) +
                            "/" + set_.config_map + ": change that one, and not this policy.");
  const auto lines = selecting_lines();
  policy.conditions.push_back(
      {"selected-by-a-profile", with_labels(pod_of(pods), lines + ".size() > 0")});
  const auto labels = "[" + pod_of(pods) + ".?metadata.?labels.orValue({})].map(labels,\n  ";
  finish(pods,
         labels + lines + ".map(f, f[0] == \"-\" ? \"(unknown name)\" : f[0]))[0].join(\" or \")",
         std::move(policy));
}

void Maker::add_by_profiles(bool pods, Action action) {
  const auto selection = select(profiles_, !pods);
  take_notes(selection);
  const auto parts = parts_of(selection.profiles);
  std::size_t number = 0;
  for (const auto& part : parts) {
    ++number;
    auto policy = begin(pods, action, number == 1 ? "" : "-" + std::to_string(number));
    if (parts.size() > 1)
      policy.comments.push_back("Part " + std::to_string(number) + " of " +
                                std::to_string(parts.size()) +
                                ": the selectors do not fit into one expression. The message names "
                                "the first profile of this part that selects the Pod.");
    policy.conditions.push_back({"selected-by-a-profile", with_labels(pod_of(pods), any_of(part))});
    const auto list = "[" + pod_of(pods) + ".?metadata.?labels.orValue({})].map(labels, " +
                      names_of(part) + ")[0]";
    finish(pods, profile_names(list), std::move(policy));
  }
}

void Maker::take_notes(const Selection& selection) {
  for (const auto& note : selection.notes)
    if (std::ranges::find(set_.notes, note) == set_.notes.end()) set_.notes.push_back(note);
}

void Maker::add_on(bool pods, Action action) {
  if (pods && request_.pods_by == PodsBy::scheduler) return add_by_scheduler(action);
  if (request_.params) return add_by_params(pods, action);
  add_by_profiles(pods, action);
}

PolicySet Maker::make() {
  if (request_.params) {
    set_.config_map = request_.prefix + "-profiles";
    // Labels that controllers add are on the Pods, and a template without them is not selected.
    const auto selection = select(profiles_, false);
    take_notes(selection);
    for (const auto& profile : selection.profiles)
      set_.param_lines.insert(set_.param_lines.end(), profile.lines.begin(), profile.lines.end());
  }
  std::set<Action> actions;
  for (const auto& rule : request_.rules)
    if (rule.selected) actions.insert(rule.action);
  for (const auto action : actions) {
    if (request_.on_pods) add_on(true, action);
    if (request_.on_workloads) add_on(false, action);
  }
  return std::move(set_);
}

}  // namespace

PolicySet make(const Request& request, std::span<const fargate::Profile> profiles) {
  return Maker(request, profiles).make();
}

}  // namespace fargate_lint::policy
