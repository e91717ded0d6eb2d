#pragma once

#include <cstddef>
#include <cstdint>

/// What every byte of the input goes through, 64 bytes at a time. Private to src/yaml.
namespace fargate_lint::yaml::simd {

/// Where bytes that matter to YAML's structure stand in a block of 64: bit i stands for byte i.
struct Marks {
  std::uint64_t newline;
  std::uint64_t space;
  std::uint64_t tab;
  std::uint64_t colon;
  std::uint64_t hash;
  std::uint64_t unprintable;  ///< not printable ASCII: line feeds and tabs too
};

/// Where what tells JSON's brackets from text stands: `{` and `[` open, `}` and `]` close.
struct Brackets {
  std::uint64_t quote;
  std::uint64_t backslash;
  std::uint64_t open;
  std::uint64_t close;
};

/// One way to do it. `blocks` counts blocks of 64 bytes.
struct Kernels {
  /// Copies the blocks from `from` to `to`, which may be the same place, and marks them.
  void (*mark)(const char* from, char* to, std::size_t blocks, Marks* marks);
  /// Offset of the first byte of the blocks that is `first` where the one after it is `second`; the
  /// blocks' size if there is none. Reads one byte behind the last block.
  std::size_t (*find_pair)(const char* text, std::size_t blocks, char first, char second);
  /// How many bytes are `c`.
  std::uint32_t (*count)(const char* text, std::size_t blocks, char c);
  void (*brackets)(const char* text, std::size_t blocks, Brackets* marks);
};

/// What every machine of the architecture can do: SSE2, NEON, or plain C++.
const Kernels& base();
/// The fastest that this machine can do: AVX2 where the processor has it.
const Kernels& best();

}  // namespace fargate_lint::yaml::simd
