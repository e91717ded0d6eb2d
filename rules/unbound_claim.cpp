#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "list.hpp"
#include "support/claims.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

using State = kube::ClaimBinding::State;
using kube::Misfit;

/// Why a claim and a volume, of which one names the other, are not bound.
Words reason(Misfit misfit) {
  switch (misfit) {
    case Misfit::released: return "the volume is released and waits to be reclaimed";
    case Misfit::terminating: return "the volume is being deleted";
    case Misfit::other_claim: return "the volume is reserved for another claim";
    case Misfit::other_uid: return "the volume is reserved for a claim with another UID";
    case Misfit::storage_class: return "their StorageClasses differ";
    case Misfit::size: return "the volume is smaller than requested";
    case Misfit::volume_mode: return "their volume modes differ";
    case Misfit::access_modes: return "the volume lacks an access mode";
    case Misfit::none:
    case Misfit::unknown: break;
  }
  return "they do not fit";
}

/// A claim for which there is no volume, by its class.
Message describe_unserved(const kube::ClaimBinding& binding) {
  const auto claim = quote(binding.name);
  if (binding.class_name.empty() && !binding.class_field)
    return say("claim {} sets no StorageClass, and the cluster has no default", claim);
  if (binding.class_name.empty())
    return say("no PersistentVolume fits claim {}, which sets an empty StorageClass", claim);
  if (binding.storage_class == nullptr)
    return say("claim {} uses StorageClass {}, which does not exist", claim,
               quote(binding.class_name));
  return say("no PersistentVolume fits claim {}, and StorageClass {} provisions none", claim,
             quote(binding.class_name));
}

Message describe(const kube::ClaimBinding& binding) {
  const auto claim = quote(binding.name);
  if (binding.state == State::volume_unknown)
    return say("claim {} names PersistentVolume {}, which does not exist", claim,
               quote(binding.volume_name));
  if (binding.state == State::left_over)
    return say("claim {} is not bound: its workload needs more PersistentVolumes than fit", claim);
  if (binding.state == State::misfit)
    return say("claim {} and PersistentVolume {} are not bound: {}", claim,
               quote(binding.volume->name), reason(binding.misfit));
  return describe_unserved(binding);
}

void check_pod(const PodContext& pod, FindingSink& out) {
  for (const auto& use : claims_of(pod, fargate::ClaimVerdict::unbound)) {
    const auto& binding = use.binding();
    auto finding = add(out, pod, use, describe(binding));
    if (binding.waits_for_consumer && binding.state == State::unserved)
      finding.note("StorageClass " + quote(binding.class_name) +
                   " uses `WaitForFirstConsumer`: it binds no PersistentVolume for a Pod on "
                   "Fargate unless one names the other");
  }
}

/// Claims of several workloads that may take each other's volumes.
struct Contest {
  const kube::Object* volume = nullptr;  ///< one of those
  struct Entrant {
    std::string claim;
    std::uint32_t placement = 0;
  };
  std::vector<Entrant> entrants;
};

bool is_contested(const fargate::Placement& placement) {
  if (placement.verdict != fargate::Verdict::undecided) return false;
  return std::ranges::any_of(placement.missing, [](const fargate::Fact& fact) {
    return fact.kind == fargate::Fact::Kind::contested_claim;
  });
}

void add_claims(const RunContext& run, std::uint32_t placement,
                std::map<std::uint32_t, Contest>& contests) {
  const auto& workload = run.pod(placement);
  const auto pod = kube::read_pod_template(workload);
  for (const auto& use : fargate::judge_claims(workload, pod, run.inventory())) {
    if (use.verdict != fargate::ClaimVerdict::contested) continue;
    auto& contest = contests[use.binding.contest];
    if (contest.volume == nullptr) contest.volume = use.binding.volume;
    contest.entrants.push_back({use.binding.name, placement});
  }
}

void check_run(const RunContext& run, FindingSink& out) {
  std::map<std::uint32_t, Contest> contests;
  for (std::uint32_t i = 0; i < run.placements.size(); ++i)
    if (is_contested(*run.placements[i].placement)) add_claims(run, i, contests);
  for (const auto& [number, contest] : contests) {
    if (contest.volume == nullptr) continue;
    auto of_volume = out.about(*contest.volume);
    auto finding =
        of_volume.add(name_field(*contest.volume),
                      say("claims compete for PersistentVolume {}", quote(contest.volume->name)));
    finding.severity(Severity::warning)
        .help(
            "add a PersistentVolume for each claim, or reserve one with the claim's "
            "`volumeName` and the volume's `claimRef`")
        .note("a PersistentVolume is bound to one claim; the Pods of the others stay Pending");
    const auto shown = std::min(contest.entrants.size(), kMostNamed);
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& entrant = contest.entrants[i];
      const auto& user = run.placements[entrant.placement];
      finding.related("claim " + quote(entrant.claim) + " of " +
                          quote(user.object.kind + "/" + user.object.name),
                      user.where);
    }
  }
}

}  // namespace

constinit const Rule unbound_claim = define(
    {
        .id = "FG213",
        .name = "unbound-claim",
        .severity = Severity::error,
        .also = Severity::warning,
        .since = "0.2.0",
        .summary = "claim cannot be bound to a PersistentVolume",
        .why = "Fargate rejects a Pod whose claim is not bound. A PersistentVolume is bound to one "
               "claim only: if a workload needs more of them than fit its claims, one claim stays "
               "unbound. A claim and a PersistentVolume of which one names the other must still "
               "agree in size, volume mode and access modes, and in StorageClass if the claim "
               "names the volume. If the input is complete, a claim also stays unbound if its "
               "StorageClass does not exist, or if it has none and no PersistentVolume fits.",
        .fix = "create a PersistentVolume on EFS for each claim, with the same `storageClassName`, "
               "`volumeMode` and `accessModes` and at least the requested capacity, and set its "
               "name as the claim's `volumeName`",
        .page = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding",
        .event = "Pod not supported on Fargate: volumes not supported: NAME not supported because: "
                 "PVC CLAIM not bound",
        .symptoms = "PVC CLAIM not bound",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: catalogue
spec:
  containers:
    - name: app
      image: example.com/catalogue:1
  volumes:
    - name: pictures
      persistentVolumeClaim:
        claimName: pictures
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: pictures
spec:
  storageClassName: ""
  volumeName: pictures
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 10Gi
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pictures
spec:
  storageClassName: ""
  capacity:
    storage: 5Gi
  accessModes: [ReadWriteMany]
  csi:
    driver: efs.csi.aws.com
    volumeHandle: fs-0a1b2c3d4e5f60718
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: catalogue
spec:
  containers:
    - name: app
      image: example.com/catalogue:1
  volumes:
    - name: pictures
      persistentVolumeClaim:
        claimName: pictures
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: pictures
spec:
  storageClassName: ""
  volumeName: pictures
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 5Gi
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pictures
spec:
  storageClassName: ""
  capacity:
    storage: 5Gi
  accessModes: [ReadWriteMany]
  csi:
    driver: efs.csi.aws.com
    volumeHandle: fs-0a1b2c3d4e5f60718
)",
    },
    check_pod, check_run);

}  // namespace fargate_lint::rules
