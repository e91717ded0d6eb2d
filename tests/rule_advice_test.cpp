/// What rules say beyond the message: help, notes, the event, the chain of evidence, the edit. A
/// row's findings are compared as printed text, whole.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "input/loader.hpp"
#include "lint/judge.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "system/memory.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;

std::vector<lint::Finding> find(std::string_view rule_id, std::string_view manifest,
                                bool complete = false) {
  system::Memory files;
  files.write("shop.yaml", manifest);
  input::LoadOptions options;
  options.paths = {"shop.yaml"};
  options.complete = complete;
  const auto* rule = lint::find_rule(rules::all(), rule_id);
  REQUIRE(rule != nullptr);
  const lint::Rule* const chosen[] = {rule};
  const auto loaded = input::load(files, options);
  auto findings = lint::judge(loaded.reading, loaded.fleet, chosen, {}).findings;
  return findings;
}

std::string place(const yaml::Position& at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string print(const lint::Finding& finding) {
  std::ostringstream out;
  out << place(finding.where.span.begin) << ' ' << to_string(finding.severity) << ": "
      << finding.message << '\n';
  if (!finding.container.empty()) out << "container: " << finding.container << '\n';
  if (!finding.event_part.empty()) out << "event: " << finding.event_part << '\n';
  for (const auto& related : finding.related) {
    out << "related " << place(related.where.span.begin) << ": " << related.message << '\n';
  }
  for (const auto& note : finding.notes) out << "note: " << note << '\n';
  out << "help: " << finding.help << '\n';
  if (finding.fix) {
    for (const auto& edit : finding.fix->edits) {
      out << (finding.fix->safe ? "safe" : "unsafe") << " edit " << place(edit.begin) << '-'
          << place(edit.end) << ": \"" << edit.text << "\"\n";
    }
  }
  return out.str();
}

std::string findings_of(std::string_view rule_id, std::string_view manifest,
                        bool complete = false) {
  std::string text;
  for (const auto& finding : find(rule_id, manifest, complete)) text += print(finding);
  return text;
}

/// A pod of namespace `shop` with this spec (two spaces in).
std::string pod(std::string_view spec) {
  return "apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\n  namespace: shop\nspec:\n" +
         std::string(spec);
}

constexpr std::string_view kContainer = "  containers:\n    - name: api\n      image: api:1\n";

TEST_CASE("host-network: removes the line") {
  CHECK(findings_of("FG101", pod("  hostNetwork: true\n" + std::string(kContainer))) ==
        "7:3 error: `hostNetwork: true` is not supported on Fargate\n"
        "event: fields not supported: HostNetwork\n"
        "help: remove `hostNetwork`: a Fargate Pod has its own VPC address, which load balancers "
        "and other Pods reach directly\n"
        "unsafe edit 7:1-8:1: \"\"\n");
}

TEST_CASE("host-port: removes the line, or what stands in brackets") {
  constexpr std::string_view kPorts =
      "      ports:\n"
      "        - containerPort: 80\n"
      "          hostPort: 80\n"
      "        - {containerPort: 81, hostPort: 81}\n";
  const std::string help =
      "help: remove it: `containerPort` is reachable at the Pod's own VPC address, and a Service "
      "gives it a stable name\n";
  CHECK(findings_of("FG102", pod(std::string(kContainer) + std::string(kPorts))) ==
        "12:11 error: `hostPort: 80` is not supported on Fargate\n"
        "container: api\n"
        "event: port contains HostIP or HostPort\n" +
            help +
            "unsafe edit 12:1-13:1: \"\"\n"
            "13:31 error: `hostPort: 81` is not supported on Fargate\n"
            "container: api\n"
            "event: port contains HostIP or HostPort\n" +
            help + "unsafe edit 13:29-13:43: \"\"\n");
}

TEST_CASE("capabilities: a permitted one is respelt, others have their own advice") {
  constexpr std::string_view kContext =
      "      securityContext:\n"
      "        capabilities:\n"
      "          add: [\"CAP_CHOWN\", SYS_PTRACE, LEASE]\n";
  CHECK(findings_of("FG104", pod(std::string(kContainer) + std::string(kContext))) ==
        "12:17 error: capability `CAP_CHOWN` is not permitted on Fargate unless it is spelled "
        "`CHOWN`\n"
        "container: api\n"
        "event: invalid SecurityContext fields: Capabilities added: CAP_CHOWN\n"
        "help: write `CHOWN`, in upper case and without the prefix `CAP_`\n"
        "safe edit 12:18-12:27: \"CHOWN\"\n"
        "12:30 error: capability `SYS_PTRACE` is not permitted on Fargate\n"
        "container: api\n"
        "event: invalid SecurityContext fields: Capabilities added: SYS_PTRACE\n"
        "note: only AWS can enable this capability for a cluster; it is off by default\n"
        "help: remove it, or run debuggers and tracers on EC2 nodes\n"
        "12:42 error: capability `LEASE` is not permitted on Fargate\n"
        "container: api\n"
        "event: invalid SecurityContext fields: Capabilities added: LEASE\n"
        "help: remove it from `capabilities.add`, or run the Pod on EC2 nodes\n");
}

TEST_CASE("node-selection: the event names the profile, the selector is shown") {
  const std::string profiles =
      "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata:\n  name: shop\n"
      "  region: eu-west-1\nfargateProfiles:\n  - name: web\n    selectors:\n"
      "      - namespace: shop\n---\n";
  CHECK(
      findings_of("FG111", profiles + pod("  nodeSelector:\n"
                                          "    kubernetes.io/arch: arm64\n"
                                          "    kubernetes.io/os: linux\n" +
                                          std::string(kContainer))) ==
      "18:5 error: no Fargate node matches `kubernetes.io/arch=arm64`\n"
      "event: MatchNodeSelector failed: Fargate profile web cannot satisfy pod's node "
      "selector/affinity requirements\n"
      "related 9:9: selected by profile `web`, selector 0\n"
      "note: `kubernetes.io/arch` is amd64 on Fargate\n"
      "help: build the image for amd64 and select amd64; if the Pod needs EC2 nodes, annotate its "
      "template with `eks.amazonaws.com/compute-type: ec2` to keep it off Fargate\n"
      "unsafe edit 18:1-19:1: \"\"\n");
}

TEST_CASE("ebs-volume: shows the chain from claim to provisioner") {
  const std::string manifest = pod(std::string(kContainer) +
                                   "  volumes:\n"
                                   "    - name: data\n"
                                   "      persistentVolumeClaim:\n"
                                   "        claimName: data\n") +
                               "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n"
                               "  name: data\n  namespace: shop\nspec:\n  storageClassName: fast\n"
                               "---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata:\n"
                               "  name: fast\nprovisioner: ebs.csi.aws.com\n";
  CHECK(findings_of("FG201", manifest) ==
        "13:9 error: claim `data` gets an EBS volume from StorageClass `fast`, which Fargate "
        "cannot mount\n"
        "event: volumes not supported: data not supported because: PVC data not bound\n"
        "related 21:3: claim `data` sets StorageClass `fast`\n"
        "related 27:1: StorageClass `fast` provisions with `ebs.csi.aws.com`\n"
        "help: store the data on EFS (a PersistentVolume with `driver: efs.csi.aws.com`) or in a "
        "managed service, or run the Pod on EC2 nodes\n");
}

TEST_CASE("claim-missing: where the input is complete nothing is undecided") {
  const std::string manifest =
      pod("  containers:\n    - {name: app, image: shop}\n"
          "  volumes:\n    - {name: data, persistentVolumeClaim: {claimName: order}}\n") +
      "---\napiVersion: v1\nkind: PersistentVolumeClaim\n"
      "metadata: {name: orders, namespace: shop}\n";
  const std::string event =
      "volumes not supported: data not supported because: persistentvolumeclaim \"order\" not "
      "found\n";
  const std::string help =
      "help: correct the claim's name, or add the PersistentVolumeClaim and apply it before the "
      "Pod\n";
  CHECK(findings_of("FG208", manifest) ==
        "10:44 warning: claim `order` is not in the input\n"
        "note: likely event: Pod not supported on Fargate: " +
            event + help);
  CHECK(findings_of("FG208", manifest, true) ==
        "10:44 error: claim `order` is not in the input\nevent: " + event + help);
}

TEST_CASE("host-path: each purpose has its own advice") {
  struct Row {
    std::string_view path;
    std::string_view help;  ///< its first words
  };
  static constexpr Row kRows[] = {
      {"/var/run/docker.sock", "Pods on Fargate cannot reach the container runtime"},
      {"/run/containerd/containerd.sock", "Pods on Fargate cannot reach the container runtime"},
      {"/var/log", "write logs to stdout and enable Fargate's"},
      {"/var/log/", "write logs to stdout and enable Fargate's"},
      {"/var/log/pods", "write logs to stdout and enable Fargate's"},
      {"/var/logs", "use `emptyDir` for scratch space"},
      {"/proc", "Fargate does not expose node metrics"},
      {"/", "Fargate does not expose node metrics"},
      {"/dev/shm", "use an `emptyDir` with `medium: Memory`"},
      {"/dev/fuse", "run the Pod on EC2 nodes: Fargate"},
      {"/data", "use `emptyDir` for scratch space"},
  };
  for (const auto& row : kRows) {
    CAPTURE(row.path);
    const auto findings =
        find("FG202", pod(std::string(kContainer) +
                          "  volumes:\n    - name: node\n      hostPath:\n        path: " +
                          std::string(row.path) + "\n"));
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().help.view().substr(0, row.help.size()) == row.help);
    CHECK(findings.front().event_part ==
          "volumes not supported: node is of an unsupported volume Type");
  }
}

