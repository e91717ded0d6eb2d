#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube/fields.hpp"
#include "kube/selector.hpp"
#include "list.hpp"
#include "support/agents.hpp"
#include "support/aws.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

bool ends_with_any(std::string_view text, std::span<const std::string_view> ends) {
  return std::ranges::any_of(ends, [text](std::string_view end) { return text.ends_with(end); });
}

constexpr std::array<std::string_view, 7> kAddressNames = {
    "HOST", "HOSTNAME", "ADDR", "ADDRESS", "ENDPOINT", "URL", "URI"};

/// Whether a variable of that name tells a client where something is: `STATSD_HOST`.
bool names_address(std::string_view name) {
  return ends_with_any(name, kAddressNames);
}

/// Whether it is the address of an agent for metrics, logs or traces, or of a kubelet. Any other
/// address of the node may be the pod's own, to listen at.
bool names_agent(std::string_view name) {
  constexpr std::array<std::string_view, 10> kAgents = {"AGENT",  "STATSD", "XRAY", "JAEGER",
                                                        "ZIPKIN", "OTLP",   "OTEL", "COLLECTOR",
                                                        "TRACE",  "FLUENT"};
  return names_address(name) && std::ranges::any_of(kAgents, [name](std::string_view agent) {
           return name.find(agent) != std::string_view::npos;
         });
}

bool names_kubelet(std::string_view name) {
  return names_address(name) && name.find("KUBELET") != std::string_view::npos;
}

/// A variable that holds the node's address, or its name.
struct NodeVariable {
  std::string_view name;
  yaml::Node field;  ///< the path of the field that it is set from
  bool is_address = false;
};

/// A pod has few; who hides more of them in one container is not looked at for ever.
constexpr std::size_t kMostVariables = 16;

std::vector<NodeVariable> node_variables(const kube::Container& container) {
  std::vector<NodeVariable> variables;
  for (const auto variable : container.node["env"].items()) {
    const auto field = variable["valueFrom"]["fieldRef"]["fieldPath"];
    const auto path = kube::text_of(field);
    const auto name = kube::text_of(variable["name"]);
    if (name.empty() || (path != "status.hostIP" && path != "spec.nodeName")) continue;
    variables.push_back({name, field, path == "status.hostIP"});
    if (variables.size() == kMostVariables) break;
  }
  return variables;
}

/// How a text uses a variable, `$(NAME)`.
enum class Use : std::uint8_t { none, address, kubelet };

Use use_of(std::string_view text, const NodeVariable& variable, bool in_address) {
  const auto reference = std::string("$(").append(variable.name).append(")");
  const auto at = text.find(reference);
  if (at == std::string_view::npos) return Use::none;
  const auto before = text.substr(0, at);
  const auto after = text.substr(at + reference.size());
  for (const std::string_view port : {":10250", ":10255"})
    if (after.starts_with(port)) return Use::kubelet;
  return variable.is_address && (in_address || before.ends_with("://")) ? Use::address : Use::none;
}

/// Where the node is called, and by what name the reader knows the place.
struct Call {
  yaml::Node where;
  std::string_view name;  ///< of the variable; empty: an argument
  Use use = Use::none;
};

/// By its own name, the variable is what a client reads; else another value has it in an address.
std::optional<Call> find_call(const kube::Container& container, const NodeVariable& variable) {
  if (variable.is_address && names_kubelet(variable.name))
    return Call{variable.field, variable.name, Use::kubelet};
  if (variable.is_address && names_agent(variable.name))
    return Call{variable.field, variable.name, Use::address};
  std::optional<Call> call;
  each_value(container, [&](std::string_view name, yaml::Node value) {
    if (call) return;
    const auto use = use_of(value.text(), variable, names_agent(name));
    if (use != Use::none) call = Call{value, name, use};
  });
  return call;
}

/// Whether the pod brings an agent of its own, which is at the pod's own address.
bool has_own_agent(const kube::PodTemplate& pod) {
  constexpr std::array<std::string_view, 4> kOthers = {"aws-xray-daemon", "xray-daemon",
                                                       "jaeger-agent", "statsd-exporter"};
  return find_observer(pod) != nullptr || is_given_log_shipper(pod) ||
         std::ranges::any_of(pod.containers, [&](const kube::Container& container) {
           return std::ranges::any_of(
               kOthers, [&](std::string_view name) { return runs_program(container, name); });
         });
}

void check_node(const PodContext& pod, const kube::Container& container, FindingSink& out) {
  for (const auto& variable : node_variables(container)) {
    const auto call = find_call(container, variable);
    if (!call || (call->use == Use::address && has_own_agent(pod.pod))) continue;
    const auto what = call->name.empty() ? say("an argument") : say("{}", quote(call->name));
    auto finding =
        call->use == Use::kubelet
            ? out.add(call->where,
                      say("{} points to the kubelet of the pod's node, which is unreachable", what))
                  .help("get what you need from the API server or from a metrics pipeline instead")
            : out.add(call->where,
                      say("{} points to `status.hostIP`, on Fargate the pod's own address", what));
    finding.container(container.name);
    if (call->where != variable.field)
      finding.related(quote(variable.name) + " is set here", variable.field);
  }
}

