#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "yaml/reader.hpp"

/// What a driver calls with every input: libFuzzer's, or the one of mutate.cpp.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fargate_lint::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the run: `what` must never be. The driver shows how to repeat it.
[[noreturn]] inline void fail(std::string_view what, std::string_view text) {
  std::fprintf(stderr, "%.*s:\n%.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(text.size()), text.data());
  std::abort();
}

/// Calls `use(document)` for each document of a stream that can be read.
template <typename Use>
void for_each_document(std::string_view stream, Use use) {
  static yaml::Reader reader;
  std::vector<yaml::Piece> pieces;
  yaml::split(stream, pieces);
  for (const auto& piece : pieces)
    if (reader.read(piece.text, {}) == yaml::Outcome::ok) {
      static_cast<void>(reader.find_duplicates());  // as in a run: what is overridden is not seen
      use(reader.document());
    }
}

}  // namespace fargate_lint::fuzz
