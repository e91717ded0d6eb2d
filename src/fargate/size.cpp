#include "fargate/size.hpp"

#include <algorithm>
#include <array>

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

constexpr std::int64_t kMebibyte = 1024 * 1024;

/// What a pod asks of one resource: the sum of what runs as long as the pod, and the most that is
/// needed at once while it starts.
struct Demand {
  kube::Quantity running;
  kube::Quantity starting;
  bool any = false;

  kube::Quantity total() const { return std::max(running, starting); }
  bool init_decides() const { return starting > running; }
};

// An init container runs beside the sidecars that were started before it (KEP-753, "Resources
// calculation for scheduling and pod admission"); AWS's page counts the largest init container.
Demand demand_for(const kube::PodTemplate& pod, std::string_view resource) {
  Demand demand;
  kube::Quantity sidecars;
  for (const kube::Container& container : pod.containers) {
    const auto request = container.request(resource);
    if (!request || *request <= kube::Quantity()) continue;
    switch (container.role) {
      case kube::ContainerRole::init:
        demand.starting = std::max(demand.starting, sidecars + *request);
        break;
      case kube::ContainerRole::sidecar: sidecars += *request; [[fallthrough]];
      case kube::ContainerRole::app: demand.running += *request; break;
      case kube::ContainerRole::ephemeral: continue;  // Kubernetes gives them no resources
    }
    demand.any = true;
  }
  return demand;
}

/// `thousandths` / 1000 without needless zeros: "0.25", "16".
std::string decimal(std::uint64_t thousandths) {
  std::string text = std::to_string(thousandths / 1000);
  const std::uint64_t rest = thousandths % 1000;
  if (rest == 0) return text;
  std::string fraction = std::to_string(1000 + rest).substr(1);
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return text + "." + fraction;
}

}  // namespace

std::optional<Rung> smallest_rung(kube::Quantity cpu, kube::Quantity memory_with_overhead) {
  for (const Steps& row : kSizes) {
    if (cpu > kube::Quantity::from_milli(row.milli_cpu)) continue;
    for (std::uint32_t mebibytes = row.first; mebibytes <= row.last; mebibytes += row.step) {
      if (memory_with_overhead <= kube::Quantity::from_units(mebibytes * kMebibyte)) {
        return Rung{row.milli_cpu, mebibytes};
      }
    }
  }
  return std::nullopt;
}

Size size_of(const kube::PodTemplate& pod) {
  const Demand cpu = demand_for(pod, "cpu");
  const Demand memory = demand_for(pod, "memory");
  Size size;
  size.cpu = cpu.total();
  size.memory = memory.total();
  size.ephemeral = demand_for(pod, "ephemeral-storage").total();
  size.nothing_requested = !cpu.any && !memory.any;
  size.init_decides = cpu.init_decides() || memory.init_decides();
  const auto binary = kube::Quantity::from_units(kOverheadMebibytes * kMebibyte);
  const auto decimal_overhead = kube::Quantity::from_units(kOverheadMebibytes * 1'000'000);
  size.rung = smallest_rung(size.cpu, size.memory + binary);
  const auto other = smallest_rung(size.cpu, size.memory + decimal_overhead);
  if (other != size.rung) size.if_decimal_overhead = other;
  return size;
}

std::string format(const Rung& rung) {
  return decimal(rung.milli_cpu) + " vCPU " + decimal(std::uint64_t{rung.mebibytes} * 1000 / 1024) +
         " GB";
}

}  // namespace fargate_lint::fargate
