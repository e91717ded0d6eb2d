#include "kube/operators.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <string>

#include "base/text.hpp"
#include "kube/fields.hpp"

namespace fargate_lint::kube::operators {
namespace {

constexpr std::int64_t kMebibyte = std::int64_t{1024} * 1024;

std::string_view mode_of(yaml::Node object) {
  return text_of(object["spec"]["mode"]);
}

Container* find_container(PodTemplate& pod, std::string_view name) {
  const auto found = std::ranges::find(pod.containers, name, &Container::name);
  return found == pod.containers.end() ? nullptr : &*found;
}

/// A container that the object does not show, with resources that it may state elsewhere.
Container& add_container(PodTemplate& pod, ContainerRole role, std::string_view name,
                         yaml::Node resources = {}) {
  Container container;
  container.role = role;
  container.name = name;
  container.limits = resources["limits"];
  container.requests = resources["requests"];
  // Init containers come first, ephemeral ones last: the order of the roles.
  const auto behind = std::ranges::find_if(
      pod.containers, [role](const Container& other) { return other.role > role; });
  return *pod.containers.insert(behind, std::move(container));
}

/// A number with a unit of the JVM's, which counts in powers of 1024 ("512m", "2g"), in MiB;
/// without a unit MiB, as Spark takes memory settings (apache/spark JavaUtils.byteStringAs).
std::optional<std::int64_t> read_mebibytes(yaml::Node node) {
  const auto text = lowered(node.text());
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t kMost = 1'000'000'000;
  if (error != std::errc() || number < 0 || number > kMost) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit.empty() || unit == "m" || unit == "mb") return number;
  if (unit == "k" || unit == "kb") return number / 1024;
  if (unit == "g" || unit == "gb") return number * 1024;
  if (unit == "t" || unit == "tb") return number * 1024 * 1024;
  return std::nullopt;
}

std::optional<double> read_factor(yaml::Node node) {
  const auto text = node.text();
  double factor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  constexpr double kMost = 1000;
  return is_whole && factor >= 0 && factor <= kMost ? std::optional(factor) : std::nullopt;
}

}  // namespace

// open-telemetry/opentelemetry-operator 034ad66 internal/manifests/collector/collector.go, Build;
// apis/v1beta1/collector_webhook.go makes no mode `deployment`.
// aws/amazon-cloudwatch-agent-operator 696a245 apis/v1alpha1/amazoncloudwatchagent_webhook.go does
// the same.

bool is_deployment(yaml::Node object) {
  const auto mode = mode_of(object);
  return mode.empty() || mode == "deployment";
}

bool is_stateful_set(yaml::Node object) {
  return mode_of(object) == "statefulset";
}

bool is_daemon_set(yaml::Node object) {
  return mode_of(object) == "daemonset";
}

bool has_target_allocator(yaml::Node object) {
  return object["spec"]["targetAllocator"]["enabled"].is_true();
}

// VictoriaMetrics/operator 00215655 api/operator/v1beta1/vmagent_types.go.

bool is_stateful_agent(yaml::Node object) {
  return object["spec"]["statefulMode"].is_true() && !is_daemon_set_agent(object);
}

bool is_daemon_set_agent(yaml::Node object) {
  return object["spec"]["daemonSetMode"].is_true();
}

bool is_deployment_agent(yaml::Node object) {
  return !is_stateful_agent(object) && !is_daemon_set_agent(object);
}

// DataDog/datadog-operator fb95f8e api/datadoghq/v2alpha1/datadogagent_types.go,
// ClusterChecksFeatureConfig: false by default.
bool has_check_runners(yaml::Node object) {
  return object["spec"]["features"]["clusterChecks"]["useClusterChecksRunners"].is_true();
}

// opensearch-project/opensearch-k8s-operator 001ce3d opensearch-operator/api/v1.
bool has_node_pools(yaml::Node object) {
  return object["spec"]["nodePools"].size() > 0;
}

bool has_dashboards(yaml::Node object) {
  return object["spec"]["dashboards"]["enable"].is_true();
}

// grafana/grafana-operator api/v1beta1/grafana_types.go: an external Grafana is only talked to.
bool is_own_grafana(yaml::Node object) {
  return is_absent(object["spec"]["external"]);
}

