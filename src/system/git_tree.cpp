#include "system/git_tree.hpp"

#include <algorithm>
#include <utility>

#include "base/paths.hpp"

namespace fargate_lint::system {
namespace {

/// What a name in a tree says of itself: `100644 blob ID`.
bool is_link_mode(std::string_view head) {
  return head.starts_with("120");
}
bool is_file_mode(std::string_view head) {
  return head.starts_with("100");
}

bool is_git_folder(std::string_view name) {
  return name.size() == 4 && name[0] == '.' && (name[1] | 0x20) == 'g' && (name[2] | 0x20) == 'i' &&
         (name[3] | 0x20) == 't';
}

bool is_harmless(std::string_view path) {
  while (true) {
    const auto slash = std::min(path.find('/'), path.size());
    const auto name = path.substr(0, slash);
    if (name.empty() || name == "." || name == ".." || is_git_folder(name)) return false;
    if (slash == path.size()) return true;
    path.remove_prefix(slash + 1);
  }
}

std::string_view next_part(std::string_view& text, char end) {
  const auto at = std::min(text.find(end), text.size());
  const auto part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

/// Whether an entry's path is below the folder of that path.
bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty() ||
         (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/');
}

}  // namespace

GitTree::GitTree(std::string listing) : listing_(std::move(listing)) {
  for (std::string_view left = listing_; !left.empty();) {
    auto path = next_part(left, '\0');
    const auto head = next_part(path, '\t');
    if ((is_link_mode(head) || is_file_mode(head)) && is_harmless(path))
      entries_.push_back({path, head.substr(head.rfind(' ') + 1), is_link_mode(head)});
  }
  // As git gives them already, unless somebody has made a tree by hand.
  if (!std::ranges::is_sorted(entries_, {}, &Listed::path))
    std::ranges::stable_sort(entries_, {}, &Listed::path);
  const auto again = std::ranges::unique(entries_, {}, &Listed::path);
  entries_.erase(again.begin(), again.end());
}

std::size_t GitTree::first_from(std::string_view path) const {
  const auto found = std::ranges::lower_bound(entries_, path, {}, &Listed::path);
  return static_cast<std::size_t>(found - entries_.begin());
}

GitTree::Place GitTree::at(const std::string& absolute, const std::string& root) const {
  using What = Place::What;
  if (!is_within(absolute, root)) return {What::outside, absolute, 0};
  const auto root_size = root == "/" ? 1 : root.size() + 1;
  auto path = absolute.substr(std::min(root_size, absolute.size()));
  if (path.empty()) return {What::folder, path, 0};
  const auto number = first_from(path);
  if (number < entries_.size() && entries_[number].path == path)
    return {entries_[number].is_link ? What::link : What::file, std::move(path), number};
  const auto below = first_from(path + "/");
  if (below == entries_.size() || !is_below(entries_[below].path, path)) return {};
  return {What::folder, std::move(path), below};
}

// Names are followed one after the other, as the kernel does: `..` leads up from where a link has
// led. While they lead outside of the tree, links are not followed.
GitTree::Place GitTree::find(std::string_view path, const std::string& root,
                             const ReadLink& read_link) const {
  using What = Place::What;
  constexpr int kMostLinks = 40;  // as Linux
  auto absolute = root;
  std::string left(path);
  auto place = at(absolute, root);
  for (int links = 0; !left.empty();) {
    const auto slash = std::min(left.find('/'), left.size());
    const auto name = left.substr(0, slash);
    left.erase(0, slash + 1);
    if (name.empty() || name == ".") continue;
    if (place.what == What::file) return {};
    absolute = name == ".." ? parent_path(absolute) : join_path(absolute, name);
    place = at(absolute, root);
    if (place.what == What::nothing) return place;
    if (place.what != What::link) continue;
    if (++links > kMostLinks) return {What::circle, "", 0};
    const auto target = read_link(place.number);
    if (target.empty()) return {};
    left = left.empty() ? target : target + "/" + left;
    absolute = target.starts_with('/') ? "/" : parent_path(absolute);
    place = at(absolute, root);
  }
  return place;
}

std::vector<Entry> GitTree::list(const std::string& folder) const {
  std::vector<Entry> found;
  const auto prefix = folder.empty() ? 0 : folder.size() + 1;
  auto i = folder.empty() ? 0 : first_from(folder + "/");
  while (i < entries_.size() && is_below(entries_[i].path, folder)) {
    const auto rest = entries_[i].path.substr(prefix);
    const auto name = rest.substr(0, rest.find('/'));
    if (name.size() == rest.size()) {
      found.push_back({std::string(name), entries_[i].is_link ? Kind::link : Kind::regular});
      ++i;
      continue;
    }
    found.push_back({std::string(name), Kind::folder});
    // Past all that is in it: `0` comes right behind `/`.
    i = first_from(std::string(entries_[i].path.substr(0, prefix + name.size())) + "0");
  }
  // A tree made by hand may have a file and a folder of one name: the file stands first.
  std::ranges::stable_sort(found, {}, &Entry::name);
  const auto again = std::ranges::unique(found, {}, &Entry::name);
  found.erase(again.begin(), again.end());
  return found;
}

}  // namespace fargate_lint::system
