#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace fargate_lint {

/// Runs `work(i)` for each i below `count` on a thread of its own, or on as many as the system
/// gives: a process near its limits gets by with fewer, down to none. Threads are joined when the
/// result goes.
std::vector<std::jthread> start_threads(unsigned count, const std::function<void(unsigned)>& work);

/// Calls `work(i)` once for each i below `count`, on up to `threads` threads, this one among them.
/// Workers take small runs of indices from one counter, `run` at a time, so that a slow one holds
/// up nobody. The first exception that a worker throws stops the rest and is thrown here.
void for_each_index(std::size_t count, unsigned threads,
                    const std::function<void(std::size_t)>& work, std::size_t run = 16);

}  // namespace fargate_lint
