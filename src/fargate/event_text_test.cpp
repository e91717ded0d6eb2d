#include "fargate/event_text.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>

#include "fargate/refusal.hpp"
#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

using event::Said;

/// What a text says, part by part, with the values: "claim_not_bound" as
/// `{Said::claim_not_bound, "volume=data claim=data"}`.
struct Expected {
  Said said;
  std::string values = {};
  bool operator==(const Expected&) const = default;
};

std::vector<Expected> parts_of(const Event& event) {
  std::vector<Expected> parts;
  for (const auto& part : event.parts) {
    Expected expected{part.said, {}};
    for (const auto& value : part.values) {
      if (!expected.values.empty()) expected.values += ' ';
      expected.values.append(value.name).append("=").append(value.text);
    }
    parts.push_back(expected);
  }
  return parts;
}

struct Row {
  std::string text;
  Said said;
  std::vector<Expected> parts;
};

const std::vector<Row> kRefusals = {
    {"Pod not supported on Fargate: fields not supported: HostNetwork, HostPID, HostIPC",
     Said::refused,
     {{Said::host_network, "fields=HostNetwork"},
      {Said::host_pid, "fields=HostPID"},
      {Said::host_ipc, "fields=HostIPC"}}},
    {"Pod not supported on Fargate: fields not supported: HostNetwork, invalid SecurityContext "
     "fields: Privileged, port contains HostIP or HostPort",
     Said::refused,
     {{Said::host_network, "fields=HostNetwork"}, {Said::privileged}, {Said::ports}}},
    {"Pod not supported on Fargate: invalid SecurityContext fields: Privileged, volumes not "
     "supported: mntdatas3fs is of an unsupported volume Type",
     Said::refused,
     {{Said::privileged}, {Said::volume_type, "volume=mntdatas3fs"}}},
    {"Pod not supported on Fargate: invalid SecurityContext fields: Privileged,Privileged",
     Said::refused,
     {{Said::privileged}}},
    {"invalid SecurityContext fields: Capabilities added: NET_ADMIN, SYS_TIME",
     Said::refused,
     {{Said::net_admin, "capability=NET_ADMIN"}, {Said::capability, "capability=SYS_TIME"}}},
    {"invalid SecurityContext fields: Capabilities added: DAC_READ_SEARCH,Capabilities added: "
     "DAC_READ_SEARCH",
     Said::refused,
     {{Said::capability, "capability=DAC_READ_SEARCH"}}},
    {"invalid SecurityContext fields: Capabilities added: SYS_ADMIN, AllowPrivilegeEscalation, "
     "Privileged",
     Said::refused,
     {{Said::capability, "capability=SYS_ADMIN"},
      {Said::privilege_escalation},
      {Said::privileged}}},
    {"invalid SecurityContext fields: AllowPrivilegeEscalation",
     Said::refused,
     {{Said::privilege_escalation}}},
    {"port contains HostIP or HostPort", Said::refused, {{Said::ports}}},
    {"Capabilities added: CAP_CHOWN", Said::refused, {{Said::capability, "capability=CAP_CHOWN"}}},
    {"volumes not supported: a is of an unsupported volume Type, b not supported because: PVC c "
     "not bound",
     Said::refused,
     {{Said::volume_type, "volume=a"}, {Said::claim_not_bound, "volume=b claim=c"}}},
    {"efs-storage not supported because: PVC efs-storage-efs-app-sts1-0 not bound",
     Said::refused,
     {{Said::claim_not_bound, "volume=efs-storage claim=efs-storage-efs-app-sts1-0"}}},
    {"data not supported because: persistentvolumeclaim \"orders\" not found",
     Said::refused,
     {{Said::claim_not_found, "volume=data claim=orders"}}},
    {"persistentvolumeclaim \"orders\" not found",
     Said::refused,
     {{Said::claim_not_found, "claim=orders"}}},
    {"PVC orders not bound", Said::refused, {{Said::claim_not_bound, "claim=orders"}}},
    {"PVC orders bound to invalid PV pv-1 with nil CSI spec",
     Said::refused,
     {{Said::claim_without_csi, "claim=orders pv=pv-1"}}},
    {"PVC orders bound to invalid PV pv-1 with CSI Driver: ebs.csi.aws.com",
     Said::refused,
     {{Said::claim_ebs, "claim=orders pv=pv-1"}}},
    {"PVC orders bound to invalid PV pv-1 with CSI Driver: s3.csi.aws.com",
     Said::refused,
     {{Said::claim_driver, "claim=orders pv=pv-1 driver=s3.csi.aws.com"}}},
    {"volumeDevices not supported", Said::refused, {{Said::volume_devices}}},
    {"DaemonSet not supported", Said::refused, {{Said::daemon_set}}},
    {"Pod not supported: SchedulerName is not fargate-scheduler",
     Said::refused_by_kubelet,
     {{Said::scheduler_name}}},
    {"Pod not supported: DaemonSet not supported, volumes not supported: v is of an unsupported "
     "volume Type",
     Said::refused_by_kubelet,
     {{Said::daemon_set}, {Said::volume_type, "volume=v"}}},
};