// ---- NodeLocal DNSCache ----

constexpr std::string_view kNodeLocalDns = "169.254.20.10";

void check_name_servers(const PodContext& pod, FindingSink& out) {
  for (const auto server : pod.pod.field("dnsConfig")["nameservers"].items()) {
    if (kube::text_of(server) != kNodeLocalDns) continue;
    out.add(server, say("name server {} is NodeLocal DNSCache, which does not run on Fargate",
                        quote(kNodeLocalDns)))
        .help("remove the name server and use `dnsPolicy: ClusterFirst`");
  }
}

// ---- Services that stay on the node ----

/// The host of a value: of `http://agent.logging:4317/v1` it is `agent.logging`. Nothing if it is
/// no address, as far as its shape tells.
std::string_view host_of(std::string_view text, bool is_address) {
  constexpr std::string_view kScheme = "://";
  const auto scheme = text.find(kScheme);
  if (scheme != std::string_view::npos) text.remove_prefix(scheme + kScheme.size());
  if (scheme == std::string_view::npos && !is_address) return {};
  text = text.substr(0, text.find_first_of("/?#,; "));
  text.remove_prefix(text.rfind('@') + 1);  // behind a user and a password, or from the front
  return text.substr(0, text.find(':'));
}

/// The Service that a host names, in the pod's namespace if it names none.
const kube::Object* find_service(const PodContext& pod, std::string_view host) {
  const auto dot = host.find('.');
  const auto name = host.substr(0, dot);
  auto ns = dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
  if (const auto rest = ns.find('.'); rest != std::string_view::npos) {
    const auto zone = ns.substr(rest + 1);
    if (zone != "svc" && !zone.starts_with("svc.")) return nullptr;
    ns = ns.substr(0, rest);
  }
  if (name.empty()) return nullptr;
  return pod.inventory().find(kube::kinds::service, ns.empty() ? pod.object.ns : ns, name,
                              pod.object);
}

bool selects(const kube::Object& service, const PodContext& pod) {
  const auto selector = kube::LabelSelector::from_map(service.spec()["selector"]);
  return service.ns == pod.object.ns && selector.matches(pod.pod.labels());
}

void check_services(const PodContext& pod, const kube::Container& container, FindingSink& out) {
  each_value(container, [&](std::string_view name, yaml::Node value) {
    const auto host = host_of(kube::text_of(value), names_address(name));
    const auto* service = host.empty() ? nullptr : find_service(pod, host);
    if (service == nullptr) return;
    const auto policy = service->spec()["internalTrafficPolicy"];
    if (kube::text_of(policy) != "Local" || selects(*service, pod)) return;
    out.add(value, say("traffic to Service {} stays on the pod's node, which runs no other pod",
                       quote(service->name)))
        .container(container.name)
        .help("set `internalTrafficPolicy: Cluster`, or run the agent as a sidecar container")
        .related("stays on the node", policy);
  });
}

void check(const PodContext& pod, FindingSink& out) {
  // Fargate refuses a pod on the host network; elsewhere it would share the node's address.
  if (pod.pod.field("hostNetwork").is_true()) return;
  check_name_servers(pod, out);
  for (const auto& container : pod.pod.containers) {
    if (container.role == kube::ContainerRole::ephemeral) continue;
    check_node(pod, container, out);
    check_services(pod, container, out);
  }
}

}  // namespace

constinit const Rule node_local_agent = define(
    {
        .id = "FG409",
        .name = "node-local-agent",
        .severity = Severity::warning,
        .since = "0.2.0",
        .summary = "a pod relies on an agent on its node",
        .why = "On EC2 nodes, pods often talk to an agent on their own node, such as the Datadog "
               "agent, the X-Ray daemon or an OpenTelemetry collector, at the address in "
               "`status.hostIP`. Fargate runs no DaemonSets, so no agent is there: "
               "`status.hostIP` is the pod's own address. A Service with `internalTrafficPolicy: "
               "Local` has no endpoint on a Fargate node, NodeLocal DNSCache (`169.254.20.10`) "
               "does not run there, and a pod cannot reach the kubelet of its node. Clients "
               "get connection errors, or lose metrics and traces without any error.",
        .fix = "run the agent as a sidecar container, or use the Service of an agent that runs as "
               "a Deployment",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      env:
        - name: DD_AGENT_HOST
          valueFrom:
            fieldRef:
              fieldPath: status.hostIP
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      env:
        - name: DD_AGENT_HOST
          value: localhost
    - name: agent
      image: public.ecr.aws/datadog/agent:7
      env:
        - name: DD_EKS_FARGATE
          value: "true"
)",
    },
    check);

}  // namespace fargate_lint::rules
