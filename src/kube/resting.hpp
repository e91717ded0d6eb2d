#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/result.hpp"
#include "base/shared_text.hpp"
#include "base/text_arena.hpp"
#include "yaml/items.hpp"

namespace fargate_lint::kube {

/// What is said of a file that somebody else writes to.
inline Error file_changed() {
  return {"changed while it was read", "run again when it is written"};
}

/// A file is no longer what was read of it before: what was found in it does not hold.
class FileChanged : public std::runtime_error {
 public:
  explicit FileChanged(SharedText path)
      : std::runtime_error(file_changed().message), path_(std::move(path)) {}
  const SharedText& path() const { return path_; }

 private:
  SharedText path_;
};

/// What a glance told of an object is not what its document says: the file must be read without
/// glances.
class GlanceFailed : public std::runtime_error {
 public:
  explicit GlanceFailed(SharedText path)
      : std::runtime_error("a document is not what it seemed to be"), path_(std::move(path)) {}
  const SharedText& path() const { return path_; }

 private:
  SharedText path_;
};

/// A large file whose documents need not all be kept, since they can be read again.
class DocumentFile {
 public:
  explicit DocumentFile(SharedText path) : path_(std::move(path)) {}
  DocumentFile(const DocumentFile&) = delete;
  DocumentFile& operator=(const DocumentFile&) = delete;
  virtual ~DocumentFile() = default;

  /// As the user named it.
  const SharedText& path() const { return path_; }
  /// Fills `text` with `size` bytes from `offset` on. Throws FileChanged if there are fewer. Any
  /// thread may call it.
  virtual void read(std::uint64_t offset, std::size_t size, std::string& text) const = 0;
  /// Throws FileChanged if the file is not what it was when it was read first. To ask the system
  /// for each document takes longer than to read it: ask once, when all are read.
  virtual void verify() const = 0;

 private:
  SharedText path_;
};

/// A document of which only its place is kept.
struct Resting {
  const DocumentFile* file = nullptr;
  std::uint64_t offset = 0;  ///< of its text in the file
  std::uint32_t size = 0;    ///< bytes
  std::uint32_t first_line = 1;
  std::uint32_t index = 1;  ///< see yaml::Source
  bool follows = false;     ///< likewise
  /// Only the beginning of it was read: the rest may be anything.
  bool is_glanced_at = false;
  bool is_item = false;  ///< it is a RestingItem, and `index` the number of the item
};

/// An item of a list; `offset` and `size` are of its text (yaml::ItemText).
struct RestingItem : Resting {
  std::uint32_t first_column = 1;
  std::uint32_t at = 0;  ///< see yaml::ItemText
  std::uint32_t item_size = 0;
  std::uint32_t behind = 0;
  yaml::ListStyle style = yaml::ListStyle::json;
};

/// What stays of the documents of one part of a file that rest: objects point into it.
struct RestingPart {
  std::shared_ptr<const DocumentFile> file;  ///< null if nothing rests
  TextArena texts;
  std::deque<Resting> documents;
  std::deque<RestingItem> items;
  std::shared_ptr<const std::string> lent;  ///< what objects take from their list
  std::string around;                       ///< what documents of items on one long line are in
};

}  // namespace fargate_lint::kube
