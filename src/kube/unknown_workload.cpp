#include "kube/unknown_workload.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "kube/fields.hpp"

namespace fargate_lint::kube {
namespace {

/// No object of the kind is this deep, or this long before its containers.
constexpr int kMaxDepth = 32;
constexpr std::uint32_t kMaxNodes = 100'000;

/// Kinds that hold what looks like a pod and make none: patterns and patches of policies, and
/// values and patches that charts and other objects' manifests are made with. Without a kind: all
/// of the group.
struct KindWithoutPods {
  std::string_view group;
  std::string_view kind = {};
};
constexpr std::array kKindsWithoutPods = {
    KindWithoutPods{"apiextensions.crossplane.io"},
    KindWithoutPods{"argoproj.io", "Application"},
    KindWithoutPods{"argoproj.io", "ApplicationSet"},
    KindWithoutPods{"cli.kyverno.io"},
    KindWithoutPods{"config.gatekeeper.sh"},
    KindWithoutPods{"config.karmada.io"},
    KindWithoutPods{"constraints.gatekeeper.sh"},
    KindWithoutPods{"expansion.gatekeeper.sh"},
    KindWithoutPods{"helm.cattle.io"},
    KindWithoutPods{"helm.toolkit.fluxcd.io"},
    KindWithoutPods{"kro.run"},
    KindWithoutPods{"kustomize.config.k8s.io"},
    KindWithoutPods{"kustomize.toolkit.fluxcd.io"},
    KindWithoutPods{"kyverno.io"},
    KindWithoutPods{"mutations.gatekeeper.sh"},
    KindWithoutPods{"policies.kubewarden.io"},
    KindWithoutPods{"policies.kyverno.io"},
    KindWithoutPods{"policy.karmada.io"},
    KindWithoutPods{"templates.gatekeeper.sh"},
    // What it holds are objects like others (object.cpp).
    KindWithoutPods{"workload.codeflare.dev", "AppWrapper"},
};

bool makes_no_pods(std::string_view group, std::string_view kind) {
  return std::ranges::any_of(kKindsWithoutPods, [&](const KindWithoutPods& row) {
    return row.group == group && (row.kind.empty() || row.kind == kind);
  });
}

/// Kubernetes' own kinds that make pods are all known.
bool is_of_kubernetes(std::string_view group) {
  return group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
}

/// A container has an image; or, where an operator fills that in, a name and something to run.
bool is_container(yaml::Node item) {
  if (!item.is_mapping()) return false;
  if (!text_of(item["image"]).empty()) return true;
  if (text_of(item["name"]).empty()) return false;
  constexpr std::array<std::string_view, 5> kOfContainers = {"command", "args", "env", "resources",
                                                             "volumeMounts"};
  return std::ranges::any_of(kOfContainers,
                             [item](std::string_view field) { return bool{item[field]}; });
}

yaml::Node find_containers(yaml::Node mapping) {
  const auto containers = mapping["containers"];
  const bool is_found =
      containers.is_sequence() && containers.size() > 0 && is_container(containers.at(0));
  return is_found ? containers : yaml::Node();
}

/// Operators that write the pod template themselves take the fields that people want to set: those
/// of the container and of the pod in one mapping.
yaml::Node find_pod_in_one(yaml::Node mapping) {
  const bool is_of_pod = mapping["volumes"].is_sequence() || mapping["hostNetwork"].is_boolean() ||
                         mapping["nodeSelector"].is_mapping() ||
                         mapping["tolerations"].is_sequence() ||
                         mapping["storageClassName"].is_string();
  if (!is_of_pod) return {};
  const auto image = mapping["image"];
  if (!text_of(image).empty() || image["repository"]) return image;
  const auto resources = mapping["resources"];
  return resources["requests"] || resources["limits"] ? resources : yaml::Node();
}

/// Walks an object in the order of its text and keeps the way it has gone, until a mapping has what
/// is looked for.
class Search {
 public:
  using Look = yaml::Node (*)(yaml::Node mapping);
  explicit Search(Look look) : look_(look) {}

  yaml::Node find(yaml::Node node, int depth) {
    if (depth > kMaxDepth || ++seen_ > kMaxNodes) return {};
    if (node.is_mapping()) return find_in_mapping(node, depth);
    // A list of lists has no path of fields.
    if (!node.is_sequence() || path_.ends_with(']')) return {};
    const auto size = path_.size();
    path_ += "[]";
    for (const auto item : node.items())
      if (const auto found = find(item, depth + 1)) return found;
    path_.resize(size);
    return {};
  }
  std::string take_path() { return std::move(path_); }

 private:
  yaml::Node find_in_mapping(yaml::Node node, int depth) {
    if (const auto found = look_(node)) return found;
    const auto size = path_.size();
    for (const auto [key, value] : node.entries()) {
      if (!value.is_mapping() && !value.is_sequence()) continue;
      const auto name = key.text();
      if (!path_.empty()) path_ += '.';
      if (name.empty() || name.find_first_of(".[*") != std::string_view::npos) {
        path_ += '*';
      } else {
        path_ += name;
      }
      if (const auto found = find(value, depth + 1)) return found;
      path_.resize(size);
    }
    return {};
  }

  Look look_;
  std::string path_;
  std::uint32_t seen_ = 0;
};

/// The template is what holds `spec`, unless that is the object itself.
void leave_spec(std::string& path) {
  constexpr std::string_view kSpec = ".spec";
  if (path.ends_with(kSpec)) path.resize(path.size() - kSpec.size());
}

}  // namespace

SuspectedPod find_suspected_pod(std::string_view group, std::string_view kind, yaml::Node object) {
  if (is_of_kubernetes(group) || makes_no_pods(group, kind)) return {};
  SuspectedPod pod;
  // Most custom resources hold no such key at all: that is seen in a tenth of the time.
  if (object.may_hold_key("containers")) {
    Search search(find_containers);
    pod.containers = search.find(object, 0);
    if (pod.containers) {
      pod.path = search.take_path();
      leave_spec(pod.path);
      return pod;
    }
  }
  if (!object.may_hold_key("image") && !object.may_hold_key("resources")) return {};
  Search search(find_pod_in_one);
  pod.field = search.find(object, 0);
  pod.path = search.take_path();
  return pod;
}

}  // namespace fargate_lint::kube
