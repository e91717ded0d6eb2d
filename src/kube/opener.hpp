#pragma once

#include <span>
#include <string>
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
  explicit Opener(const Inventory& inventory) : inventory_(inventory) {}

  /// The object and its pods. They live until the next call. Throws FileChanged, or GlanceFailed.
  /// That the file is still the same says Inventory::verify_files() alone.
  const Object& open(const Object& object);
  std::span<const Workload> pods() const;
  /// The same for one pod.
  const Workload& open(const Workload& workload);

 private:
  void read_again(const Object& object);
  yaml::Outcome read_text(const Resting& resting);
  /// The pod of what the reader has read, if that is what a glance told.
  yaml::Node check_glance(const Object& object);

  const Inventory& inventory_;
  const Object* opened_ = nullptr;

  yaml::Reader reader_;
  Object again_;
  std::vector<Object> objects_;
  std::vector<Workload> pods_of_again_;
  std::string text_;
};

}  // namespace fargate_lint::kube
