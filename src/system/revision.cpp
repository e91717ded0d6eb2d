#include "system/revision.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <utility>

#include "base/paths.hpp"
#include "system/failure.hpp"

namespace fargate_lint::system {
namespace {

using What = GitTree::Place::What;

/// No device of the machine has that number.
constexpr std::uint64_t kDevice = UINT64_MAX;

Status file_status(std::size_t number, std::uint64_t size) {
  return {Kind::regular, kDevice, std::uint64_t{number} << 16U | 0xFFFFU, size, 0, 0};
}

/// Folders that begin with the same file differ in their depth.
Status folder_status(const std::string& path, std::size_t number) {
  const auto depth = path.empty() ? 0 : std::ranges::count(path, '/') + 1;
  return {Kind::folder,
          kDevice,
          std::uint64_t{number} << 16U | (static_cast<std::uint64_t>(depth) & 0x7FFFU),
          0,
          0,
          0};
}

/// A file of the revision. Large ones take a descriptor.
class RevisionFile : public File {
 public:
  RevisionFile(const Status& opened, std::shared_ptr<const Scratch> blob)
      : File(opened), blob_(std::move(blob)) {}
  ~RevisionFile() override {
    if (is_held_) --held_;
  }

  Result<Status> status() const override { return opened(); }
  Result<std::size_t> read(char* to, std::size_t size) override {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(size, opened().size - at_));
    if (!blob_->read_at(at_, to, count)) return open_failure(EIO);
    at_ += count;
    return count;
  }
  bool read_at(std::uint64_t offset, char* to, std::size_t size) const override {
    return blob_->read_at(offset, to, size);
  }
  bool rewind() override {
    at_ = 0;
    return true;
  }
  bool hold() override {
    constexpr int kMostHeld = 64;
    if (!blob_->is_file() || is_held_) return true;
    is_held_ = ++held_ <= kMostHeld;
    if (!is_held_) --held_;
    return is_held_;
  }

 private:
  static inline std::atomic<int> held_ = 0;
  std::shared_ptr<const Scratch> blob_;
  std::uint64_t at_ = 0;
  bool is_held_ = false;
};

std::set<std::string> paths_in(std::string_view listing) {
  std::set<std::string> paths;
  while (!listing.empty()) {
    const auto end = std::min(listing.find('\0'), listing.size());
    paths.emplace(listing.substr(0, end));
    listing.remove_prefix(std::min(end + 1, listing.size()));
  }
  return paths;
}

}  // namespace

Result<std::unique_ptr<Revision>> Revision::open(const FileSystem& now, Process& process,
                                                 const Environment& environment,
                                                 const std::string& name) {
  auto git = Git::find(process, now, environment);
  if (!git) return git.error();
  const auto commit = git->commit(name);
  if (!commit) return commit.error();
  auto listing = git->ask({"ls-tree", "-r", "-z", "--full-tree", *commit});
  if (!listing) return listing.error();
  return std::unique_ptr<Revision>(
      new Revision(now, std::move(git).value(), GitTree(std::move(listing).value())));
}

Revision::Revision(const FileSystem& now, Git git, GitTree tree)
    : now_(now), git_(std::move(git)), tree_(std::move(tree)), root_(git_.root()), objects_(git_) {}

std::string Revision::absolute(const std::string& path) const {
  return normal_path(join_path(working_directory(), path));
}

bool Revision::is_inside(const std::string& path) const {
  return is_within(absolute(path), root_);
}

Result<bool> Revision::is_kept_now(const std::string& path) {
  const auto name = absolute(path);
  if (!is_within(name, root_) || name == root_) return false;
  if (!kept_) {
    const auto listing = git_.ask({"ls-files", "-z"});
    if (!listing) return listing.error();
    kept_ = paths_in(*listing);
  }
  return kept_->contains(name.substr(root_ == "/" ? 1 : root_.size() + 1));
}

void Revision::take_from_now(const std::string& path) {
  const auto name = absolute(path);
  elsewhere_[name] = name;
}

void Revision::let_out(const std::string& path) {
  const auto place = find(path);
  if (place.in_tree.what == What::outside) elsewhere_[absolute(path)] = place.in_tree.path;
}

std::optional<Error> Revision::lost() const {
  const std::lock_guard lock(mutex_);
  return lost_;
}

