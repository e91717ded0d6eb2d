#include "fargate/refusal.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "fargate/event.hpp"
#include "kube/admission.hpp"

// What is refused, its texts and their order are those of the validator in the Fargate kubelet
// (mahakagi/kubernetes e76e199d, pkg/kubelet/lifecycle/fargate_pod_validator.go) and of events seen
// on clusters: kubernetes-sigs/aws-efs-csi-driver#589 (fields, SecurityContext, ports),
// freegroup/kube-s3#14 (SecurityContext, volumes).

namespace fargate_lint::fargate {
namespace {

/// Volume sources that Fargate mounts.
constexpr std::array<std::string_view, 7> kAcceptedVolumes = {
    "emptyDir", "secret", "configMap", "projected", "downwardAPI", "nfs", "persistentVolumeClaim"};

constexpr std::int64_t kGibibyte = std::int64_t{1024} * 1024 * 1024;
// https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html
constexpr std::int64_t kMaxEphemeralGibibytes = 175;

bool contains(auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Gathers the violations of one pod.
class Finder {
 public:
  Finder(const kube::PodTemplate& pod, const std::vector<ClaimUse>& claims)
      : pod_(pod), claims_(claims) {}

  void host_namespaces();
  void security_contexts();
  void ports();
  void volumes();
  void volume_devices();
  void devices();
  void operating_system();
  void node_selection(std::string_view region);
  void too_large(const Size& size);
  void ephemeral_storage(const Size& size);

  std::vector<Violation> take() { return std::move(found_); }

 private:
  Violation& add(Cause cause, yaml::Node field, std::string event_item = {});
  void security_context(const kube::Container& container);
  void port(const kube::Container& container, yaml::Node port);
  void claim(const ClaimUse& use);
  void devices_in(yaml::Node resources, const kube::Container* container);
  Violation& add_at_request(Cause cause, std::string_view resource);

  const kube::PodTemplate& pod_;
  const std::vector<ClaimUse>& claims_;
  std::vector<Violation> found_;
};

Violation& Finder::add(Cause cause, yaml::Node field, std::string event_item) {
  Violation violation;
  violation.cause = cause;
  violation.field = field;
  violation.event_item = std::move(event_item);
  return found_.emplace_back(std::move(violation));
}

void Finder::host_namespaces() {
  struct Row {
    std::string_view field;
    Cause cause;
    std::string_view text;
  };
  static constexpr std::array<Row, 3> kRows = {{{"hostNetwork", Cause::host_network, "HostNetwork"},
                                                {"hostPID", Cause::host_pid, "HostPID"},
                                                {"hostIPC", Cause::host_ipc, "HostIPC"}}};
  for (const auto& row : kRows) {
    const auto field = pod_.field(row.field);
    if (!field.is_true()) continue;
    add(row.cause, field, std::string(row.text)).detail = row.text;
  }
}

// Ephemeral containers are added to pods that are placed already.
void Finder::security_contexts() {
  for (const auto& container : pod_.containers)
    if (container.role != kube::ContainerRole::ephemeral) security_context(container);
}

void Finder::security_context(const kube::Container& container) {
  const auto context = container.security_context();
  for (const auto name : context["capabilities"]["add"].items()) {
    if (!name.is_string() || is_permitted_capability(name.text())) continue;
    auto& violation =
        add(Cause::capability, name, event::concat(event::kCapabilities, name.text()));
    violation.container = &container;
    violation.detail = name.text();
  }
  // Left unset, allowPrivilegeEscalation is not refused, although Kubernetes then takes it as true.
  if (const auto field = context["allowPrivilegeEscalation"]; field.is_true()) {
    add(Cause::privilege_escalation, field, "AllowPrivilegeEscalation").container = &container;
  }
  if (const auto field = context["privileged"]; field.is_true()) {
    add(Cause::privileged, field, "Privileged").container = &container;
  } else if (container.privileged_by) {
    add(Cause::privileged, container.privileged_by, "Privileged").container = &container;
  }
}

void Finder::ports() {
  for (const auto& container : pod_.containers) {
    if (container.role == kube::ContainerRole::ephemeral) continue;
    for (const auto item : container.node["ports"].items()) port(container, item);
  }
}

void Finder::port(const kube::Container& container, yaml::Node port) {
  const auto host_port = port["hostPort"];
  const auto host_ip = port["hostIP"];
  const bool has_port = host_port.integer().value_or(0) > 0;
  const bool has_ip = host_ip.is_string() && !host_ip.text().empty();
  if (has_port) {
    auto& violation = add(Cause::host_port, host_port);
    violation.container = &container;
    violation.detail = "hostPort";
  }
  if (has_ip) {
    auto& violation = add(Cause::host_port, host_ip);
    violation.container = &container;
    violation.detail = "hostIP";
  }
  // The API server sets hostPort to containerPort on every port of a pod with hostNetwork
  // (k8s.io/kubernetes pkg/apis/core/v1 SetDefaults_PodSpec), before Fargate sees it.
  if (!has_port && !has_ip && port.is_mapping() && pod_.field("hostNetwork").is_true()) {
    const auto container_port = port["containerPort"];
    auto& violation = add(Cause::host_port, container_port ? container_port : port);
    violation.container = &container;
    violation.detail = "hostPort";
    violation.implied = true;
  }
}

void Finder::volumes() {
  auto use = claims_.begin();
  for (const auto& volume : pod_.volumes) {
    if (use != claims_.end() && use->volume == &volume) {
      claim(*use++);
      continue;
    }
    // `hostPath:` without a value is no source at all: Kubernetes then makes an emptyDir.
    if (is_accepted_volume_type(volume.type) || !volume.source || volume.source.is_null()) continue;
    auto& violation = add(Cause::volume_type, volume.source,
                          event::concat(volume.name, " is of an unsupported volume Type"));
    violation.volume = &volume;
    violation.detail = volume.type;
  }
}

/// Where a reader looks first: the claim's name in the pod, or what makes a claim template EBS.
yaml::Node claim_field(const ClaimUse& use, yaml::Node pod) {
  const auto& volume = *use.volume;
  if (!volume.from_claim_template()) return volume.source["claimName"];
  if (use.binding.class_field) return use.binding.class_field;
  const auto name = volume.node["metadata"]["name"];
  if (name) return name;
  return volume.node ? volume.node : pod;
}

void Finder::claim(const ClaimUse& use) {
  if (use.is_accepted()) return;
  auto& violation =
      add(Cause::claim, claim_field(use, pod_.node),
          event::concat(use.volume->name, " not supported because: ", claim_event(use.binding)));
  violation.volume = use.volume;
  violation.detail = use.binding.name;
  violation.claim = &use;
  if (use.is_refused()) return;
  violation.certain = Tri::maybe;
  violation.missing = claim_missing(use.binding);
  violation.is_likely = true;
}

void Finder::volume_devices() {
  for (const auto& container : pod_.containers) {
    if (container.role == kube::ContainerRole::ephemeral) continue;
    const auto field = container.node["volumeDevices"];
    if (!field.is_sequence() || field.size() == 0) continue;
    add(Cause::volume_devices, field).container = &container;
  }
}

/// Whether no Fargate node offers a resource. GPU and Inferentia: AWS's page "Simplify compute
/// management with AWS Fargate"; a Fargate node reports no huge pages
/// (aws/containers-roadmap#1248). Other extended resources, EFA among them, are offered by device
/// plug-ins, which are DaemonSets. What is extended: k8s.io/kubernetes pkg/apis/core/v1/helper,
/// IsExtendedResourceName.
bool is_device(std::string_view resource) {
  return resource.starts_with("hugepages-") ||
         (resource.find('/') != std::string_view::npos &&
          resource.find("kubernetes.io/") == std::string_view::npos);
}

void Finder::devices_in(yaml::Node resources, const kube::Container* container) {
  std::set<std::string_view> seen;
  const auto look = [&](std::string_view resource, std::optional<kube::Quantity> amount,
                        yaml::Node field) {
    if (!is_device(resource) || !amount || amount->is_zero()) return;
    if (!seen.insert(resource).second) return;
    auto& violation = add(Cause::device, field);
    violation.container = container;
    violation.detail = resource;
  };
  for (const std::string_view part : {"requests", "limits"})
    for (const auto [key, value] : resources[part].entries())
      look(key.text(), kube::Quantity::parse(value.text()), value);
  if (container == nullptr) return;
  for (const auto& stated : container->stated) look(stated.resource, stated.request, stated.field);
}

void Finder::devices() {
  for (const auto& container : pod_.containers) devices_in(container.node["resources"], &container);
  // Huge pages may be requested for the pod as a whole (KEP-2837).
  devices_in(pod_.field("resources"), nullptr);
  // Dynamic resource allocation needs a driver on the node, a DaemonSet
  // (https://docs.aws.amazon.com/eks/latest/userguide/device-management.html).
  const auto claims = pod_.field("resourceClaims");
  if (claims.is_sequence() && claims.size() > 0)
    add(Cause::device, claims).detail = "resourceClaims";
}

void Finder::operating_system() {
  const auto name = pod_.field("os")["name"];
  if (name.text() == "windows") add(Cause::windows, name).detail = "windows";
}

Fact::Kind kind_of(NodeTerm::Why why) {
  switch (why) {
    case NodeTerm::Why::placeholder: return Fact::Kind::node_placeholder;
    case NodeTerm::Why::foreign_operator: return Fact::Kind::node_operator;
    case NodeTerm::Why::node_name: return Fact::Kind::node_name;
    case NodeTerm::Why::runtime_class: return Fact::Kind::runtime_class;
    // What is settled is no missing fact.
    case NodeTerm::Why::lacks_label:
    case NodeTerm::Why::has_value:
    case NodeTerm::Why::on_every_node:
    case NodeTerm::Why::selects_nothing:
    case NodeTerm::Why::unsettled: return Fact::Kind::node_label;
  }
  return Fact::Kind::node_label;
}

void Finder::node_selection(std::string_view region) {
  auto selection = evaluate_node_selection(pod_, region);
  for (auto& term : selection.blocking) {
    add(Cause::node_selection, term.field).detail = std::move(term.text);
  }
  for (auto& term : selection.unknown) {
    if (term.why == NodeTerm::Why::runtime_class) continue;  // no term, but a missing fact
    auto& violation = add(Cause::node_selection, term.field);
    violation.certain = Tri::maybe;
    violation.missing = {.kind = kind_of(term.why), .name = term.text};
    violation.detail = std::move(term.text);
  }
}

/// At the request that decides how much of the resource the pod asks for.
Violation& Finder::add_at_request(Cause cause, std::string_view resource) {
  const auto request = deciding_request(pod_, resource);
  // A request that another object fills in has no place in the pod but the container itself.
  const bool is_here = request && kube::is_own(*request->container, request->field);
  const auto field = is_here ? request->field : request ? request->container->node : pod_.spec;
  auto& violation = add(cause, field);
  violation.container = request ? request->container : nullptr;
  violation.detail = resource;
  return violation;
}

void Finder::too_large(const Size& size) {
  if (size.rung) return;
  const bool by_cpu = !smallest_rung(size.cpu, kube::Quantity());
  const std::string_view resource = by_cpu ? "cpu" : "memory";
  auto& violation = add_at_request(Cause::too_large, resource);
  if (size.if_decimal_overhead) {
    violation.certain = Tri::maybe;
    violation.missing = {.kind = Fact::Kind::overhead_unit};
  } else if (size.if_pod_level) {
    violation.certain = Tri::maybe;
    violation.missing = {.kind = Fact::Kind::pod_level};
  } else if (pod_.admission.autoscaler != nullptr && !exceeds_at_least(pod_)) {
    violation.certain = Tri::maybe;
    violation.missing = {.kind = Fact::Kind::autoscaler, .name = pod_.admission.autoscaler->name};
  }
}

void Finder::ephemeral_storage(const Size& size) {
  if (size.ephemeral <= kube::Quantity::from_units(kMaxEphemeralGibibytes * kGibibyte)) return;
  add_at_request(Cause::ephemeral_storage, "ephemeral-storage");
}

}  // namespace

bool is_permitted_capability(std::string_view name) {
  return contains(kPermittedCapabilities, name);
}

bool is_accepted_volume_type(std::string_view type) {
  return type.empty() || contains(kAcceptedVolumes, type);
}

std::vector<Violation> find_violations(const kube::PodTemplate& pod,
                                       const std::vector<ClaimUse>& claims, const Size& size,
                                       std::string_view region) {
  Finder finder(pod, claims);
  finder.host_namespaces();
  finder.security_contexts();
  finder.ports();
  finder.volumes();
  finder.volume_devices();
  finder.devices();
  finder.operating_system();
  finder.node_selection(region);
  finder.too_large(size);
  finder.ephemeral_storage(size);
  return finder.take();
}

}  // namespace fargate_lint::fargate
