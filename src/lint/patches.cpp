#include "lint/patches.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "yaml/path.hpp"

namespace fargate_lint::lint {
namespace {

using fargate::Verdict;

/// `spec.containers[].image` of `spec.containers[0].image`.
std::string without_numbers(std::string_view path) {
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    text += path[i];
    if (path[i] != '[') continue;
    const auto end = std::min(path.find(']', i), path.size());
    const auto key = path.substr(i + 1, end - i - 1);
    const bool is_number =
        !key.empty() && std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; });
    if (is_number) i = end - 1;
  }
  return text;
}

/// Whether one of two paths is the other, or leads to it.
bool is_on_way(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  return b.starts_with(a) && (b.size() == a.size() || b[a.size()] == '.' || b[a.size()] == '[');
}

/// Fields of a pod that have no say in whether Fargate takes it, with all that is in them.
bool is_harmless(std::string_view field) {
  constexpr std::array<std::string_view, 14> kHarmless = {"image",
                                                          "env",
                                                          "envFrom",
                                                          "args",
                                                          "command",
                                                          "livenessProbe",
                                                          "startupProbe",
                                                          "readinessProbe",
                                                          "lifecycle",
                                                          "imagePullPolicy",
                                                          "imagePullSecrets",
                                                          "serviceAccountName",
                                                          "terminationGracePeriodSeconds",
                                                          "annotations"};
  const bool is_device = field.find('/') != std::string_view::npos;  // `limits[nvidia.com/gpu]`
  while (!field.empty()) {
    const auto end = std::min(field.find('.'), field.size());
    auto name = field.substr(0, end);
    while (name.ends_with("[]")) name.remove_suffix(2);
    if (std::ranges::find(kHarmless, name) != kHarmless.end()) return true;
    if (name == "resources" && !is_device) return true;  // how large it is
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return false;
}

/// A patch's field that is about a workload, and the overlay that it is of.
struct Touched {
  const Overlay* overlay;
  std::string_view field;
};

std::vector<Touched> touched(const Patches& patches, const kube::Object& object) {
  constexpr std::size_t kMost = 1000;  // nobody patches more of one object
  std::vector<Touched> all;
  const auto found = patches.of_file.find(object.path().view());
  if (found == patches.of_file.end()) return all;
  const std::string kind(object.kind);
  const std::string name(object.name);
  for (const auto number : found->second) {
    const auto& overlay = patches.overlays[number];
    for (const auto& target : {kind + "/" + name, kind + "/", "/" + name, std::string("/")})
      if (const auto fields = overlay.fields.find(target); fields != overlay.fields.end())
        for (const auto& field : fields->second)
          if (all.size() < kMost) all.push_back({&overlay, field});
  }
  return all;
}

/// Holds what is patched against one workload.
class Doubt {
 public:
  Doubt(std::vector<Touched> touched, const kube::Workload& workload, fargate::Judgement& judgement)
      : touched_(std::move(touched)),
        object_(workload.object->node),
        root_(without_numbers(yaml::path_of(workload.pod, object_))),
        judgement_(judgement) {}

  void leave_open() {
    auto& placement = judgement_.placement;
    bool is_certain = false;
    const Overlay* removes = nullptr;  // what refuses the pod, perhaps
    for (auto& violation : judgement_.violations) {
      if (violation.implied) continue;  // by another of them
      const auto* overlay = patching(without_numbers(yaml::path_of(violation.field, object_)));
      if (overlay != nullptr && violation.certain == fargate::Tri::yes) {
        violation.certain = fargate::Tri::maybe;
        violation.missing = fact(*overlay);
        removes = overlay;
      }
      is_certain = is_certain || violation.certain == fargate::Tri::yes;
    }
    if (const auto* overlay = moving()) return open(*overlay);
    if (placement.verdict == Verdict::refused && removes != nullptr && !is_certain)
      return open(*removes);
    if (placement.verdict != Verdict::fargate) return;
    if (const auto* overlay = deciding()) open(*overlay);
  }

 private:
  static fargate::Fact fact(const Overlay& overlay) {
    return {.kind = fargate::Fact::Kind::patched, .name = overlay.path};
  }
  std::string of_pod(std::string_view field) const {
    return root_.empty() ? std::string(field) : root_ + "." + std::string(field);
  }
  const Overlay* patching(std::string_view field) const {
    const auto found = std::ranges::find_if(
        touched_, [&](const Touched& each) { return is_on_way(each.field, field); });
    return found == touched_.end() ? nullptr : found->overlay;
  }
  /// The overlay that may have another profile take the pod, or none.
  const Overlay* moving() const {
    const auto& placement = judgement_.placement;
    if (placement.reason == fargate::Reason::no_profiles_declared ||
        placement.reason == fargate::Reason::daemon_set)
      return nullptr;
    const auto* by_labels = patching(of_pod("metadata.labels"));
    return by_labels != nullptr ? by_labels : patching("metadata.namespace");
  }
  /// The overlay that may have Fargate refuse the pod.
  const Overlay* deciding() const {
    const auto spec = of_pod("spec");
    const auto found = std::ranges::find_if(touched_, [&](const Touched& each) {
      const bool is_below = each.field.starts_with(spec) && is_on_way(each.field, spec);
      return is_below && !is_harmless(each.field.substr(spec.size()));
    });
    return found == touched_.end() ? nullptr : found->overlay;
  }
  void open(const Overlay& overlay) {
    auto& placement = judgement_.placement;
    placement.verdict = Verdict::undecided;
    placement.reason = fargate::Reason::unknown_value;
    placement.missing.push_back(fact(overlay));
    placement.clauses.push_back({.kind = fargate::Clause::Kind::patched, .name = overlay.path});
  }

  std::vector<Touched> touched_;
  yaml::Node object_;
  std::string root_;  ///< the path of what holds the pod
  fargate::Judgement& judgement_;
};

}  // namespace

void leave_open_what_is_patched(const Patches& patches, const kube::Workload& workload,
                                fargate::Judgement& judgement) {
  if (patches.of_file.empty()) return;
  auto all = touched(patches, *workload.object);
  if (!all.empty()) Doubt(std::move(all), workload, judgement).leave_open();
}

}  // namespace fargate_lint::lint
