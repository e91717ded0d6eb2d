#include "kube/opener.hpp"

#include <tuple>

#include "base/result.hpp"

namespace fargate_lint::kube {

const Object& Opener::open(const Object& object) {
  if (opened_ != nullptr && opened_->order == object.order) return *opened_;
  opened_ = &object;
  if (object.resting != nullptr) read_again(object);
  return *opened_;
}

yaml::Outcome Opener::read_text(const Resting& resting) {
  // A text of this thread: threads that count the owners of the same one wait for each other.
  const SharedText path = resting.file->path().view();
  yaml::Source source = {path, resting.first_line, resting.index, resting.follows};
  resting.file->read(resting.offset, resting.size, text_);
  if (!resting.is_item) return reader_.read(text_, source);
  const auto& item = static_cast<const RestingItem&>(resting);
  source.index = 1;
  source.item = item.index;
  source.first_column = item.first_column;
  return reader_.read_item({text_, item.at, item.item_size, item.behind, item.style}, source);
}

void Opener::read_again(const Object& object) {
  opened_ = nullptr;  // until it is there
  const auto& resting = *object.resting;
  const bool is_read = read_text(resting) == yaml::Outcome::ok;
  if (!is_read) resting.file->verify();
  if (!is_read && resting.is_glanced_at) throw GlanceFailed(resting.file->path());
  require(is_read, "what was read once can be read again");
  const auto& document = reader_.document();
  again_ = object;
  again_.resting = nullptr;
  again_.node = document.root();
  if (resting.is_glanced_at) {
    again_.pod_index = check_glance(object).index();
  } else {
    reader_.assume_no_duplicates();
    // What has changed since may well be read, and be another thing.
    const auto pod = find_pod(*object.workload_kind, again_.node);
    if (!pod || pod.index() != again_.pod_index) throw FileChanged(resting.file->path());
  }
  pods_of_again_.clear();
  append_workloads(again_, pods_of_again_);
  opened_ = &again_;
}

yaml::Node Opener::check_glance(const Object& object) {
  objects_.clear();
  const bool is_object =
      append_objects(reader_.document(), object.ns, inventory_.workload_kinds(), objects_);
  const bool is_whole = reader_.unread().empty() && reader_.find_duplicates().empty();
  if (!is_object || !is_whole || objects_.size() != 1)
    throw GlanceFailed(object.resting->file->path());
  const auto& found = objects_.front();
  const auto told = [](const Object& of) {
    return std::tie(of.api_version, of.kind, of.ns, of.name, of.is_named, of.ns_assumed,
                    of.workload_kind, of.is_wanted, of.may_hold_template, of.is_namesake,
                    of.identity_key, of.controller_key);
  };
  if (found.node != reader_.document().root() || !found.pod() || told(found) != told(object))
    throw GlanceFailed(object.resting->file->path());
  return found.pod();
}

std::span<const Workload> Opener::pods() const {
  const auto indexed = inventory_.workloads_of(*opened_);
  // Those of an object that another one owns count there.
  if (opened_ == &again_ && !indexed.empty()) return pods_of_again_;
  return indexed;
}

const Workload& Opener::open(const Workload& workload) {
  const auto& object = *workload.object;
  if (object.resting == nullptr) return workload;
  open(object);
  return pods_of_again_.front();
}

}  // namespace fargate_lint::kube
