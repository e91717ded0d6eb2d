#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "system/file_system.hpp"

namespace fargate_lint::system {

/// The names in a git tree and in all below it. A hostile repository may hold any: those that could
/// not stand in a folder, or would be git's own there, are left out, and submodules, of which it
/// has no files.
class GitTree {
 public:
  /// What `git ls-tree -r -z` prints: `100644 blob ID<tab>PATH<nul>`.
  explicit GitTree(std::string listing);

  /// What a path leads to.
  struct Place {
    enum class What : std::uint8_t { nothing, file, folder, link, outside, circle };
    What what = What::nothing;
    /// Without links on the way: of a file or a folder relative to the root (empty: the root), else
    /// absolute.
    std::string path = {};
    std::size_t number = 0;  ///< of a file, the entry; of a folder, its first one
  };
  /// Where the link of an entry leads; empty if it cannot be told.
  using ReadLink = std::function<std::string(std::size_t number)>;
  /// Follows links. `root`: where the tree stands, absolute and without links, for those that lead
  /// there from outside.
  Place find(std::string_view path, const std::string& root, const ReadLink& read_link) const;

  /// What is in the folder of that path, in the order of names; nothing if it is no folder.
  std::vector<Entry> list(const std::string& folder) const;
  /// The name of the object that holds what an entry says.
  std::string_view id(std::size_t number) const { return entries_[number].id; }
  std::string_view path(std::size_t number) const { return entries_[number].path; }

 private:
  /// Views into the listing.
  struct Listed {
    std::string_view path;
    std::string_view id;
    bool is_link = false;
  };
  /// What is at a path in which there are no links.
  Place at(const std::string& absolute, const std::string& root) const;
  /// The first entry whose path is not before that one.
  std::size_t first_from(std::string_view path) const;

  std::string listing_;
  std::vector<Listed> entries_;  ///< in the order of their paths, byte by byte; each path once
};

}  // namespace fargate_lint::system
