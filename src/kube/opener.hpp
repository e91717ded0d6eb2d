#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube/inventory.hpp"
#include "kube/resting.hpp"
#include "kube/workload.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::kube {

/// Gives an object with its document at hand, and reads it again where it rests. One per thread;
/// the inventory must outlive it.
class Opener {
 public:
  /// `ahead`: bytes to read at once where documents are opened in the order of their files.
  explicit Opener(const Inventory& inventory, std::size_t ahead = 0)
      : inventory_(inventory), ahead_(ahead) {}

  /// The object and its pods. They live until the next call. Throws FileChanged.
  const Object& open(const Object& object);
  std::span<const Workload> pods() const;
  /// The same for one pod.
  const Workload& open(const Workload& workload);

 private:
  void read_again(const Object& object);
  std::string_view text_of(const Resting& resting);

  const Inventory& inventory_;
  std::size_t ahead_;
  const Object* opened_ = nullptr;

  yaml::Reader reader_;
  Object again_;
  std::vector<Workload> pods_of_again_;
  const DocumentFile* file_ = nullptr;  ///< whose bytes are in `text_`
  std::uint64_t begin_ = 0;             ///< where they begin
  std::string text_;
};

}  // namespace fargate_lint::kube