// Altinity/clickhouse-operator 2aa41b8 pkg/model/chi/creator/pod_template.go, getPodTemplate.
bool has_no_pod_template(yaml::Node object) {
  return object["spec"]["templates"]["podTemplates"].size() == 0;
}

// grafana/agent bc6c253 internal/static/operator/resources_metrics.go (a StatefulSet) and
// resources_logs.go (a DaemonSet).

bool gathers_metrics(yaml::Node object) {
  return !is_absent(object["spec"]["metrics"]);
}

bool gathers_logs(yaml::Node object) {
  return !is_absent(object["spec"]["logs"]);
}

// argoproj/argo-workflows workflow/controller/workflowpod.go, createWorkflowPod: the patch of the
// template and that of the workflow are merged into the pod's spec right before it is created. They
// hold parameters that are known only then.
void complete_workflow(const Workload& /*workload*/, PodTemplate& pod) {
  const auto patch = pod.field("podSpecPatch");
  if (!is_absent(patch)) pod.patch = patch;
}

void complete_collector(const Workload& /*workload*/, PodTemplate& pod) {
  pod.annotated = pod.spec["podAnnotations"];
}

// grafana/k6-operator 04a7c95 pkg/resources/jobs/runner.go.
void complete_test_run(const Workload& /*workload*/, PodTemplate& pod) {
  for (auto& container : pod.containers)
    if (container.node == pod.spec) container.security = pod.spec["containerSecurityContext"];
}

// cloudnative-pg/cloudnative-pg 016c52a pkg/specs/pods.go, CreateClusterPodSpec: the database and
// an init container with the same resources. Plug-ins may add sidecars.
void complete_postgres(const Workload& workload, PodTemplate& pod) {
  pod.is_sized = is_absent(workload.object->spec()["plugins"]);
}

namespace {

// opensearch-project/opensearch-k8s-operator 001ce3d opensearch-operator/pkg/builders/cluster.go,
// NewSTSForNodePool and NewBootstrapPod: an init container that raises vm.max_map_count, which is
// privileged.
void add_sysctl(yaml::Node general, PodTemplate& pod) {
  const auto is_wanted = general["setVMMaxMapCount"];
  if (is_wanted.is_true())
    add_container(pod, ContainerRole::init, "init-sysctl").privileged_by = is_wanted;
}

}  // namespace

void complete_open_search(const Workload& workload, PodTemplate& pod) {
  const auto general = workload.object->spec()["general"];
  for (auto& container : pod.containers) container.security = general["securityContext"];
  add_sysctl(general, pod);
  const auto path = pod.spec["persistence"]["hostPath"];
  if (is_absent(path)) return;
  pod.volumes.push_back({.name = "data",
                         .type = "hostPath",
                         .node = pod.spec["persistence"],
                         .source = path,
                         .claim_path = nullptr,
                         .claim = {}});
}

// --- Runners: actions/actions-runner-controller 0121802
// controllers/actions.summerwind.net/runner_controller.go, newPod and
// newRunnerPodWithContainerMode; runnerset_controller.go, which calls the latter. Docker runs in a
// privileged container beside the runner unless it is switched off, and in the runner itself, which
// is privileged then, if dockerdWithinRunnerContainer says so. SELinux options leave both without
// privileges. ---

namespace {

void complete_docker(const Workload& workload, yaml::Node settings, Container& runner,
                     PodTemplate& pod) {
  const auto within = settings["dockerdWithinRunnerContainer"];
  const auto enabled = settings["dockerEnabled"];
  if (text_of(settings["containerMode"]) == "kubernetes") {
    // WorkVolumeClaimTemplate.V1Volume: a generic ephemeral volume.
    const auto work = settings["workVolumeClaimTemplate"];
    if (!is_absent(work))
      pod.volumes.push_back({.name = "work",
                             .type = "ephemeral",
                             .node = work,
                             .source = work,
                             .claim_path = nullptr,
                             .claim = {}});
    return;
  }
  const bool is_confined = !is_absent(pod.spec["securityContext"]["seLinuxOptions"]);
  if (within.is_true()) {
    if (!is_confined) runner.privileged_by = within;
    return;
  }
  if (enabled.is_false()) return;
  auto* docker = find_container(pod, "docker");
  if (docker == nullptr)
    docker =
        &add_container(pod, ContainerRole::app, "docker", settings["dockerdContainerResources"]);
  if (is_confined || !is_absent(docker->security_context())) return;
  docker->privileged_by = is_absent(enabled) ? workload.object->node["kind"] : enabled;
}

}  // namespace

