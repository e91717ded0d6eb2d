#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "system/file_system.hpp"

namespace fargate_lint::input {

/// The bytes of a file in their order, decompressed if it is gzip (RFC 1952): once, whatever comes
/// out of it.
class Gunzip {
 public:
  explicit Gunzip(system::File& file);
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip();

  enum class State : std::uint8_t { more, ended, truncated, damaged, unreadable };
  /// The next part, valid until the next call: never empty while there is more.
  State next(std::string_view& part);
  /// Of `unreadable`.
  const Error& error() const { return error_; }
  /// Bytes of the file so far.
  std::uint64_t packed() const { return packed_; }

 private:
  struct Inflate;
  bool refill();
  State begin();
  State inflate(std::string_view& part);

  system::File& file_;
  std::string in_;
  std::string_view left_;  ///< of in_
  std::string out_;
  std::uint64_t packed_ = 0;
  std::unique_ptr<Inflate> inflate_;  ///< null if the file is not compressed
  bool has_begun_ = false;
  bool in_member_ = true;  ///< of gzip; false between two of them
  Error error_;
};

}  // namespace fargate_lint::input
