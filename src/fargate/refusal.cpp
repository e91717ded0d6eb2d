#include "fargate/refusal.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "fargate/event_words.hpp"
#include "fargate/refusal_rows.hpp"
#include "kube/admission.hpp"

// What is refused, its texts and their order are those of the validator in the Fargate kubelet
// (mahakagi/kubernetes e76e199d, pkg/kubelet/lifecycle/fargate_pod_validator.go) and of events seen
// on clusters: kubernetes-sigs/aws-efs-csi-driver#589 (fields, SecurityContext, ports),
// freegroup/kube-s3#14 (SecurityContext, volumes).

namespace fargate_lint::fargate {
namespace {

constexpr std::int64_t kGibibyte = std::int64_t{1024} * 1024 * 1024;

bool contains(auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

yaml::Node field_of(const RefusalRow& row, yaml::Node begin) {
  const auto field = begin[row.path[0]];
  return row.path[1].empty() ? field : field[row.path[1]];
}

/// Whether the test of a row holds of its field, for the tests that look at nothing else.
bool holds(const RefusalRow& row, yaml::Node field) {
  using Test = RefusalRow::Test;
  switch (row.test) {
    case Test::is_true: return field.is_true();
    case Test::is_above_zero: return field.integer().value_or(0) > 0;
    case Test::has_text: return field.is_string() && !field.text().empty();
    case Test::has_items: return field.is_sequence() && field.size() > 0;
    case Test::equals: return field.text() == row.values.front();
    // Tried item by item, or by functions of their own.
    case Test::has_other_item:
    case Test::has_other_source:
    case Test::has_device:
    case Test::selects_no_node:
    case Test::exceeds_size:
    case Test::exceeds_storage:
    case Test::looked_up: return false;
  }
  return false;
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
  void container_fields();
  void devices();
  void operating_system();
  void node_selection(std::string_view region);
  void too_large(const Size& size);
  void ephemeral_storage(const Size& size);

  std::vector<Violation> take() { return std::move(found_); }

 private:
  Violation& add(Cause cause, yaml::Node field, std::string event_item = {});
  void security_context(const kube::Container& container);
  void other_items(const RefusalRow& row, const kube::Container& container, yaml::Node list);
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
  for (const auto& row : rows::kHostNamespaces) {
    const auto field = pod_.field(row.field());
    if (!holds(row, field)) continue;
    const auto item = event::fill(*row.said);
    add(row.cause, field, item).detail = item;
  }
}

// Ephemeral containers are added to pods that are placed already.
void Finder::security_contexts() {
  for (const auto& container : pod_.containers)
    if (container.role != kube::ContainerRole::ephemeral) security_context(container);
}

void Finder::security_context(const kube::Container& container) {
  const auto context = container.security_context();
  bool privileged = false;
  for (const auto& row : rows::kSecurity) {
    const auto field = field_of(row, context);
    if (row.test == RefusalRow::Test::has_other_item) {
      other_items(row, container, field);
    } else if (holds(row, field)) {
      add(row.cause, field, event::fill(*row.said)).container = &container;
      privileged = privileged || row.cause == Cause::privileged;
    }
  }
  if (!privileged && container.privileged_by)
    add(Cause::privileged, container.privileged_by, event::fill(event::Said::privileged))
        .container = &container;
}

void Finder::other_items(const RefusalRow& row, const kube::Container& container, yaml::Node list) {
  for (const auto name : list.items()) {
    if (!name.is_string() || contains(row.values, name.text())) continue;
    auto& violation = add(row.cause, name, event::fill(*row.said, {name.text()}));
    violation.container = &container;
    violation.detail = name.text();
  }
}

void Finder::ports() {
  for (const auto& container : pod_.containers) {
    if (container.role == kube::ContainerRole::ephemeral) continue;
    for (const auto item : container.node["ports"].items()) port(container, item);
  }
}

void Finder::port(const kube::Container& container, yaml::Node port) {
  bool refused = false;
  for (const auto& row : rows::kPorts) {
    const auto field = field_of(row, port);
    if (!holds(row, field)) continue;
    auto& violation = add(row.cause, field);
    violation.container = &container;
    violation.detail = row.field();
    refused = true;
  }
  // The API server sets hostPort to containerPort on every port of a pod with hostNetwork
  // (k8s.io/kubernetes pkg/apis/core/v1 SetDefaults_PodSpec), before Fargate sees it.
  if (!refused && port.is_mapping() && pod_.field("hostNetwork").is_true()) {
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
    const auto& row = rows::kVolumes.front();
    auto& violation = add(row.cause, volume.source, event::fill(*row.said, {volume.name}));
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
  const auto& row = rows::kVolumes.back();
  auto& violation = add(row.cause, claim_field(use, pod_.node),
                        event::fill(*row.said, {use.volume->name, claim_event(use.binding)}));
  violation.volume = use.volume;
  violation.detail = use.binding.name;
  violation.claim = &use;
  if (use.is_refused()) return;
  violation.certain = Tri::maybe;
  violation.missing = claim_missing(use.binding);
  violation.is_likely = true;
}

void Finder::container_fields() {
  for (const auto& container : pod_.containers) {
    if (container.role == kube::ContainerRole::ephemeral) continue;
    for (const auto& row : rows::kContainers) {
      const auto field = field_of(row, container.node);
      if (holds(row, field)) add(row.cause, field).container = &container;
    }
  }
}

/// Whether no Fargate node offers a resource. GPU and Inferentia: AWS's page "Simplify compute
/// management with AWS Fargate"; a Fargate node reports no huge pages
/// (aws/containers-roadmap#1248). Other extended resources, EFA among them, are offered by device
/// plug-ins, which are DaemonSets. What is extended: k8s.io/kubernetes pkg/apis/core/v1/helper,
/// IsExtendedResourceName.
bool is_device(std::string_view resource) {
  return resource.starts_with(kHugePages) ||
         (resource.find('/') != std::string_view::npos &&
          resource.find(kNativeDomain) == std::string_view::npos);
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
  for (const auto& row : rows::kDevices) {
    if (row.in != RefusalRow::In::pod) continue;
    const auto field = pod_.field(row.field());
    if (row.test == RefusalRow::Test::has_device) devices_in(field, nullptr);
    if (holds(row, field)) add(row.cause, field).detail = row.field();
  }
}

void Finder::operating_system() {
  for (const auto& row : rows::kOperatingSystem) {
    const auto field = pod_.field(row.path[0])[row.path[1]];
    if (holds(row, field)) add(row.cause, field).detail = row.values.front();
  }
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
  finder.container_fields();
  finder.devices();
  finder.operating_system();
  finder.node_selection(region);
  finder.too_large(size);
  finder.ephemeral_storage(size);
  return finder.take();
}

}  // namespace fargate_lint::fargate
