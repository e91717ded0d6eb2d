#pragma once

#include <cstddef>

namespace fargate_lint::system {

/// Readies this thread's heap for the many small pieces that kept documents are made of. Left to
/// itself glibc grows the heap of a second thread page by page, a system call each, and the kernel
/// hands pages out one by one: a third of the time of a large run. Call after every so much input,
/// once it is known to be large: small runs are better off without.
constexpr std::size_t kInputPerReadyMemory = std::size_t{8} << 20U;
void ready_memory();

}  // namespace fargate_lint::system
