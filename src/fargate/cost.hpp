#pragma once

#include <cstdint>
#include <optional>

#include "fargate/price.hpp"
#include "fargate/size.hpp"

/// What the Pods of one workload cost. Of a Pod that has a size.
namespace fargate_lint::fargate {

/// Hours in 1e-6.
using MicroHours = std::uint64_t;
inline constexpr MicroHours kHour = 1'000'000;
/// How long each Pod of a workload runs in a month, at least and at most. AWS bills a minute or
/// more: less is counted as a minute.
struct RunningHours {
  MicroHours least = kMonthHours * kHour;
  MicroHours most = kMonthHours * kHour;
};
struct Pods {
  std::uint64_t least = 1;
  std::uint64_t most = 1;
};

/// A size that a little less of one resource gets, and what that saves in a month.
struct CheaperSize {
  SmallerSize size;
  Money saving;  ///< of the least that the workload costs
};

struct Cost {
  Money hourly;  ///< of one Pod
  Money least;   ///< of all Pods in a month
  Money most;
  Money waste;                    ///< what of `least` pays for what no container requests
  bool storage_unpriced = false;  ///< more than 20 GiB, whose price is not known
  std::optional<CheaperSize> cheaper;
};
Cost cost_of(const Size& size, const Rates& rates, Pods pods, RunningHours hours);

/// What a size costs in a month that never ends.
Money monthly(Money hourly, std::uint64_t pods, MicroHours hours);

/// The smaller size, if it takes no more than the least that is saved from a request: at least 85 %
/// of it stays. Whoever requests 512Mi can rarely do with half of it.
std::optional<SmallerSize> cheaper_size(const Size& size);

/// What of the ephemeral storage is billed: that above 20 GiB.
kube::Quantity billed_storage(const Size& size);

}  // namespace fargate_lint::fargate
