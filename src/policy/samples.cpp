#include "policy/samples.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "fargate/placement.hpp"

namespace fargate_lint::policy {
namespace {

using fargate::Cause;

/// Fields that Fargate refuses, of a pod and of its container, a line each.
struct Refused {
  Cause cause;
  std::string_view detail;
  std::string_view form;  ///< tells samples of one rule apart
  std::vector<std::string_view> pod;
  std::vector<std::string_view> container;
};

const std::vector<Refused>& refused_samples() {
  static const std::vector<Refused> all = {
      {Cause::host_network, "", "", {"hostNetwork: true"}, {}},
      {Cause::host_pid, "", "", {"hostPID: true"}, {}},
      {Cause::host_ipc, "", "", {"hostIPC: true"}, {}},
      {Cause::capability, "", "", {}, {"securityContext: {capabilities: {add: [NET_ADMIN]}}"}},
      {Cause::privilege_escalation,
       "",
       "",
       {},
       {"securityContext: {allowPrivilegeEscalation: true}"}},
      {Cause::privileged, "", "", {}, {"securityContext: {privileged: true}"}},
      {Cause::host_port, "", "", {}, {"ports: [{containerPort: 8080, hostPort: 8080}]"}},
      {Cause::host_port, "", "ip", {}, {"ports: [{containerPort: 8080, hostIP: 127.0.0.1}]"}},
      {Cause::volume_type,
       "awsElasticBlockStore",
       "",
       {"volumes: [{name: data, awsElasticBlockStore: {volumeID: vol-0a1b2c3d}}]"},
       {}},
      {Cause::volume_type,
       "hostPath",
       "",
       {"volumes: [{name: data, hostPath: {path: /data}}]"},
       {}},
      {Cause::volume_type,
       "csi",
       "",
       {"volumes: [{name: data, csi: {driver: s3.csi.aws.com}}]"},
       {}},
      {Cause::volume_type,
       "",
       "",
       {"volumes: [{name: data, iscsi: {targetPortal: \"10.0.0.1\", iqn: "
        "\"iqn.2024-01.com.example:d\", "
        "lun: 0}}]"},
       {}},
      {Cause::volume_devices,
       "",
       "",
       {"volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]"},
       {"volumeDevices: [{name: data, devicePath: /dev/xvda}]"}},
      {Cause::device, "", "", {}, {"resources: {limits: {nvidia.com/gpu: \"1\"}}"}},
      {Cause::windows, "", "", {"os: {name: windows}"}, {}},
      {Cause::node_selection, "", "", {"nodeSelector: {kubernetes.io/arch: arm64}"}, {}},
      {Cause::node_selection,
       "",
       "affinity",
       {"affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        "{nodeSelectorTerms: [{matchExpressions: [{key: node.kubernetes.io/instance-type, "
        "operator: "
        "Exists}]}]}}}"},
       {}},
      {Cause::too_large, "", "", {}, {"resources: {requests: {cpu: \"17\"}}"}},
      {Cause::ephemeral_storage, "", "", {}, {"resources: {requests: {ephemeral-storage: 176Gi}}"}},
  };
  return all;
}

/// A text that a pattern takes and Kubernetes may take, too.
std::string example_of(std::string_view pattern) {
  std::string text;
  for (const char c : pattern)
    if (c == '?')
      text += 'a';
    else if (c != '*')
      text += c;
  if (text.empty() && !pattern.empty()) return "a";
  // `*` at an end that must not be: `shop-*`.
  const auto is_end = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  if (!text.empty() && !is_end(text.back()) && pattern.ends_with('*')) text += 'a';
  if (!text.empty() && !is_end(text.front()) && pattern.starts_with('*')) text.insert(0, "a");
  return text;
}

/// A pod of Fargate, as the policies know it.
struct Selected {
  std::string ns = "default";
  std::vector<std::pair<std::string, std::string>> labels;
  std::string profile;
};

std::optional<Selected> selected_by(const fargate::Selector& selector) {
  if (!selector.ns.is_known() || selector.labels_unknown.is_unknown()) return std::nullopt;
  Selected selected;
  selected.ns =
      fargate::matches_everything(selector.ns.text) ? "default" : example_of(selector.ns.text);
  // It goes into a shell script.
  constexpr std::string_view kNames = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (selected.ns.find_first_not_of(kNames) != std::string::npos) return std::nullopt;
  for (const auto& label : selector.labels) {
    if (!label.key.is_known() || label.value.is_unknown()) return std::nullopt;
    selected.labels.emplace_back(example_of(label.key.text), example_of(label.value.text));
  }
  return selected;
}

/// Of the first selector that leaves nothing open; nothing if there is none.
std::optional<Selected> first_selected(std::span<const fargate::Profile> profiles) {
  for (const auto& profile : profiles) {
    if (!profile.takes_new_pods() || profile.conditional.is_unknown()) continue;
    for (const auto& selector : profile.selectors) {
      auto selected = selected_by(selector);
      if (!selected) continue;
      if (profile.name.is_known()) selected->profile = profile.name.text;
      return selected;
    }
  }
  return std::nullopt;
}

std::string in_quotes(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return quoted += '"';
}

void append_lines(const std::vector<std::string_view>& lines, const std::string& indent,
                  std::string& text) {
  for (const auto line : lines) text.append(indent).append(line).append("\n");
}

/// Writes samples of one kind.
class Sampler {
 public:
  Sampler(const Request& request, std::span<const fargate::Profile> profiles)
      : request_(request), selected_(first_selected(profiles)) {}

  std::vector<Sample> all();

 private:
  void add(const std::string& file, bool pod, const Refused& fields,
           const std::string& annotation = {});
  void add_denied(const Refused& fields);
  void add_admitted(bool pod);
  std::string metadata(const std::string& indent, const std::string& annotation) const;
  std::string script() const;

  const Request& request_;
  std::optional<Selected> selected_;
  std::vector<Sample> samples_;
};

std::string Sampler::metadata(const std::string& indent, const std::string& annotation) const {
  auto labels = selected_->labels;
  labels.emplace_back("fargate-lint-sample", "1");
  if (request_.pods_by == PodsBy::scheduler && !selected_->profile.empty())
    labels.emplace_back(std::string(fargate::kProfileLabel), selected_->profile);
  std::string text = indent + "labels:\n";
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto is_later = [&](const auto& other) { return other.first == labels[i].first; };
    if (std::any_of(labels.begin(), labels.begin() + static_cast<std::ptrdiff_t>(i), is_later))
      continue;
    text += indent + "  " + in_quotes(labels[i].first) + ": " + in_quotes(labels[i].second) + "\n";
  }
  if (!annotation.empty()) text += indent + "annotations:\n" + indent + "  " + annotation + "\n";
  return text;
}

void Sampler::add(const std::string& file, bool pod, const Refused& fields,
                  const std::string& annotation) {
  std::string name = file.substr(0, 60);
  while (name.ends_with('-')) name.pop_back();
  std::string text =
      pod ? "apiVersion: v1\nkind: Pod\n" : "apiVersion: apps/v1\nkind: Deployment\n";
  text += "metadata:\n  name: " + name + "\n  namespace: " + in_quotes(selected_->ns) + "\n";
  std::string indent = "  ";
  if (pod) {
    text += metadata("  ", annotation);
  } else {
    text +=
        "spec:\n  selector: {matchLabels: {fargate-lint-sample: \"1\"}}\n  template:\n"
        "    metadata:\n" +
        metadata("      ", annotation);
    indent = "      ";
  }
  text += indent.substr(2) + "spec:\n";
  if (pod && request_.pods_by == PodsBy::scheduler)
    text += indent + "schedulerName: fargate-scheduler\n";
  append_lines(fields.pod, indent, text);
  text += indent + "containers:\n" + indent + "  - name: app\n" + indent +
          "    image: registry.k8s.io/pause:3.10\n";
  append_lines(fields.container, indent + "    ", text);
  samples_.push_back({file + ".yaml", std::move(text)});
}

void Sampler::add_denied(const Refused& fields) {
  for (const auto& rule : request_.rules) {
    if (!rule.selected || rule.cause != fields.cause || rule.detail != fields.detail) continue;
    const auto end = lowered(rule.id) + "-" + rule.name +
                     (fields.form.empty() ? "" : "-" + std::string(fields.form));
    if (request_.on_pods) add("deny-pod-" + end, true, fields);
    if (request_.on_workloads) add("deny-deployment-" + end, false, fields);
    if (!request_.takes_ignores || fields.cause != Cause::host_network) continue;
    const auto accept = "fargate-lint.dev/ignore: \"" + rule.id + "=runs on EC2\"";
    if (request_.on_pods) add("admit-pod-accepted", true, fields, accept);
    if (request_.on_workloads) add("admit-deployment-accepted", false, fields, accept);
  }
}

void Sampler::add_admitted(bool pod) {
  const std::string kind = pod ? "pod-" : "deployment-";
  add("admit-" + kind + "plain", pod, {Cause::host_network, "", "", {}, {}});
  add("admit-" + kind + "near-misses", pod,
      {Cause::host_network,
       "",
       "",
       {"hostNetwork: false", "volumes: [{name: data, emptyDir: {}}]",
        "nodeSelector: {kubernetes.io/arch: amd64}"},
       {"securityContext: {privileged: false, allowPrivilegeEscalation: false, capabilities: {add: "
        "[NET_BIND_SERVICE], drop: [ALL]}}",
        "ports: [{containerPort: 8080}]",
        "resources: {requests: {cpu: \"16\", memory: 119Gi, ephemeral-storage: 175Gi}}"}});
  add("admit-" + kind + "kept-off-fargate", pod,
      {Cause::host_network, "", "", {"hostNetwork: true"}, {}},
      std::string(fargate::kComputeTypeKey) + ": ec2");
}

/// Tries every sample. With `warn`, the API server admits and kubectl prints warnings.
std::string Sampler::script() const {
  const auto action = request_.rules.empty() ? Action::deny : request_.rules.front().action;
  const auto& ns = selected_->ns;
  std::string text =
      "#!/bin/sh\n"
      "# Tries each sample of this directory against the cluster of the current context. Nothing "
      "is\n"
      "# created. A policy takes effect about a second after it is applied.\n"
      "# Exits with 1 if the cluster decides differently.\n"
      "set -u\n"
      "cd \"$(dirname \"$0\")\" || exit 2\n"
      "if ! kubectl get namespace " +
      ns + " >/dev/null; then\n  echo 'the samples are in namespace " + ns +
      ", which the cluster must have' >&2\n"
      "  exit 2\n"
      "fi\n"
      "faults=0 tried=0\n"
      "for file in deny-*.yaml admit-*.yaml; do\n"
      "  [ -e \"$file\" ] || continue\n"
      "  tried=$((tried + 1))\n"
      "  answer=$(kubectl apply --dry-run=server -f \"$file\" 2>&1)\n"
      "  case $answer in\n";
  text += action == Action::warn
              ? "    *\"Warning: \"*\"Fargate would refuse this pod\"*) seen=deny ;;\n"
              : "    *\"Fargate would refuse this pod\"*) seen=deny ;;\n";
  text +=
      "    *\"(server dry run)\"*) seen=admit ;;\n"
      "    *) seen=error ;;\n"
      "  esac\n"
      "  want=${file%%-*}\n"
      "  if [ \"$seen\" != \"$want\" ]; then\n"
      "    faults=$((faults + 1))\n"
      "    printf '%s: want %s, got %s: %s\\n' \"$file\" \"$want\" \"$seen\" \"$answer\"\n"
      "  fi\n"
      "done\n"
      "printf '%s samples, %s decided differently\\n' \"$tried\" \"$faults\"\n"
      "[ \"$tried\" -gt 0 ] && [ \"$faults\" -eq 0 ]\n";
  return text;
}

std::vector<Sample> Sampler::all() {
  if (!selected_ && request_.pods_by == PodsBy::scheduler && !request_.on_workloads)
    selected_ = Selected();
  if (!selected_) return {};
  for (const auto& fields : refused_samples()) add_denied(fields);
  if (request_.on_pods) add_admitted(true);
  if (request_.on_workloads) add_admitted(false);
  samples_.push_back({"run.sh", script()});
  return std::move(samples_);
}

}  // namespace

std::vector<Sample> samples(const Request& request, std::span<const fargate::Profile> profiles) {
  return Sampler(request, profiles).all();
}

}  // namespace fargate_lint::policy