void complete_runner(const Workload& workload, PodTemplate& pod) {
  auto* runner = find_container(pod, "runner");
  if (runner == nullptr) {
    auto container = read_container(pod.spec, ContainerRole::app);
    container.name = "runner";
    // Its securityContext is the pod's.
    container.node = {};
    container.image = text_of(pod.spec["image"]);
    pod.containers.insert(pod.containers.begin(), std::move(container));
    runner = find_container(pod, "runner");
  }
  complete_docker(workload, pod.spec, *runner, pod);
}

void complete_runner_set(const Workload& workload, PodTemplate& pod) {
  auto* runner = find_container(pod, "runner");
  if (runner == nullptr) runner = &add_container(pod, ContainerRole::app, "runner");
  complete_docker(workload, workload.object->spec(), *runner, pod);
}

// --- Spark: kubeflow/spark-operator 05d6061 internal/controller/sparkapplication/submission.go
// hands the settings over; apache/spark 00012ec resource-managers/kubernetes/core,
// BasicDriverFeatureStep and BasicExecutorFeatureStep, and 0016e35 ResourceProfile.scala,
// calculateOverHeadMemory, make requests of them. ---

namespace {

/// Settings in `sparkConf` that the fields of the object compete with, or that add to them.
bool decides_size(std::string_view key) {
  constexpr std::array<std::string_view, 9> kPrefixes = {
      "spark.driver.resource", "spark.driver.cores",    "spark.driver.memory",
      "spark.executor.cores",  "spark.executor.memory", "spark.executor.pyspark",
      "spark.kubernetes.",     "spark.memory.offHeap.", "spark.executor.resource"};
  constexpr std::string_view kOfKubernetes = "spark.kubernetes.";
  return std::ranges::any_of(kPrefixes, [&](std::string_view prefix) {
    if (!key.starts_with(prefix)) return false;
    if (prefix != kOfKubernetes) return true;
    return key.find("cores") != std::string_view::npos ||
           key.find("memory") != std::string_view::npos ||
           key.find("podTemplate") != std::string_view::npos;
  });
}

bool has_competing_settings(yaml::Node application) {
  for (const auto& [key, value] : application["sparkConf"].entries())
    if (decides_size(key.text())) return true;
  return false;
}

/// What is added to the memory: `memoryOverhead`, or a share of it and 384 MiB at least. Programs
/// in Python and R get a larger share.
std::optional<std::int64_t> overhead_of(yaml::Node application, yaml::Node spec,
                                        std::int64_t memory) {
  if (const auto overhead = spec["memoryOverhead"]; !is_absent(overhead))
    return read_mebibytes(overhead);
  constexpr double kOfJvm = 0.1;
  constexpr double kOfOthers = 0.4;
  constexpr std::int64_t kLeast = 384;
  const auto type = text_of(application["type"]);
  auto factor = std::optional(type == "Python" || type == "R" ? kOfOthers : kOfJvm);
  if (const auto stated = application["memoryOverheadFactor"]; !is_absent(stated))
    factor = read_factor(stated);
  if (!factor) return std::nullopt;
  return std::max(kLeast, static_cast<std::int64_t>(*factor * static_cast<double>(memory)));
}

/// The field, or where it is not there the mapping that would hold it.
yaml::Node field_or_holder(yaml::Node holder, std::string_view name) {
  const auto field = holder[name];
  return is_absent(field) ? holder : field;
}

bool state_cpu(yaml::Node spec, Container& container) {
  const std::string_view name = is_absent(spec["coreRequest"]) ? "cores" : "coreRequest";
  const auto field = spec[name];
  const auto request = is_absent(field) ? Quantity::from_units(1) : read_quantity(field);
  if (!request) return false;
  const auto limit = spec["coreLimit"];
  container.stated.push_back(
      {"cpu", request, field_or_holder(spec, name), read_quantity(limit), limit});
  return true;
}

bool state_memory(yaml::Node application, yaml::Node spec, Container& container) {
  constexpr std::int64_t kDefault = 1024;
  const auto field = spec["memory"];
  const auto memory = is_absent(field) ? kDefault : read_mebibytes(field);
  if (!memory) return false;
  const auto overhead = overhead_of(application, spec, *memory);
  if (!overhead) return false;
  const auto total = Quantity::from_units((*memory + *overhead) * kMebibyte);
  const auto stated = field_or_holder(spec, "memory");
  container.stated.push_back({"memory", total, stated, total, stated});
  return true;
}

void state_gpu(yaml::Node spec, Container& container) {
  const auto gpu = spec["gpu"];
  const auto amount = read_quantity(gpu["quantity"]);
  const auto name = text_of(gpu["name"]);
  if (name.empty() || !amount) return;
  container.stated.push_back({name, amount, gpu["name"], amount, gpu["quantity"]});
}

/// `spec` is of the driver or the executor, and `application` what holds it.
void complete_spark(yaml::Node application, yaml::Node spec, PodTemplate& pod) {
  for (auto& container : pod.containers) {
    if (container.node != spec) continue;
    state_gpu(spec, container);
    if (has_competing_settings(application)) return;
    const bool has_cpu = state_cpu(spec, container);
    const bool has_memory = state_memory(application, spec, container);
    // Of a template one container is the same as this one.
    pod.is_sized = has_cpu && has_memory && is_absent(spec["template"]);
  }
}

yaml::Node application_of(const Workload& workload) {
  const auto spec = workload.object->spec();
  const auto scheduled = spec["template"];
  return is_absent(scheduled) ? spec : scheduled;
}

}  // namespace

