#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace fargate_lint::report {

/// The files behind a report, for the formats that need more of them than the report keeps.
class Sources {
 public:
  virtual ~Sources() = default;
  /// Hands out the bytes of a file, part by part, until `part` returns false. False for the
  /// standard input, or if it cannot be read any more.
  virtual bool read(const std::string& path,
                    const std::function<bool(std::string_view)>& part) const = 0;
  /// The path as a code host knows it: from the root of the repository that the run stands in (the
  /// working directory if there is none), through symbolic links, with `/`. Absolute for what lies
  /// outside.
  virtual std::string repository_path(const std::string& path) const = 0;
};

}  // namespace fargate_lint::report
