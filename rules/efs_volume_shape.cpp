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

/// What the mounter that is built into Fargate reads: at most three fields between colons, the file
/// system or its DNS name, a path, an access point (aws-efs-csi-driver 2.x, pkg/driver/node.go).
bool is_volume_handle(std::string_view text) {
  static const RE2 kShape(R"(fs-[^:]+(?::[^:]*(?::(?:fsap-[^:]*)?)?)?)");
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), kShape);
}

/// Prefixes by which driver 3.x tells kinds of file systems apart; 3.0.0 to 3.4.2 wrote the first
/// into every volume (aws-efs-csi-driver#1947).
constexpr std::string_view kEfsPrefix = "efs:";
constexpr std::string_view kS3FilesPrefix = "s3files:";

bool is_efs_volume(const kube::Object& object) {
  return object.kind == "PersistentVolume" && object.group().empty() &&
         object.spec()["csi"]["driver"].text() == kDriver;
}

/// aws-efs-csi-driver#1947, aws/containers-roadmap#2858.
std::string mount_error(std::string_view handle) {
  return "mount error: volume ID '" + std::string(handle) +
         "' is invalid: Expected a file system ID of the form 'fs-...'";
}

void check_handle(yaml::Node csi, FindingSink& out) {
  const auto handle = csi["volumeHandle"];
  const auto text = handle.text();
  if (kube::is_absent(handle) || text.empty()) {
    out.add(csi["driver"], say("volume has no `volumeHandle`"));
  } else if (text.starts_with(kS3FilesPrefix)) {
    out.add(handle, say("volume handle {} is S3 Files, which Fargate does not mount", quote(text)))
        .help(
            "use an EFS file system, read the bucket with an AWS SDK, or run the Pod on EC2 nodes")
        .note(mount_error(text));
  } else if (text.starts_with(kEfsPrefix)) {
    out.add(handle,
            say("volume handle {} begins with `efs:`, which Fargate does not mount", quote(text)))
        .help("create the PersistentVolume again with `volumeHandle: " +
              std::string(text.substr(kEfsPrefix.size())) +
              "`: the handle of an existing one cannot be changed")
        .note(mount_error(text));
  } else if (!is_volume_handle(text)) {
    out.add(handle, say("volume handle {} is not an EFS file system", quote(text)));
  }
}

void check_object(const ObjectContext& context, FindingSink& out) {
  const auto& object = context.object;
  if (!is_efs_volume(object)) return;
  check_handle(object.spec()["csi"], out);
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
    const auto binding = kube::resolve_claim(run.reading.inventory, workload.object->ns,
                                             volume.claim, workload.object);
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
                      say("volume is `ReadWriteOnce`, but several Pods on Fargate mount it"));
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
        .summary = "EFS PersistentVolume cannot be mounted as written",
        .why = "Fargate mounts EFS through PersistentVolumes that you create. Kubernetes does not "
               "check their contents: with a `volumeHandle` that Fargate's built-in mounter "
               "cannot read, the Pod hangs in ContainerCreating. The mounter does not know the "
               "prefixes `efs:` and `s3files:`, which newer EFS CSI drivers write. The API server "
               "rejects a PersistentVolume without capacity. `ReadWriteOnce` means one node, and "
               "each Fargate Pod has its own node: use `ReadWriteMany` for a volume that several "
               "Pods mount.",
        .fix = "set `volumeHandle: fs-…`, or `fs-…::fsap-…` for an access point, "
               "`capacity.storage` (any amount; EFS ignores it) and `accessModes: "
               "[ReadWriteMany]`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html",
        .symptoms = "volume ID 'efs:fs-…' is invalid: Expected a file system ID of the form "
                    "'fs-...'",
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
