#include "fargate/event_words.hpp"

#include <algorithm>

// Where each text was seen: kubernetes-sigs/aws-efs-csi-driver#589 and freegroup/kube-s3#14 (the
// parts of a refusal and their order), the validator of the Fargate kubelet (mahakagi/kubernetes
// e76e199d, pkg/kubelet/lifecycle/fargate_pod_validator.go), aws-efs-csi-driver#793 (claims),
// aws-ebs-csi-driver#672 (SchedulerName) and PR 496 (MatchNodeSelector), terraform-aws-eks#2912 and
// #1758, clowdhaus/eks-reference-architecture#12, awsdocs/amazon-eks-user-guide PR 262 (zones),
// aws/containers-roadmap#1890 (runc, provisioning) and #2034 (capacity),
// aws/eks-distro-prow-jobs#11 (too large), aws-for-fluent-bit#261 and DataDog/documentation#24023
// (logging), kedacore/keda#6340 and eksctl-io/eksctl#6705 (the default scheduler),
// eksctl-io/eksctl#2545 (old kubelets), #2746 and #5677 (profiles), aws-cdk#6084 (profiles in
// progress), buildah#6718 (user namespaces), cert-manager#3237 (port 10250), ingress-nginx#7006
// (low ports), aws-efs-csi-driver#1947 (file systems).