void complete_spark_driver(const Workload& workload, PodTemplate& pod) {
  complete_spark(application_of(workload), workload.pod, pod);
}

void complete_spark_executor(const Workload& workload, PodTemplate& pod) {
  complete_spark(application_of(workload), workload.pod, pod);
}

namespace {

/// As Flink reads sizes (MemorySize.parse: "2048m", "2g"), or else Kubernetes does ("2Gi").
std::optional<Quantity> read_flink_memory(yaml::Node node) {
  const auto text = node.text();
  if (text.ends_with('i')) return read_quantity(node);
  if (text.empty() || (text.back() >= '0' && text.back() <= '9')) return std::nullopt;
  if (const auto mebibytes = read_mebibytes(node); mebibytes && node.is_string())
    return Quantity::from_units(*mebibytes * kMebibyte);
  return std::nullopt;
}

bool are_names_unique(const PodTemplate& pod) {
  std::set<std::string_view> names;
  return std::ranges::all_of(pod.containers, [&](const Container& container) {
    return names.insert(container.name).second;
  });
}

}  // namespace

// apache/flink-kubernetes-operator FlinkConfigBuilder.java, setResource; apache/flink c100972
// InitJobManagerDecorator.java and e50494c InitTaskManagerDecorator.java: the main container
// requests them, whatever the pod template says of it.
void complete_flink(const Workload& workload, PodTemplate& pod) {
  constexpr std::string_view kMain = "flink-main-container";
  const auto resource = workload.pod["resource"];
  const auto cpu = read_quantity(resource["cpu"]);
  const auto memory = read_flink_memory(resource["memory"]);
  if (!are_names_unique(pod)) return;
  auto* main = find_container(pod, kMain);
  if (main == nullptr) main = &add_container(pod, ContainerRole::app, kMain);
  // Limits are these times a factor of the configuration.
  if (cpu) main->stated.push_back({"cpu", cpu, resource["cpu"]});
  if (memory) main->stated.push_back({"memory", memory, resource["memory"]});
  const auto disk = resource["ephemeralStorage"];
  if (const auto storage = read_quantity(disk))
    main->stated.push_back({"ephemeral-storage", storage, disk, storage, disk});
  pod.is_sized = cpu && memory;
}

}  // namespace fargate_lint::kube::operators
