#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace fargate_lint {

/// What is wrong with the world outside the input's text: a file that cannot be read, an option
/// that makes no sense. `message` is one clause of fact, `hint` says what to do next (may be
/// empty).
struct Error {
  std::string message;
  std::string hint;
};

/// Either a value or an Error. A small subset of std::expected (C++23), which GCC 12 lacks.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// We are wrong, not the user: an invariant of this program does not hold. Caught in cmd/run.cpp
/// only, which prints it and exits 2.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Checked in every build, because the input is hostile and an unchecked assumption is an exploit.
inline void require(bool condition, const char* what_must_hold) {
  if (!condition) throw InternalError(what_must_hold);
}

}  // namespace fargate_lint
