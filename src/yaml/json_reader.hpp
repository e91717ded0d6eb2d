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
  /// Reads the object at `begin_at`, which stands in a text that may go on behind it and in `depth`
  /// others. Offset of what follows it; npos if it is none.
  std::size_t read_item(const LineIndex& index, std::size_t begin_at, std::size_t depth,
                        Document& document);

 private:
  struct Open {
    std::uint32_t node = 0;
    std::uint32_t count = 0;
    bool mapping = false;
  };
  void begin(const LineIndex& index, Document& document);
  std::size_t value(std::size_t at);
  std::size_t space(std::size_t at) const;
  std::size_t string(std::size_t at, std::uint32_t flags);
  std::size_t scalar(std::size_t at, std::uint32_t flags);
  std::size_t number_end(std::size_t at) const;
  std::size_t key(std::size_t at);

  const char* text_ = nullptr;
  std::size_t size_ = 0;
  std::size_t most_open_ = 0;
  Document* document_ = nullptr;
  std::vector<Open> open_;
  std::string scratch_;
};

}  // namespace fargate_lint::yaml
