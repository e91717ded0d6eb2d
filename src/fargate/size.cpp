#include "fargate/size.hpp"

#include <algorithm>
#include <array>

#include "fargate/refusal_rows.hpp"

namespace fargate_lint::fargate {
namespace {

/// Some of the memory sizes that go with one number of vCPUs, `step` MiB apart.
struct Steps {
  std::uint32_t milli_cpu;
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t step;
};

// https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html, read 2024-12.
// GB there are GiB: 255m and 1800Mi were provisioned as 0.5 vCPU 3 GB
// (aws/eks-distro-prow-jobs#11).
constexpr std::array<Steps, 8> kSizes = {{
    {.milli_cpu = 250, .first = 512, .last = 512, .step = 512},
    {.milli_cpu = 250, .first = 1024, .last = 2048, .step = 1024},
    {.milli_cpu = 500, .first = 1024, .last = 4096, .step = 1024},
    {.milli_cpu = 1000, .first = 2048, .last = 8192, .step = 1024},
    {.milli_cpu = 2000, .first = 4096, .last = 16384, .step = 1024},
    {.milli_cpu = 4000, .first = 8192, .last = 30720, .step = 1024},
    {.milli_cpu = 8000, .first = 16384, .last = 61440, .step = 4096},
    {.milli_cpu = 16000, .first = 32768, .last = 122880, .step = 8192},
}};
static_assert(std::ranges::is_sorted(kSizes, {}, &Steps::milli_cpu));
static_assert(std::ranges::is_sorted(kSizes, {}, &Steps::last));
static_assert(std::ranges::all_of(kSizes, [](const Steps& row) {
  return (row.last - row.first) % row.step == 0;
}));

static_assert(Rung{kSizes.back().milli_cpu, kSizes.back().last} == kLargestSize);

constexpr std::int64_t kMebibyte = 1024 * 1024;

/// What a pod asks of one resource: the sum of what runs as long as the pod, and the most that is
/// needed at once while it starts.
struct Demand {
  kube::Quantity running;
  kube::Quantity starting;
  kube::Quantity sidecars;                 ///< of those seen so far
  const kube::Container* first = nullptr;  ///< the init container that `starting` comes from
  kube::Quantity beside_first;             ///< the sidecars that run beside it
  bool any = false;

