#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "system/file_system.hpp"

namespace fargate_lint::system {

/// A standard stream of the program, by its number.
enum class Standard : std::uint8_t { input = 0, output = 1, error = 2 };

/// Where the program was started: what it prints, and on what.
class Console {
 public:
  Console() = default;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  virtual ~Console() = default;

  /// Writes all of `text`. An error without a message: nobody reads it any more.
  virtual Failure write(Standard stream, std::string_view text) = 0;
  virtual bool is_terminal(Standard stream) const = 0;
  /// Columns of the terminal that is our standard output; 0 if it is none.
  virtual unsigned columns() const = 0;
};

/// That of the process. Its making readies the process: streams that are closed are occupied, and
/// a reader that goes away is an error of writing in place of a deadly signal.
class ProcessConsole : public Console {
 public:
  ProcessConsole();
  Failure write(Standard stream, std::string_view text) override;
  bool is_terminal(Standard stream) const override;
  unsigned columns() const override;
};

/// Keeps what is printed, for tests.
class KeptConsole : public Console {
 public:
  Failure write(Standard stream, std::string_view text) override {
    (stream == Standard::error ? error : output) += text;
    return std::nullopt;
  }
  bool is_terminal(Standard) const override { return false; }
  unsigned columns() const override { return 0; }

  std::string output;
  std::string error;
};

}  // namespace fargate_lint::system