const std::string kBlocked =
    "Misconfigured Fargate Profile: fargate profile web blocked for new launches due to: ";

const std::vector<Row> kOthers = {
    {"MatchNodeSelector failed: Fargate profile web cannot satisfy pod's node selector/affinity "
     "requirements",
     Said::node_selection,
     {{Said::node_selection, "profile=web"}}},
    {kBlocked + "Pod execution role is not found in auth config or does not have all required "
                "permissions for launching fargate pods.",
     Said::role_not_authorised,
     {{Said::role_not_authorised,
       "profile=web more=or does not have all required permissions for launching fargate pods."}}},
    {kBlocked + "Failed to assume PodExecutionRole; Please make sure the role exists",
     Said::role_not_assumed,
     {{Said::role_not_assumed, "profile=web more=; Please make sure the role exists"}}},
    {kBlocked + "something else",
     Said::profile_blocked,
     {{Said::profile_blocked, "profile=web reason=something else"}}},
    {"Pod provisioning timed out (will retry) for pod: shop/api-7d9",
     Said::provisioning_timeout,
     {{Said::provisioning_timeout, "pod=shop/api-7d9"}}},
    {"Pod provisioning timed out (will retry)",
     Said::provisioning_timeout,
     {{Said::provisioning_timeout}}},
    {"Fargate capacity is unavailable at this time. Please try again later or in a different "
     "availability zone",
     Said::no_capacity,
     {{Said::no_capacity}}},
    {"Your AWS account has reached the limit on the number of Fargate pods it can run "
     "concurrently",
     Said::pod_limit,
     {{Said::pod_limit}}},
    {"Your AWS account is currently blocked and thus cannot launch any Fargate pods",
     Said::account_blocked,
     {{Said::account_blocked}}},
    {"Fargate is not supported in the requested availability zone: ca-central-1d",
     Said::zone_without_fargate,
     {{Said::zone_without_fargate, "zone=ca-central-1d"}}},
    {"LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND", Said::no_log_config, {{Said::no_log_config}}},
    {"Disabled logging because aws-logging configmap was not found. configmap \"aws-logging\" not "
     "found",
     Said::no_log_config,
     {{Said::no_log_config}}},
    {"loki is not a supported output plugin. Please fix the logging configmap",
     Said::bad_log_plugin,
     {{Said::bad_log_plugin, "plugin=loki"}}},
    {"Disabled logging for pod due to invalid configmap. datadog is not a supported output plugin. "
     "Please fix the logging configmap",
     Said::bad_log_config,
     {{Said::bad_log_config,
       "reason=. datadog is not a supported output plugin. Please fix the logging configmap"}}},
    {"Successfully enabled logging for pod", Said::logging_works, {{Said::logging_works}}},
    {"Your pod's cpu/memory requirements exceed the max Fargate configuration",
     Said::too_large,
     {{Said::too_large}}},
    {"POD_CPU_MEM_EXCEEDS_MAX_FARGATE_SIZE: Your pod's cpu/memory requirements exceed the max "
     "Fargate configuration",
     Said::too_large,
     {{Said::too_large}}},
    {"error setting cgroup config for procHooks process: failed to write \"100000\": write "
     "/sys/fs/cgroup/cpu,cpuacct/kubepods/pod1/cpu.cfs_quota_us: invalid argument: unknown",
     Said::cpu_limit,
     {{Said::cpu_limit}}},
    {"0/5 nodes are available: 3 Insufficient cpu, 2 node(s) had untolerated taint "
     "{eks.amazonaws.com/compute-type: fargate}. preemption: 0/5 nodes are available",
     Said::untolerated_taint,
     {{Said::untolerated_taint, "nodes=5 others=3 Insufficient cpu, 2 node(s)"}}},
    {"0/2 nodes are available: 2 node(s) had taint {eks.amazonaws.com/compute-type: fargate}, "
     "that the pod didn't tolerate.",
     Said::untolerated_taint,
     {{Said::untolerated_taint, "nodes=2 others=2 node(s)"}}},
    {"no nodes available to schedule pods", Said::no_nodes, {{Said::no_nodes}}},
    {"Kubelet version of Fargate pods must be updated to match cluster version 1.25 before "
     "updating cluster version; Please recycle all offending pod replicas.",
     Said::old_kubelet,
     {{Said::old_kubelet, "version=1.25"}}},
    {"Subnet subnet-0a1 provided in Fargate Profile is not a private subnet",
     Said::public_subnet,
     {{Said::public_subnet, "subnet=subnet-0a1"}}},
    {"Fargate Profile creation for the Availability Zone us-west-1b for Subnet subnet-0a1 is not "
     "supported",
     Said::profile_zone,
     {{Said::profile_zone, "zone=us-west-1b for Subnet subnet-0a1"}}},
    {"ResourceInUseException: Cannot create Fargate Profile web because cluster prod currently has "
     "Fargate profile dns in status CREATING",
     Said::profile_in_progress,
     {{Said::profile_in_progress, "profile=web cluster=prod other=dns status=CREATING"}}},
    {"This pod has multiple PodDisruptionBudget, which the eviction subresource does not support",
     Said::several_budgets,
     {{Said::several_budgets, "many=multiple"}}},
    {"Cannot evict pod: This pod has more than one PodDisruptionBudget, which the eviction "
     "subresource does not support.",
     Said::several_budgets,
     {{Said::several_budgets, "many=more than one"}}},
    {"unshare(CLONE_NEWUSER): No space left on device",
     Said::user_namespace,
     {{Said::user_namespace}}},
    {"x509: certificate is valid for ip-10-0-0-1.ec2.internal, not cert-manager-webhook.svc",
     Said::kubelet_answers,
     {{Said::kubelet_answers, "names=ip-10-0-0-1.ec2.internal name=cert-manager-webhook.svc"}}},
    {"bind() to 0.0.0.0:80 failed (13: Permission denied)",
     Said::low_port,
     {{Said::low_port, "address=to 0.0.0.0:80 failed (13:"}}},
    {"volume ID 'efs:fs-0123' is invalid: Expected a file system ID of the form 'fs-...'",
     Said::efs_handle,
     {{Said::efs_handle, "handle=efs:fs-0123"}}},
    {"failed to introspect region from EC2Metadata", Said::no_metadata, {{Said::no_metadata}}},
};

