#include "system/memory.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/paths.hpp"
#include "system/failure.hpp"
#include "system/text_file.hpp"

namespace fargate_lint::system {

struct Memory::Node {
  Kind kind = Kind::regular;
  std::string text;  ///< of a link: where it leads
  bool is_forbidden = false;
  std::uint64_t inode = 0;
  std::int64_t changes = 0;
  mutable std::atomic<std::size_t> opened = 0;

  Status status() const {
    return {kind, 1, inode, kind == Kind::regular ? text.size() : 0, changes, 0};
  }
};

/// Where a path leads: its canonical name, and what is there; else an error number.
struct Memory::Place {
  std::string path;
  std::shared_ptr<Node> node;
  int error = 0;
};

namespace {

class MemoryFile : public TextFile {
 public:
  explicit MemoryFile(std::shared_ptr<const Memory::Node> node)
      : TextFile(node->status(), {node, &node->text}), node_(std::move(node)) {}

  Result<Status> status() const override { return node_->status(); }

 private:
  std::shared_ptr<const Memory::Node> node_;
};

}  // namespace

Memory::Memory(std::string working_directory)
    : working_directory_(std::move(working_directory)), standard_input_(make_node(Kind::special)) {
  nodes_["/"] = make_node(Kind::folder);
  make_folder(working_directory_);
}

Memory::~Memory() = default;

std::shared_ptr<Memory::Node> Memory::make_node(Kind kind) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->inode = ++made_;
  return node;
}

Memory::Place Memory::find(const std::string& path) const {
  constexpr int kMostLinks = 40;  // as Linux
  auto left = join_path(working_directory_, path);
  Place place{"/", nodes_.at("/"), 0};
  if (path.empty()) return {"", nullptr, ENOENT};
  for (int links = 0; !left.empty();) {
    if (place.node->kind != Kind::folder) return {"", nullptr, ENOTDIR};
    const auto slash = std::min(left.find('/'), left.size());
    const auto name = left.substr(0, slash);
    left.erase(0, slash + 1);
    if (name.empty() || name == ".") continue;
    auto next = name == ".." ? parent_path(place.path) : join_path(place.path, name);
    const auto found = nodes_.find(next);
    if (found == nodes_.end()) return {"", nullptr, ENOENT};
    if (found->second->kind != Kind::link) {
      place = {std::move(next), found->second, 0};
      // A name with a slash behind it is a folder's.
      if (left.empty() && path.ends_with('/') && place.node->kind != Kind::folder)
        return {"", nullptr, ENOTDIR};
      continue;
    }
    if (++links > kMostLinks) return {"", nullptr, ELOOP};
    const auto& target = found->second->text;
    left = left.empty() ? target : target + "/" + left;
    if (target.starts_with('/')) place = {"/", nodes_.at("/"), 0};
  }
  return place;
}

std::string Memory::folder_at(const std::string& absolute) {
  if (auto place = find(absolute); place.node != nullptr) {
    require(place.node->kind == Kind::folder, "what is to hold files is a folder");
    return std::move(place.path);
  }
  auto own = join_path(folder_at(parent_path(absolute)), file_name(absolute));
  nodes_[own] = make_node(Kind::folder);
  return own;
}

std::string Memory::place_for(const std::string& path) {
  const auto absolute = normal_path(join_path(working_directory_, path));
  return join_path(folder_at(parent_path(absolute)), file_name(absolute));
}

void Memory::write(const std::string& path, std::string_view text) {
  auto node = find(path).node;
  if (node == nullptr) node = nodes_[place_for(path)] = make_node(Kind::regular);
  require(node->kind == Kind::regular, "what is written to is a file");
  node->text = text;
  ++node->changes;
}

void Memory::make_folder(const std::string& path) {
  folder_at(normal_path(join_path(working_directory_, path)));
}

void Memory::link(const std::string& path, std::string_view target) {
  auto node = make_node(Kind::link);
  node->text = target;
  nodes_[place_for(path)] = std::move(node);
}

void Memory::make_special(const std::string& path) {
  nodes_[place_for(path)] = make_node(Kind::special);
}

void Memory::forbid(const std::string& path) {
  const auto node = find(path).node;
  require(node != nullptr, "what is forbidden is there");
  node->is_forbidden = true;
}

void Memory::remove(const std::string& path) {
  const auto place = place_for(path);
  std::erase_if(nodes_, [&place](const auto& each) { return is_within(each.first, place); });
}

void Memory::set_standard_input(std::string_view text) {
  standard_input_ = make_node(Kind::special);
  standard_input_->text = text;
}

std::size_t Memory::opened(const std::string& path) const {
  const auto node = find(path).node;
  return node == nullptr ? 0 : node->opened.load();
}

Result<std::unique_ptr<File>> Memory::open(const std::string& path) const {
  const auto place = find(path);
  if (place.error != 0) return open_failure(place.error);
  if (place.node->kind == Kind::folder) return open_failure(EISDIR);
  if (place.node->is_forbidden) return open_failure(EACCES);
  ++place.node->opened;
  return std::unique_ptr<File>(std::make_unique<MemoryFile>(place.node));
}

Result<std::unique_ptr<File>> Memory::open_standard_input() const {
  return std::unique_ptr<File>(std::make_unique<MemoryFile>(standard_input_));
}

Result<std::vector<Entry>> Memory::list(const std::string& folder) const {
  const auto place = find(folder);
  if (place.error != 0) return open_failure(place.error);
  if (place.node->kind != Kind::folder) return open_failure(ENOTDIR);
  if (place.node->is_forbidden) return open_failure(EACCES);
  const auto prefix = place.path == "/" ? place.path : place.path + "/";
  std::vector<Entry> entries;
  for (auto each = nodes_.upper_bound(prefix); each != nodes_.end(); ++each) {
    if (!each->first.starts_with(prefix)) break;
    if (each->first.find('/', prefix.size()) != std::string::npos) continue;
    entries.push_back({each->first.substr(prefix.size()), each->second->kind});
  }
  return entries;
}

Result<Status> Memory::status(const std::string& path) const {
  const auto place = find(path);
  if (place.error != 0) return open_failure(place.error);
  return place.node->status();
}

std::optional<std::string> Memory::resolve(const std::string& path) const {
  auto place = find(path);
  return place.error == 0 ? std::optional(std::move(place.path)) : std::nullopt;
}

Failure Memory::replace(const std::string& path, std::string_view text) {
  const auto place = find(path);
  if (place.node == nullptr) {
    write(path, text);
    return std::nullopt;
  }
  if (place.node->kind == Kind::folder)
    return Error{"`" + path + "` is a directory", "name a file in it"};
  if (place.node->is_forbidden)
    return Error{"cannot write `" + path + "`: it is read-only", "make it writable first"};
  // Who has the old one open goes on reading that.
  auto node = make_node(place.node->kind);
  node->text = text;
  nodes_[place.path] = std::move(node);
  return std::nullopt;
}

Failure Memory::append(const std::string& path, std::string_view text) {
  const auto node = find(path).node;
  write(path, (node == nullptr ? std::string() : node->text).append(text));
  return std::nullopt;
}

}  // namespace fargate_lint::system
