#include <cstdint>
#include <optional>
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

/// Windows has no such ports.
bool runs_windows(const PodContext& pod) {
  return pod.spec()["os"]["name"].text() == "windows" ||
         pod.spec()["nodeSelector"]["kubernetes.io/os"].text() == "windows" ||
         pod.spec()["nodeSelector"]["beta.kubernetes.io/os"].text() == "windows";
}

/// The first port that a process without root may bind in this pod.
std::int64_t first_free_port(const PodContext& pod) {
  for (const auto sysctl : pod.spec()["securityContext"]["sysctls"].items()) {
    if (sysctl["name"].text() != kUnprivilegedStart) continue;
    const auto value = kube::Quantity::parse(sysctl["value"].text());
    return value ? value->units() : 0;  // unreadable: nothing is claimed
  }
  return kFirstFreePort;
}

/// Why the container may not bind its port, and what helps. A process that is not root gets the
/// capability from its program's file, which `allowPrivilegeEscalation: false` disables
/// (no_new_privs; kubernetes/ingress-nginx#7006).
struct Obstacle {
  yaml::Node field;
  std::string_view related;
  std::string_view help;
};
std::optional<Obstacle> find_obstacle(const PodContext& pod, const kube::Container& container) {
  const auto non_root = find_non_root(pod, container);
  if (!non_root) return std::nullopt;
  const auto escalation = container.security_context()["allowPrivilegeEscalation"];
  const bool forbidden = escalation.is_false();
  if (has_capability(container)) {
    if (!forbidden) return std::nullopt;
    return Obstacle{escalation, "disables file capabilities, NET_BIND_SERVICE among them",
                    "listen on a port above 1023, which a Service can still expose as 80, or "
                    "remove `allowPrivilegeEscalation: false`"};
  }
  return Obstacle{non_root, "does not run as root",
                  forbidden ? "listen on a port above 1023, which a Service can still expose as 80"
                            : "listen on a port above 1023, which a Service can still expose as "
                              "80, or add the capability NET_BIND_SERVICE, which Fargate permits"};
}

void check(const PodContext& pod, FindingSink& out) {
  if (runs_windows(pod)) return;
  const auto first_free = first_free_port(pod);
  for (const auto& container : pod.pod.containers) {
    const auto obstacle = find_obstacle(pod, container);
    if (!obstacle) continue;
    for (const auto item : container.node["ports"].items()) {
      const auto port = item["containerPort"];
      const auto number = port.integer().value_or(0);
      if (number <= 0 || number >= kFirstFreePort || number >= first_free) continue;
      out.add(port, say("non-root container may not be able to bind port {}", quote(port.text())))
          .container(container.name)
          .related(obstacle->related, obstacle->field)
          .help(obstacle->help);
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
        .summary = "non-root container listens on a port below 1024",
        .why = "On Linux, a process that is not root needs the capability NET_BIND_SERVICE to bind "
               "a port below 1024, and `allowPrivilegeEscalation: false` disables the file "
               "capabilities that grant it. Otherwise the program fails with `Permission denied` "
               "and its container restarts again and again, on Fargate as on any node. This is "
               "advice only, because the image may listen on another port.",
        .fix = "listen on a port above 1023, which a Service can still expose as 80",
        .page = "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
        .symptoms = "bind() … Permission denied",
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
