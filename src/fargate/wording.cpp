#include "fargate/wording.hpp"

#include <algorithm>
#include <unordered_set>

namespace fargate_lint::fargate::wording {
namespace {

std::string quoted(std::string_view text) {
  std::string all = "`";
  all += text;
  return all += '`';
}

/// "tier=web", with the pattern where it is not the text itself: "tier=web1 (`tier=web*`)".
std::string label(const Term& term) {
  std::string text = term.seen_key + "=" + term.seen;
  const std::string pattern = term.what + "=" + term.wanted;
  if (pattern != text) text += " (" + quoted(pattern) + ")";
  return text;
}

std::string short_name(const Violation& violation) {
  switch (violation.cause) {
    case Cause::host_network: return "hostNetwork";
    case Cause::host_pid: return "hostPID";
    case Cause::host_ipc: return "hostIPC";
    case Cause::capability: return "capability " + violation.detail;
    case Cause::privilege_escalation: return "allowPrivilegeEscalation";
    case Cause::privileged: return "privileged";
    case Cause::host_port: return violation.detail;
    case Cause::volume_type: return violation.detail + " volume";
    case Cause::claim: return "claim " + quoted(violation.detail);
    case Cause::volume_devices: return "volumeDevices";
    case Cause::device: return violation.detail;
    case Cause::windows: return "Windows";
    case Cause::node_selection: return "node selection";
    case Cause::too_large: return "size";
    case Cause::ephemeral_storage: return "ephemeral storage";
  }
  return {};
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) text += separator;
    text += part;
  }
  return text;
}

}  // namespace

std::string names(const std::vector<std::string>& quoted_names) {
  return join(quoted_names, ", ");
}

std::string name_of(const Profile& profile) {
  const bool named = profile.name.is_known() || !profile.id.empty();
  return named ? quoted(profile.display_name()) : "a profile of unknown name";
}

std::string selected(const Profile& profile, const SelectorTrace& trace) {
  std::string text;
  std::vector<std::string> labels;
  for (const Term& term : trace.terms) {
    if (&term != &trace.terms.front()) {
      labels.push_back(label(term));
      continue;
    }
    text = "namespace " + quoted(term.seen);
    if (term.wanted != term.seen) text += " (" + quoted(term.wanted) + ")";
  }
  if (!labels.empty()) {
    text += (labels.size() == 1 ? " and label " : " and labels ") + join(labels, ", ");
  }
  text += labels.empty() ? " matches" : " match";
  text += " selector " + std::to_string(trace.selector) + " of ";
  return text + (profile.name.is_known() ? "profile " : "") + name_of(profile);
}

std::string failed(const Term& term) {
  const bool ns = term.part == Term::Part::ns;
  std::string text = ns ? "namespace" : "label " + quoted(term.what);
  if (term.absent) {
    text += " is absent";
  } else {
    if (!ns && term.seen_key != term.what) text = "label " + quoted(term.seen_key);
    text += " is " + quoted(term.seen);
  }
  if (!term.reason.empty()) return text + ", and " + term.reason;
  if (!ns && !term.absent && term.seen_key != term.what) {
    return text + ", wants " + quoted(term.what + "=" + term.wanted);
  }
  return text + ", wants " + quoted(term.wanted);
}

std::string nearest(const Profile& profile, std::uint32_t selector,
                    const std::vector<Term>& failed_terms) {
  std::vector<std::string> parts;
  parts.reserve(failed_terms.size());
  for (const Term& term : failed_terms) parts.push_back(failed(term));
  return "nearest is " + name_of(profile) + ", selector " + std::to_string(selector) + ": " +
         join(parts, "; ");
}

std::vector<std::string> open_facts(const Profile& profile, const ProfileTrace& trace) {
  const std::string who =
      profile.name.is_known() ? "profile " + name_of(profile) : name_of(profile);
  std::vector<std::string> facts;
  if (profile.selectors_unknown.is_unknown()) {
    facts.push_back(who + ": its selectors are not known: " + profile.selectors_unknown.text);
  }
  for (const SelectorTrace& selector : trace.selectors) {
    if (selector.matched != Tri::maybe) continue;
    for (const Term& term : selector.terms) {
      if (term.matched != Tri::maybe) continue;
      facts.push_back(who + ", selector " + std::to_string(selector.selector) + ": " + term.reason);
    }
  }
  return facts;
}

std::string refused(const std::vector<Violation>& violations) {
  std::vector<std::string> causes;
  std::unordered_set<std::string> seen;  // a hostile pod has very many
  for (const Violation& violation : violations) {
    if (violation.certain != Tri::yes || violation.implied) continue;
    std::string cause = short_name(violation);
    if (seen.insert(cause).second) causes.push_back(std::move(cause));
  }
  return join(causes, ", ");
}

std::vector<SizeDoubt> size_doubts(const Size& size) {
  const auto shown = [](const std::optional<Rung>& rung) {
    return rung ? format(*rung) : "too large for Fargate";
  };
  std::vector<SizeDoubt> doubts;
  if (size.if_decimal_overhead) {
    doubts.push_back({std::string(kOverheadDoubt), shown(size.if_decimal_overhead) +
                                                       ", if the 256 MB that Fargate adds are "
                                                       "decimal"});
  }
  if (size.if_pod_level != size.rung) {
    doubts.push_back({std::string(kPodLevelDoubt),
                      shown(size.if_pod_level) + ", if Fargate goes by the pod's own `resources`"});
  }
  if (size.if_pod_overhead != size.rung) {
    doubts.push_back({std::string(kPodOverheadDoubt),
                      shown(size.if_pod_overhead) + ", if Fargate counts the pod's `overhead`"});
  }
  return doubts;
}

}  // namespace fargate_lint::fargate::wording
