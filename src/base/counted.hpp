#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace fargate_lint {

/// A pointer, or null, to something that counts its owners and goes with the last of them. One word
/// long, unlike std::shared_ptr. `Held` has a member `std::atomic<std::uint32_t> owners`, which is
/// 1 at first, and a static function `drop(Held*)` that destroys it.
template <typename Held>
class Counted {
 public:
  Counted() = default;
  /// Takes over the first owner.
  explicit Counted(Held* held) : held_(held) {}
  Counted(const Counted& other) : held_(other.held_) {
    if (held_ != nullptr) held_->owners.fetch_add(1, std::memory_order_relaxed);
  }
  Counted(Counted&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
  Counted& operator=(Counted other) noexcept {
    std::swap(held_, other.held_);
    return *this;
  }
  ~Counted() {
    if (held_ != nullptr && held_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
      Held::drop(held_);
  }

  Held* get() const { return held_; }
  bool is_only_owner() const { return held_->owners.load(std::memory_order_acquire) == 1; }

 private:
  Held* held_ = nullptr;
};

}  // namespace fargate_lint
