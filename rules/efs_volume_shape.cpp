#include <re2/re2.h>
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kube/fields.hpp"
#include "kube/storage.hpp"
#include "list.hpp"
#include "support/selections.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kDriver = "efs.csi.aws.com";

/// fs-ID, with a path and an access point behind colons (aws-efs-csi-driver, docs/README.md:
/// `fs-…`, `fs-…:/path`, `fs-…::fsap-…`), or s3files:fs-ID (docs/install.md). Since the driver
/// knows both, its own examples write efs:fs-ID for the former (examples/kubernetes/efs).
bool is_volume_handle(std::string_view text) {
  static const RE2 kShape(
      R"((?:s3files:|efs:)?fs-[0-9a-f]{8,40}(?::[^:]*(?::(?:fsap-[0-9a-f]{8,40})?)?)?)");
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), kShape);
}

bool is_efs_volume(const kube::Object& object) {
  return object.kind == "PersistentVolume" && object.group().empty() &&
         object.spec()["csi"]["driver"].text() == kDriver;
}

void check_object(const ObjectContext& context, FindingSink& out) {
  const auto& object = context.object;
  if (!is_efs_volume(object)) return;
  const auto csi = object.spec()["csi"];
  const auto handle = csi["volumeHandle"];
  if (kube::is_absent(handle) || handle.text().empty()) {
    out.add(csi["driver"], say("volume of EFS names no file system: it has no `volumeHandle`"));
  } else if (!is_volume_handle(handle.text())) {
    out.add(handle,
            say("{} is no EFS file system: `fs-…` or `fs-…::fsap-…`", quote(handle.text())));
  }
  const auto capacity = object.spec()["capacity"];
  if (kube::is_absent(capacity["storage"])) {
    const auto spec = object.spec();
    out.add(kube::is_absent(capacity) ? spec : capacity,
            say("volume has no `capacity.storage`, which Kubernetes requires"));
  }
}

/// The volume's `accessModes`, if it is for one node only; missing else.
yaml::Node single_node_modes(const kube::Object& volume) {
  const auto modes = volume.spec()["accessModes"];
  bool once = false;
  for (const auto mode : modes.items()) {
    if (mode.text() == "ReadWriteMany" || mode.text() == "ReadOnlyMany") return {};
    once = once || mode.text().starts_with("ReadWriteOnce");
  }
  return once ? modes : yaml::Node();
}

/// Who mounts a volume: workloads of this run on Fargate, each once.
struct Users {
  std::vector<std::uint32_t> workloads;
  bool several = false;
};
using UsersOf = std::map<const kube::Object*, Users>;

void add_users(const RunContext& run, std::uint32_t index, UsersOf& users_of) {
  const auto& workload = run.pod(index);
  const auto pod = kube::read_pod_template(workload);
  for (const auto& volume : pod.volumes) {
    if (volume.claim.empty() || volume.from_claim_template()) continue;
    const auto binding =
        kube::resolve_claim(run.reading.inventory, workload.object->ns, volume.claim);
    const auto entry = users_of.find(binding.volume);
    if (entry == users_of.end()) continue;
    auto& users = entry->second;
    if (!users.workloads.empty() && users.workloads.back() == index) continue;
    users.several =
        users.several || !users.workloads.empty() || workload.replicas().value_or(1) > 1;
    users.workloads.push_back(index);
  }
}

void check_run(const RunContext& run, FindingSink& out) {
  UsersOf users_of;
  for (const auto* volume : run.reading.inventory.of_kind(kube::kinds::persistent_volume)) {
    if (is_efs_volume(*volume) && single_node_modes(*volume)) users_of[volume];
  }
  if (users_of.empty()) return;
  for (std::uint32_t i = 0; i < run.placements.size(); ++i) {
    if (run.placements[i].placement->verdict == fargate::Verdict::not_fargate) continue;
    add_users(run, i, users_of);
  }
  for (const auto* volume : run.reading.inventory.of_kind(kube::kinds::persistent_volume)) {
    const auto entry = users_of.find(volume);
    if (entry == users_of.end() || !entry->second.several) continue;
    auto of_volume = out.about(*volume);
    auto finding =
        of_volume.add(single_node_modes(*volume),
                      say("volume is for one node, but several pods on Fargate mount it"));
    constexpr std::size_t kMostShown = 5;
    const auto& workloads = entry->second.workloads;
    for (std::size_t i = 0; i < std::min(workloads.size(), kMostShown); ++i) {
      const auto& user = run.placements[workloads[i]];
      finding.related("mounted by " + quote(user.object.kind + "/" + user.object.name), user.where);
    }
  }
}

}  // namespace

constinit const Rule efs_volume_shape = define(
    {
        .id = "FG209",
        .name = "efs-volume-shape",
        .severity = Severity::warning,
        .since = "0.1.0",
        .summary = "a PersistentVolume of EFS that will not mount as it is written",
        .why = "Fargate mounts EFS file systems through PersistentVolumes made by hand. "
               "Kubernetes does not check what stands in them: a `volumeHandle` that is no file "
               "system is noticed when the pod hangs in ContainerCreating, and a volume without "
               "capacity is refused by the API server. `ReadWriteOnce` means one node, and "
               "every Fargate pod has a node of its own: a volume that several pods are to "
               "share should say `ReadWriteMany`.",
        .fix = "write `volumeHandle: fs-…`, or `fs-…::fsap-…` for an access point, "
               "`capacity.storage` (any amount; EFS does not look at it) and `accessModes: "
               "[ReadWriteMany]`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html",
        .fires = R"(apiVersion: v1
kind: PersistentVolume
metadata:
  name: pictures
spec:
  capacity:
    storage: 5Gi
  accessModes: [ReadWriteMany]
  csi:
    driver: efs.csi.aws.com
    volumeHandle: file-system-1
)",
        .silent = R"(apiVersion: v1
kind: PersistentVolume
metadata:
  name: pictures
spec:
  capacity:
    storage: 5Gi
  accessModes: [ReadWriteMany]
  csi:
    driver: efs.csi.aws.com
    volumeHandle: fs-0a1b2c3d4e5f60718::fsap-0a1b2c3d4e5f60718
)",
    },
    check_object, check_run);

}  // namespace fargate_lint::rules
