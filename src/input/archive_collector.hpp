#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "input/archive.hpp"

/// What reading an archive has in common whatever its format: part of archive.cpp.
namespace fargate_lint::input {

enum class MemberKind : std::uint8_t { file, folder, link, special, sparse };

/// Which members an archive is read for.
enum class Members : std::uint8_t { manifests, all };

/// Takes what a format finds, keeps what is wanted and watches the limits.
class ArchiveCollector {
 public:
  ArchiveCollector(const ArchiveLimits& limits, Members members)
      : limits_(limits), members_(members) {}

  /// Counts one more member; false, and a fault, if there are too many.
  bool count();
  /// The member's path if its text is wanted; else says why not, where that is worth saying.
  std::optional<std::string> wanted(std::string_view name, MemberKind kind);
  /// Whether a member may be that large; a fault if not.
  bool fits(const std::string& path, std::uint64_t size);
  void add(std::string path, std::string text);

  /// Counts unpacked bytes; false, and a fault, if these are too many. `packed`: what they were
  /// made from, in all.
  bool unpacked(std::uint64_t bytes, std::uint64_t packed);
  /// Something is wrong with a member, or with the archive.
  void fail(std::string member, std::string message, std::string hint);
  /// The archive ends before its end, or cannot be understood from here on.
  void truncated();
  void damaged(std::string member = {});
  bool has_failed() const { return !archive_.faults.empty(); }

  Archive finish();

 private:
  const ArchiveLimits& limits_;
  Members members_;
  Archive archive_;
  std::uint64_t count_ = 0;
  std::uint64_t unpacked_ = 0;
  std::map<std::string, std::string, std::less<>> texts_;  ///< by path
  std::set<std::string, std::less<>> roots_;               ///< first names of all paths
  std::set<std::string, std::less<>> chart_roots_;         ///< directories with a Chart.yaml
};

void read_tar(system::File& file, ArchiveCollector& into);
void read_zip(system::File& file, ArchiveCollector& into);

}  // namespace fargate_lint::input
