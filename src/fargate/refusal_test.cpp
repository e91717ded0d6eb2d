#include "fargate/refusal.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "fargate/test_world.hpp"

namespace fargate_lint::fargate {
namespace {

using Texts = std::vector<std::string>;

/// A pod, and what is wrong with it; the violations point into it.
struct Judged {
  testing::World world;
  std::vector<ClaimUse> claims;
  std::vector<Violation> violations;

  explicit Judged(std::string_view manifests)
      : world(manifests),
        claims(judge_claims(world.workload(), world.pod(), world.inventory())),
        violations(find_violations(world.pod(), claims, size_of(world.pod()), {})) {}
  Texts said(std::string_view profile = "web") const {
    auto speaking = violations;
    return events(speaking, profile);
  }
};

Texts said(std::string_view spec) {
  return Judged(testing::pod(spec)).said();
}

Texts refused(std::string_view parts) {
  return {"Pod not supported on Fargate: " + std::string(parts)};
}

std::string containers(std::string_view fields) {
  return "containers: [{name: app, " + std::string(fields) + "}]";
}

std::string secured(std::string_view context) {
  return containers("securityContext: {" + std::string(context) + "}");
}

/// A pod in `shop` that mounts claim `data` as volume `disk`, beside other manifests.
std::string claiming(std::string_view others) {
  return testing::pod("volumes: [{name: disk, persistentVolumeClaim: {claimName: data}}]") +
         "---\n" + std::string(others);
}

std::string claim(std::string_view spec) {
  return "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, namespace: shop}\n"
         "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, " +
         std::string(spec) + "}\n---\n";
}

std::string volume(std::string_view source) {
  return "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: pv}\n"
         "spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, "
         "claimRef: {namespace: shop, name: data}, " +
         std::string(source) + "}\n---\n";
}

std::string storage_class(std::string_view name, std::string_view provisioner) {
  return "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: " +
         std::string(name) + "}\nprovisioner: " + std::string(provisioner) + "\n---\n";
}

}  // namespace

TEST_CASE("event: host namespaces, in AWS's order") {
  CHECK(said("hostNetwork: true") == refused("fields not supported: HostNetwork"));
  CHECK(said("hostPID: true") == refused("fields not supported: HostPID"));
  CHECK(said("hostIPC: true") == refused("fields not supported: HostIPC"));
  CHECK(said("hostIPC: true, hostPID: true, hostNetwork: true") ==
        refused("fields not supported: HostNetwork, HostPID, HostIPC"));
  CHECK(said("hostNetwork: false, hostPID: null").empty());
}

TEST_CASE("event: privileged") {
  CHECK(said(secured("privileged: true")) == refused("invalid SecurityContext fields: Privileged"));
  CHECK(said(secured("privileged: false")).empty());
}

TEST_CASE("event: privilege escalation, only where it is set") {
  CHECK(said(secured("allowPrivilegeEscalation: true")) ==
        refused("invalid SecurityContext fields: AllowPrivilegeEscalation"));
  CHECK(said(secured("allowPrivilegeEscalation: false")).empty());
  CHECK(said(secured("runAsNonRoot: true")).empty());
}

TEST_CASE("event: capabilities outside the permitted set") {
  CHECK(said(secured("capabilities: {add: [NET_ADMIN, CHOWN, SYS_TIME]}")) ==
        refused("invalid SecurityContext fields: Capabilities added: NET_ADMIN, SYS_TIME"));
  CHECK(said(secured("capabilities: {add: [ALL]}")) ==
        refused("invalid SecurityContext fields: Capabilities added: ALL"));
  CHECK(said(secured("capabilities: {add: [CAP_CHOWN, net_bind_service]}")) ==
        refused("invalid SecurityContext fields: Capabilities added: CAP_CHOWN, "
                "net_bind_service"));
  CHECK(said(secured("capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}")).empty());
  // AWS can permit these four, and for ordinary customers does not.
  CHECK(
      said(secured("capabilities: {add: [IPC_LOCK, LINUX_IMMUTABLE, SYS_PTRACE, SYS_RESOURCE]}")) ==
      refused("invalid SecurityContext fields: Capabilities added: IPC_LOCK, LINUX_IMMUTABLE, "
              "SYS_PTRACE, SYS_RESOURCE"));
  for (const std::string_view permitted : kPermittedCapabilities) {
    CAPTURE(permitted);
    CHECK(is_permitted_capability(permitted));
    CHECK(said(secured("capabilities: {add: [" + std::string(permitted) + "]}")).empty());
  }
  CHECK_FALSE(is_permitted_capability("SYS_PTRACE"));
  CHECK_FALSE(is_permitted_capability(""));
}

TEST_CASE("event: one container's security context is one item, in the validator's order") {
  CHECK(said(secured("privileged: true, allowPrivilegeEscalation: true, "
                     "capabilities: {add: [SYS_TIME, SYS_ADMIN]}")) ==
        refused("invalid SecurityContext fields: Capabilities added: SYS_TIME, SYS_ADMIN, "
                "AllowPrivilegeEscalation, Privileged"));
}

TEST_CASE("event: several containers are joined without a space, init containers first") {
  CHECK(said("containers: [{name: a, securityContext: {privileged: true}}, "
             "{name: b, securityContext: {privileged: true}}]") ==
        refused("invalid SecurityContext fields: Privileged,Privileged"));
  CHECK(said("containers: [{name: a, securityContext: {privileged: true}}], "
             "initContainers: [{name: i, securityContext: {capabilities: "
             "{add: [DAC_READ_SEARCH]}}}]") ==
        refused("invalid SecurityContext fields: Capabilities added: DAC_READ_SEARCH,Privileged"));
  CHECK(said("containers: [{name: a, securityContext: {capabilities: {add: [DAC_READ_SEARCH]}}}, "
             "{name: b, securityContext: {capabilities: {add: [DAC_READ_SEARCH]}}}]") ==
        refused("invalid SecurityContext fields: Capabilities added: DAC_READ_SEARCH,"
                "Capabilities added: DAC_READ_SEARCH"));
}

TEST_CASE("event: ephemeral containers come when the pod is placed already") {
  CHECK(said("containers: [{name: a}], "
             "ephemeralContainers: [{name: e, securityContext: {privileged: true}}]")
            .empty());
}

TEST_CASE("event: the pod's own security context is not refused") {
  CHECK(said("securityContext: {fsGroup: 1, runAsUser: 0, sysctls: [{name: a, value: b}], "
             "seccompProfile: {type: Unconfined}}, shareProcessNamespace: true, "
             "hostAliases: [{ip: 127.0.0.1}], runtimeClassName: x, priorityClassName: y")
            .empty());
}

TEST_CASE("event: host ports and addresses") {
  const auto ports = [](std::string_view port) {
    return said(containers("ports: [{containerPort: 80, " + std::string(port) + "}]"));
  };
  CHECK(ports("hostPort: 80") == refused("port contains HostIP or HostPort"));
  CHECK(ports("hostIP: 10.0.0.1") == refused("port contains HostIP or HostPort"));
  CHECK(ports("hostPort: 0, hostIP: ''").empty());
  CHECK(said("containers: [{name: a}], initContainers: [{name: i, ports: "
             "[{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 81}]}]") ==
        refused("port contains HostIP or HostPort"));
}

TEST_CASE("event: under hostNetwork every declared port is a host port") {
  CHECK(said("hostNetwork: true, " + containers("ports: [{containerPort: 80}]")) ==
        refused("fields not supported: HostNetwork, port contains HostIP or HostPort"));
  CHECK(said("hostNetwork: true, containers: [{name: a}], "
             "initContainers: [{name: i, ports: [{containerPort: 80}]}]") ==
        refused("fields not supported: HostNetwork, port contains HostIP or HostPort"));
  const Judged judged(
      testing::pod("hostNetwork: true, " + containers("ports: [{containerPort: 80}]")));
  REQUIRE(judged.violations.size() == 2);
  CHECK_FALSE(judged.violations[0].implied);
  CHECK(judged.violations[1].implied);
  CHECK(judged.violations[1].cause == Cause::host_port);
}

TEST_CASE("event: volumes of unsupported types, each by its name") {
  for (const std::string_view type :
       {"hostPath", "csi", "ephemeral", "awsElasticBlockStore", "gitRepo", "iscsi", "fc",
        "flexVolume", "image", "gcePersistentDisk", "rbd", "cephfs"}) {
    CAPTURE(type);
    CHECK(said("volumes: [{name: v, " + std::string(type) + ": {}}]") ==
          refused("volumes not supported: v is of an unsupported volume Type"));
    CHECK_FALSE(is_accepted_volume_type(type));
  }
  CHECK(said("volumes: [{name: b, hostPath: {path: /}}, {name: e, emptyDir: {}}, "
             "{name: a, hostPath: {path: /}}]") ==
        refused("volumes not supported: b is of an unsupported volume Type, "
                "a is of an unsupported volume Type"));
}

TEST_CASE("event: the accepted volume types") {
  for (const std::string_view type :
       {"emptyDir", "secret", "configMap", "projected", "downwardAPI", "nfs"}) {
    CAPTURE(type);
    CHECK(said("volumes: [{name: v, " + std::string(type) + ": {}}]").empty());
    CHECK(is_accepted_volume_type(type));
  }
  CHECK(said("volumes: [{name: v}]").empty());
  CHECK(said("volumes: [{name: v, hostPath: null}]").empty());
}

TEST_CASE("event: the API server drops a key that is no volume type") {
  for (const std::string_view type : {"futureStore", "emptydir", "hostpath"}) {
    CAPTURE(type);
    const Judged judged(testing::pod("volumes: [{name: v, " + std::string(type) + ": {}}]"));
    CHECK(judged.said().empty());
    CHECK(judged.violations.empty());
  }
}

TEST_CASE("event: claims that the input proves unusable") {
  const auto because = [](std::string_view text) {
    return refused("volumes not supported: disk not supported because: " + std::string(text));
  };
  struct Row {
    std::string others;
    std::string because;
  };
  const Row rows[] = {
      {claim("volumeName: pv") + volume("awsElasticBlockStore: {volumeID: vol-1}"),
       "PVC data bound to invalid PV pv with nil CSI spec"},
      {claim("volumeName: pv") + volume("nfs: {server: s, path: /}"),
       "PVC data bound to invalid PV pv with nil CSI spec"},
      {claim("volumeName: pv") + volume("hostPath: {path: /data}"),
       "PVC data bound to invalid PV pv with nil CSI spec"},
      {claim("volumeName: pv") + volume("csi: {driver: ebs.csi.aws.com, volumeHandle: vol-1}"),
       "PVC data bound to invalid PV pv with CSI Driver: ebs.csi.aws.com"},
      {claim("volumeName: pv") + volume("csi: {driver: fsx.csi.aws.com, volumeHandle: fs-1}"),
       "PVC data bound to invalid PV pv with CSI Driver: fsx.csi.aws.com"},
      {claim("storageClassName: fast") + storage_class("fast", "ebs.csi.aws.com"),
       "PVC data not bound"},
      {claim("storageClassName: fast") + storage_class("fast", "kubernetes.io/aws-ebs"),
       "PVC data not bound"},
      {claim("storageClassName: auto") + storage_class("auto", "ebs.csi.eks.amazonaws.com"),
       "PVC data not bound"},
      {claim("storageClassName: lustre") + storage_class("lustre", "fsx.csi.aws.com"),
       "PVC data not bound"},
      {claim("storageClassName: gp2"), "PVC data not bound"},
      {claim("storageClassName: gp3"), "PVC data not bound"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.others);
    CHECK(Judged(claiming(row.others)).said() == because(row.because));
  }
}

TEST_CASE("event: EFS volumes work, and dynamic EFS is no refusal") {
  CHECK(Judged(claiming(claim("volumeName: pv") +
                        volume("csi: {driver: efs.csi.aws.com, volumeHandle: fs-1}")))
            .violations.empty());
  CHECK(Judged(claiming(claim("storageClassName: efs") + storage_class("efs", "efs.csi.aws.com")))
            .violations.empty());
  CHECK(Judged(claiming(claim("storageClassName: gp2") + storage_class("gp2", "efs.csi.aws.com")))
            .violations.empty());
}

TEST_CASE("event: claims that the input leaves open say what is missing") {
  struct Row {
    std::string others;
    std::string missing;
    std::string event_part;
  };
  const std::string prefix = "volumes not supported: disk not supported because: ";
  const Row rows[] = {
      {claim("storageClassName: gp9"), "StorageClass `gp9` of claim `data` is not in the input",
       "PVC data not bound"},
      {claim(""),
       "claim `data` sets no StorageClass, and the cluster's default is not in the input",
       "PVC data not bound"},
      {claim("storageClassName: ''"),
       "no PersistentVolume in the input fits claim `data`, and no StorageClass provisions one",
       "PVC data not bound"},
      {claim("volumeName: other"), "PersistentVolume `other` of claim `data` is not in the input",
       "PVC data not bound"},
      {"", "PersistentVolumeClaim `data` is not in the input",
       "persistentvolumeclaim \"data\" not found"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.others);
    const Judged judged(claiming(row.others));
    // What the cluster says if the fact is as feared.
    CHECK(judged.said() == refused(prefix + row.event_part));
    REQUIRE(judged.violations.size() == 1);
    const auto& violation = judged.violations[0];
    CHECK(violation.cause == Cause::claim);
    CHECK(violation.certain == Tri::maybe);
    CHECK(wording::words(violation.missing.value()) == row.missing);
    CHECK(event_part(violation) == prefix + row.event_part);
    CHECK(violation.detail == "data");
    CHECK(violation.field.text() == "data");
    CHECK(violation.is_likely);
  }
}

TEST_CASE("event: a StatefulSet's claims come before the template's own volumes") {
  const Judged judged(
      "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: efs-app-sts1, namespace: shop}\n"
      "spec:\n  template:\n    spec:\n      containers: [{name: a}]\n"
      "      volumes: [{name: logs, hostPath: {path: /var/log}}]\n"
      "  volumeClaimTemplates:\n    - metadata: {name: efs-storage}\n"
      "      spec: {storageClassName: gp3}\n");
  CHECK(judged.said() == refused("volumes not supported: efs-storage not supported because: "
                                 "PVC efs-storage-efs-app-sts1-0 not bound, "
                                 "logs is of an unsupported volume Type"));
}

TEST_CASE("event: volumes of either fault are named in the pod's order") {
  CHECK(Judged(testing::pod("volumes: [{name: z, hostPath: {path: /}}, {name: disk, "
                            "persistentVolumeClaim: {claimName: data}}, {name: tmp, emptyDir: {}}, "
                            "{name: a, csi: {driver: x}}]") +
               "---\n" + claim("storageClassName: gp3"))
            .said() == refused("volumes not supported: z is of an unsupported volume Type, "
                               "disk not supported because: PVC data not bound, "
                               "a is of an unsupported volume Type"));
}

TEST_CASE("event: volumeDevices") {
  CHECK(said(containers("volumeDevices: [{name: v, devicePath: /dev/x}]")) ==
        refused("volumeDevices not supported"));
  CHECK(said(containers("volumeDevices: []")).empty());
}

TEST_CASE("event: all parts in one event, in the order that clusters show") {
  CHECK(said("hostNetwork: true, hostPID: true, volumes: [{name: v, hostPath: {path: /}}], "
             "containers: [{name: a, ports: [{containerPort: 1, hostPort: 1}], "
             "securityContext: {privileged: true}, "
             "volumeDevices: [{name: v, devicePath: /dev/x}]}]") ==
        refused("fields not supported: HostNetwork, HostPID, "
                "invalid SecurityContext fields: Privileged, port contains HostIP or HostPort, "
                "volumes not supported: v is of an unsupported volume Type, "
                "volumeDevices not supported"));
}

TEST_CASE("event: a node selection that no Fargate node satisfies is a second line") {
  const auto arm = said("hostIPC: true, nodeSelector: {kubernetes.io/arch: arm64, role: worker}");
  CHECK(arm == Texts{"Pod not supported on Fargate: fields not supported: HostIPC",
                     "MatchNodeSelector failed: Fargate profile web cannot satisfy pod's node "
                     "selector/affinity requirements"});
  CHECK(Judged(testing::pod("nodeSelector: {role: worker}")).said("") ==
        Texts{"MatchNodeSelector failed: Fargate profile PROFILE cannot satisfy pod's node "
              "selector/affinity requirements"});
  CHECK(said("nodeSelector: {kubernetes.io/hostname: x}").empty());
}

TEST_CASE("event: a violation knows the text that shows its part word for word") {
  Judged judged(testing::pod(
      "hostNetwork: true, hostPID: true, nodeSelector: {role: worker, size: big}, "
      "volumes: [{name: v, iscsi: {}}, {name: w, iscsi: {}}, {name: x, csi: {}}], "
      "containers: [{name: a, securityContext: {privileged: true, capabilities: {add: [A, B]}}}, "
      "{name: b, securityContext: {privileged: true, capabilities: {add: [A]}}}]"));
  const auto texts = events(judged.violations, "web");
  REQUIRE(texts.size() == 2);
  for (const auto& violation : judged.violations) {
    CAPTURE(event_part(violation));
    if (violation.cause == Cause::node_selection) {
      CHECK(violation.event == 1);
      continue;
    }
    const bool shown = texts[0].find(event_part(violation)) != std::string::npos;
    CHECK(violation.event.has_value() == shown);
    if (shown) CHECK(violation.event == 0);
  }
  std::string volumes =
      "hostPID: true, containers: [{name: a, ports: [{hostPort: 1}]}], volumes: [";
  for (int i = 0; i < 500; ++i) volumes += "{name: v" + std::to_string(i) + ", iscsi: {}}, ";
  Judged many(testing::pod(volumes + "]"));
  CHECK(events(many.violations, "web").size() == 1);
  const auto told = std::ranges::count_if(
      many.violations, [](const Violation& violation) { return violation.event.has_value(); });
  CHECK(told == 3);
}

TEST_CASE("event: of one that goes on and on the beginning is shown") {
  std::string volumes = "volumes: [";
  for (int i = 0; i < 500; ++i) volumes += "{name: v" + std::to_string(i) + ", iscsi: {}}, ";
  const auto all = said(volumes + "]");
  REQUIRE(all.size() == 1);
  CHECK(all[0].size() < 2010);
  CHECK(all[0].starts_with(
      "Pod not supported on Fargate: volumes not supported: v0 is of an unsupported volume Type, "
      "v1 is of an unsupported volume Type, "));
  CHECK(all[0].ends_with(" is of an unsupported volume Type, ..."));
  // A name may be as long as it likes.
  const auto one = said("volumes: [{name: " + std::string(100'000, 'v') + ", iscsi: {}}]");
  REQUIRE(one.size() == 1);
  CHECK(one[0].size() < 2010);
}

TEST_CASE("event: a pod larger than the largest size") {
  const std::string text =
      "POD_CPU_MEM_EXCEEDS_MAX_FARGATE_SIZE: Your pod's cpu/memory requirements exceed the max "
      "Fargate configuration";
  CHECK(said(containers("resources: {requests: {cpu: 17}}")) == Texts{text});
  CHECK(said(containers("resources: {limits: {memory: 120Gi}}")) == Texts{text});
  CHECK(said("nodeSelector: {role: x}, hostPID: true, " +
             containers("resources: {requests: {cpu: 17}}")) ==
        Texts{"Pod not supported on Fargate: fields not supported: HostPID",
              "MatchNodeSelector failed: Fargate profile web cannot satisfy pod's node "
              "selector/affinity requirements",
              text});
}

TEST_CASE("refusal: a pod too large points at the largest of the requests that make it so") {
  // The init container asks for most of all, and the two that run later for more.
  const Judged summed(
      testing::pod("initContainers: [{name: i, resources: {requests: {cpu: 12}}}], "
                   "containers: [{name: a, resources: {requests: {cpu: 8}}}, "
                   "{name: b, resources: {requests: {cpu: 9}}}]"));
  REQUIRE(summed.violations.size() == 1);
  CHECK(summed.violations[0].field.text() == "9");
  CHECK(summed.violations[0].container->name == "b");

  const Judged judged(testing::pod(
      "containers: [{name: a, resources: {requests: {cpu: 2}}}, "
      "{name: b, resources: {requests: {cpu: 15}}}, {name: c, resources: {limits: {cpu: 1}}}]"));
  REQUIRE(judged.violations.size() == 1);
  CHECK(judged.violations[0].cause == Cause::too_large);
  CHECK(judged.violations[0].field.text() == "15");
  CHECK(judged.violations[0].container->name == "b");
  CHECK(judged.violations[0].detail == "cpu");
}

TEST_CASE("refusal: too large by the doubtful 12 MiB only is left open") {
  const Judged judged(testing::pod(containers("resources: {requests: {memory: 122630Mi}}")));
  CHECK(judged.said().empty());
  REQUIRE(judged.violations.size() == 1);
  CHECK(judged.violations[0].certain == Tri::maybe);
  CHECK(wording::words(judged.violations[0].missing.value()) ==
        "whether the 256 MB that Fargate adds are 10^6 or 2^20 bytes each");
}

TEST_CASE("refusal: ephemeral storage above 175 GiB") {
  const auto count = [](std::string_view amount) {
    return Judged(testing::pod(containers(
                      "resources: {requests: {ephemeral-storage: " + std::string(amount) + "}}")))
        .violations;
  };
  CHECK(count("175Gi").empty());
  const auto violations = count("176Gi");
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].cause == Cause::ephemeral_storage);
  CHECK(violations[0].certain == Tri::yes);
  CHECK(event_part(violations[0]).empty());
}

TEST_CASE("refusal: devices that no Fargate node has") {
  struct Row {
    std::string_view resource;
    std::size_t count;
  };
  static constexpr Row kRows[] = {
      {"nvidia.com/gpu: 1", 1},
      {"nvidia.com/gpu: 0", 0},
      {"aws.amazon.com/neuron: 1", 1},
      {"aws.amazon.com/neuroncore: 1", 1},
      {"vpc.amazonaws.com/efa: 1", 1},
      {"hugepages-2Mi: 100Mi", 1},
      {"example.com/dongle: 1", 1},
      {"kubernetes.io/batch-cpu: 1", 0},
      {"cpu: 1, memory: 1Gi, ephemeral-storage: 1Gi", 0},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.resource);
    const std::string list = "{" + std::string(row.resource) + "}";
    const Judged judged(testing::pod(containers("resources: {limits: " + list + "}")));
    REQUIRE(judged.violations.size() == row.count);
    if (row.count == 0) continue;
    CHECK(judged.violations[0].cause == Cause::device);
    CHECK(judged.violations[0].certain == Tri::yes);
    CHECK(event_part(judged.violations[0]).empty());
  }
  const Judged both(testing::pod(
      containers("resources: {limits: {nvidia.com/gpu: 1}, requests: {nvidia.com/gpu: 1}}")));
  CHECK(both.violations.size() == 1);
  const Judged whole(testing::pod("resources: {limits: {hugepages-2Mi: 2Mi, memory: 1Gi}}"));
  CHECK(whole.violations.size() == 1);
  const Judged claims(testing::pod("resourceClaims: [{name: gpu}]"));
  REQUIRE(claims.violations.size() == 1);
  CHECK(claims.violations[0].cause == Cause::device);
  CHECK(claims.violations[0].detail == "resourceClaims");
  CHECK(Judged(testing::pod("resourceClaims: []")).violations.empty());
}

