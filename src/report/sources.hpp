#pragma once

#include <optional>
#include <string>

namespace fargate_lint::report {

/// The files behind a report, for the formats that need more of them than the report keeps.
class Sources {
 public:
  virtual ~Sources() = default;
  /// The bytes of a file; nothing for the standard input, or if it cannot be read any more.
  virtual std::optional<std::string> read(const std::string& path) const = 0;
  /// The path as a code host knows it: from the root of the repository that the run stands in (the
  /// working directory if there is none), through symbolic links, with `/`. Absolute for what lies
  /// outside.
  virtual std::string repository_path(const std::string& path) const = 0;
};

}  // namespace fargate_lint::report
