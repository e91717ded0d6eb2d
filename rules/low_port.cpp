#include <cstdint>
#include <string>
#include <string_view>

#include "kube/fields.hpp"
#include "kube/quantity.hpp"
#include "list.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::int64_t kFirstFreePort = 1024;
constexpr std::string_view kUnprivilegedStart = "net.ipv4.ip_unprivileged_port_start";

/// What the container says, else the pod.
yaml::Node setting(const PodContext& pod, const kube::Container& container, std::string_view key) {
  const auto own = container.security_context()[key];
  return kube::is_absent(own) ? pod.spec()["securityContext"][key] : own;
}

/// Where it says that the container does not run as root; missing if it may.
yaml::Node find_non_root(const PodContext& pod, const kube::Container& container) {
  const auto user = setting(pod, container, "runAsUser");
  if (user.is_integer()) return user.integer() == 0 ? yaml::Node() : user;
  const auto non_root = setting(pod, container, "runAsNonRoot");
  return non_root.is_true() ? non_root : yaml::Node();
}

bool has_capability(const kube::Container& container) {
  for (const auto name : container.security_context()["capabilities"]["add"].items()) {
    if (name.text() == "NET_BIND_SERVICE" || name.text() == "ALL") return true;
  }
  return false;
}

/// The first port that a process without root may bind in this pod.
std::int64_t first_free_port(const PodContext& pod) {
  for (const auto sysctl : pod.spec()["securityContext"]["sysctls"].items()) {
    if (sysctl["name"].text() != kUnprivilegedStart) continue;
    const auto value = kube::Quantity::parse(sysctl["value"].text());
    return value ? value->units() : 0;  // not to be read: nothing is claimed
  }
  return kFirstFreePort;
}

void check(const PodContext& pod, FindingSink& out) {
  const auto first_free = first_free_port(pod);
  for (const auto& container : pod.pod.containers) {
    const auto non_root = find_non_root(pod, container);
    if (!non_root || has_capability(container)) continue;
    for (const auto item : container.node["ports"].items()) {
      const auto port = item["containerPort"];
      const auto number = port.integer().value_or(0);
      if (number <= 0 || number >= kFirstFreePort || number >= first_free) continue;
      out.add(port, say("port {} is below 1024, which a process without root may not bind",
                        quote(port.text())))
          .container(container.name)
          .related("does not run as root", non_root);
    }
  }
}

}  // namespace

constinit const Rule low_port = define(
    {
        .id = "FG118",
        .name = "low-port",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "a container without root listens on a port below 1024",
        .why = "On Linux a process that is not root may bind ports below 1024 only with the "
               "capability NET_BIND_SERVICE. Without it the program answers `Permission denied` "
               "and the container restarts for ever, on Fargate as on any node. Advice, since "
               "the image may bring the capability with its program, or listen elsewhere.",
        .fix = "listen on a port above 1023 (a Service can still offer 80), or add the "
               "capability NET_BIND_SERVICE, which Fargate permits",
        .page = "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsNonRoot: true
  containers:
    - name: app
      image: nginx
      ports:
        - containerPort: 80
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsNonRoot: true
  containers:
    - name: app
      image: nginx
      ports:
        - containerPort: 8080
)",
    },
    check);

}  // namespace fargate_lint::rules
