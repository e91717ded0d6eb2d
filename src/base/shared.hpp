#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/counted.hpp"

namespace fargate_lint {

/// A value or none, one word long. Copies share it until one of them changes it.
template <typename T>
class Shared {
 public:
  Shared() = default;
  Shared(T value) : held_(new Held(std::move(value))) {}

  explicit operator bool() const { return held_.get() != nullptr; }
  const T* get() const { return held_.get() != nullptr ? &held_.get()->value : nullptr; }
  const T& operator*() const { return held_.get()->value; }
  const T* operator->() const { return &held_.get()->value; }
  /// The value, which must be there, to be changed for this one alone.
  T& own() {
    if (!held_.is_only_owner()) *this = Shared(**this);
    return held_.get()->value;
  }

 private:
  struct Held {
    explicit Held(T&& from) : value(std::move(from)) {}
    static void drop(Held* held) { delete held; }
    std::atomic<std::uint32_t> owners = 1;
    T value;
  };
  Counted<Held> held_;
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
