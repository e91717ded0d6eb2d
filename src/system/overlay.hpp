#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "system/file_system.hpp"

namespace fargate_lint::system {

/// Files that are nowhere but here, beside those of another file system: what a run has rendered or
/// been told, and reads as it reads any file. Their paths are names, in no folder: nothing lists
/// them. Add all of them before other threads use it.
class Overlay : public FileSystem {
 public:
  /// `under` must outlive it.
  explicit Overlay(const FileSystem& under) : under_(under) {}

  /// Makes a file, in the place of one of the same path, here or under it.
  void add(const std::string& path, std::string text);
  /// Makes the standard input, which somebody has read already.
  void add_standard_input(std::string text);
  void clear() { files_.clear(); }

  Result<std::unique_ptr<File>> open(const std::string& path) const override;
  Result<std::unique_ptr<File>> open_standard_input() const override;
  Result<std::vector<Entry>> list(const std::string& folder) const override;
  Result<Status> status(const std::string& path) const override;
  /// A file of ours has the path that it was added under.
  std::optional<std::string> resolve(const std::string& path) const override;
  const std::string& working_directory() const override { return under_.working_directory(); }

 private:
  struct Text;
  class TextOfOurs;
  using Files = std::map<std::string, std::shared_ptr<const Text>, std::less<>>;
  /// A file by the path that it was added under, or by another way to write that.
  Files::const_iterator find(const std::string& path) const;

  const FileSystem& under_;
  Files files_;
  std::shared_ptr<const Text> standard_input_;  ///< null: that under it
  std::uint64_t made_ = 0;                      ///< files, which are numbered
};

}  // namespace fargate_lint::system
