#include "fargate/event.hpp"

#include <algorithm>

#include "fargate/refusal.hpp"

namespace fargate_lint::fargate {
namespace {

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

/// The part after a violation's prefix, for parts that several violations share.
std::string after(std::string_view prefix, const std::string& event_part) {
  return event_part.substr(prefix.size());
}

/// Each container's faults in one item: "Capabilities added: A, B, Privileged".
std::vector<std::string> security_items(const std::vector<Violation>& violations) {
  std::vector<std::string> items;
  const kube::Container* current = nullptr;
  Cause previous = Cause::privileged;
  for (const Violation& violation : violations) {
    const bool ours = violation.cause == Cause::capability ||
                      violation.cause == Cause::privilege_escalation ||
                      violation.cause == Cause::privileged;
    if (!ours || violation.certain != Tri::yes) continue;
    const bool another = violation.cause == Cause::capability && previous == Cause::capability;
    if (items.empty() || violation.container != current) {
      items.push_back(after(event::kSecurityContext, violation.event_part));
    } else if (another) {
      items.back() += ", " + violation.detail;
    } else {
      items.back() += ", " + after(event::kSecurityContext, violation.event_part);
    }
    current = violation.container;
    previous = violation.cause;
  }
  return items;
}

/// Of an event that goes on and on, the beginning: it is shown with each of a pod's findings.
std::string shortened(std::string text) {
  constexpr std::size_t kLongest = 2000;
  if (text.size() <= kLongest) return text;
  text.resize(std::min(text.rfind(", ", kLongest), kLongest));
  return text += ", ...";
}

}  // namespace

std::string node_selection_event(std::string_view profile) {
  std::string text = "MatchNodeSelector failed: Fargate profile ";
  text += profile.empty() ? "PROFILE" : profile;
  return text += " cannot satisfy pod's node selector/affinity requirements";
}

std::vector<std::string> events(const std::vector<Violation>& violations,
                                std::string_view profile) {
  std::vector<std::string> fields;
  std::vector<std::string> volumes;
  bool port = false;
  bool volume_devices = false;
  bool node_selection = false;
  bool too_large = false;
  for (const Violation& violation : violations) {
    if (violation.certain != Tri::yes) continue;
    switch (violation.cause) {
      case Cause::host_network:
      case Cause::host_pid:
      case Cause::host_ipc: fields.push_back(violation.detail); break;
      case Cause::host_port: port = true; break;
      case Cause::volume_type:
      case Cause::claim: volumes.push_back(after(event::kVolumes, violation.event_part)); break;
      case Cause::volume_devices: volume_devices = true; break;
      case Cause::node_selection: node_selection = true; break;
      case Cause::too_large: too_large = true; break;
      // By container, below.
      case Cause::capability:
      case Cause::privilege_escalation:
      case Cause::privileged:
      // No text is known.
      case Cause::device:
      case Cause::windows:
      case Cause::ephemeral_storage: break;
    }
  }
  std::vector<std::string> parts;
  if (!fields.empty()) parts.push_back(std::string(event::kFields) + join(fields, ", "));
  if (const auto items = security_items(violations); !items.empty()) {
    parts.push_back(std::string(event::kSecurityContext) + join(items, ","));
  }
  if (port) parts.emplace_back(event::kPorts);
  if (!volumes.empty()) parts.push_back(std::string(event::kVolumes) + join(volumes, ", "));
  if (volume_devices) parts.emplace_back(event::kVolumeDevices);

  std::vector<std::string> texts;
  if (!parts.empty())
    texts.push_back(shortened("Pod not supported on Fargate: " + join(parts, ", ")));
  if (node_selection) texts.push_back(node_selection_event(profile));
  if (too_large) texts.emplace_back(event::kTooLarge);
  return texts;
}

}  // namespace fargate_lint::fargate
