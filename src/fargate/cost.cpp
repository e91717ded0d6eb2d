#include "fargate/cost.hpp"

#include <algorithm>

namespace fargate_lint::fargate {
namespace {

// https://aws.amazon.com/fargate/pricing/: "a minimum charge of 1 minute".
constexpr MicroHours kMinute = (kHour + 59) / 60;
constexpr std::int64_t kGibibyte = std::int64_t{1} << 30;
// https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html#fargate-storage
constexpr std::int64_t kFreeStorage = 20 * kGibibyte;

/// Whether a request may go down to `at_most`.
bool is_near(kube::Quantity at_most, kube::Quantity requested) {
  // 17/20 are 85 %.
  return at_most.nanos() / 17 * 20 >= requested.nanos();
}

}  // namespace

Money monthly(Money hourly, std::uint64_t pods, MicroHours hours) {
  if (hours != 0) hours = std::max(hours, kMinute);
  return hourly.times(pods).share(hours, kHour);
}

std::optional<SmallerSize> cheaper_size(const Size& size) {
  const auto smaller = nearest_smaller(size);
  if (!smaller) return std::nullopt;
  const auto requested = smaller->resource == "cpu" ? size.cpu : size.memory;
  if (smaller->at_most <= kube::Quantity() || !is_near(smaller->at_most, requested))
    return std::nullopt;
  return smaller;
}

kube::Quantity billed_storage(const Size& size) {
  return provisioned_storage(size) - kube::Quantity::from_units(kFreeStorage);
}

Cost cost_of(const Size& size, const Rates& rates, Pods pods, RunningHours hours) {
  Cost cost;
  const auto storage = billed_storage(size);
  cost.hourly = rates.per_hour(*size.rung, storage);
  cost.storage_unpriced = !storage.is_zero() && !rates.storage_gb_hour;
  cost.least = monthly(cost.hourly, pods.least, hours.least);
  cost.most = monthly(cost.hourly, pods.most, hours.most);
  const auto size_alone = rates.per_hour(*size.rung);
  const auto least = [&](Money hourly) { return monthly(hourly, pods.least, hours.least); };
  cost.waste = least(size_alone - rates.per_hour(size.cpu, size.memory));
  if (const auto smaller = cheaper_size(size))
    cost.cheaper = {*smaller, least(size_alone - rates.per_hour(smaller->rung))};
  return cost;
}

}  // namespace fargate_lint::fargate
