#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

namespace fargate_lint::input {

/// The documents of a rendering, each read when somebody first asks for it. Any thread may.
class RenderedDocuments {
 public:
  /// `text` must outlive it.
  explicit RenderedDocuments(std::string_view text);

  std::span<const std::string_view> lines() const { return lines_; }
  /// The document that holds a line (1-based), with the positions that it has in the text; null if
  /// it cannot be read.
  const yaml::Document* at(std::uint32_t line) const;

 private:
  std::vector<std::string_view> lines_;
  std::vector<std::uint32_t> cuts_;  ///< the lines, from 0, between documents
  mutable std::mutex mutex_;
  mutable std::map<std::uint32_t, std::unique_ptr<const yaml::Document>> documents_;  ///< by line
};

}  // namespace fargate_lint::input