namespace fargate_lint::fargate::event {
namespace {

constexpr Phrase kPhrases[] = {
    {Said::host_network, Section::fields, "HostNetwork"},
    {Said::host_pid, Section::fields, "HostPID"},
    {Said::host_ipc, Section::fields, "HostIPC"},
    {Said::net_admin, Section::security, "Capabilities added: NET_ADMIN"},
    {Said::capability, Section::security, "Capabilities added: <capability>"},
    {Said::privilege_escalation, Section::security, "AllowPrivilegeEscalation"},
    {Said::privileged, Section::security, "Privileged"},
    {Said::ports, Section::alone, "port contains HostIP or HostPort"},
    {Said::volume_type, Section::volumes, "<volume> is of an unsupported volume Type"},
    {Said::volume, Section::volumes, "<volume> not supported because: <reason*>"},
    {Said::claim_not_found, Section::reasons, "persistentvolumeclaim \"<claim>\" not found"},
    {Said::claim_not_bound, Section::reasons, "PVC <claim> not bound"},
    {Said::claim_without_csi, Section::reasons,
     "PVC <claim> bound to invalid PV <pv> with nil CSI spec"},
    {Said::claim_ebs, Section::reasons,
     "PVC <claim> bound to invalid PV <pv> with CSI Driver: ebs.csi.aws.com"},
    {Said::claim_ebs, Section::reasons,
     "PVC <claim> bound to invalid PV <pv> with CSI Driver: ebs.csi.eks.amazonaws.com"},
    {Said::claim_driver, Section::reasons,
     "PVC <claim> bound to invalid PV <pv> with CSI Driver: <driver>"},
    {Said::volume_devices, Section::alone, "volumeDevices not supported"},
    {Said::daemon_set, Section::alone, "DaemonSet not supported"},
    {Said::scheduler_name, Section::alone, "SchedulerName is not fargate-scheduler"},

    {Said::refused, Section::none, "Pod not supported on Fargate: <parts*>"},
    {Said::refused_by_kubelet, Section::none, "Pod not supported: <parts*>"},
    {Said::node_selection, Section::none,
     "MatchNodeSelector failed: Fargate profile <profile> cannot satisfy pod's node "
     "selector/affinity requirements"},
    {Said::too_large, Section::none,
     "Your pod's cpu/memory requirements exceed the max Fargate configuration"},
    {Said::too_large, Section::none,
     "POD_CPU_MEM_EXCEEDS_MAX_FARGATE_SIZE: Your pod's cpu/memory requirements exceed the max "
     "Fargate configuration"},
    {Said::role_not_authorised, Section::none,
     "Misconfigured Fargate Profile: fargate profile <profile> blocked for new launches due to: "
     "Pod execution role is not found in auth config<more*>"},
    {Said::role_not_assumed, Section::none,
     "Misconfigured Fargate Profile: fargate profile <profile> blocked for new launches due to: "
     "Failed to assume PodExecutionRole<more*>"},
    {Said::profile_blocked, Section::none,
     "Misconfigured Fargate Profile: fargate profile <profile> blocked for new launches due "
     "to:<reason*>"},
    {Said::provisioning_timeout, Section::none,
     "Pod provisioning timed out (will retry) for pod: <pod>"},
    {Said::provisioning_timeout, Section::none, "Pod provisioning timed out (will retry)"},
    {Said::no_capacity, Section::none, "Fargate capacity is unavailable at this time"},
    {Said::pod_limit, Section::none,
     "Your AWS account has reached the limit on the number of Fargate pods it can run "
     "concurrently"},
    {Said::account_blocked, Section::none, "Your AWS account is currently blocked"},
    {Said::zone_without_fargate, Section::none,
     "Fargate is not supported in the requested availability zone: <zone>"},
    {Said::no_log_config, Section::none, "LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND"},
    {Said::no_log_config, Section::none,
     "Disabled logging because aws-logging configmap was not found"},
    {Said::bad_log_config, Section::none,
     "Disabled logging for pod due to invalid configmap<reason*>"},
    {Said::bad_log_plugin, Section::none,
     "<plugin> is not a supported output plugin. Please fix the logging configmap"},
    {Said::logging_works, Section::none, "Successfully enabled logging for pod"},
    {Said::cpu_limit, Section::none, "cpu.cfs_quota_us: invalid argument"},
    // Up to Kubernetes 1.23 (pkg/scheduler/framework/plugins/tainttoleration).
    {Said::untolerated_taint, Section::none,
     "0/<nodes> nodes are available: <others*> had taint {eks.amazonaws.com/compute-type: "
     "fargate}, that the pod didn't tolerate"},
    {Said::untolerated_taint, Section::none,
     "untolerated taint {eks.amazonaws.com/compute-type: fargate}"},
    {Said::untolerated_taint, Section::none,
     "0/<nodes> nodes are available: <others*> had untolerated taint "
     "{eks.amazonaws.com/compute-type: fargate}"},
    {Said::no_nodes, Section::none, "no nodes available to schedule pods"},
    {Said::old_kubelet, Section::none,
     "Kubelet version of Fargate pods must be updated to match cluster version <version> before "
     "updating cluster version"},
    {Said::public_subnet, Section::none,
     "Subnet <subnet> provided in Fargate Profile is not a private subnet"},
    {Said::public_subnet, Section::none, "provided in Fargate Profile is not a private subnet"},
    {Said::profile_zone, Section::none,
     "Fargate Profile creation for the Availability Zone <zone*> is not supported"},
    {Said::profile_zone, Section::none, "Fargate Profile creation for the Availability Zone"},
    {Said::profile_in_progress, Section::none,
     "Cannot create Fargate Profile <profile> because cluster <cluster> currently has Fargate "
     "profile <other> in status <status>"},
    {Said::profile_in_progress, Section::none, "Cannot create Fargate Profile"},
    {Said::several_budgets, Section::none, "which the eviction subresource does not support"},
    {Said::several_budgets, Section::none,
     "This pod has <many*> PodDisruptionBudget, which the eviction subresource does not support"},
    {Said::user_namespace, Section::none, "unshare(CLONE_NEWUSER): No space left on device"},
    {Said::kubelet_answers, Section::none, "x509: certificate is valid for <names*>, not <name>"},
    {Said::low_port, Section::none, "bind() <address*>Permission denied"},
    {Said::efs_handle, Section::none,
     "volume ID '<handle>' is invalid: Expected a file system ID of the form 'fs-...'"},
    {Said::no_metadata, Section::none, "failed to introspect region"},
};

constexpr Whole kWholes[] = {
    // A refused pod is not tried again, even when the cause goes away (containers-roadmap#2654).
    {Said::refused, Speaker::fargate_scheduler, false},
    {Said::refused_by_kubelet, Speaker::kubelet, false},
    {Said::node_selection, Speaker::fargate_scheduler, false},
    {Said::too_large, Speaker::fargate_scheduler, std::nullopt},
    {Said::role_not_authorised, Speaker::fargate_scheduler, std::nullopt},
    {Said::role_not_assumed, Speaker::fargate_scheduler, std::nullopt},
    {Said::profile_blocked, Speaker::fargate_scheduler, std::nullopt},
    {Said::provisioning_timeout, Speaker::fargate_scheduler, true},
    {Said::no_capacity, Speaker::fargate_scheduler, std::nullopt},
    {Said::pod_limit, Speaker::fargate_scheduler, std::nullopt},
    {Said::account_blocked, Speaker::fargate_scheduler, std::nullopt},
    {Said::zone_without_fargate, Speaker::fargate_scheduler, std::nullopt},
    {Said::no_log_config, Speaker::fargate_scheduler, std::nullopt},
    {Said::bad_log_plugin, Speaker::api_server, std::nullopt},
    {Said::bad_log_config, Speaker::fargate_scheduler, std::nullopt},
    {Said::logging_works, Speaker::fargate_scheduler, std::nullopt},
    {Said::cpu_limit, Speaker::runtime, std::nullopt},
    {Said::untolerated_taint, Speaker::default_scheduler, true},
    {Said::no_nodes, Speaker::default_scheduler, true},
    {Said::old_kubelet, Speaker::eks, std::nullopt},
    {Said::public_subnet, Speaker::eks, std::nullopt},
    {Said::profile_zone, Speaker::eks, std::nullopt},
    {Said::profile_in_progress, Speaker::eks, std::nullopt},
    {Said::several_budgets, Speaker::api_server, std::nullopt},
    {Said::user_namespace, Speaker::program, std::nullopt},
    {Said::kubelet_answers, Speaker::program, std::nullopt},
    {Said::low_port, Speaker::program, std::nullopt},
    {Said::efs_handle, Speaker::kubelet, std::nullopt},
    {Said::no_metadata, Speaker::program, std::nullopt},
};

}  // namespace

std::string_view to_string(Speaker speaker) {
  switch (speaker) {
    case Speaker::fargate_scheduler: return "fargate-scheduler";
    case Speaker::kubelet: return "kubelet";
    case Speaker::default_scheduler: return "default-scheduler";
    case Speaker::runtime: return "container-runtime";
    case Speaker::eks: return "eks";
    case Speaker::api_server: return "api-server";
    case Speaker::program: return "program";
  }
  return "";
}

std::string_view heading(Section section) {
  switch (section) {
    case Section::fields: return "fields not supported: ";
    case Section::security: return "invalid SecurityContext fields: ";
    case Section::volumes: return "volumes not supported: ";
    case Section::none:
    case Section::alone:
    case Section::reasons: return {};
  }
  return {};
}

std::span<const Phrase> phrases() {
  return kPhrases;
}

const Whole* find_whole(Said said) {
  const auto* const found = std::ranges::find(kWholes, said, &Whole::said);
  return found == std::end(kWholes) ? nullptr : found;
}

std::string fill(Said said, std::initializer_list<std::string_view> values) {
  std::string_view text;
  for (const auto& phrase : kPhrases)
    if (phrase.said == said) text = phrase.text;
  std::string filled;
  const auto* value = values.begin();
  while (!text.empty()) {
    const auto hole = text.find('<');
    filled += text.substr(0, hole);
    if (hole == std::string_view::npos) break;
    text.remove_prefix(text.find('>', hole) + 1);
    if (value != values.end()) filled += *value++;
  }
  return filled;
}

}  // namespace fargate_lint::fargate::event
