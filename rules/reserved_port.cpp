#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/fields.hpp"
#include "list.hpp"
#include "support/command_line.hpp"
#include "support/fixes.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kKubeletPort = "10250";
constexpr std::string_view kFreePort = "10251";

/// The name of a flag in lower case and without dashes: `--Secure-Port` is "secureport".
std::string letters_of(std::string_view flag) {
  std::string letters;
  for (const char c : flag)
    if (c != '-' && c != '_' && c != '.')
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return letters;
}

bool contains_any(std::string_view text, auto& parts) {
  return std::ranges::any_of(
      parts, [text](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

/// Whether a flag of this name tells where the program itself listens, and not whom it calls.
bool is_of_listener(std::string_view flag) {
  static constexpr std::array<std::string_view, 9> kClient = {
      "kubelet", "target", "remote", "upstream", "peer", "backend", "dest", "scrape", "apiserver"};
  static constexpr std::array<std::string_view, 12> kServed = {
      "bind", "listen", "metrics", "health", "probe", "webhook",
      "serv", "secure", "http",    "grpc",   "debug", "pprof"};
  const auto name = letters_of(flag);
  if (contains_any(name, kClient)) return false;
  if (name.ends_with("port")) return true;
  if (name == "address" || name == "addr") return true;
  return (name.ends_with("address") || name.ends_with("addr") || name.ends_with("listen") ||
          name.ends_with("bind")) &&
         contains_any(name, kServed);
}

/// Whether the value is the kubelet's port, by itself or at an address to listen at.
bool is_kubelet_port(std::string_view value) {
  static constexpr std::array<std::string_view, 9> kHosts = {
      "", ":", "0.0.0.0:", "[::]:", "*:", "127.0.0.1:", "localhost:", "[::1]:", "tcp://0.0.0.0:"};
  if (!value.ends_with(kKubeletPort)) return false;
  value.remove_suffix(kKubeletPort.size());
  return std::ranges::find(kHosts, value) != kHosts.end();
}

/// A place in a container's definition that shows that it listens at the kubelet's port.
struct Sign {
  enum class Kind : std::uint8_t { port, argument, probe };
  Kind kind = Kind::port;
  yaml::Node field;
  std::string_view flag = {};  ///< of an argument
};

void append_ports(const kube::Container& container, std::vector<Sign>& signs) {
  for (const auto item : container.node["ports"].items()) {
    const auto port = item["containerPort"];
    if (port.text() == kKubeletPort && item["protocol"].text() != "UDP")
      signs.push_back({Sign::Kind::port, port});
  }
}

void append_arguments(const kube::Container& container, std::vector<Sign>& signs) {
  if (!mentions(container, kKubeletPort)) return;
  for (const auto& [flag, value, item] : flags_of_command_line(container))
    if (is_kubelet_port(value) && is_of_listener(flag))
      signs.push_back({Sign::Kind::argument, item, flag});
}

/// Probes of the pod itself: one that names a host asks somebody else.
void append_probes(const kube::Container& container, std::vector<Sign>& signs) {
  for (const std::string_view probe : {"livenessProbe", "readinessProbe", "startupProbe"}) {
    const auto node = container.node[probe];
    if (!node) continue;
    for (const std::string_view way : {"httpGet", "tcpSocket", "grpc"}) {
      const auto action = node[way];
      const auto port = action["port"];
      if (port.text() == kKubeletPort && kube::text_of(action["host"]).empty())
        signs.push_back({Sign::Kind::probe, port});
    }
  }
}

/// What tells most comes first.
std::vector<Sign> signs_of(const kube::Container& container) {
  std::vector<Sign> signs;
  append_ports(container, signs);
  append_arguments(container, signs);
  append_probes(container, signs);
  return signs;
}

Message describe(const Sign& sign) {
  if (sign.kind == Sign::Kind::argument)
    return say("{} sets port 10250, which is already used by the kubelet on the Fargate node",
               quote(sign.flag));
  if (sign.kind == Sign::Kind::probe)
    return say("probe uses port 10250, where the kubelet of the Fargate node answers");
  return say("port 10250 is already used by the kubelet on the Fargate node");
}

bool uses_free_port(const kube::PodTemplate& pod) {
  for (const auto& container : pod.containers) {
    if (mentions(container, kFreePort)) return true;
    for (const auto item : container.node["ports"].items())
      if (item["containerPort"].text() == kFreePort) return true;
  }
  return false;
}

/// The text of a field with the kubelet's port replaced; an argument may be a script that names the
/// port more than once, for other purposes as well.
std::optional<std::string> moved(std::string_view text) {
  const auto at = text.find(kKubeletPort);
  if (at == std::string_view::npos || text.find(kKubeletPort, at + 1) != std::string_view::npos)
    return std::nullopt;
  std::string result(text);
  return result.replace(at, kKubeletPort.size(), kFreePort);
}

/// All the places at once; nothing if one of them cannot be edited, for half of the change breaks
/// what works.
std::optional<lint::Fix> move_port(const std::vector<Sign>& signs) {
  lint::Fix fix;
  for (const auto& sign : signs) {
    const auto text = moved(sign.field.text());
    auto change = text ? replace_scalar(sign.field, *text) : std::nullopt;
    if (!change) return std::nullopt;
    append(fix, std::move(*change));
  }
  return fix;
}

void check_pod(const PodContext& pod, FindingSink& out) {
  for (const auto& container : pod.pod.containers) {
    const auto signs = signs_of(container);
    if (signs.empty()) continue;
    auto finding = out.add(signs.front().field, describe(signs.front()));
    finding.container(container.name);
    for (std::size_t i = 1; i < signs.size(); ++i)
      finding.related("port 10250 is also used here", signs[i].field);
    if (uses_free_port(pod.pod)) continue;
    if (auto fix = move_port(signs)) finding.fix(std::move(*fix));
  }
}

/// The field that sends a Service's traffic to the kubelet's port; missing if none does.
yaml::Node find_target(const kube::Object& service) {
  for (const auto port : service.spec()["ports"].items()) {
    if (!kube::is_absent(port["protocol"]) && port["protocol"].text() != "TCP") continue;
    // Kubernetes defaults targetPort to port (core/v1 SetDefaults_Service).
    const auto target = port["targetPort"];
    const auto field = kube::is_absent(target) ? port["port"] : target;
    if (field.text() == kKubeletPort) return field;
  }
  return {};
}

bool shows_port(const kube::PodTemplate& pod) {
  return std::ranges::any_of(pod.containers, [](const kube::Container& container) {
    return !signs_of(container).empty();
  });
}

/// Services whose pods do not show the port themselves: it is the default of their program.
void check_services(const RunContext& run, FindingSink& out) {
  for (const auto* service : run.inventory().of_kind(kube::kinds::service)) {
    const auto target = find_target(*service);
    if (!target) continue;
    const auto pod = pod_behind(run, *service);
    if (!pod || shows_port(kube::read_pod_template(run.pod(pod->placement)))) continue;
    auto of_service = out.about(*service);
    auto finding = of_service.add(
        target,
        say("traffic goes to port 10250, where the kubelet of the Pod's Fargate node answers"));
    show(finding, run, *pod);
  }
}

}  // namespace

constinit const Rule reserved_port = define(
    {
        .id = "FG113",
        .name = "reserved-port",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "container uses port 10250, which belongs to the kubelet",
        .why = "A Fargate Pod shares its network namespace with its node, where the kubelet "
               "listens on port 10250. A container that uses the same port cannot listen on it, "
               "and clients reach the kubelet instead: they report a certificate for `ip-…` "
               "instead of the Service's name. Port 10250 is the default of the metrics server and "
               "of the webhooks of cert-manager and External Secrets.",
        .fix = "use another port, such as 10251, in the container's arguments, ports and probes, "
               "and in its Services",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/metrics-server.html",
        .symptoms = "x509: certificate is valid for ip-…, not NAME.svc",
        .fix_kind = FixKind::unsafe,
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: metrics-server
spec:
  containers:
    - name: metrics-server
      image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
      args: [--secure-port=10250]
      ports:
        - containerPort: 10250
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: metrics-server
spec:
  containers:
    - name: metrics-server
      image: registry.k8s.io/metrics-server/metrics-server:v0.7.2
      args: [--secure-port=10251]
      ports:
        - containerPort: 10251
)",
    },
    check_pod, check_services);

}  // namespace fargate_lint::rules
