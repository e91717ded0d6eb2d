#include "base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace fargate_lint {

std::vector<std::jthread> start_threads(unsigned count, const std::function<void(unsigned)>& work) {
  std::vector<std::jthread> threads;
  threads.reserve(count);
  try {
    for (unsigned i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  } catch (const std::system_error&) {
    // No more to be had.
  } catch (const std::bad_alloc&) {
    // Nor for want of memory: those that have started must not be waited for here.
  }
  return threads;
}

void for_each_index(std::size_t count, unsigned threads,
                    const std::function<void(std::size_t)>& work, std::size_t run) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr first_failure;
  std::mutex failure_mutex;

  const auto take = [&] {
    try {
      while (!failed) {
        const auto begin = next.fetch_add(run);
        if (begin >= count) return;
        const auto end = std::min(begin + run, count);
        for (auto i = begin; i < end; ++i) work(i);
      }
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!first_failure) first_failure = std::current_exception();
      failed = true;
    }
  };

  const auto useful = std::min<std::size_t>(threads, (count + run - 1) / run);
  const std::function<void(unsigned)> help = [&take](unsigned) { take(); };
  auto others = start_threads(static_cast<unsigned>(std::max<std::size_t>(useful, 1) - 1), help);
  take();
  others.clear();  // joins
  if (first_failure) std::rethrow_exception(first_failure);
}

}  // namespace fargate_lint
