#include "kube/opener.hpp"

#include "base/result.hpp"

namespace fargate_lint::kube {

const Object& Opener::open(const Object& object) {
  if (opened_ != nullptr && opened_->order == object.order) return *opened_;
  opened_ = &object;
  if (object.resting != nullptr) read_again(object);
  return *opened_;
}

void Opener::read_again(const Object& object) {
  opened_ = nullptr;  // until it is there
  const Resting& resting = *object.resting;
  const yaml::Source source = {resting.file->path(), resting.first_line, resting.index,
                               resting.follows};
  resting.file->read(resting.offset, resting.size, text_);
  require(reader_.read(text_, source) == yaml::Outcome::ok, "what was read once can be read again");
  reader_.assume_no_duplicates();
  const yaml::Document& document = reader_.document();
  again_ = object;
  again_.resting = nullptr;
  again_.node = document.root();
  again_.pod = {&document, resting.pod};
  pods_of_again_.clear();
  append_workloads(again_, pods_of_again_);
  opened_ = &again_;
}

std::span<const Workload> Opener::pods() const {
  if (opened_ == &again_) return pods_of_again_;
  return inventory_.workloads_of(*opened_);
}

const Workload& Opener::open(const Workload& workload) {
  const Object& object = *workload.object;
  if (object.resting == nullptr) return workload;
  open(object);
  return pods_of_again_.front();
}

}  // namespace fargate_lint::kube
