#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lint/not_linted.hpp"
#include "system/file_system.hpp"

/// Archives: the manifests in them, unpacked in memory and never on the disk. An archive may come
/// from anybody, so its names, sizes and structure are not trusted.
namespace fargate_lint::input {

/// How much an archive may hold.
struct ArchiveLimits {
  std::uint64_t members = 10'000;
  std::uint64_t member_bytes = std::uint64_t{64} << 20U;
  std::uint64_t total_bytes = std::uint64_t{512} << 20U;  ///< unpacked
  std::uint64_t ratio = 200;                              ///< of unpacked to packed bytes
  std::uint64_t ratio_from = std::uint64_t{1} << 20U;  ///< unpacked bytes that may have any ratio
};

/// What an archive came to.
struct Archive {
  /// A manifest, or a file that says what other files are (Chart.yaml, kustomizations).
  struct Member {
    std::string path;  ///< relative, without `.` and `..`
    std::string text;
  };
  /// A member that is not read.
  struct Ignored {
    std::string name;  ///< as the archive has it
    lint::PassedOver why = lint::PassedOver::member_name;
  };
  /// What is wrong with a member, or with the archive where `member` is empty.
  struct Fault {
    std::string member;
    Error error;
  };

  /// In the order in which a walk of the same directory finds them. Of several with the same name
  /// the last counts, as it would if they were unpacked.
  std::vector<Member> members;
  std::vector<Ignored> ignored;  ///< in the order in which the archive has them
  std::vector<Fault> faults;
  /// The archive is a Helm chart as a whole: a Chart.yaml is at its root, or in the one directory
  /// that everything else is in. Members and faults are then empty.
  bool is_chart = false;
};

/// Reads an archive from its beginning. What is damaged or larger than the limits is a fault, and
/// what was read before it is kept. Archives within the archive stay closed. `path` decides between
/// zip and tar; whether a tar is compressed shows in its bytes. A zip must be a regular file, since
/// it is read from its end.
Archive read_archive(system::File& file, std::string_view path, const ArchiveLimits& limits = {});

/// Reads a packaged chart (tar, compressed or not): every regular file is a member, packaged
/// subcharts too, and links are ignored. `is_chart` stays false.
Archive read_package(system::File& file, const ArchiveLimits& limits);

}  // namespace fargate_lint::input
