#include <algorithm>

#include "fargate/event_words.hpp"
#include "fargate/refusal.hpp"

namespace fargate_lint::fargate {
namespace {

using event::fill;
using event::heading;
using event::Said;
using event::Section;

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const auto& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

/// Whether a violation is told: certain ones are, and where there are none those that are likely.
class Told {
 public:
  explicit Told(const std::vector<Violation>& violations)
      : any_certain_(std::ranges::any_of(violations, is_certain)) {}
  bool operator()(const Violation& violation) const {
    return any_certain_ ? is_certain(violation) : violation.is_likely;
  }

 private:
  static bool is_certain(const Violation& violation) { return violation.certain == Tri::yes; }
  bool any_certain_;
};

/// Each container's faults in one item: "Capabilities added: A, B, Privileged".
std::vector<std::string> security_items(const std::vector<Violation>& violations) {
  std::vector<std::string> items;
  const kube::Container* current = nullptr;
  auto previous = Cause::privileged;
  for (const auto& violation : violations) {
    const bool ours = violation.cause == Cause::capability ||
                      violation.cause == Cause::privilege_escalation ||
                      violation.cause == Cause::privileged;
    if (!ours || violation.certain != Tri::yes) continue;
    const bool another = violation.cause == Cause::capability && previous == Cause::capability;
    if (items.empty() || violation.container != current) {
      items.push_back(violation.event_item);
    } else if (another) {
      items.back() += ", " + violation.detail;
    } else {
      items.back() += ", " + violation.event_item;
    }
    current = violation.container;
    previous = violation.cause;
  }
  return items;
}

/// The event of a node selection that no Fargate node satisfies; `PROFILE` stands for a name that
/// is not known.
std::string node_selection_event(std::string_view profile) {
  return fill(Said::node_selection, {profile.empty() ? "PROFILE" : profile});
}

/// What the part of an event begins with that a cause belongs to; empty where no text is known.
std::string prefix_of(Cause cause) {
  switch (cause) {
    case Cause::host_network:
    case Cause::host_pid:
    case Cause::host_ipc: return std::string(heading(Section::fields));
    case Cause::capability:
    case Cause::privilege_escalation:
    case Cause::privileged: return std::string(heading(Section::security));
    case Cause::volume_type:
    case Cause::claim: return std::string(heading(Section::volumes));
    case Cause::host_port: return fill(Said::ports);
    case Cause::volume_devices: return fill(Said::volume_devices);
    case Cause::too_large: return fill(Said::too_large);
    case Cause::node_selection:
    case Cause::device:
    case Cause::windows:
    case Cause::ephemeral_storage: return {};
  }
  return {};
}

/// The event in which the Fargate scheduler lists what it does not support.
class Unsupported {
 public:
  /// Nothing is said if there are no items; those of one part are not said again.
  void add(const std::string& prefix, const std::vector<std::string>& items,
           std::string_view separator = {}) {
    if (!items.empty()) add(prefix, items, separator, items.front());
  }
  /// `first`: what the first of several violations that share the first item has said.
  void add(const std::string& prefix, const std::vector<std::string>& items,
           std::string_view separator, const std::string& first) {
    text_ += parts_.empty() ? fill(Said::refused) : ", ";
    text_ += prefix;
    parts_.push_back({prefix, first, text_.size() + first.size()});
    text_ += join(items, separator);
  }
  bool empty() const { return parts_.empty(); }
  /// Of one that goes on and on, the beginning: it is shown with each of a pod's findings.
  std::string text() {
    constexpr std::size_t kLongest = 2000;
    shown_ = text_.size();
    if (text_.size() <= kLongest) return text_;
    text_.resize(std::min(text_.rfind(", ", kLongest), kLongest));
    shown_ = text_.size();
    return text_ += ", ...";
  }
  /// Whether the text has the violation's part word for word: it begins one.
  bool shows(const Violation& violation) const {
    return std::ranges::any_of(parts_, [&](const Part& part) {
      // A capability stands behind others of its container without their heading.
      return part.prefix == prefix_of(violation.cause) && part.first == violation.event_item &&
             part.end <= shown_;
    });
  }

 private:
  struct Part {
    std::string prefix;
    std::string first;
    std::size_t end;  ///< of the first item, in the text
  };
  std::string text_;
  std::vector<Part> parts_;
  std::size_t shown_ = 0;
};

/// The items of some causes, in the order of the violations.
template <typename... Causes>
std::vector<std::string> items_of(const std::vector<Violation>& violations, Causes... causes) {
  const Told is_told(violations);
  std::vector<std::string> items;
  for (const auto& violation : violations)
    if (is_told(violation) && ((violation.cause == causes) || ...))
      items.push_back(violation.event_item);
  return items;
}

bool holds(const std::vector<Violation>& violations, Cause cause) {
  return std::ranges::any_of(violations, [cause](const Violation& violation) {
    return violation.cause == cause && violation.certain == Tri::yes;
  });
}

/// What is said once, however many do it.
std::vector<std::string> once(bool said) {
  return said ? std::vector<std::string>{""} : std::vector<std::string>();
}

}  // namespace

std::string event_part(const Violation& violation) {
  if (violation.cause == Cause::node_selection) return node_selection_event(violation.event_item);
  return prefix_of(violation.cause) + violation.event_item;
}

std::vector<std::string> events(std::vector<Violation>& violations, std::string_view profile) {
  const Told is_told(violations);
  const auto shows = [&](auto&& is_shown, std::size_t number) {
    for (auto& violation : violations)
      if (is_told(violation) && is_shown(violation))
        violation.event = static_cast<std::uint8_t>(number);
  };
  Unsupported unsupported;
  unsupported.add(prefix_of(Cause::host_network),
                  items_of(violations, Cause::host_network, Cause::host_pid, Cause::host_ipc),
                  ", ");
  const auto secured =
      items_of(violations, Cause::capability, Cause::privilege_escalation, Cause::privileged);
  if (!secured.empty())
    unsupported.add(prefix_of(Cause::privileged), security_items(violations), ",", secured.front());
  unsupported.add(prefix_of(Cause::host_port), once(holds(violations, Cause::host_port)));
  unsupported.add(prefix_of(Cause::claim), items_of(violations, Cause::volume_type, Cause::claim),
                  ", ");
  unsupported.add(prefix_of(Cause::volume_devices), once(holds(violations, Cause::volume_devices)));

  std::vector<std::string> texts;
  if (!unsupported.empty()) {
    texts.push_back(unsupported.text());
    shows([&](const Violation& violation) { return unsupported.shows(violation); }, 0);
  }
  for (const auto cause : {Cause::node_selection, Cause::too_large}) {
    if (!holds(violations, cause)) continue;
    shows([&](const Violation& violation) { return violation.cause == cause; }, texts.size());
    texts.push_back(cause == Cause::too_large ? fill(Said::too_large)
                                              : node_selection_event(profile));
  }
  return texts;
}

}  // namespace fargate_lint::fargate
