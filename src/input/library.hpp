#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fargate/asked_for.hpp"
#include "input/scan.hpp"
#include "input/walk.hpp"
#include "kube/workload.hpp"
#include "system/file_system.hpp"

namespace fargate_lint::input {

/// What objects point to, whatever file they are in.
struct Common {
  Common(const std::vector<kube::DeclaredWorkload>& workloads, std::string ns)
      : kinds(workloads, fargate::is_asked_for), default_namespace(std::move(ns)) {}

  kube::WorkloadKinds kinds;
  std::string default_namespace;
};

/// What was read of each file the last time, for who reads the same files again and again: what has
/// not changed since is not read again, and readings share it. Used with one set of LoadOptions,
/// but for `glances` and `read_whole`; by one load() at a time.
class Library {
 public:
  using Chunks =
      std::vector<std::shared_ptr<ScanResult>>;  ///< in their order; not changed any more

  /// What the file came to, or null if it is not known as it is now. Any thread may ask, as long as
  /// nobody calls keep().
  const Chunks* find(const system::FileSystem& files, const FoundFile& file, Treatment treatment,
                     bool glances) const;

  /// A file that was read: as what it was opened, and whether it was glanced at only.
  struct Opened {
    std::uint32_t file = 0;
    system::Status status;
    bool glances = false;
  };
  /// Takes the place of all that was kept: `parts`, sorted, are what the files of `walk` came to,
  /// and `opened` says which of them were read this time.
  void keep(const Walk& walk, const Parts& parts, const std::vector<Opened>& opened);

  /// Made from the first options.
  std::shared_ptr<const Common> common;

 private:
  struct Kept {
    system::Status status;
    bool is_lasting =
        false;  ///< whether `status` tells that it has changed: of a pipe nothing does
    bool glances = false;
    Chunks chunks;
  };
  std::map<std::string, Kept> files_;  ///< by the path that reports show
};

}  // namespace fargate_lint::input
