#pragma once

#include <sys/types.h>

#include <array>
#include <string>
#include <utility>

#include "system/process.hpp"

/// How a program becomes a process of its own; for MachineProcess alone.
namespace fargate_lint::system {

/// A file descriptor of ours, closed at exec.
class Descriptor {
 public:
  Descriptor() = default;
  /// 0, 1 and 2 are the child's: where one of ours is closed, what is opened next would get its
  /// number, and be in the way there.
  explicit Descriptor(int number);
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close();

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor out;  ///< to read from
  Descriptor in;   ///< to write to

  /// False if it cannot be made; errno says why.
  bool make();
};

/// What spawn() says of a program that is not there: no number of errno.
inline constexpr int kNoProgram = -1;

/// Starts the program of a command, with those standard streams, in a session of its own. 0,
/// kNoProgram or the error number.
int spawn(Command& command, const std::array<const Descriptor*, 3>& streams, pid_t& child);

}  // namespace fargate_lint::system
