#include "input/library.hpp"

#include <algorithm>
#include <utility>

namespace fargate_lint::input {

const Library::Chunks* Library::find(const system::FileSystem& files, const FoundFile& file,
                                     Treatment treatment, bool glances) const {
  const auto found = files_.find(file.path);
  if (found == files_.end()) return nullptr;
  const auto& kept = found->second;
  if (kept.chunks.empty() || kept.chunks.front()->treatment != treatment) return nullptr;
  if (kept.glances && !glances) return nullptr;
  if (!kept.is_lasting) return file.is_standard_input ? &kept.chunks : nullptr;
  const auto now = files.status(file.path);
  return now && now.value() == kept.status ? &kept.chunks : nullptr;
}

void Library::keep(const Walk& walk, const Parts& parts, const std::vector<Opened>& opened) {
  std::map<std::string, Kept> all;
  for (const auto& [file, status, glances] : opened) {
    auto& kept = all[walk.files[file].path];
    kept = {status, status.kind == system::Kind::regular, glances, {}};
  }
  for (const auto& part : parts) {
    const auto& path = walk.files[part.file].path;
    auto entry = all.find(path);
    if (entry == all.end()) {
      const auto before = files_.find(path);
      if (before == files_.end()) continue;  // it could not be opened
      entry = all.emplace(path, std::move(before->second)).first;
      entry->second.chunks.clear();
    }
    entry->second.chunks.push_back(part.result);
  }
  // What went wrong may go well the next time.
  std::erase_if(all, [](const auto& entry) {
    return std::ranges::any_of(entry.second.chunks,
                               [](const auto& chunk) { return !chunk->errors.empty(); });
  });
  files_ = std::move(all);
}

}  // namespace fargate_lint::input
