#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "system/file_system.hpp"

namespace fargate_lint::system {

/// Where what is kept for a run only goes: TMPDIR, if that is absolute.
std::string temporary_folder();

/// Bytes to be read again: a few in memory, more in a file without a name (in TMPDIR), of which
/// nothing is left when the program ends, whatever ends it. Once filled, any thread may read it.
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

  /// An error if there is no room for them.
  Failure append(std::string_view text);
  std::uint64_t size() const { return size_; }
  /// False if there are fewer.
  bool read_at(std::uint64_t offset, char* to, std::size_t size) const;
  /// Whether it takes one of the descriptors of the process.
  bool is_file() const { return descriptor_ >= 0; }

 private:
  Failure open_file();

  std::string text_;
  std::uint64_t size_ = 0;
  int descriptor_ = -1;
};

}  // namespace fargate_lint::system
