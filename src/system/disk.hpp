#pragma once

#include <string>

#include "system/file_system.hpp"

namespace fargate_lint::system {

/// The files of the machine. Its working directory is the one of the process when it is made, or
/// the folder that is given; the process's own is never changed.
class Disk : public FileSystem, public Writer {
 public:
  Disk();
  /// `folder`: absolute, and there.
  explicit Disk(std::string folder);
  ~Disk() override;

  Result<std::unique_ptr<File>> open(const std::string& path) const override;
  Result<std::unique_ptr<File>> open_standard_input() const override;
  Result<std::vector<Entry>> list(const std::string& folder) const override;
  Result<Status> status(const std::string& path) const override;
  std::optional<std::string> resolve(const std::string& path) const override;
  const std::string& working_directory() const override { return working_directory_; }

  Failure replace(const std::string& path, std::string_view text) override;
  Failure append(const std::string& path, std::string_view text) override;

 private:
  /// For calls that know no folder to start from.
  std::string absolute(const std::string& path) const;

  std::string working_directory_;
  int folder_;  ///< a descriptor that relative paths start from
};

}  // namespace fargate_lint::system