void check_known(const std::string& text, const Row& row) {
  CAPTURE(text);
  const auto events = find_events(text);
  REQUIRE(events.size() == 1);
  CHECK(events[0].said == row.said);
  CHECK(events[0].unknown.empty());
  const auto parts = parts_of(events[0]);
  REQUIRE(parts.size() == row.parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    CHECK(static_cast<int>(parts[i].said) == static_cast<int>(row.parts[i].said));
    CHECK(parts[i].values == row.parts[i].values);
  }
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("event text: every text that is known, whole and in parts") {
  for (const auto& rows : {kRefusals, kOthers})
    for (const auto& row : rows) check_known(row.text, row);
}

TEST_CASE("event text: whatever stands around it") {
  for (const auto& row : kRefusals) {
    check_known("  Warning  FailedScheduling  2m59s  fargate-scheduler  " + row.text, row);
    if (row.text.starts_with("Pod not supported"))
      check_known("[POD_UNSUPPORTED_ON_FARGATE] " + row.text, row);
  }
  for (const auto& row : kOthers)
    if (!row.text.starts_with("LoggingDisabled"))
      check_known("12m   Warning   X   " + row.text, row);
}

TEST_CASE("event text: every phrase of the table is read as what it says") {
  for (const auto& phrase : event::phrases()) {
    CAPTURE(phrase.text);
    std::string text(phrase.text);
    for (auto hole = text.find('<'); hole != std::string::npos; hole = text.find('<'))
      text.replace(hole, text.find('>') - hole + 1, "a-1.b");
    if (phrase.said == Said::refused || phrase.said == Said::refused_by_kubelet)
      text = replaced(text, "a-1.b", "volumeDevices not supported");
    if (phrase.said == Said::volume) text = replaced(text, ": a-1.b", ": PVC c not bound");
    const auto section = event::heading(phrase.section);
    const auto events = find_events(std::string(section) + text);
    REQUIRE(events.size() == 1);
    REQUIRE(events[0].parts.size() == 1);
    const auto said = events[0].parts[0].said;
    if (phrase.said != Said::volume && !event::is_refusal(phrase.said))
      CHECK(static_cast<int>(said) == static_cast<int>(phrase.said));
    CHECK(event::find_whole(events[0].said) != nullptr);
  }
}

TEST_CASE("event text: Go's mark of an argument that is left over") {
  check_known(
      "Pod not supported on Fargate: %!(EXTRA string=fields not supported: HostNetwork, HostPID, "
      "HostIPC)",
      kRefusals[0]);
  check_known("Successfully enabled logging for pod%!(EXTRA string=api)", kOthers[14]);
}

TEST_CASE("event text: what is not known of a refusal is told") {
  const auto events = find_events(
      "Pod not supported on Fargate: fields not supported: HostNetwork, HostUsers, volumes not "
      "supported: a not supported because: the moon, port contains HostIP or HostPort, ...");
  REQUIRE(events.size() == 1);
  CHECK(events[0].unknown ==
        std::vector<std::string>{"HostUsers", "a not supported because: the moon"});
  CHECK(events[0].parts.size() == 2);
}

TEST_CASE("event text: several in one line, and containers that share a fault") {
  auto events = find_events(
      "Pod not supported on Fargate: fields not supported: HostPID; Pod not supported: "
      "SchedulerName is not fargate-scheduler");
  REQUIRE(events.size() == 2);
  events = find_events("invalid SecurityContext fields: Privileged,Privileged,Privileged");
  REQUIRE(events.size() == 1);
  CHECK(events[0].parts[0].count == 3);
  CHECK(events[0].parts[0].text == "invalid SecurityContext fields: Privileged");
}

TEST_CASE("event text: what is no text of Fargate") {
  for (const std::string_view text :
       {"", "Back-off restarting failed container", "Successfully assigned shop/api to ip-10-0-0-1",
        "0/3 nodes are available: 3 Insufficient cpu.",
        "0/3 nodes are available: persistentvolumeclaim \"data\" not found.", "Privileged",
        "HostNetwork", "the Pod not supported onFargate: x",
        "error: not a supported output plugin"}) {
    CAPTURE(text);
    CHECK(find_events(text).empty());
  }
}

TEST_CASE("event text: the nearest one that is known") {
  CHECK(nearest_event("Pod provisioning has timed out, will be retried") ==
        "Pod provisioning timed out (will retry)");
  CHECK(nearest_event("PVC claim-1 is not yet bound") == "PVC CLAIM not bound");
  CHECK(nearest_event("Back-off restarting failed container").empty());
  CHECK(nearest_event("").empty());
}

// Quadratic work would take a thousand times as long for a hundred times as much.
TEST_CASE("event text: hostile lines take time in proportion") {
  constexpr std::size_t kSize = 1U << 16U;
  const auto repeated = [](std::string_view part, std::size_t size) {
    std::string text;
    while (text.size() < size) text += part;
    return text;
  };
  for (const std::string_view part :
       {"Pod not supported on Fargate: ", "x509: certificate is valid for ", "bind() ", "0/",
        "0/1 nodes are available: ", "Subnet ", "volume ID 'a", "Privileged,", "PVC ",
        "invalid SecurityContext fields: ", "a not supported because: ", "%!(EXTRA string=",
        " is not a supported output plugin. Please fix the logging configmap", "\x1b[31m", "\xff",
        "Capabilities added: A,B,", "This pod has "}) {
    CAPTURE(part);
    const auto begin = std::chrono::steady_clock::now();
    static_cast<void>(find_events(repeated(part, kSize)));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    CHECK(taken.count() < 10);  // half a second at most, without optimisation
  }
}

}  // namespace fargate_lint::fargate