TEST_CASE("irsa-missing: the evidence and the ServiceAccount are shown") {
  const std::string manifest =
      pod("  serviceAccountName: api\n" + std::string(kContainer) +
          "      args: [\"--bucket=s3://shop-uploads\"]\n") +
      "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: api\n  namespace: shop\n";
  CHECK(findings_of("FG301", manifest) ==
        "7:3 warning: pod calls AWS, but ServiceAccount `api` has no IAM role\n"
        "container: api\n"
        "related 11:14: a value names an S3 bucket\n"
        "related 15:1: ServiceAccount `api` has no `eks.amazonaws.com/role-arn`\n"
        "help: annotate the ServiceAccount with `eks.amazonaws.com/role-arn` and an IAM role that "
        "trusts it\n");
}

TEST_CASE("irsa-missing: a ConfigMap is shown as evidence") {
  const std::string manifest =
      pod("  serviceAccountName: api\n" + std::string(kContainer) +
          "      envFrom: [{configMapRef: {name: api}}]\n") +
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: api, namespace: shop}\n"
      "data:\n  BUCKET: s3://shop-uploads\n";
  CHECK(findings_of("FG301", manifest) ==
        "7:3 info: pod calls AWS, but whether ServiceAccount `api` has an IAM role is not known\n"
        "related 17:3: ConfigMap `api` contains the address of an AWS resource\n"
        "note: undecided: ServiceAccount `api` is not in the input\n"
        "help: annotate the ServiceAccount with `eks.amazonaws.com/role-arn` and an IAM role that "
        "trusts it\n");
}