std::string Revision::link_target(std::size_t number) const {
  constexpr std::size_t kLongest = 4096;  // PATH_MAX of Linux
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = links_.find(number); known != links_.end()) return known->second;
  }
  std::string target;
  if (const auto blob = read({What::link, "", number}); blob && blob.value()->size() < kLongest) {
    target.resize(static_cast<std::size_t>(blob.value()->size()));
    blob.value()->read_at(0, target.data(), target.size());
    if (target.find('\0') != std::string::npos) target.clear();
  }
  const std::lock_guard lock(mutex_);
  return links_[number] = std::move(target);
}

Result<std::shared_ptr<const Scratch>> Revision::read(const GitTree::Place& place) const {
  auto blob = objects_.read(tree_.id(place.number));
  if (blob) return blob;
  auto error = blob.error();
  if (error.message.empty())
    error = {"git has no text of `" + std::string(tree_.path(place.number)) + "`",
             "fetch the revision"};
  const std::lock_guard lock(mutex_);
  if (!lost_) lost_ = error;
  return error;
}

Revision::Place Revision::find(const std::string& path) const {
  if (path.empty()) return {};
  const auto normal = absolute(path);
  for (auto folder = normal; !elsewhere_.empty(); folder = parent_path(folder)) {
    if (const auto found = elsewhere_.find(folder); found != elsewhere_.end())
      return {{}, found->second + normal.substr(folder == "/" ? 0 : folder.size())};
    if (folder == "/" || folder.empty()) break;
  }
  if (!is_within(normal, root_)) return {{}, path};
  // As it is written, where that is possible: `..` leads up from where a link has led.
  const auto written = join_path(working_directory(), path);
  const auto& name = is_within(written, root_) ? written : normal;
  Place place{tree_.find(std::string_view(name).substr(root_.size()), root_,
                         [this](std::size_t number) { return link_target(number); })};
  const bool is_missing = place.in_tree.what == What::nothing;
  place.is_virtual =
      is_missing && (is_within(working_directory(), normal) || normal == join_path(root_, ".git"));
  if (place.is_virtual) place.in_tree = {What::folder, normal.substr(root_.size() + 1), SIZE_MAX};
  return place;
}

Error Revision::missing(const Place& place) const {
  if (place.in_tree.what == What::circle) return open_failure(ELOOP);
  if (place.in_tree.what == What::outside)
    return {"is a link out of the repository", "name what it leads to"};
  return open_failure(ENOENT);
}

Result<std::unique_ptr<File>> Revision::open(const std::string& path) const {
  const auto place = find(path);
  if (place.now) return now_.open(*place.now);
  if (place.in_tree.what == What::folder) return open_failure(EISDIR);
  if (place.in_tree.what != What::file) return missing(place);
  auto blob = read(place.in_tree);
  if (!blob) return blob.error();
  const auto opened = file_status(place.in_tree.number, blob.value()->size());
  return std::unique_ptr<File>(std::make_unique<RevisionFile>(opened, std::move(blob).value()));
}

Result<std::unique_ptr<File>> Revision::open_standard_input() const {
  return now_.open_standard_input();
}

Result<std::vector<Entry>> Revision::list(const std::string& folder) const {
  const auto place = find(folder);
  if (place.now) return now_.list(*place.now);
  if (place.in_tree.what == What::file) return open_failure(ENOTDIR);
  if (place.in_tree.what != What::folder) return missing(place);
  if (place.is_virtual) return std::vector<Entry>();
  return tree_.list(place.in_tree.path);
}

Result<Status> Revision::status(const std::string& path) const {
  const auto place = find(path);
  if (place.now) return now_.status(*place.now);
  switch (place.in_tree.what) {
    case What::nothing:
    case What::link:
    case What::circle: return missing(place);
    case What::outside: return now_.status(place.in_tree.path);
    case What::folder: return folder_status(place.in_tree.path, place.in_tree.number);
    case What::file: break;
  }
  const auto blob = read(place.in_tree);
  if (!blob) return blob.error();
  return file_status(place.in_tree.number, blob.value()->size());
}

std::optional<std::string> Revision::resolve(const std::string& path) const {
  const auto place = find(path);
  if (place.now) return now_.resolve(*place.now);
  switch (place.in_tree.what) {
    case What::nothing:
    case What::link:
    case What::circle: return std::nullopt;
    case What::outside: return now_.resolve(place.in_tree.path);
    case What::folder:
    case What::file: break;
  }
  return place.in_tree.path.empty() ? root_ : join_path(root_, place.in_tree.path);
}

}  // namespace fargate_lint::system
