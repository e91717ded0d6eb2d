#include "system/overlay.hpp"

#include <limits>
#include <utility>

#include "base/paths.hpp"
#include "system/text_file.hpp"

namespace fargate_lint::system {
namespace {

/// No device of a machine: files of ours are none of its own.
constexpr std::uint64_t kDevice = std::numeric_limits<std::uint64_t>::max();

}  // namespace

struct Overlay::Text {
  std::string text;
  std::uint64_t inode = 0;

  Status status() const { return {Kind::regular, kDevice, inode, text.size(), 0, 0}; }
};

class Overlay::TextOfOurs : public TextFile {
 public:
  explicit TextOfOurs(const std::shared_ptr<const Text>& text)
      : TextFile(text->status(), {text, &text->text}) {}

  Result<Status> status() const override { return opened(); }  // nobody changes it
};

void Overlay::add(const std::string& path, std::string text) {
  files_[path] = std::make_shared<const Text>(Text{std::move(text), ++made_});
}

void Overlay::add_standard_input(std::string text) {
  standard_input_ = std::make_shared<const Text>(Text{std::move(text), ++made_});
}

Overlay::Files::const_iterator Overlay::find(const std::string& path) const {
  if (files_.empty()) return files_.end();
  const auto found = files_.find(path);
  if (found != files_.end()) return found;
  return files_.find(normal_path(join_path(working_directory(), path)));
}

Result<std::unique_ptr<File>> Overlay::open(const std::string& path) const {
  const auto found = find(path);
  if (found == files_.end()) return under_.open(path);
  return std::unique_ptr<File>(std::make_unique<TextOfOurs>(found->second));
}

Result<std::unique_ptr<File>> Overlay::open_standard_input() const {
  if (standard_input_ == nullptr) return under_.open_standard_input();
  return std::unique_ptr<File>(std::make_unique<TextOfOurs>(standard_input_));
}

Result<std::vector<Entry>> Overlay::list(const std::string& folder) const {
  return under_.list(folder);
}

Result<Status> Overlay::status(const std::string& path) const {
  const auto found = find(path);
  return found == files_.end() ? under_.status(path) : found->second->status();
}

std::optional<std::string> Overlay::resolve(const std::string& path) const {
  const auto found = find(path);
  return found == files_.end() ? under_.resolve(path) : found->first;
}

}  // namespace fargate_lint::system
