#pragma once

#include <cstdint>

namespace fargate_lint::policy {

/// What is done about a Pod that Fargate would refuse.
enum class Action : std::uint8_t {
  deny,   ///< the request is denied
  warn,   ///< it is allowed, and the client is warned
  audit,  ///< it is allowed; only the audit log says so
};

/// What tells that a Pod goes to Fargate. Workloads are always placed by the profiles: what AWS's
/// webhook writes, it writes on Pods.
enum class PodsBy : std::uint8_t {
  scheduler,  ///< AWS's webhook has set `schedulerName: fargate-scheduler` on it
  profiles,   ///< a declared profile selects it
};

}  // namespace fargate_lint::policy
