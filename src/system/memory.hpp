#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "system/file_system.hpp"

namespace fargate_lint::system {

/// Files that are nowhere but here: for tests, and for what an editor has not saved. Folders are
/// there as soon as something is in them. Whoever changes it sees to it that no other thread uses
/// it meanwhile.
class Memory : public FileSystem, public Writer {
 public:
  /// `working_directory`: absolute; it is there from the start.
  explicit Memory(std::string working_directory = "/work");
  ~Memory() override;

  /// Makes a file, or changes what is in it: who has it open reads on in the new text.
  void write(const std::string& path, std::string_view text);
  void make_folder(const std::string& path);
  /// A symbolic link; `target` is relative to the link's folder.
  void link(const std::string& path, std::string_view target);
  /// A pipe, which gives nothing to read, and says so at once.
  void make_special(const std::string& path);
  /// From now on the file or folder is there, but may not be read.
  void forbid(const std::string& path);
  void remove(const std::string& path);
  void set_standard_input(std::string_view text);
  /// How often a file of that path was opened.
  std::size_t opened(const std::string& path) const;

  Result<std::unique_ptr<File>> open(const std::string& path) const override;
  Result<std::unique_ptr<File>> open_standard_input() const override;
  Result<std::vector<Entry>> list(const std::string& folder) const override;
  Result<Status> status(const std::string& path) const override;
  std::optional<std::string> resolve(const std::string& path) const override;
  const std::string& working_directory() const override { return working_directory_; }

  Failure replace(const std::string& path, std::string_view text) override;
  Failure append(const std::string& path, std::string_view text) override;

  struct Node;

 private:
  struct Place;
  Place find(const std::string& path) const;
  std::shared_ptr<Node> make_node(Kind kind);
  /// The canonical path of a folder, which is made if need be.
  std::string folder_at(const std::string& absolute);
  /// The canonical path that something new of that name gets.
  std::string place_for(const std::string& path);

  std::string working_directory_;
  std::map<std::string, std::shared_ptr<Node>, std::less<>> nodes_;  ///< by canonical path
  std::shared_ptr<Node> standard_input_;
  std::uint64_t made_ = 0;  ///< nodes: their inodes are numbered
};

}  // namespace fargate_lint::system
