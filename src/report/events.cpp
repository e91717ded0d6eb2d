#include "report/events.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/event_advice.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using fargate::EventObject;
using fargate::EventPart;
using fargate::ToldEvent;
using fargate::event::Said;
using fargate::event::Speaker;

/// More are told by -o json.
constexpr std::size_t kMostEvents = 30;
constexpr std::size_t kMostParts = 50;
constexpr std::size_t kLongestText = 500;

std::string_view name_of(Speaker speaker) {
  switch (speaker) {
    case Speaker::fargate_scheduler: return "the Fargate scheduler";
    case Speaker::kubelet: return "the kubelet on Fargate";
    case Speaker::default_scheduler: return "the default scheduler";
    case Speaker::runtime: return "the container runtime";
    case Speaker::eks: return "Amazon EKS";
    case Speaker::api_server: return "the API server";
    case Speaker::program: return "a program";
  }
  return "";
}

/// Whether Fargate looks at the pod no more.
bool is_final(const fargate::Event& event) {
  return event.whole().retried == false;
}

/// What becomes of the pod, as far as it is known.
std::string_view outcome_of(const fargate::Event& event) {
  if (is_final(event)) return "the Pod is refused and is not tried again.";
  if (event.whole().retried == true) return "the Pod stays Pending and is tried again.";
  return {};
}

/// "pod/api-7d9 in shop"
std::string title_of(const EventObject& object) {
  auto title = object.kind + (object.kind.empty() ? "" : "/") + object.name;
  if (!object.ns.empty()) title += " in " + object.ns;
  return sanitise(title);
}

bool is_pod(const EventObject& object) {
  return object.kind == "Pod" || object.kind == "pod";
}

/// The Deployment of a ReplicaSet, which is named after it and a hash (k8s.io/kubernetes
/// pkg/controller/deployment/sync.go); else the owner as it is.
EventObject workload_of(const EventObject& object) {
  EventObject owner{object.owner_kind, object.ns, object.owner, {}, {}};
  const auto dash = owner.name.rfind('-');
  if (owner.kind != "ReplicaSet" || dash == std::string::npos || dash == 0) return owner;
  const auto hash = std::string_view(owner.name).substr(dash + 1);
  if (hash.empty() || hash.find_first_not_of("456789bcdf") != std::string_view::npos) return owner;
  owner.kind = "Deployment";
  owner.name.resize(dash);
  return owner;
}

/// Whether a name can go into a command line without quotes: names of Kubernetes can.
bool is_plain(std::string_view name) {
  return !name.empty() && !name.starts_with('-') &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") ==
             std::string_view::npos;
}

class Screen {
 public:
  Screen(const ToldEvents& told, const RenderOptions& options, std::string& out)
      : told_(told),
        options_(options),
        palette_(Palette::make(options)),
        width_(std::clamp(options.width, 40U, 100U)),
        out_(out) {}

  void append() {
    std::size_t number = 0;
    for (const auto& event : told_.log.events) {
      if (number == kMostEvents) break;
      if (number++ != 0) out_ += '\n';
      append_event(event);
    }
    append_next();
    append_rest();
  }

 private:
  void paragraph(std::string_view text, std::size_t indent, std::size_t hanging = 0) {
    const auto lines = wrap(text, width_ - indent, hanging);
    for (std::size_t i = 0; i < lines.size(); ++i)
      out_.append(indent + (i == 0 ? 0 : hanging), ' ').append(lines[i]) += '\n';
  }

  void append_event(const ToldEvent& told) {
    std::string head = "From " + std::string(name_of(told.event.whole().speaker));
    if (told.count > 1) head += " (" + std::to_string(told.count) + " times)";
    const auto outcome = outcome_of(told.event);
    head += outcome.empty() ? ":" : ": " + std::string(outcome);
    for (const auto& line : wrap(head, width_)) out_ += palette_.paint(palette_.bold, line) + "\n";
    append_objects(told);
    out_ += '\n';
    std::size_t number = 0;
    for (const auto& part : told.event.parts)
      if (number++ < kMostParts) append_part(part, told.event);
    if (number > kMostParts)
      paragraph("and " + std::to_string(number - kMostParts) + " more parts", 2);
    append_unknown(told.event);
  }

  void append_objects(const ToldEvent& told) {
    std::string text;
    for (const auto& object : told.objects) text += (text.empty() ? "" : ", ") + title_of(object);
    if (text.empty()) return;
    if (told.objects.size() == fargate::EventLog::kMostObjects) text += ", ...";
    paragraph(text, 2);
  }

