#include "system/git_objects.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace fargate_lint::system {

std::string_view GitObjects::next(std::size_t size) {
  if (unread_.empty()) unread_ = {buffer_.data(), running_->read(buffer_.data(), buffer_.size())};
  const auto part = unread_.substr(0, size);
  unread_.remove_prefix(part.size());
  return part;
}

bool GitObjects::read_line(std::string& line) {
  constexpr std::size_t kLongest = 1024;  // a name, a kind and a size
  line.clear();
  while (line.size() < kLongest) {
    const auto byte = next(1);
    if (byte.empty()) return false;
    if (byte == "\n") return true;
    line += byte;
  }
  return false;
}

/// git answers `ID blob SIZE`, the bytes and a line end, or `ID missing`.
Result<std::shared_ptr<const Scratch>> GitObjects::ask(std::string_view id) {
  running_->give(std::string(id) + "\n");
  std::string line;
  if (!read_line(line)) return git_failure(running_->end());
  const auto head = std::string(id) + " blob ";
  if (!line.starts_with(head)) return Error{};
  std::uint64_t left = 0;
  const auto* end = line.data() + line.size();
  if (std::from_chars(line.data() + head.size(), end, left).ptr != end) return Error{};
  auto blob = std::make_shared<Scratch>();
  Failure failure;
  while (left != 0) {
    const auto part = next(std::min<std::uint64_t>(left, buffer_.size()));
    if (part.empty()) return git_failure(running_->end());
    left -= part.size();
    // The rest is read all the same: behind it comes the next.
    if (!failure) failure = blob->append(part);
  }
  if (next(1).empty()) return git_failure(running_->end());
  if (failure) return *std::move(failure);
  return std::shared_ptr<const Scratch>(std::move(blob));
}

Result<std::shared_ptr<const Scratch>> GitObjects::read(std::string_view id) {
  const std::lock_guard lock(mutex_);
  if (latest_ && latest_id_ == id) return latest_;
  latest_.reset();
  if (!running_) running_ = git_.start({"cat-file", "--batch"});
  auto blob = ask(id);
  if (blob) {
    latest_id_ = id;
    latest_ = *blob;
  }
  return blob;
}

}  // namespace fargate_lint::system