TEST_CASE("refusal: Windows, by its own field and by its node label") {
  const Judged os(testing::pod("os: {name: windows}"));
  REQUIRE(os.violations.size() == 1);
  CHECK(os.violations[0].cause == Cause::windows);
  CHECK(os.violations[0].field.text() == "windows");
  CHECK(os.said().empty());
  const Judged label(testing::pod("nodeSelector: {kubernetes.io/os: windows}"));
  REQUIRE(label.violations.size() == 1);
  CHECK(label.violations[0].cause == Cause::node_selection);
  CHECK(label.violations[0].detail == "kubernetes.io/os=windows");
  CHECK(Judged(testing::pod("os: {name: linux}")).violations.empty());
}

TEST_CASE("refusal: what is malformed is passed over") {
  CHECK(said("hostNetwork: 'true', hostPID: 1, hostIPC: [true]").empty());
  CHECK(said("containers: {a: b}, volumes: text, initContainers: [1, null]").empty());
  CHECK(said("containers: [{securityContext: {privileged: 'true', capabilities: {add: NET_ADMIN}}, "
             "ports: {hostPort: 1}, volumeDevices: text, resources: text}]")
            .empty());
  CHECK(said("containers: [{ports: [text, {hostPort: x, hostIP: 5}], "
             "securityContext: {capabilities: {add: [1, null, {}]}}}]")
            .empty());
  CHECK(said("volumes: [{persistentVolumeClaim: {}}, {name: v, persistentVolumeClaim: text}]")
            .empty());
}

