#include "lint/schedule.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>

#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "base/result.hpp"

namespace fargate_lint::lint {
namespace {

/// Of what differs most.
std::size_t hash(const fargate::Placement& placement) {
  std::uint64_t value = 0;
  for (const auto& clause : placement.clauses) {
    const auto number = std::uint64_t{clause.profile} << 32U ^ clause.selector << 16U ^
                        clause.term << 8U ^ static_cast<std::uint64_t>(clause.kind);
    value = (value ^ number ^ static_cast<std::uint64_t>(clause.cause) << 56U ^
             hash_text(clause.name) ^ hash_text(clause.value) << 1U) *
            0x9E3779B97F4A7C15U;
    value ^= value >> 32U;
  }
  if (placement.size) {
    const auto size = placement.size->cpu.nanos() + 31 * placement.size->memory.nanos();
    value ^= (static_cast<std::uint64_t>(size) * 0x9E3779B97F4A7C15U) >> 32U;
  }
  return value;
}

/// As many desks as there are threads.
class Desks {
 public:
  explicit Desks(const kube::Inventory& inventory) : inventory_(inventory) {}

  struct GiveBack {
    Desks* desks;
    void operator()(Desk* desk) const {
      const std::lock_guard lock(desks->mutex_);
      desks->free_.emplace_back(desk);
    }
  };
  /// One that nobody else uses. It is given back when the pointer goes.
  std::unique_ptr<Desk, GiveBack> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) free_.push_back(std::make_unique<Desk>(inventory_));
    std::unique_ptr<Desk, GiveBack> taken(free_.back().release(), GiveBack{this});
    free_.pop_back();
    return taken;
  }

 private:
  const kube::Inventory& inventory_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Desk>> free_;
};

/// Makes room for as many findings as there will be if the objects to come are like those that are
/// done, within reason: a list that grows is there twice for a while, and memory that is not needed
/// is never touched.
void make_room(const std::vector<std::vector<Finding>>& more, std::size_t done, std::size_t all,
               std::vector<Finding>& findings) {
  constexpr std::size_t kMostTimes = 4;
  auto needed = findings.size();
  for (const auto& part : more) needed += part.size();
  if (needed <= findings.capacity()) return;
  const double times = 1.125 * static_cast<double>(all) / static_cast<double>(done);
  const double most = std::min<double>(times, kMostTimes);
  findings.reserve(static_cast<std::size_t>(most * static_cast<double>(needed)));
}

}  // namespace

Shared<fargate::Placement> PlacementCache::share(fargate::Placement&& placement) {
  auto& place = recent_[hash(placement) % recent_.size()];
  if (!place || *place != placement) place = std::move(placement);
  return place;
}

SharedList<Related> taken_by(const fargate::Placement& placement, const fargate::Fleet& fleet) {
  if (!placement.profile) return {};
  const auto& profiles = fleet.profiles();
  require(*placement.profile < profiles.size(), "a placement names a profile of its run");
  const auto& profile = profiles[*placement.profile];
  const std::string message = "selected by profile `" + profile.display_name() + "`";
  if (!placement.selector) return std::vector{Related{message, profile.where}};
  require(*placement.selector < profile.selectors.size(), "a placement names a selector");
  return std::vector{Related{message + ", selector " + std::to_string(*placement.selector),
                             profile.selectors[*placement.selector].where}};
}

const SharedList<Related>& Desk::selector_of(const fargate::Placement& placement,
                                             const fargate::Fleet& fleet) {
  const auto [entry, is_new] = selectors.try_emplace({placement.profile, placement.selector});
  if (is_new) entry->second = taken_by(placement, fleet);
  return entry->second;
}

std::vector<Finding> for_each_object(const kube::Inventory& inventory, unsigned threads,
                                     const JudgeObject& judge) {
  // So many for one place that places are few, and so few that no thread waits for another long.
  constexpr std::size_t kRun = 32;
  constexpr std::size_t kBatch = 512 * kRun;
  const auto count = inventory.objects().size();
  Desks desks(inventory);
  std::vector<Finding> all;
  for (std::size_t begin = 0; begin < count; begin += kBatch) {
    const auto end = std::min(count, begin + kBatch);
    std::vector<std::vector<Finding>> findings((end - begin + kRun - 1) / kRun);
    const auto judge_run = [&](std::size_t run) {
      const auto first = begin + run * kRun;
      const auto desk = desks.take();
      for (auto i = first; i < std::min(end, first + kRun); ++i) judge(i, *desk, findings[run]);
    };
    for_each_index(findings.size(), threads, judge_run, 1);
    make_room(findings, end, count, all);
    for (auto& part : findings) std::ranges::move(part, std::back_inserter(all));
  }
  return all;
}

}  // namespace fargate_lint::lint