TEST_CASE("reserved-port: every place changes, or none does") {
  const auto advice = [](std::string_view rest) {
    return findings_of("FG113", pod(std::string(kContainer) + std::string(rest)));
  };
  const std::string help =
      "help: use another port, such as 10251, in the container's arguments, ports and probes, and "
      "in its Services\n";
  CHECK(advice("      args: [--secure-port=10250, --kubelet-port=10250]\n"
               "      ports: [{containerPort: 10250}]\n") ==
        "11:16 warning: port 10250 is already used by the kubelet on the Fargate node\n"
        "container: api\n"
        "related 10:14: port 10250 is also used here\n" +
            help +
            "unsafe edit 11:31-11:36: \"10251\"\n"
            "unsafe edit 10:14-10:33: \"--secure-port=10251\"\n");
  // Which of the two the script means to listen at is not for an edit to say.
  CHECK(advice("      command: [sh, -c, 'app --port 10250 --peer x:10250']\n") ==
        "10:25 warning: `--port` sets port 10250, which is already used by the kubelet on the "
        "Fargate node\n"
        "container: api\n" +
            help);
}

TEST_CASE("low-port: the help fits the container") {
  const auto help = [](std::string_view context) {
    const auto findings =
        find("FG118", pod(std::string(kContainer) + "      ports: [{containerPort: 80}]\n" +
                          "      securityContext: {runAsUser: 1, " + std::string(context) + "}\n"));
    return findings.size() == 1 ? std::string(findings.front().help) : "none";
  };
  const std::string high = "listen on a port above 1023, which a Service can still expose as 80";
  CHECK(help("") == high + ", or add the capability NET_BIND_SERVICE, which Fargate permits");
  CHECK(help("allowPrivilegeEscalation: false") == high);
  CHECK(help("allowPrivilegeEscalation: false, capabilities: {add: [NET_BIND_SERVICE]}") ==
        high + ", or remove `allowPrivilegeEscalation: false`");
  CHECK(help("capabilities: {add: [NET_BIND_SERVICE]}") == "none");
}