TEST_CASE("claim: every state of a binding has a verdict") {
  using State = kube::ClaimBinding::State;
  kube::ClaimBinding binding;
  binding.state = State::claim_unknown;
  CHECK(judge_claim(binding) == ClaimVerdict::missing);
  for (const auto state : {State::volume_unknown, State::unserved}) {
    binding.state = state;
    binding.certain = false;
    CHECK(judge_claim(binding) == ClaimVerdict::unknown);
    binding.certain = true;
    CHECK(judge_claim(binding) == ClaimVerdict::unbound);
  }
  for (const auto state : {State::misfit, State::left_over}) {
    binding.state = state;
    CHECK(judge_claim(binding) == ClaimVerdict::unbound);
  }
  binding.state = State::contested;
  CHECK(judge_claim(binding) == ClaimVerdict::contested);
  binding.state = State::tie_unknown;
  CHECK(judge_claim(binding) == ClaimVerdict::unknown);
  binding.state = State::default_class;
  CHECK(judge_claim(binding) == ClaimVerdict::default_class);
  binding.state = State::class_unknown;
  CHECK(judge_claim(binding) == ClaimVerdict::unknown);
  binding.class_name = "gp2";
  CHECK(judge_claim(binding) == ClaimVerdict::ebs);
  binding.state = State::dynamic;
  for (const auto& [provisioner, verdict] :
       {std::pair{"efs.csi.aws.com", ClaimVerdict::efs_dynamic},
        std::pair{"ebs.csi.aws.com", ClaimVerdict::ebs},
        std::pair{"s3.csi.aws.com", ClaimVerdict::other_driver},
        std::pair{"csi.trident.netapp.io", ClaimVerdict::other_driver},
        std::pair{"", ClaimVerdict::unknown}}) {
    CAPTURE(provisioner);
    binding.provisioner = provisioner;
    CHECK(judge_claim(binding) == verdict);
  }
}

}  // namespace fargate_lint::fargate
