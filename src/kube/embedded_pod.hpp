#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "kube/object.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// Who makes pods by what a ConfigMap holds.
enum class EmbeddedPodKind : std::uint8_t {
  pod_template,   ///< a Pod that is no object of its own: Airflow's `pod_template_file`, Spark's
  gitlab_runner,  ///< `privileged = true` for the job pods of GitLab Runner's Kubernetes executor
};

/// What makes pods in a text of a ConfigMap. Views into its document.
struct EmbeddedPod {
  EmbeddedPodKind kind = EmbeddedPodKind::pod_template;
  yaml::Node text;        ///< the entry of `data`
  std::size_t begin = 0;  ///< the place in the text that shows it
  std::size_t end = 0;
};

/// The first such place of each text under `data` whose key names a YAML or TOML file, or a
/// template. Texts of other formats, and YAML that still has to be rendered, hold none.
std::vector<EmbeddedPod> find_embedded_pods(const Object& config_map);

/// False if the ConfigMap is sure to hold none: quick, for there are many ConfigMaps.
bool may_embed_pod(const Object& config_map);

}  // namespace fargate_lint::kube
