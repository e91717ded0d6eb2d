#include "input/walk.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <ranges>
#include <set>
#include <unordered_set>
#include <utility>

#include "input/ignore_rules.hpp"
#include "input/neighbours.hpp"
#include "input/paths.hpp"
#include "input/stream.hpp"

namespace fargate_lint::input {
namespace {

bool is_manifest_name(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

/// HCL is a language of its own: what it comes to, Terraform alone can tell.
bool is_terraform_name(std::string_view name) {
  return name.ends_with(".tf") || name.ends_with(".tf.json") || name.ends_with(".tofu");
}
constexpr const char* kTerraformReason = "Terraform source, which is not evaluated";
constexpr const char* kTerraformHint =
    "terraform plan -out=plan && terraform show -json plan > plan.json, then --profiles plan.json";

bool holds_terraform(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (is_terraform_name(entry.path().filename().string())) return true;
  return false;
}

/// Our own files: the configuration, and what is kept beside it.
bool is_ours(std::string_view name) {
  return name.starts_with(".fargate-lint") || name == "fargate-lint.yaml";
}

bool is_kustomization_name(std::string_view name) {
  return std::ranges::find(kKustomizationNames, name) != std::end(kKustomizationNames);
}

/// "`a/` and 2 more" of the paths from `begin` on.
std::string first_of(const std::vector<std::string>& paths, std::size_t begin) {
  const auto more = paths.size() - begin - 1;
  return "`" + paths[begin] + "`" + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

struct Entry {
  std::string name;
  bool directory = false;
  bool link = false;   ///< or may be one: not every file system tells
  bool known = false;  ///< to be a folder or a file, with no need to ask
};

/// A folder on the way down. `absolute` follows the names, `canonical` the links.
struct Folder {
  std::string shown;
  std::string absolute;
  std::string canonical;
  std::optional<std::string> chart;
};

class Walker {
 public:
  Walker(Walk& walk, const Filter& filter, const OnFile& found)
      : walk_(walk), filter_(filter), found_(found) {}

  void profile_file(const std::string& path);
  void root(const std::string& path);
  void apply_kustomizations();

 private:
  struct Level {
    std::string folder;  ///< absolute
    IgnoreRules rules;
  };

  void fail(const std::string& path, Error error) {
    walk_.errors.push_back({path, 0, std::move(error.message), std::move(error.hint)});
  }
  void named_file(const std::string& path, bool must_declare = false);
  void root_folder(const std::string& path);
  /// What a walk that came upon no manifest is told: `gitignored` and `left_out` were there before.
  Error nothing_found(std::size_t gitignored, std::size_t left_out) const;
  void load_levels_above(const std::string& folder);
  void push_level(const std::string& folder);
  bool is_ignored(const std::string& absolute, bool directory) const;
  /// Whether it is a folder or a file; what else it is, is said where it matters.
  bool find_out(const Folder& folder, Entry& entry);
  std::optional<std::vector<Entry>> list(const Folder& folder);
  void descend(Folder folder);
  void visit(const Folder& folder, const Entry& entry);
  void add_file(FoundFile file);

  Walk& walk_;
  const Filter& filter_;
  const OnFile& found_;
  Neighbours neighbours_;
  std::vector<Level> levels_;
  std::set<std::pair<dev_t, ino_t>> visited_;
  std::unordered_set<std::string> identities_;  ///< of the files
  std::size_t manifests_seen_ = 0;
};

void Walker::add_file(FoundFile file) {
  ++manifests_seen_;
  if (!identities_.insert(file.identity).second) return;
  walk_.files.push_back(std::move(file));
  if (found_) found_(walk_.files.back());
}

void Walker::profile_file(const std::string& path) {
  struct stat info {};
  if (path != "-" && ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
    return fail(shown_path(path),
                {"is a folder; --profiles takes files",
                 holds_terraform(path) ? kTerraformHint
                                       : "name the file, or give the folder among the inputs"});
  named_file(path, true);
}

void Walker::named_file(const std::string& path, bool must_declare) {
  if (is_terraform_name(path))
    return fail(shown_path(path), {std::string("is ") + kTerraformReason, kTerraformHint});
  FoundFile file;
  file.must_declare = must_declare;
  file.path = path == "-" ? path : shown_path(path);
  file.identity = path == "-" ? path : canonical_path(path);
  if (path != "-") {
    const auto folder = parent_path(file.identity);
    // Declared profiles are read as such wherever they stand.
    if (auto chart = neighbours_.chart_above(folder); chart && !must_declare) {
      file.treatment = Treatment::chart;
      file.folder = *std::move(chart);
    }
    // Patches mostly stand beside their kustomization or one folder below.
    neighbours_.look_for_kustomization(folder);
    neighbours_.look_for_kustomization(parent_path(folder));
  }
  add_file(std::move(file));
}

void Walker::root(const std::string& path) {
  if (path == "-") return named_file(path);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return fail(shown_path(path), open_failure(errno));
  const bool directory = S_ISDIR(info.st_mode);
  if (filter_.of_named && filter_.leaves_out(canonical_path(path), directory)) {
    walk_.left_out.push_back(shown_path(path));
    return;
  }
  if (directory) return root_folder(path);
  named_file(path);
}

void Walker::root_folder(const std::string& path) {
  Folder folder;
  folder.shown = shown_path(path);
  folder.canonical = canonical_path(path);
  folder.absolute = folder.canonical;
  folder.chart = neighbours_.chart_above(folder.canonical);
  load_levels_above(folder.absolute);
  const auto files_before = manifests_seen_;
  const auto errors_before = walk_.errors.size();
  const auto gitignored_before = walk_.gitignored.size();
  const auto left_out_before = walk_.left_out.size();
  const auto shown = folder.shown;
  visited_.clear();  // the same folder under two roots: its files are read once all the same
  descend(std::move(folder));
  if (manifests_seen_ != files_before || walk_.errors.size() != errors_before) return;
  if (filter_.of_named && walk_.left_out.size() != left_out_before) return;
  fail(shown, nothing_found(gitignored_before, left_out_before));
}

Error Walker::nothing_found(std::size_t gitignored, std::size_t left_out) const {
  const std::string nothing = "holds no manifest that is read: ";
  if (walk_.left_out.size() != left_out)
    return {nothing + "the configuration leaves out " + first_of(walk_.left_out, left_out),
            "name a file itself to read it, or change `exclude` or `include`"};
  if (!walk_.terraform.empty())
    return {std::string("holds no manifest, but ") + kTerraformReason, kTerraformHint};
  if (walk_.gitignored.size() != gitignored)
    return {nothing + "a .gitignore names " + first_of(walk_.gitignored, gitignored),
            "name a file itself to read it"};
  return {"holds no manifest: no .yaml, .yml or .json file in it or below",
          "name the folder with the manifests"};
}

void Walker::load_levels_above(const std::string& folder) {
  levels_.clear();
  std::vector<std::string> above;
  auto at = folder;
  while (at != "/" && !path_exists(join_path(at, ".git"))) {
    at = parent_path(at);
    above.push_back(at);
  }
  // Outside a repository the folders above have no say.
  if (at == "/" && !path_exists("/.git")) return;
  for (const auto& level : std::views::reverse(above)) push_level(level);
}

void Walker::push_level(const std::string& folder) {
  auto text = read_regular_file(join_path(folder, ".gitignore"));
  levels_.push_back({folder, text ? IgnoreRules::parse(*text) : IgnoreRules{}});
}

bool Walker::is_ignored(const std::string& absolute, bool directory) const {
  for (const auto& level : std::views::reverse(levels_)) {
    if (level.rules.empty()) continue;
    auto path = std::string_view(absolute).substr(level.folder.size());
    if (path.starts_with('/')) path.remove_prefix(1);
    const auto answer = level.rules.judge(path, directory);
    if (answer != IgnoreRules::Answer::silent) return answer == IgnoreRules::Answer::ignored;
  }
  return false;
}

bool Walker::find_out(const Folder& folder, Entry& entry) {
  if (entry.known) return true;
  const auto path = join_path(folder.shown, entry.name);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    // A link to nowhere; editors leave some as locks (`.#name`).
    if (is_manifest_name(entry.name) && !entry.name.starts_with(".#"))
      fail(path, open_failure(errno));
    return false;
  }
  entry.directory = S_ISDIR(info.st_mode);
  if (entry.directory || S_ISREG(info.st_mode)) return true;
  if (is_manifest_name(entry.name)) walk_.special.push_back(path);
  return false;
}

std::optional<std::vector<Entry>> Walker::list(const Folder& folder) {
  const auto close = [](DIR* handle) { ::closedir(handle); };
  const std::unique_ptr<DIR, decltype(close)> handle(::opendir(folder.shown.c_str()), close);
  struct stat info {};
  if (!handle || ::fstat(::dirfd(handle.get()), &info) != 0) {
    fail(folder.shown, open_failure(errno));
    return std::nullopt;
  }
  if (!visited_.emplace(info.st_dev, info.st_ino).second) return std::nullopt;
  std::vector<Entry> entries;
  errno = 0;
  while (const auto* found = ::readdir(handle.get())) {
    const auto type = found->d_type;
    Entry entry{found->d_name, type == DT_DIR, type == DT_LNK || type == DT_UNKNOWN,
                type == DT_DIR || type == DT_REG};
    if (entry.name == "." || entry.name == ".." || entry.name == ".git") continue;
    entries.push_back(std::move(entry));
  }
  if (errno != 0) fail(folder.shown, open_failure(errno));
  // First, so that what is said of the entries comes in the order of their names.
  std::ranges::sort(entries, {}, &Entry::name);
  std::erase_if(entries, [&](Entry& entry) { return !find_out(folder, entry); });
  return entries;
}

void Walker::descend(Folder folder) {
  const auto entries = list(folder);
  if (!entries) return;
  push_level(folder.absolute);
  for (const auto& entry : *entries) {
    if (entry.directory) continue;
    if (entry.name == kChartName && !folder.chart) folder.chart = folder.shown;
    if (is_kustomization_name(entry.name)) neighbours_.look_for_kustomization(folder.canonical);
  }
  for (const auto& entry : *entries) visit(folder, entry);
  levels_.pop_back();
}

void Walker::visit(const Folder& folder, const Entry& entry) {
  if (!entry.directory && is_terraform_name(entry.name)) {
    if (walk_.terraform.empty() || walk_.terraform.back() != folder.shown)
      walk_.terraform.push_back(folder.shown);
    return;
  }
  if (!entry.directory && !is_manifest_name(entry.name) && !is_kustomization_name(entry.name))
    return;
  if (!entry.directory && is_ours(entry.name)) return;
  const auto shown = join_path(folder.shown, entry.name);
  auto absolute = join_path(folder.absolute, entry.name);
  if (is_ignored(absolute, entry.directory)) {
    walk_.gitignored.push_back(entry.directory ? shown + "/" : shown);
    return;
  }
  if (filter_.leaves_out(absolute, entry.directory)) {
    walk_.left_out.push_back(entry.directory ? shown + "/" : shown);
    return;
  }
  auto canonical = entry.link ? canonical_path(shown) : join_path(folder.canonical, entry.name);
  if (entry.directory)
    return descend({shown, std::move(absolute), std::move(canonical), folder.chart});
  FoundFile file;
  file.path = shown;
  file.identity = std::move(canonical);
  if (folder.chart) {
    file.treatment = Treatment::chart;
    file.folder = *folder.chart;
  }
  add_file(std::move(file));
}

/// Last, since a kustomization may name a file that was found before it.
void Walker::apply_kustomizations() {
  for (auto& file : walk_.files) {
    if (file.treatment != Treatment::lint || file.must_declare) continue;
    if (const auto* folder = neighbours_.patched_by(file.identity)) {
      file.treatment = Treatment::patch;
      file.folder = *folder;
      continue;
    }
    for (auto& folder : neighbours_.changed_by(file.identity))
      walk_.kustomized.insert(std::move(folder));
  }
}

}  // namespace

void find_files(const std::vector<std::string>& profile_paths,
                const std::vector<std::string>& paths, const Filter& filter, Walk& walk,
                const OnFile& found) {
  Walker walker(walk, filter, found);
  for (const auto& path : profile_paths) walker.profile_file(path);
  for (const auto& path : paths) walker.root(path);
  walker.apply_kustomizations();
}

}  // namespace fargate_lint::input
