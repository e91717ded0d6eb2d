#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "kube/cel.hpp"
#include "kube/fields.hpp"
#include "list.hpp"
#include "support/policies.hpp"
#include "support/selections.hpp"

namespace fargate_lint::rules {
namespace {

using kube::Answer;
using kube::Applied;
using kube::Draft;

/// What AWS's webhook sets on each pod that a profile takes, whatever it was: a diff of the same
/// pod in a matched and an unmatched namespace. The label names the profile.
struct Setting {
  std::string_view place;  ///< of `Draft`: "spec", or "metadata" for labels
  std::string_view field;
  std::string_view value;  ///< empty: the profile's name
};
constexpr std::array kSettings = {
    Setting{"spec", "priorityClassName", "system-node-critical"},
    Setting{"spec", "schedulerName", "fargate-scheduler"},
    Setting{"metadata", fargate::kProfileLabel, ""},
};

/// The pod as far as AWS's webhook decides it.
Draft known_fields(const std::string& profile) {
  auto known = Draft::mapping();
  for (const auto& setting : kSettings) {
    auto& place = known.at(setting.place);
    if (!place.is_mapping()) place = Draft::mapping();
    const auto value = Draft::of_text(setting.value.empty() ? profile : setting.value);
    if (setting.place == "spec") {
      place.set(setting.field, value);
      continue;
    }
    auto& labels = place.at("labels");
    if (!labels.is_mapping()) labels = Draft::mapping();
    labels.set(setting.field, value);
  }
  return known;
}

/// The key of a pattern without its anchor, and whether the anchor makes it a condition of the
/// others, of which too little is known here.
struct PatternKey {
  std::string_view key;
  bool is_condition = false;
  bool forbids = false;  ///< `X(key)`: it must not be there
};
PatternKey read_key(std::string_view text) {
  const kube::AnchoredKey anchored(text);
  PatternKey key{anchored.key};
  using Anchor = kube::AnchoredKey::Anchor;
  if (anchored.anchor == Anchor::other) {
    key.forbids = text.starts_with('X');
    key.is_condition = !key.forbids && !text.starts_with('=');
  } else {
    key.is_condition = anchored.anchor != Anchor::none;
  }
  return key;
}

/// The part of a pattern that refuses what is known; missing if none surely does.
yaml::Node refusing_part(yaml::Node pattern, const Draft& known) {
  yaml::Node refusing;
  for (const auto& [key_node, value] : pattern.entries()) {
    const auto key = read_key(key_node.text());
    if (key.is_condition) return {};
    const auto* own = known.find(key.key);
    if (own == nullptr || refusing) continue;
    if (key.forbids && own->is_scalar())
      refusing = value;
    else if (value.is_mapping() && own->is_mapping())
      refusing = refusing_part(value, *own);
    else if (const auto wanted = Draft::copy(value);
             wanted && own->is_scalar() && kube::fits_pattern(*wanted, own) == Applied::no)
      refusing = value;
  }
  return refusing;
}

/// The known field that `{{ request.object.spec.priorityClassName || '' }}` means.
const Draft* find_variable(std::string_view key, const Draft& known) {
  constexpr std::string_view kBlanks = " '\"";
  if (!key.starts_with("{{") || !key.ends_with("}}")) return nullptr;
  key = key.substr(2, key.size() - 4);
  key = trimmed(key.substr(0, key.find("||")), kBlanks);
  constexpr std::string_view kSpec = "request.object.spec.";
  if (!key.starts_with(kSpec)) return nullptr;
  const auto* spec = known.find("spec");
  return spec == nullptr ? nullptr : spec->find(key.substr(kSpec.size()));
}

/// Whether a condition of Kyverno refuses what is known.
bool is_met(yaml::Node condition, const Draft& known) {
  const auto* own = find_variable(kube::text_of(condition["key"]), known);
  const auto value = condition["value"];
  if (own == nullptr) return false;
  std::vector<Draft> values;
  if (value.is_string()) values.push_back(Draft::of_text(value.text()));
  for (const auto item : value.items()) values.push_back(Draft::of_text(kube::text_of(item)));
  auto fits = Applied::no;
  for (const auto& each : values) {
    const auto one = kube::fits_pattern(each, own);
    if (one == Applied::unknown) return false;
    if (one == Applied::yes) fits = one;
  }
  constexpr std::array<std::string_view, 5> kIn = {"Equals", "Equal", "In", "AnyIn", "AllIn"};
  constexpr std::array<std::string_view, 5> kNotIn = {"NotEquals", "NotEqual", "NotIn", "AnyNotIn",
                                                      "AllNotIn"};
  const auto is_one_of = [op = kube::text_of(condition["operator"])](const auto& names) {
    return std::ranges::find(names, op) != names.end();
  };
  if (values.empty()) return false;
  return fits == Applied::yes ? is_one_of(kIn) : is_one_of(kNotIn);
}

/// What of a policy refuses pods with the known fields; missing if nothing surely does.
yaml::Node refusal_of(const kube::PolicyDenial& denial, const Draft& known) {
  using Form = kube::PolicyDenial::Form;
  switch (denial.form) {
    case Form::pattern: return refusing_part(denial.what, known);
    case Form::condition: return is_met(denial.what, known) ? denial.what : yaml::Node();
    case Form::cel: break;
  }
  const bool denies = kube::evaluate_cel(denial.what.text(), known) == false;
  return denies ? denial.what : yaml::Node();
}

/// The field that the policy refuses, as far as taking it away makes the policy content.
const Setting* refused_setting(const kube::PolicyDenial& denial, const std::string& profile) {
  for (const auto& setting : kSettings) {
    auto known = known_fields(profile);
    auto* place = known.find(setting.place);
    if (setting.place != "spec") place = place->find("labels");
    place->erase(setting.field);
    if (!refusal_of(denial, known)) return &setting;
  }
  return nullptr;
}

class Check {
 public:
  Check(const RunContext& run, FindingSink& out)
      : run_(run), out_(out), policies_(kube::read_policies(run.inventory())), meetings_(run) {
    // Most policies look at other fields.
    const auto known = known_fields("any");
    std::erase_if(policies_.denials,
                  [&known](const auto& denial) { return !refusal_of(denial, known); });
  }

