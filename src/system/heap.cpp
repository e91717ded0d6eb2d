#include "system/heap.hpp"

#include <malloc.h>
#include <sys/mman.h>

#include <cstdint>
#include <cstdlib>

namespace fargate_lint::system {
namespace {

/// Twice the input between two calls: what is kept of it with its tree fits. Smaller steps leave
/// the kernel too little room for large pages.
constexpr std::size_t kStep = 2 * kInputPerReadyMemory;
constexpr std::size_t kPage = 4096;

/// A freed block stays in the heap, where the next small ones are cut from it.
bool keep_freed_blocks() {
  ::mallopt(M_MMAP_THRESHOLD, static_cast<int>(2 * kStep));
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  return true;
}

}  // namespace

void ready_memory() {
  static const bool kept = keep_freed_blocks();
  if (!kept) return;
  // As long as the heap's end has room this is two calls into malloc and no more.
  auto* block = std::malloc(kStep);
  if (block == nullptr) return;  // small pieces may still be had
  const auto begin = (reinterpret_cast<std::uintptr_t>(block) + kPage - 1) & ~(kPage - 1);
  // Without large pages all goes on as before, only slower.
  static_cast<void>(::madvise(reinterpret_cast<void*>(begin), kStep - kPage, MADV_HUGEPAGE));
  std::free(block);
}

}  // namespace fargate_lint::system
