#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kube/workload.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::rules {

/// The name with dots: `net/ipv4/tcp_syncookies` is another spelling of it. Whichever separator
/// comes first is the separator (k8s.io/component-helpers node/util/sysctl, NormalizeName).
std::string normalize_sysctl(std::string_view name);

/// Whether each pod has its own value of the sysctl (k8s.io/kubernetes
/// pkg/kubelet/sysctl/namespace.go); others apply to the whole node. `name` is normalized.
bool is_namespaced_sysctl(std::string_view name);

/// Whether every kubelet lets pods set it. `name` is normalized.
bool is_safe_sysctl(std::string_view name);

/// A sysctl that a container's command line sets.
struct SysctlSetting {
  std::string key;  ///< normalized
  yaml::Node item;  ///< of `command` or `args`
};
std::vector<SysctlSetting> sysctls_set_by(const kube::Container& container);

/// What to do instead of setting it from a container.
std::string help_for_sysctl(std::string_view name);

}  // namespace fargate_lint::rules
