#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "kube/object.hpp"
#include "kube/resting.hpp"
#include "yaml/items.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {

class Stream;

/// What was read of something that can be read only once, so that it can be read again.
class HeldText : public kube::DocumentFile {
 public:
  explicit HeldText(SharedText path) : DocumentFile(std::move(path)) {}
  void append(std::string_view text);
  /// Moves up to `size` bytes from the front to `to`; how many.
  std::size_t take(char* to, std::size_t size);

  void read(std::uint64_t offset, std::size_t size, std::string& text) const override;
  void verify() const override {}

 private:
  struct Block {
    std::uint64_t offset;
    std::string text;
  };
  std::deque<Block> blocks_;  ///< each as it was appended
  std::uint64_t size_ = 0;
  std::size_t taken_ = 0;  ///< of the first block
};

/// What the items of a list, or some of them, came to.
struct ListTally {
  std::uint64_t objects = 0;
  std::uint32_t strays = 0;
  bool makes_pods = false;
  bool is_kept = false;        ///< one of them is kept
  bool is_wanted = false;      ///< a rule may ask for one of them
  bool is_unrendered = false;  ///< its text may hold a placeholder of a template
  void add(const ListTally& other);
};

/// A document that is one list, as kubectl prints it, and is read item by item: what is found in
/// its items holds only if all of it is sound. If not, or if anything is not as a program would
/// write it, the document is read again, whole, which says what is wrong with it. All that is
/// written here is for several threads.
class ListReading {
 public:
  /// Null if what stands before the first item is not sound.
  static std::shared_ptr<ListReading> begin(const yaml::ListShape& shape, std::string_view header);
  ListReading(const ListReading&) = delete;
  ListReading& operator=(const ListReading&) = delete;
  ~ListReading();

  const yaml::ListShape& shape() const { return shape_; }
  /// What items take for granted, as far as it is known before them. Views into texts().
  const kube::ItemDefaults& defaults() const { return defaults_; }
  const std::shared_ptr<const std::string>& texts() const { return texts_; }

  /// Whether it is to be read whole, or cannot be read.
  bool has_failed() const { return failed_; }
  void fail() { failed_ = true; }
  /// Looks at what stands behind the last item: false if the document is not sound.
  bool end(std::string_view footer);

  /// A part of it was given to somebody who will finish() it; `last`: there are no more.
  void hand_out(bool last);
  /// To whom reads it again, when it comes to that.
  void keep(Stream stream);
  Stream take_stream();
  /// Nobody can read it again.
  void give_up();
  void add(const ListTally& tally);
  /// True for the one who has finished the last part of a document that must be read whole.
  bool finish();

  /// Once all is finished.
  const ListTally& tally() const { return tally_; }
  bool is_unrendered() const { return is_unrendered_ || tally_.is_unrendered; }

 private:
  ListReading(const yaml::ListShape& shape, std::string_view header);
  bool is_sound_skeleton(std::string_view text);
  bool is_sound() const;

  yaml::ListShape shape_;
  std::string header_;
  yaml::Reader reader_;
  std::shared_ptr<const std::string> texts_;
  kube::ItemDefaults defaults_;
  bool knew_defaults_ = true;   ///< its end says of them what its beginning did
  bool is_unrendered_ = false;  ///< what is no item may hold a placeholder of a template
  std::atomic<bool> failed_ = false;

  std::mutex mutex_;  ///< guards what follows
  ListTally tally_;
  std::unique_ptr<Stream> stream_;
  std::uint32_t at_work_ = 0;
  bool all_handed_out_ = false;
  bool given_up_ = false;
};

}  // namespace fargate_lint::input
