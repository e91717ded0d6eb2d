#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "system/file_system.hpp"

namespace fargate_lint::report {

/// The files behind a report, for the formats that need more of them than the report keeps.
class Files {
 public:
  explicit Files(const system::FileSystem& files);

  /// Hands out the bytes of a file, part by part, until `part` returns false. False for the
  /// standard input, or if it cannot be read any more.
  bool read(const std::string& path, const std::function<bool(std::string_view)>& part) const;
  /// The path as a code host knows it: from the root of the repository that the run stands in (the
  /// working directory if there is none), through symbolic links, with `/`. Absolute for what lies
  /// outside.
  std::string repository_path(const std::string& path) const;

 private:
  const system::FileSystem& files_;
  std::string root_;  ///< canonical; empty if the working directory cannot be told
};

}  // namespace fargate_lint::report
