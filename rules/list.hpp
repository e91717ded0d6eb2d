#pragma once

#include "lint/rule.hpp"

/// Every rule, in the order of ids. A rule is one file in this folder, one line here and one folder
/// in testdata/rules/.
// clang-format off
#define RULES(X) \
  X(unreadable_document) \
  X(unrendered_template) \
  X(duplicate_key) \
  X(malformed_object) \
  X(duplicate_object) \
  X(unknown_workload) \
  X(assumed_namespace) \
  X(host_network) \
  X(host_port) \
  X(privileged) \
  X(capabilities) \
  X(privilege_escalation) \
  X(host_pid) \
  X(host_ipc) \
  X(daemonset) \
  X(daemonset_pending) \
  X(device) \
  X(node_selection) \
  X(windows) \
  X(reserved_port) \
  X(volume_devices) \
  X(ignored_scheduling) \
  X(node_name) \
  X(runtime_class) \
  X(low_port) \
  X(unsafe_sysctl) \
  X(tolerates_everything) \
  X(user_namespace) \
  X(capacity_annotation) \
  X(node_sysctl) \
  X(ebs_volume) \
  X(host_path) \
  X(csi_inline) \
  X(unsupported_volume) \
  X(unsupported_pv) \
  X(efs_dynamic) \
  X(default_class) \
  X(claim_missing) \
  X(efs_volume_shape) \
  X(ephemeral_storage) \
  X(memory_volume) \
  X(unknown_class) \
  X(unbound_claim) \
  X(irsa_missing) \
  X(irsa_malformed) \
  X(irsa_misplaced) \
  X(pod_identity) \
  X(kiam) \
  X(imds) \
  X(static_credentials) \
  X(irsa_blocked) \
  X(alb_target_type) \
  X(nlb_target_type) \
  X(target_group_binding) \
  X(node_port) \
  X(network_policy) \
  X(security_group_policy) \
  X(mesh_injection) \
  X(host_net_dns) \
  X(node_local_agent) \
  X(policy_adds_refused_field) \
  X(policy_label_too_late) \
  X(policy_blocks_fargate) \
  X(too_large) \
  X(no_requests) \
  X(limit_above_provisioned) \
  X(rounding_waste) \
  X(overhead_step) \
  X(limits_beyond_size) \
  X(init_dominates) \
  X(log_router_config) \
  X(log_router_namespace) \
  X(logs_lost) \
  X(agent_blind) \
  X(agent_sidecar_mode) \
  X(job_ttl) \
  X(pdb_blocks_patching) \
  X(several_pdbs) \
  X(single_replica) \
  X(bare_pod) \
  X(database) \
  X(vpa_mode) \
  X(start_latency) \
  X(selector_count) \
  X(selector_shape) \
  X(shadowed_profile) \
  X(overlapping_profiles) \
  X(selects_nothing) \
  X(broad_wildcard) \
  X(profile_label) \
  X(near_miss) \
  X(labels_on_workload) \
  X(opt_out) \
  X(profile_name) \
  X(role_arn) \
  X(unknown_value) \
  X(unplaced_pod) \
  X(wants_fargate) \
  X(coredns_unplaced) \
  X(profile_subnet) \
  X(profiles_in_parallel) \
  X(execution_role) \
  X(addon_without_nodes) \
  X(unused_suppression) \
  X(expired_suppression) \
  X(missing_reason) \
  X(unknown_rule) \
  /* the end */
// clang-format on

namespace fargate_lint::rules {

using lint::define;
using lint::FindingSink;
using lint::FixKind;
using lint::IgnoreContext;
using lint::ObjectContext;
using lint::PodContext;
using lint::Rule;
using lint::RunContext;
using lint::Sees;
using lint::Severity;

#define DECLARE_RULE(name) extern const Rule name;
RULES(DECLARE_RULE)
#undef DECLARE_RULE

/// All rules, in the order of the list.
lint::RuleList all();

}  // namespace fargate_lint::rules