/// Whether any text of a finding, the lines for its frames included, holds the secret.
bool shows(const lint::Finding& finding, std::string_view secret) {
  if (print(finding).find(secret) != std::string::npos) return true;
  if (finding.where.line_text.view().find(secret) != std::string::npos) return true;
  for (const auto& related : finding.related) {
    if (related.where.line_text.view().find(secret) != std::string::npos) return true;
  }
  return false;
}

TEST_CASE("duplicate-key: a forgotten `---` is one finding, a key given three times too") {
  CHECK(findings_of("FG003",
                    "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {A: a}\n"
                    "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\n") ==
        "5:1 warning: a second object starts here without `---` and overwrites the first\n"
        "related 1:1: fields of this object are lost\n"
        "help: add a `---` line above it\n");
  CHECK(findings_of("FG003",
                    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"
                    "  A: a\n  A: b\n  A: c\n") ==
        "7:3 warning: duplicate key `A`: Kubernetes keeps this one\n"
        "related 5:3: this value is ignored\n"
        "related 6:3: this value is ignored\n"
        "help: remove all but one of them\n");
}

TEST_CASE("unsafe-sysctl: one that a later kubelet allows is a question") {
  CHECK(findings_of("FG119", pod("  securityContext:\n"
                                 "    sysctls:\n"
                                 "      - {name: net.ipv4.tcp_notsent_lowat, value: '16384'}\n"
                                 "  containers:\n"
                                 "    - {name: app, image: shop}\n")) ==
        "9:10 info: sysctl `net.ipv4.tcp_notsent_lowat` is not allowed by the kubelet of a Fargate "
        "node\n"
        "note: undecided: whether the cluster runs Kubernetes 1.37 or later, which allows it\n"
        "help: remove the sysctl, or run the Pod on EC2 nodes whose kubelet allows it\n");
}

TEST_CASE("overhead-step: names a request only if lowering that one is enough") {
  const auto advice = [](std::string_view init, std::string_view app) {
    std::string spec =
        "  initContainers:\n    - {name: init, image: shop, resources: {requests: "
        "{cpu: 100m, memory: ";
    spec.append(init).append(
        "}}}\n  containers:\n    - {name: app, image: shop, resources: "
        "{requests: {cpu: 100m, memory: ");
    return findings_of("FG505", pod(spec.append(app).append("}}}\n")));
  };
  const std::string step =
      "the 256 MB that Fargate adds push the Pod from 0.25 vCPU 1 GB to 0.25 vCPU 2 GB\n";
  CHECK(advice("768Mi", "1Gi") ==
        "10:66 info: " + step +
            "container: app\n"
            "help: request `memory: 768Mi` instead of `1Gi` to get 0.25 vCPU 1 GB\n"
            "unsafe edit 10:74-10:77: \"768Mi\"\n");
  CHECK(advice("1Gi", "1Gi") == "10:66 info: " + step +
                                    "container: app\n"
                                    "help: request `memory: 768Mi` at most, in total and for each "
                                    "init container, to get 0.25 vCPU 1 GB\n");
}

