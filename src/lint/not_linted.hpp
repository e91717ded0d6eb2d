#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "fargate/source.hpp"

namespace fargate_lint::lint {

/// Why something was not linted, in the order in which it is told of one file. The words are
/// report's (report/not_linted.hpp).
enum class PassedOver : std::uint8_t {
  not_kubernetes,       ///< documents without apiVersion and kind
  other_format,         ///< likewise, and one of them declares profiles in a form that is not read
  commented_json,       ///< documents of JSON with comments, without apiVersion
  behind_document,      ///< texts behind the end of a document, which kubectl drops
  no_object,            ///< items of lists that are no objects
  more_duplicate_keys,  ///< keys given twice, beyond those that are told
  more_unreadable,      ///< documents that cannot be read, likewise
  owned,                ///< objects that others of the input make: their pods count there
  no_documents,         ///< a file without any
  chart,                ///< documents of a Helm chart, not rendered
  patch,                ///< patches of a kustomization
  kustomized,           ///< a directory whose kustomization was not rendered
  gitignored,           ///< a path that .gitignore names
  left_out,             ///< a path that the configuration leaves out
  special_file,         ///< a pipe or a device
  folder_link,          ///< a symbolic link to a folder: those are not followed
  far_link,             ///< one to a file, out of what the run may read unasked
  dangling_link,        ///< a symbolic link to nothing
  terraform_source,     ///< a folder of Terraform's source, which may declare profiles
  member_name,          ///< of an archive: its name leads out of it, or is no name of ours
  member_link,          ///< likewise: a symbolic or hard link
  member_special,       ///< likewise: a pipe or a device
  member_sparse,        ///< likewise: a file with holes, of whatever size
  member_archive,       ///< likewise: an archive, which stays closed
  member_replaced,      ///< likewise: a later one has the same name
};

/// A document, or several of one kind in one place, that is not for us; said, never guessed.
struct NotLinted {
  std::string path;
  std::uint32_t line = 0;       ///< 0: the file or folder as a whole
  std::uint32_t documents = 1;  ///< or what else the reason speaks of: list items, keys
  PassedOver why = PassedOver::not_kubernetes;
  fargate::OtherFormat format = fargate::OtherFormat::none;  ///< which, of other_format
};

/// How many there are of something in a file, and where the first of them is.
struct Tally {
  std::uint32_t count = 0;
  std::uint32_t first_line = 0;

  /// Counts what stands further down in the file.
  void add(const Tally& later) {
    if (count == 0) first_line = later.first_line;
    count += later.count;
  }
};

/// What was passed over of one file, or of a part of it.
class PassedOverTallies {
 public:
  struct Entry {
    PassedOver why;
    Tally tally;
  };

  void add(PassedOver why, const Tally& later) {
    auto at = std::ranges::lower_bound(entries_, why, {}, &Entry::why);
    if (at == entries_.end() || at->why != why) at = entries_.insert(at, {why, {}});
    at->tally.add(later);
  }
  void add(const PassedOverTallies& later) {
    for (const auto& [why, tally] : later.entries_) add(why, tally);
  }
  /// In the order of PassedOver; each counts at least one.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;  ///< mostly none
};

}  // namespace fargate_lint::lint
