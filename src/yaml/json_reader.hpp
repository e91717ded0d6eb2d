#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "yaml/line_index.hpp"
#include "yaml/node_meta.hpp"

namespace fargate_lint::yaml {

/// Reads text that is JSON as Go's encoding/json does, into the same tree; Kubernetes tries that
/// first on text that begins with `{`. Depth is bounded at 10,000, as there.
class JsonReader {
 public:
  /// False: the text is not one JSON value, and the document is to be reset.
  bool read(const LineIndex& index, Document& document);

 private:
  struct Open {
    std::uint32_t node = 0;
    std::uint32_t count = 0;
    bool mapping = false;
  };
  std::size_t space(std::size_t at) const;
  std::size_t string(std::size_t at, std::uint32_t flags);
  std::size_t scalar(std::size_t at, std::uint32_t flags);
  std::size_t number_end(std::size_t at) const;
  std::size_t key(std::size_t at);

  const char* text_ = nullptr;
  std::size_t size_ = 0;
  Document* document_ = nullptr;
  std::vector<Open> open_;
  std::string scratch_;
};

}  // namespace fargate_lint::yaml
