#include "report/event_advice.hpp"

namespace fargate_lint::report {
namespace {

using fargate::event::Said;

/// The parts of a refusal.
EventAdvice on_part(Said said) {
  switch (said) {
    case Said::host_network: return {"the Pod asks for the node's network", "remove `hostNetwork`"};
    case Said::host_pid:
      return {"the Pod asks for the node's process namespace", "remove `hostPID`"};
    case Said::host_ipc: return {"the Pod asks for the node's IPC namespace", "remove `hostIPC`"};
    case Said::net_admin:
      return {
          "a container adds a capability that Fargate does not permit; sidecar injectors of "
          "service meshes add it too",
          "remove NET_ADMIN from `capabilities.add`, or switch sidecar injection off for the "
          "Pod"};
    case Said::capability:
      return {"a container adds a capability that Fargate does not permit",
              "remove it from `capabilities.add`; names are written without `CAP_`"};
    case Said::privilege_escalation:
      return {"a container sets `allowPrivilegeEscalation: true`",
              "remove the field or set it to false"};
    case Said::privileged:
      return {"a container sets `privileged: true`", "remove the field or set it to false"};
    case Said::ports:
      return {"a container port sets `hostPort` or `hostIP`",
              "remove `hostPort` and `hostIP`; use a Service"};
    case Said::volume_type:
      return {"Fargate does not mount volumes of this type",
              "use emptyDir, configMap, secret, projected, downwardAPI, nfs, or a claim that is "
              "bound to an EFS volume"};
    default: return {};
  }
}

EventAdvice on_claim(Said said) {
  switch (said) {
    case Said::volume: return {"Fargate does not mount the volume", ""};
    case Said::claim_not_found:
      return {"the claim did not exist when the scheduler looked",
              "create the PersistentVolumeClaim before the Pod"};
    case Said::claim_not_bound:
      return {"the claim was not bound when the scheduler looked; Fargate does not wait for it",
              "bind the claim to an EFS volume before the Pod is created"};
    case Said::claim_without_csi:
      return {"the claim is bound to a volume that has no CSI driver",
              "bind it to a PersistentVolume with `csi.driver: efs.csi.aws.com`"};
    case Said::claim_ebs:
      return {"Fargate does not mount EBS volumes", "use EFS, or run the Pod on EC2 nodes"};
    case Said::claim_driver:
      return {"Fargate mounts no other volumes than EFS",
              "bind the claim to a PersistentVolume with `csi.driver: efs.csi.aws.com`"};
    case Said::volume_devices:
      return {"a container uses raw block devices", "remove `volumeDevices`"};
    case Said::daemon_set:
      return {"Fargate does not run the Pods of DaemonSets",
              "run it as a sidecar container, or on EC2 nodes"};
    case Said::scheduler_name:
      return {
          "the default scheduler put a Pod on a Fargate node that no Fargate profile selects: "
          "the Pod tolerates the node's taint",
          "remove the toleration, or select the Pod with a Fargate profile"};
    default: return {};
  }
}

/// Texts of the schedulers about pods.
EventAdvice on_pod(Said said) {
  switch (said) {
    case Said::node_selection:
      return {"`nodeSelector` or required node affinity asks for a node that Fargate does not have",
              "remove the term that no Fargate node satisfies, or keep the Pod off Fargate"};
    case Said::too_large:
      return {
          "the Pod requests more than the largest Fargate size, 16 vCPU and 120 GB less the "
          "256 MB that Fargate adds",
          "lower the requests, or run the Pod on EC2 nodes"};
    case Said::provisioning_timeout:
      return {
          "the node of the Pod did not join the cluster in time, usually because its subnet "
          "has no route to ECR or to the API server",
          "check the routes, NAT gateways and VPC endpoints of the profile's subnets"};
    case Said::no_capacity:
      return {"AWS has no Fargate capacity in the availability zone at this time",
              "add subnets in other zones to the profile, or wait"};
    case Said::pod_limit:
      return {"the account has reached its Fargate quota",
              "ask AWS to raise the quota L-3032A538 (Fargate On-Demand vCPU resource count)"};
    case Said::account_blocked:
      return {"AWS does not let this account start Pods on Fargate", "contact AWS Support"};
    case Said::zone_without_fargate:
      return {"a subnet of the profile is in a zone without Fargate",
              "use subnets in other zones; a profile cannot be changed, so replace it"};
    case Said::untolerated_taint:
      return {
          "no Fargate profile selects the Pod: the default scheduler looks for another node, "
          "and Fargate nodes take no other Pods",
          "select the Pod's namespace and labels with a Fargate profile, then recreate the "
          "Pod; a toleration does not help"};
    case Said::no_nodes:
      return {"no Fargate profile selects the Pod, and the cluster has no other nodes",
              "select the Pod's namespace and labels with a Fargate profile, then recreate the "
              "Pod"};
    case Said::cpu_limit:
      return {
          "a limit of the container exceeds the size that Fargate provisioned from the "
          "requests, so the container does not start",
          "set requests equal to limits"};
    case Said::efs_handle:
      return {"the volume's handle is not one that Fargate's EFS mounter reads",
              "create the PersistentVolume again with a `volumeHandle` that begins with `fs-`"};
    default: return {};
  }
}

EventAdvice on_profile(Said said) {
  switch (said) {
    case Said::role_not_authorised:
      return {"the profile's Pod execution role is not authorised in the cluster",
              "create an access entry of type FARGATE_LINUX for the role, or add the role to the "
              "ConfigMap aws-auth"};
    case Said::role_not_assumed:
      return {"Fargate cannot assume the profile's Pod execution role",
              "check that the role exists and trusts eks-fargate-pods.amazonaws.com"};
    case Said::profile_blocked:
      return {"Fargate starts no Pods for this profile until its fault is removed",
              "correct what the text names"};
    case Said::public_subnet:
      return {"a Fargate profile accepts only private subnets",
              "use subnets that have no route to an internet gateway"};
    case Said::profile_zone:
      return {"a subnet of the profile is in a zone without Fargate", "use subnets in other zones"};
    case Said::profile_in_progress:
      return {"a cluster creates or deletes one Fargate profile at a time",
              "create the profiles one after the other (CloudFormation: `DependsOn`)"};
    case Said::old_kubelet:
      return {"Fargate Pods keep the kubelet version they started with",
              "restart the workloads on Fargate, then update the cluster"};
    case Said::several_budgets:
      return {
          "several PodDisruptionBudgets select the Pod, so it cannot be evicted: AWS deletes "
          "it when it patches the node",
          "let only one PodDisruptionBudget select the Pod"};
    default: return {};
  }
}

EventAdvice on_rest(Said said) {
  switch (said) {
    case Said::no_log_config:
      return {"Fargate's log router is off: nothing collects the Pod's logs",
              "create the ConfigMap aws-logging in the namespace aws-observability, or ignore this "
              "event if the logs go elsewhere"};
    case Said::bad_log_plugin:
      return {"Fargate's log router has no such output",
              "use cloudwatch_logs, cloudwatch, es, firehose, kinesis_firehose or kinesis"};
    case Said::bad_log_config:
      return {"the ConfigMap aws-logging is not valid, so nothing collects the Pod's logs",
              "correct the ConfigMap, then restart the workload"};
    case Said::logging_works: return {"Fargate's log router collects the Pod's logs", ""};
    case Said::user_namespace:
      return {"Fargate nodes have user namespaces switched off",
              "build images elsewhere, or with a builder that does not unshare"};
    case Said::kubelet_answers:
      return {
          "another server answered, with a certificate for the node: on Fargate, port 10250 "
          "belongs to the kubelet",
          "listen on another port, such as 10251"};
    case Said::low_port:
      return {"the process may not bind a port below 1024", "listen on a port above 1023"};
    case Said::no_metadata:
      return {"Fargate has no instance metadata, so the program cannot find its region",
              "give it the region (and the VPC) as flags or variables"};
    default: return {};
  }
}

}  // namespace

EventAdvice advice_on(Said said) {
  for (const auto advice : {on_part, on_claim, on_pod, on_profile, on_rest})
    if (const auto found = advice(said); !found.means.empty()) return found;
  return {};
}

}  // namespace fargate_lint::report