TEST_CASE("overhead-step: counts the sidecars that run beside an init container") {
  const auto advice = [](std::string_view init, std::string_view sidecar) {
    std::string spec =
        "  initContainers:\n    - {name: a, image: shop, restartPolicy: Always, "
        "resources: {requests: {memory: ";
    spec.append(sidecar).append(
        "}}}\n    - {name: b, image: shop, resources: {requests: {memory: ");
    return findings_of(
        "FG505", pod(spec.append(init).append("}}}\n  containers: [{name: app, image: shop}]\n")));
  };
  const std::string step =
      "the 256 MB that Fargate adds push the Pod from 0.25 vCPU 1 GB to 0.25 vCPU 2 GB\n";
  CHECK(advice("600Mi", "300Mi") ==
        "9:53 info: " + step +
            "container: b\n"
            "help: request `memory: 468Mi` instead of `600Mi` to get 0.25 vCPU 1 GB\n"
            "unsafe edit 9:61-9:66: \"468Mi\"\n");
  // To lower the init container alone is not enough.
  CHECK(advice("1Mi", "900Mi") ==
        "9:53 warning: " + step +
            "container: b\n"
            "help: request `memory: 768Mi` at most, in total and for each init container with the "
            "sidecars before it, to get 0.25 vCPU 1 GB\n");
}

TEST_CASE("init-dominates: says if sidecars count with it") {
  const std::string apps = "  containers: [{name: app, image: shop}]\n  initContainers:\n";
  const std::string sidecar =
      "    - {name: s, image: shop, restartPolicy: Always, resources: {requests: {cpu: 250m}}}\n";
  const std::string init = "    - {name: i, image: shop, resources: {requests: {cpu: 500m}}}\n";
  const auto notes = [&](const std::string& containers) {
    const auto findings = find("FG507", pod(apps + containers));
    REQUIRE(findings.size() == 1);
    return findings.front().notes.size();
  };
  CHECK(notes(init) == 0);
  CHECK(notes(init + sidecar) == 0);
  CHECK(notes(sidecar + init) == 1);
}

TEST_CASE("rounding-waste: counts init containers as Fargate does") {
  const auto help = [](std::string_view init_containers) {
    std::string spec = "  initContainers: [";
    spec.append(init_containers).append("]\n  containers: [{name: app, image: shop}]\n");
    const auto findings = find("FG504", pod(spec));
    return findings.size() == 1 ? std::string(findings.front().help) : "none";
  };
  const std::string rest =
      " to get 0.25 vCPU 0.5 GB, or raise the requests to what is billed anyway";
  const std::string init = "{name: a, image: shop, resources: {requests: {cpu: 200m}}}";
  CHECK(help("{name: a, image: shop, resources: {requests: {cpu: 300m}}}") ==
        "request `cpu: 250m` at most, in total and for each init container," + rest);
  CHECK(help("{name: s, image: shop, restartPolicy: Always, resources: {requests: {cpu: 100m}}}, " +
             init) ==
        "request `cpu: 250m` at most, in total and for each init container with the sidecars "
        "before it," +
            rest);
}

TEST_CASE("static-credentials: the key is never shown, however it is written") {
  constexpr std::string_view kSecret = "notARealKey/JustFortyCharactersOfText123";
  const std::string secret(kSecret);
  const std::string container(kContainer);
  for (const std::string& env : {
           "      env:\n        - name: AWS_SECRET_ACCESS_KEY\n          value: " + secret + "\n",
           "      env:\n        - value: " + secret + "\n          name: AWS_SECRET_ACCESS_KEY\n",
           "      env: [{name: AWS_SECRET_ACCESS_KEY, value: " + secret + "}]\n",
           "      env: [{value: '" + secret + "', name: AWS_SECRET_ACCESS_KEY}]\n",
           "      env: [{name: AWS_SECRET_ACCESS_KEY, value: " + secret + "}] # " + secret + "\n",
           "      env: [{name: AWS_SECRET_ACCESS_KEY, value: \"" + secret.substr(0, 11) +
               "\\u002f" + secret.substr(12) + "\"}]\n",
       }) {
    CAPTURE(env);
    const auto findings = find("FG307", pod(container + env));
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().message == "`AWS_SECRET_ACCESS_KEY` is set in plain text");
    CHECK_FALSE(shows(findings.front(), secret));
    CHECK_FALSE(shows(findings.front(), secret.substr(12)));
  }
}

}  // namespace
}  // namespace fargate_lint
