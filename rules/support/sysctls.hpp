#pragma once

#include <string>
#include <string_view>

namespace fargate_lint::rules {

/// The name with dots: `net/ipv4/tcp_syncookies` is another spelling of it. Whichever separator
/// comes first is the separator (k8s.io/component-helpers node/util/sysctl, NormalizeName).
std::string normalize_sysctl(std::string_view name);

/// Whether each pod has its own value of the sysctl (k8s.io/kubernetes
/// pkg/kubelet/sysctl/namespace.go); others apply to the whole node. `name` is normalized.
bool is_namespaced_sysctl(std::string_view name);

}  // namespace fargate_lint::rules
