#pragma once

#include <cstddef>
#include <functional>

namespace fargate_lint::lint {

/// Calls `work(i)` once for each i below `count`, on up to `threads` threads, this one among them.
/// Workers take small runs of indices from one counter, so that a slow one holds up nobody. The
/// first exception that a worker throws stops the rest and is thrown here.
void for_each_index(std::size_t count, unsigned threads,
                    const std::function<void(std::size_t)>& work);

}  // namespace fargate_lint::lint