  void check_all() {
    if (policies_.denials.empty()) return;
    for (std::uint32_t i = 0; i < run_.placements.size(); ++i)
      if (run_.pods.is_on_fargate(i)) check_pod(i);
    for (const auto& [number, denied] : denied_) report(policies_.denials[number], denied);
  }

 private:
  struct Denied {
    std::vector<std::uint32_t> placements;
    bool is_certain = false;
  };

  void check_pod(std::uint32_t placement) {
    constexpr std::size_t kMostPods = 1000;  // of a policy
    for (const auto number : meetings_.near(placement, policies_.denials)) {
      auto& denied = denied_[number];
      if (denied.placements.size() == kMostPods) continue;
      const auto& denial = policies_.denials[number];
      const auto meeting = meetings_.meet(denial.match, run_.pod(placement));
      if (meeting.pod == Answer::no) continue;
      denied.placements.push_back(placement);
      denied.is_certain = denied.is_certain || (meeting.pod == Answer::yes && denial.open.empty());
    }
  }

  void report(const kube::PolicyDenial& denial, const Denied& denied) {
    if (denied.placements.empty()) return;
    const auto first = denied.placements.front();
    const auto profile = profile_of(first);
    const auto where = refusal_of(denial, known_fields(profile));
    const auto* setting = refused_setting(denial, profile);
    if (!where || setting == nullptr) return;
    const bool is_label = setting->value.empty();
    const auto what = is_label ? std::string(setting->field)
                               : std::string(setting->field) + ": " + std::string(setting->value);
    auto of_policy = out_.about(*denial.policy);
    auto finding = of_policy.add(
        where, say("policy denies {} because of {}, which AWS's webhook sets on Fargate Pods",
                   seen(enumerate(run_, denied.placements)), quote(what)));
    if (!denied.is_certain)
      finding.note("undecided: " + std::string(denial.open.empty()
                                                   ? "whether the policy matches the Pod"
                                                   : denial.open));
    show(finding, run_, {first, fargate::Tri::yes});
  }

  std::string profile_of(std::uint32_t placement) const {
    const auto profile = run_.placements[placement].placement->profile;
    return profile ? run_.fleet.profiles()[*profile].display_name() : "any";
  }

  const RunContext& run_;
  FindingSink& out_;
  kube::Policies policies_;
  PolicyMeetings meetings_;
  std::map<std::uint32_t, Denied> denied_;
};

void check(const RunContext& run, FindingSink& out) {
  Check(run, out).check_all();
}

}  // namespace

constinit const Rule policy_blocks_fargate = define(
    {
        .id = "FG413",
        .name = "policy-blocks-fargate",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "a validating policy denies what AWS sets on Fargate Pods",
        .why = "On every Pod that a Fargate profile takes, AWS's webhook sets `priorityClassName: "
               "system-node-critical`, `schedulerName: fargate-scheduler` and the label "
               "`eks.amazonaws.com/fargate-profile`. Policies that validate Pods see them: one "
               "that denies that priority class or scheduler denies every Pod on Fargate. The "
               "workload is accepted, and its controller reports that it cannot create Pods.",
        .fix = "allow the value in the policy, or exclude the namespaces of the Fargate profiles",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html",
        .fires = R"(apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: no-system-priority
spec:
  validationFailureAction: Enforce
  rules:
    - name: no-system-priority
      match:
        any:
          - resources:
              kinds: [Pod]
      validate:
        message: system priority classes are for the platform
        pattern:
          spec:
            =(priorityClassName): "!system-*"
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: app
      image: nginx
)",
        .silent = R"(apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: no-system-priority
spec:
  validationFailureAction: Audit
  rules:
    - name: no-system-priority
      match:
        any:
          - resources:
              kinds: [Pod]
      validate:
        message: system priority classes are for the platform
        pattern:
          spec:
            =(priorityClassName): "!system-*"
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
spec:
  containers:
    - name: app
      image: nginx
)",
    },
    check);

}  // namespace fargate_lint::rules
