#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace fargate_lint {

/// A value or none, one word long. Copies share it until one of them changes it.
template <typename T>
class Shared {
 public:
  Shared() = default;
  Shared(T value) : held_(new Held(std::move(value))) {}
  Shared(const Shared& other) : held_(other.held_) {
    if (held_ != nullptr) held_->owners.fetch_add(1, std::memory_order_relaxed);
  }
  Shared(Shared&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
  Shared& operator=(Shared other) noexcept {
    std::swap(held_, other.held_);
    return *this;
  }
  ~Shared() {
    if (held_ != nullptr && held_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete held_;
  }

  explicit operator bool() const { return held_ != nullptr; }
  const T* get() const { return held_ != nullptr ? &held_->value : nullptr; }
  const T& operator*() const { return held_->value; }
  const T* operator->() const { return &held_->value; }
  /// The value, which must be there, to be changed for this one alone.
  T& own() {
    if (held_->owners.load(std::memory_order_acquire) != 1) *this = Shared(held_->value);
    return held_->value;
  }

 private:
  struct Held {
    explicit Held(T&& from) : value(std::move(from)) {}
    std::atomic<std::uint32_t> owners = 1;
    T value;
  };
  Held* held_ = nullptr;
};

/// A list that most often is empty or the same as others: copies share it as those of Shared do.
template <typename T>
class SharedList {
 public:
  using value_type = T;

  SharedList() = default;
  SharedList(std::vector<T> values) {
    if (!values.empty()) values_ = std::move(values);
  }

  std::span<const T> view() const {
    return values_ ? std::span<const T>(*values_) : std::span<const T>();
  }
  auto begin() const { return view().begin(); }
  auto end() const { return view().end(); }
  bool empty() const { return !values_; }
  std::size_t size() const { return view().size(); }
  const T& front() const { return view().front(); }
  const T& operator[](std::size_t i) const { return view()[i]; }

  void push_back(T value) {
    if (!values_) values_ = std::vector<T>();
    values_.own().push_back(std::move(value));
  }
  /// The elements, to be changed for this list alone.
  std::span<T> own() { return values_ ? std::span<T>(values_.own()) : std::span<T>(); }

 private:
  Shared<std::vector<T>> values_;
};

}  // namespace fargate_lint
