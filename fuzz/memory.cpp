#include "memory.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace fargate_lint::fuzz {
namespace {

std::atomic<std::size_t> held{0};
std::atomic<std::size_t> peak{0};

void* take(std::size_t size) {
  void* block = std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  const auto now = held.fetch_add(::malloc_usable_size(block)) + ::malloc_usable_size(block);
  auto most = peak.load();
  while (now > most && !peak.compare_exchange_weak(most, now)) {
  }
  return block;
}

void give_back(void* block) noexcept {
  held.fetch_sub(::malloc_usable_size(block));
  std::free(block);
}

}  // namespace

std::size_t held_bytes() {
  return held;
}

std::size_t peak_bytes() {
  return peak;
}

void forget_peak() {
  peak = held.load();
}

}  // namespace fargate_lint::fuzz

void* operator new(std::size_t size) {
  return fargate_lint::fuzz::take(size);
}
void* operator new[](std::size_t size) {
  return fargate_lint::fuzz::take(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return fargate_lint::fuzz::take(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* block) noexcept {
  fargate_lint::fuzz::give_back(block);
}
void operator delete[](void* block) noexcept {
  fargate_lint::fuzz::give_back(block);
}
void operator delete(void* block, std::size_t) noexcept {
  fargate_lint::fuzz::give_back(block);
}
void operator delete[](void* block, std::size_t) noexcept {
  fargate_lint::fuzz::give_back(block);
}