  /// The part with the rules that find it in manifests to the right of it, or below.
  void append_part(const EventPart& part, const fargate::Event& event) {
    constexpr std::size_t kColumn = 44;
    auto text = sanitise(std::string_view(part.text).substr(0, kLongestText));
    if (part.count > 1) text += " (" + std::to_string(part.count) + " containers)";
    const auto rules = rules_of(part.said);
    const bool is_short = rules.size() == 1 && display_width(text) + 4 <= kColumn &&
                          kColumn + rules.front().size() <= width_;
    if (is_short) {
      out_ += "  ";
      append_padded(text, kColumn - 2, out_);
      out_ += palette_.paint(palette_.bold, rules.front()) + "\n";
    } else {
      paragraph(text, 2, 2);
      for (const auto& rule : rules) out_ += "      " + palette_.paint(palette_.bold, rule) + "\n";
    }
    append_advice(part.said, event);
  }

  std::vector<std::string> rules_of(Said said) const {
    std::vector<std::string> names;
    for (const auto* rule : told_.rules.of(said))
      names.push_back(std::string(rule->info.id) + " " + std::string(rule->info.name));
    return names;
  }

  void append_advice(Said said, const fargate::Event& event) {
    const bool from_network =
        said == Said::ports &&
        std::ranges::find(event.parts, Said::host_network, &EventPart::said) != event.parts.end();
    if (from_network) {
      paragraph(
          "Kubernetes makes every container port of a Pod with `hostNetwork` a host port: "
          "unless a port sets `hostPort` itself, nothing else needs to be done",
          6);
      return;
    }
    const auto advice = advice_on(said);
    paragraph(advice.means, 6);
    if (!advice.to_do.empty()) paragraph("do: " + std::string(advice.to_do), 6, 4);
  }

  void append_unknown(const fargate::Event& event) {
    if (event.unknown.empty()) return;
    std::string text = "not known: ";
    for (std::size_t i = 0; i < std::min<std::size_t>(event.unknown.size(), 5); ++i)
      text += (i == 0 ? "" : ", ") +
              sanitise(std::string_view(event.unknown[i]).substr(0, kLongestText));
    if (event.unknown.size() > 5) text += ", ...";
    paragraph(text, 2, 2);
  }

  /// The object that refusals are about; null if none is shown, or if there are several.
  const EventObject* refused_object() const {
    const EventObject* only = nullptr;
    for (const auto& told : told_.log.events) {
      if (!is_final(told.event)) continue;
      for (const auto& object : told.objects) {
        if (!is_plain(object.name) || (only != nullptr && !(*only == object))) return nullptr;
        only = &object;
      }
    }
    return only;
  }

  bool holds_refusal() const {
    return std::ranges::any_of(told_.log.events,
                               [](const ToldEvent& told) { return is_final(told.event); });
  }

  void append_next() {
    if (!holds_refusal()) return;
    const auto* object = refused_object();
    const auto owner = object == nullptr ? EventObject() : workload_of(*object);
    const bool has_owner = is_plain(owner.name) && is_plain(owner.kind);
    std::string how = "delete the Pod, so that its controller creates it again";
    if (has_owner && (owner.kind == "Deployment" || owner.kind == "StatefulSet")) {
      how = "`kubectl rollout restart " + sanitise(owner.kind) + "/" + owner.name +
            of_namespace(owner) + "`";
    } else if (object != nullptr && is_pod(*object)) {
      how = "`kubectl delete pod " + object->name + of_namespace(*object) + "`";
    }
    out_ += '\n';
    paragraph("Then recreate the Pod (" + how + "): a refused Pod is not looked at again.", 0);
    append_causes(object, has_owner ? &owner : nullptr);
  }

  /// The commands that show the lines behind it.
  void append_causes(const EventObject* object, const EventObject* owner) {
    std::string in_files = options_.program + " why KIND/NAME PATH...";
    if (owner != nullptr)
      in_files = options_.program + " why " + owner->kind + "/" + owner->name + " PATH...";
    out_ += "The line that causes it: " + in_files + "\n";
    if (object == nullptr || !is_pod(*object)) return;
    out_ += "In the cluster: " + options_.program + " why pod/" + object->name +
            of_namespace(*object) + " --live\n";
  }

  static std::string of_namespace(const EventObject& object) {
    return is_plain(object.ns) ? " -n " + object.ns : std::string();
  }

  void append_rest() {
    if (told_.log.events.size() > kMostEvents)
      out_ += "\n" + std::to_string(told_.log.events.size() - kMostEvents) +
              " more known texts: `-o json` shows them all\n";
    if (told_.log.unknown == 0) return;
    out_ += "\n" + std::to_string(told_.log.unknown) +
            (told_.log.unknown == 1 ? " other event is" : " other events are") +
            " not about Fargate, or not known\n";
  }

  const ToldEvents& told_;
  const RenderOptions& options_;
  Palette palette_;
  std::size_t width_;
  std::string& out_;
};

}  // namespace

void append_events(const ToldEvents& told, const RenderOptions& options, std::string& out) {
  Screen(told, options, out).append();
}

}  // namespace fargate_lint::report
