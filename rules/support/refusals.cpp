#include "support/refusals.hpp"

#include "list.hpp"

namespace fargate_lint::rules {
namespace {

using fargate::Cause;

constexpr RefusalRule kRows[] = {
    {Cause::host_network, "", &host_network},
    {Cause::host_pid, "", &host_pid},
    {Cause::host_ipc, "", &host_ipc},
    {Cause::capability, "", &capabilities},
    {Cause::privilege_escalation, "", &privilege_escalation},
    {Cause::privileged, "", &privileged},
    {Cause::host_port, "", &host_port},
    {Cause::volume_type, "awsElasticBlockStore", &ebs_volume},
    {Cause::volume_type, "hostPath", &host_path},
    {Cause::volume_type, "csi", &csi_inline},
    {Cause::volume_type, "", &unsupported_volume},
    {Cause::volume_devices, "", &volume_devices},
    {Cause::device, "", &device},
    {Cause::windows, "", &windows},
    {Cause::node_selection, "", &node_selection},
    {Cause::too_large, "", &too_large},
    {Cause::ephemeral_storage, "", &ephemeral_storage},
};

}  // namespace

std::span<const RefusalRule> refusal_rules() {
  return kRows;
}

}  // namespace fargate_lint::rules
