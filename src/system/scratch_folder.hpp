#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "system/file_system.hpp"
#include "system/temporary_file.hpp"

namespace fargate_lint::system {

/// A directory of our own (in TMPDIR) for programs that read files only. Nobody else may look into
/// it, and it is gone at the end, also when a signal ends the program. For one thread, while no
/// other makes temporary files.
class ScratchFolder {
 public:
  static Result<std::unique_ptr<ScratchFolder>> make();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  /// Absolute, without symbolic links.
  const std::string& path() const { return path_; }
  /// Writes a file; `name` is relative and without `..`. Directories on the way are made.
  Failure write(const std::string& name, std::string_view text);

 private:
  ScratchFolder() = default;

  Leftovers leftovers_;
  std::string path_;
};

}  // namespace fargate_lint::system
