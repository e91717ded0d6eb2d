#include "system/children.hpp"

#include <array>
#include <atomic>
#include <csignal>

#include "system/temporary_file.hpp"

namespace fargate_lint::system {
namespace {

constexpr std::size_t kMost = 64;
std::array<std::atomic<pid_t>, kMost> groups{};
static_assert(std::atomic<pid_t>::is_always_lock_free, "a signal handler may look at it");

}  // namespace

void EndsWithUs::note(pid_t group) {
  catch_deadly_signals();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    pid_t free = 0;
    if (!groups[i].compare_exchange_strong(free, group)) continue;
    slot_ = static_cast<int>(i);
    return;
  }
}

void EndsWithUs::forget() {
  if (slot_ >= 0) groups[static_cast<std::size_t>(slot_)] = 0;
  slot_ = -1;
}

void EndsWithUs::kill_all() {
  for (const auto& group : groups)
    if (const pid_t number = group; number > 0) ::kill(-number, SIGKILL);
}

}  // namespace fargate_lint::system
