#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// What POSIX does in parts, done whole, with a file's descriptor.
namespace fargate_lint::system {

/// Writes all of `text`; 0, or the error number.
int write_all(int descriptor, std::string_view text);
/// Reads `size` bytes from `offset` on. False if there are fewer, or if they cannot be read.
bool read_all_at(int descriptor, std::uint64_t offset, char* to, std::size_t size);

}  // namespace fargate_lint::system
