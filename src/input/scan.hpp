#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "fargate/source.hpp"
#include "input/stream.hpp"
#include "input/walk.hpp"
#include "lint/reading.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {

/// The key of all hashes of what is read: drawn when this process first asks for it, so that nobody
/// can write objects that share one, and the same from then on, so that results of any two runs may
/// be put together. No result depends on it.
const HashKey& hash_key();

/// What is remembered of every named object, to find those that were given twice. The document
/// itself is mostly gone by then, so the record is small: its strings stand in
/// ScanResult::names, one after the other.
struct ObjectRecord {
  static constexpr std::uint32_t kNotKept = UINT32_MAX;
  /// Likewise, and `content` is a hash of its value, without its namespace, which may be written or
  /// assumed.
  static constexpr std::uint32_t kValue = UINT32_MAX - 1;

  std::uint64_t identity = 0;     ///< hash of group, kind, namespace and name
  std::uint64_t content = 0;      ///< hash of the document's text, and of the place in it
  std::size_t names = 0;          ///< offset of its ObjectNames
  std::uint32_t kept = kNotKept;  ///< index in ScanResult::kept
  std::uint32_t line = 0;         ///< of the object's `kind` field
  std::uint32_t begin_column = 0;
  std::uint32_t end_column = 0;
};

/// Who the object of a record is, in ScanResult::names. An object that is kept tells that itself.
struct ObjectNames {
  std::string_view group;
  std::string_view kind;
  std::string_view ns;
  std::string_view name;
  std::string_view line;  ///< the text of the `kind:` line; empty if too long to keep

  void append_to(std::string& names) const;
  static ObjectNames at(std::string_view names, std::size_t offset);
};

/// What one chunk of one file came to.
struct ScanResult {
  std::uint32_t chunk = 0;                ///< 0, 1, … within the file
  Treatment treatment = Treatment::lint;  ///< of the file, as it was read
  lint::Account account;
  std::vector<std::unique_ptr<const yaml::Document>> documents;  ///< those that stay
  std::unique_ptr<kube::RestingPart> resting;                    ///< what is left of others
  std::vector<kube::Object> kept;                                ///< what is in both
  std::vector<fargate::Profile> profiles;
  std::vector<fargate::ProfileFault> profile_faults;
  std::vector<fargate::RoleAssociation> role_associations;
  std::vector<fargate::Cluster> clusters;
  std::vector<lint::Unreadable> unreadable;
  std::vector<lint::DuplicateKeyRecord> duplicate_keys;
  std::vector<lint::BrokenJson> broken_json;  ///< one at most
  std::vector<lint::Ignore> ignores;
  std::vector<ObjectRecord> objects;
  std::string names;  ///< ObjectNames, one after the other
  lint::PassedOverTallies passed_over;
  /// Of one of the documents that are no Kubernetes object.
  fargate::OtherFormat other_format = fargate::OtherFormat::none;
  std::uint32_t counted_only = 0;  ///< documents of charts and patches
  std::uint32_t manifests =
      0;  ///< documents with objects that are neither profiles nor kustomize's
  std::vector<lint::InputError> errors;
  /// Of a part of a list that is read item by item: nothing of it counts if that fails.
  std::shared_ptr<ListReading> list;
};

/// A result in its place among all of a run, which are read in any order and put together by (file,
/// chunk). A Library may keep the result as well: then it is not changed any more.
struct Part {
  std::uint32_t file = 0;  ///< number in the walk
  std::shared_ptr<ScanResult> result;
  std::size_t first_kept = 0;  ///< the order of its first object, once parts are put together
  kube::Environment environment = kube::Environment::shared;  ///< likewise
};
using Parts = std::vector<Part>;

/// Makes of what the parts of each list came to, each with the same ListReading, what the list came
/// to as one document.
void settle_lists(Parts& parts);

/// Reads the documents of a chunk. One per thread: it holds the arena that they are read into.
class Scanner {
 public:
  /// `may_rest`: documents that can be read again need not be kept.
  Scanner(std::string_view default_namespace, const kube::WorkloadKinds& kinds, bool may_rest)
      : default_namespace_(default_namespace), kinds_(kinds), may_rest_(may_rest) {}
  /// What a chunk of the file at `path` comes to; which file it is, and how treated, the caller
  /// says. `glances`: of what seems to be a document that may rest only the beginning is read.
  ScanResult scan(const std::string& path, Treatment treatment, Chunk& chunk, bool glances);

 private:
  ScanResult scan_items(const std::string& path, Chunk& chunk);
  bool take_items(const std::string& path, const Chunk& chunk, ScanResult& result,
                  ListTally& tally);
  bool take_item(const Chunk& chunk, const yaml::ItemText& item, ScanResult& result,
                 ListTally& tally);
  void take_profiles(ScanResult& result);
  void rest_item(const Chunk& chunk, const yaml::ItemText& item, ScanResult& result) const;
  void keep_item(const Chunk& chunk, const yaml::ItemText& item, ScanResult& result) const;
  void keep_document(std::unique_ptr<const yaml::Document> copy, ScanResult& result) const;
  static kube::RestingPart& part_of(const Chunk& chunk, ScanResult& result);
  bool is_whole_workload(std::string_view text);
  void scan_document(Chunk& chunk, const yaml::Piece& piece, const yaml::Source& source,
                     ScanResult& result);
  void take_outcome(const Chunk& chunk, bool read, std::string_view text,
                    const yaml::Source& source, ScanResult& result);
  void take_document(const Chunk& chunk, std::string_view text, ScanResult& result);
  bool take_glance(const Chunk& chunk, std::string_view text, const yaml::Source& source,
                   ScanResult& result);
  bool can_rest(const Chunk& chunk, std::string_view text) const;
  kube::Resting& rest(const Chunk& chunk, std::string_view text, ScanResult& result) const;
  void rest_object(const kube::Resting& resting, ScanResult& result) const;
  void record_objects(std::string_view text, bool kept, ScanResult& result);
  void record_duplicate_keys(ScanResult& result);

  std::string_view default_namespace_;
  const kube::WorkloadKinds& kinds_;
  bool may_rest_;
  bool glances_ = false;  ///< at the chunk at hand
  Treatment treatment_ = Treatment::lint;
  const HashKey& hash_key_ = hash_key();
  bool has_ignores_ = false;     ///< the text at hand may hold some
  bool has_duplicates_ = false;  ///< keys in the document at hand
  bool is_item_ = false;         ///< the document at hand is one
  yaml::Reader reader_;
  std::vector<kube::Object> objects_;
  std::vector<yaml::Node> strays_;
  std::string key_;
};

/// Whether `text` begins as a JSON object or array does.
bool begins_json(std::string_view text);
/// Cuts JSON values that follow each other without a separator, as several `aws eks describe-…`
/// appended to one file. Empty unless `text` is at least two of them.
std::vector<yaml::Piece> split_json_values(std::string_view text);

/// The same of a piece that `reader` has just read, `read` if it could. Empty if it was all of it.
std::vector<yaml::Piece> split_json_values(const yaml::Reader& reader, bool read,
                                           std::string_view text);

/// Why a piece that begins with a bad separator cannot be read.
lint::Unreadable bad_separator(const yaml::Source& source, const yaml::Piece& piece);

/// Whether a piece holds more than comments and separators: what counts as a document where none is
/// parsed.
bool has_content(std::string_view text);

}  // namespace fargate_lint::input
