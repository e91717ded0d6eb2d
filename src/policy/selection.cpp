#include "policy/selection.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "fargate/match.hpp"
#include "fargate/placement.hpp"
#include "policy/cel.hpp"

namespace fargate_lint::policy {
namespace {

using fargate::LabelPattern;
using fargate::Profile;
using fargate::Selector;

/// The workloads that a policy is about; their controllers add labels to the pods.
constexpr std::array<std::string_view, 4> kGroups = {"", "apps", "batch", "extensions"};

/// The labels that controllers of Kubernetes itself add to their pods and that the pattern takes.
std::vector<std::string> added_labels(std::string_view key_pattern) {
  std::vector<std::string> keys;
  for (const auto& kind : kube::workload_kinds()) {
    if (std::ranges::find(kGroups, kind.group) == kGroups.end()) continue;
    for (const auto key : kind.added_labels)
      if (fargate::wildcard_match(key_pattern, key)) keys.emplace_back(key);
  }
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

std::string name_of(const Profile& profile) {
  return profile.name.is_known() ? profile.name.text : std::string();
}

std::string label_condition(const LabelPattern& label, bool of_templates) {
  const auto& key = label.key.text;
  const auto& value = label.value.text;
  if (cel::is_literal(key)) {
    const auto quoted = cel::quote(key);
    const auto there = quoted + " in labels";
    if (fargate::matches_everything(value)) return there;
    return there + " && " + cel::fits("labels[" + quoted + "]", value);
  }
  auto text = "labels.exists(k, " + cel::fits("k", key);
  // What a template says of them is not what the pod has.
  const auto added = of_templates ? added_labels(key) : std::vector<std::string>();
  if (!added.empty()) text += " && !(k in " + cel::list(added) + ")";
  const auto value_fits = cel::fits("labels[k]", value);
  if (value_fits != "true") text += " && " + value_fits;
  return text + ")";
}

/// Why a selector cannot be written; nothing if it can.
std::optional<std::string> obstacle(const Selector& selector, bool of_templates) {
  if (selector.ns.is_absent()) return "it has no namespace, and selects nothing";
  if (selector.ns.is_unknown()) return "its namespace is not known (" + selector.ns.text + ")";
  if (selector.labels_unknown.is_unknown())
    return "its labels are not known (" + selector.labels_unknown.text + ")";
  for (const auto& label : selector.labels) {
    if (label.key.is_unknown()) return "a label key is not known (" + label.key.text + ")";
    if (label.value.is_unknown())
      return "the value of label " + label.key.text + " is not known (" + label.value.text + ")";
    if (of_templates && cel::is_literal(label.key.text) && !added_labels(label.key.text).empty())
      return "a controller adds the label " + label.key.text + " to Pods, so no template shows it";
  }
  return std::nullopt;
}

std::string condition_of(const Selector& selector, bool of_templates) {
  auto text = cel::fits("request.namespace", selector.ns.text);
  for (const auto& label : selector.labels) {
    const auto condition = label_condition(label, of_templates);
    if (text == "true")
      text = condition;
    else
      text += " && " + condition;
  }
  return text;
}

/// Whether a name can be a word of a line in the ConfigMap; AWS takes no others.
bool is_word(std::string_view name) {
  const auto is_harmless = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !name.empty() && std::ranges::all_of(name, is_harmless);
}

std::string line_of(const std::string& name, const Selector& selector) {
  auto line = (is_word(name) ? name : "-") + " " + cel::regex(selector.ns.text);
  for (const auto& label : selector.labels)
    line += " ^" + cel::regex_part(label.key.text) + "=" + cel::regex_part(label.value.text) + "$";
  return line;
}

/// Why a profile as a whole selects nothing for certain; nothing if it may.
std::optional<std::string> obstacle(const Profile& profile) {
  if (!profile.takes_new_pods()) return "its status is " + profile.status;
  if (profile.conditional.is_unknown())
    return "it may not exist (" + profile.conditional.text + ")";
  return std::nullopt;
}

std::string in_parentheses(const std::vector<std::string>& terms) {
  std::string text;
  for (const auto& term : terms) {
    if (!text.empty()) text += " ||\n    ";
    text += term;
  }
  return terms.size() > 1 ? "(" + text + ")" : text;
}

/// One line, whatever the input holds: notes are written as comments.
std::string plain(std::string_view text) {
  std::string line;
  for (const char c : text)
    line += static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F ? '?' : c;
  return line;
}

void note(const Profile& profile, const std::string& what, const std::string& why,
          Selection& selection) {
  selection.notes.push_back(
      plain(what + "profile " + profile.display_name() + " is not in the policy: " + why));
}

void add(const Profile& profile, bool of_templates, Selection& selection) {
  if (const auto why = obstacle(profile)) return note(profile, "", *why, selection);
  if (profile.selectors_unknown.is_unknown())
    note(profile, "part of ",
         "its selectors are not known (" + profile.selectors_unknown.text + ")", selection);
  SelectedBy selected{name_of(profile), {}, {}};
  std::vector<std::string> conditions;
  std::size_t number = 0;
  for (const auto& selector : profile.selectors) {
    const auto which = "selector " + std::to_string(number++) + " of ";
    if (const auto why = obstacle(selector, of_templates)) {
      note(profile, which, *why, selection);
      continue;
    }
    conditions.push_back(condition_of(selector, of_templates));
    selected.lines.push_back(line_of(selected.name, selector));
  }
  if (conditions.empty()) return;
  // The label chooses among the profiles that match; an empty one chooses nothing.
  const auto label = "labels[?" + cel::quote(fargate::kProfileLabel) + "].orValue(\"\")";
  std::vector<std::string> chosen = {""};
  if (!selected.name.empty()) chosen.push_back(selected.name);
  selected.condition = label + " in " + cel::list(chosen) + " && " + in_parentheses(conditions);
  selection.profiles.push_back(std::move(selected));
}

}  // namespace

Selection select(std::span<const Profile> profiles, bool of_templates) {
  Selection selection;
  for (const auto& profile : profiles) add(profile, of_templates, selection);
  std::ranges::stable_sort(selection.profiles, [](const SelectedBy& a, const SelectedBy& b) {
    if (a.name.empty() != b.name.empty()) return b.name.empty();
    return a.name < b.name;
  });
  return selection;
}

bool has_sure_winner(std::span<const Profile> profiles) {
  std::vector<const Profile*> sorted;
  for (const auto& profile : profiles) {
    if (!profile.name.is_known()) return false;
    sorted.push_back(&profile);
  }
  std::ranges::sort(
      sorted, {}, [](const Profile* profile) -> const std::string& { return profile->name.text; });
  for (std::size_t i = 0; i < sorted.size(); ++i)
    for (std::size_t j = i + 1; j < sorted.size(); ++j)
      if (!fargate::surely_first(*sorted[i], *sorted[j])) return false;
  return true;
}

}  // namespace fargate_lint::policy