  void start(const kube::Container& init, kube::Quantity request) {
    if (first != nullptr && sidecars + request <= starting) return;
    starting = sidecars + request;
    first = &init;
    beside_first = sidecars;
  }
  kube::Quantity total() const { return std::max(running, starting); }
  bool init_decides() const { return starting > running; }
};

// An init container runs beside the sidecars that were started before it (KEP-753, "Resources
// calculation for scheduling and pod admission"); AWS's page counts the largest init container.
Demand demand_for(const kube::PodTemplate& pod, std::string_view resource,
                  const kube::Container* left_out = nullptr) {
  Demand demand;
  for (const auto& container : pod.containers) {
    if (&container == left_out) continue;
    const auto request = container.request(resource);
    if (!request || *request <= kube::Quantity()) continue;
    switch (container.role) {
      case kube::ContainerRole::init: demand.start(container, *request); break;
      case kube::ContainerRole::sidecar: demand.sidecars += *request; [[fallthrough]];
      case kube::ContainerRole::app: demand.running += *request; break;
      case kube::ContainerRole::ephemeral: continue;  // Kubernetes gives them no resources
    }
    demand.any = true;
  }
  return demand;
}

/// What the pod as a whole requests of a resource; what its containers do, if it requests nothing
/// (KEP-2837, "Resource requests and limits": a limit stands in for a request here, too).
kube::Quantity pod_level_demand(const kube::PodTemplate& pod, std::string_view resource,
                                const Demand& of_containers) {
  // The pod's `resources` have the shape of a container's.
  const auto whole = kube::read_container(pod.spec, kube::ContainerRole::app);
  return whole.request(resource).value_or(of_containers.total());
}

/// The container with the largest request of those that run as long as the pod; null if none
/// requests the resource.
const kube::Container* largest_running(const kube::PodTemplate& pod, std::string_view resource) {
  const kube::Container* largest = nullptr;
  kube::Quantity most;
  for (const auto& container : pod.containers) {
    if (container.role == kube::ContainerRole::ephemeral ||
        container.role == kube::ContainerRole::init) {
      continue;
    }
    const auto request = container.request(resource);
    if (!request || *request <= most) continue;
    most = *request;
    largest = &container;
  }
  return largest;
}

/// What the pod's `overhead`, which has the shape of requests, adds to them.
kube::Quantity overhead_of(yaml::Node pod_overhead, std::string_view resource) {
  kube::Container whole;
  whole.requests = pod_overhead;
  return std::max(whole.request(resource).value_or(kube::Quantity()), kube::Quantity());
}

// A vCPU-hour costs 9.1 times as much as a GB-hour in every region of AWS's price list of
// 2026-09-11 (0.04048 and 0.004445 USD in us-east-1).
constexpr double kMemoryPrice = 1.0;  // of a GB
constexpr double kCpuPrice = 9.1;     // of a vCPU

double weigh(double milli_cpu, double mebibytes) {
  return kCpuPrice * milli_cpu / 1000 + kMemoryPrice * mebibytes / 1024;
}

double weigh(const Rung& rung) {
  return weigh(rung.milli_cpu, rung.mebibytes);
}

constexpr kube::Quantity kOverhead = kube::Quantity::from_units(kOverheadMebibytes * kMebibyte);

double ratio(kube::Quantity part, kube::Quantity whole) {
  return static_cast<double>(part.nanos()) / static_cast<double>(whole.nanos());
}

/// The size that fewer vCPUs would bring, if the memory fits there.
std::optional<SmallerSize> smaller_by_cpu(const Size& size) {
  for (auto row = kSizes.rbegin(); row != kSizes.rend(); ++row) {
    if (row->milli_cpu >= size.rung->milli_cpu) continue;
    const auto cpu = kube::Quantity::from_milli(row->milli_cpu);
    const auto rung = smallest_rung(cpu, size.memory + kOverhead);
    if (!rung || weigh(*rung) >= weigh(*size.rung)) return std::nullopt;
    return SmallerSize{*rung, "cpu", cpu};
  }
  return std::nullopt;
}

/// The largest memory below the provisioned one whose size is cheaper.
std::optional<SmallerSize> smaller_by_memory(const Size& size) {
  std::optional<Rung> best;
  for (const auto& row : kSizes) {
    if (size.cpu > kube::Quantity::from_milli(row.milli_cpu)) continue;
    for (auto mebibytes = row.first; mebibytes <= row.last; mebibytes += row.step) {
      const Rung rung{row.milli_cpu, mebibytes};
      if (mebibytes >= size.rung->mebibytes || weigh(rung) >= weigh(*size.rung)) continue;
      if (!best || mebibytes > best->mebibytes) best = rung;
    }
  }
  if (!best) return std::nullopt;
  return SmallerSize{*best, "memory",
                     kube::Quantity::from_units(best->mebibytes * kMebibyte) - kOverhead};
}

/// `thousandths` / 1000 without needless zeros: "0.25", "16".
std::string decimal(std::uint64_t thousandths) {
  auto text = std::to_string(thousandths / 1000);
  const auto rest = thousandths % 1000;
  if (rest == 0) return text;
  auto fraction = std::to_string(1000 + rest).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return text + "." + fraction;
}

}  // namespace

std::optional<Rung> smallest_rung(kube::Quantity cpu, kube::Quantity memory_with_overhead) {
  for (const auto& row : kSizes) {
    if (cpu > kube::Quantity::from_milli(row.milli_cpu)) continue;
    for (auto mebibytes = row.first; mebibytes <= row.last; mebibytes += row.step) {
      if (memory_with_overhead <= kube::Quantity::from_units(mebibytes * kMebibyte)) {
        return Rung{row.milli_cpu, mebibytes};
      }
    }
  }
  return std::nullopt;
}

bool exceeds_at_least(const kube::PodTemplate& pod) {
  kube::Quantity cpu;
  kube::Quantity memory;
  for (const auto& container : pod.containers) {
    if (container.admitted == nullptr) continue;
    kube::Container least;
    least.requests = container.admitted->least;
    cpu += least.request("cpu").value_or(kube::Quantity());
    memory += least.request("memory").value_or(kube::Quantity());
  }
  return !smallest_rung(cpu, memory + kOverhead);
}

Size size_of(const kube::PodTemplate& pod) {
  const auto pod_overhead = pod.overhead();
  const auto cpu = demand_for(pod, "cpu");
  const auto memory = demand_for(pod, "memory");
  Size size;
  size.cpu = cpu.total();
  size.memory = memory.total();
  size.ephemeral = demand_for(pod, "ephemeral-storage").total();
  size.nothing_requested = !cpu.any && !memory.any;
  size.init_decides = cpu.init_decides() || memory.init_decides();
  const auto decimal_overhead = kube::Quantity::from_units(kOverheadMebibytes * 1'000'000);
  size.rung = smallest_rung(size.cpu, size.memory + kOverhead);
  size.running_rung = smallest_rung(cpu.running, memory.running + kOverhead);
  size.bare_rung = smallest_rung(size.cpu, size.memory);
  const auto other = smallest_rung(size.cpu, size.memory + decimal_overhead);
  if (other != size.rung) size.if_decimal_overhead = other;
  size.if_pod_level = smallest_rung(pod_level_demand(pod, "cpu", cpu),
                                    pod_level_demand(pod, "memory", memory) + kOverhead);
  size.if_pod_overhead = size.rung;
  if (pod_overhead)
    size.if_pod_overhead =
        smallest_rung(size.cpu + overhead_of(pod_overhead, "cpu"),
                      size.memory + overhead_of(pod_overhead, "memory") + kOverhead);
  return size;
}

std::optional<DecidingRequest> deciding_request(const kube::PodTemplate& pod,
                                                std::string_view resource) {
  const auto demand = demand_for(pod, resource);
  const auto* container = demand.init_decides() ? demand.first : largest_running(pod, resource);
  if (container == nullptr) return std::nullopt;
  DecidingRequest deciding;
  deciding.container = container;
  deciding.field = container->request_field(resource);
  deciding.amount = container->request(resource).value_or(kube::Quantity());
  deciding.rest = demand_for(pod, resource, container).total();
  if (demand.init_decides()) deciding.sidecars = demand.beside_first;
  return deciding;
}

std::string_view resource_of_init(const kube::PodTemplate& pod) {
  const auto cpu = demand_for(pod, "cpu");
  const auto memory = demand_for(pod, "memory");
  const auto size = smallest_rung(cpu.total(), memory.total() + kOverhead);
  // One of them may do it alone; more memory brings vCPUs along, so their number does not tell.
  const auto by_cpu = smallest_rung(cpu.total(), memory.running + kOverhead);
  if (by_cpu == size) return "cpu";
  if (smallest_rung(cpu.running, memory.total() + kOverhead) == size) return "memory";
  const auto running = smallest_rung(cpu.running, memory.running + kOverhead);
  return by_cpu && running && by_cpu->milli_cpu > running->milli_cpu ? "cpu" : "memory";
}

std::optional<SmallerSize> nearest_smaller(const Size& size) {
  if (!size.rung) return std::nullopt;
  const auto by_cpu = smaller_by_cpu(size);
  const auto by_memory = smaller_by_memory(size);
  if (!by_cpu || !by_memory) return by_cpu ? by_cpu : by_memory;
  const bool cpu_is_nearer =
      ratio(by_cpu->at_most, size.cpu) > ratio(by_memory->at_most, size.memory);
  return cpu_is_nearer ? by_cpu : by_memory;
}

double unused_share(const Size& size) {
  if (!size.rung) return 0;
  constexpr double kNanosPerMilli = 1e6;
  const double used = weigh(static_cast<double>(size.cpu.nanos()) / kNanosPerMilli,
                            ratio(size.memory + kOverhead, kube::Quantity::from_units(kMebibyte)));
  return 1 - used / weigh(*size.rung);
}

// https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html: 20 GiB; a
// request of 100 GiB is provisioned as 115 GiB (AWS containers blog): 10 % and 5 GiB on top.
kube::Quantity provisioned_storage(const Size& size) {
  constexpr std::int64_t kGibibyte = 1024 * kMebibyte;
  const auto enlarged = kube::Quantity::from_nanos(size.ephemeral.nanos() / 10 * 11) +
                        kube::Quantity::from_units(5 * kGibibyte);
  return std::max(enlarged, kube::Quantity::from_units(20 * kGibibyte));
}

std::string format(const Rung& rung) {
  return decimal(rung.milli_cpu) + " vCPU " + decimal(std::uint64_t{rung.mebibytes} * 1000 / 1024) +
         " GB";
}

}  // namespace fargate_lint::fargate
