#include "input/walk.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <unordered_set>
#include <utility>

#include "base/archive_names.hpp"
#include "base/paths.hpp"
#include "input/ignore_rules.hpp"
#include "input/manifest_names.hpp"
#include "input/neighbours.hpp"
#include "input/reach.hpp"
#include "system/boundary.hpp"

namespace fargate_lint::input {
namespace {

/// HCL is a language of its own: what it comes to, Terraform alone can tell.
bool is_terraform_name(std::string_view name) {
  return name.ends_with(".tf") || name.ends_with(".tf.json") || name.ends_with(".tofu");
}
constexpr const char* kTerraformReason = "Terraform source, which is not evaluated";
constexpr const char* kTerraformHint =
    "terraform plan -out=plan && terraform show -json plan > plan.json, then --profiles plan.json";

bool holds_terraform(const system::FileSystem& files, const std::string& folder) {
  const auto entries = files.list(folder);
  return entries && std::ranges::any_of(entries.value(), [](const system::Entry& entry) {
           return is_terraform_name(entry.name);
         });
}

constexpr std::string_view kGitignore = ".gitignore";

/// What is wrong with a link, of which `error` says what is wrong with its target.
Error of_target(Error error) {
  error.message.insert(0, "is a link whose target ");
  return error;
}

/// Whether a path that cannot be followed is a link by itself.
bool is_link(const system::FileSystem& files, const std::string& path) {
  const auto absolute = join_path(files.working_directory(), normal_path(path));
  const auto name = file_name(absolute);
  const auto entries = files.list(parent_path(absolute));
  return entries && std::ranges::any_of(entries.value(), [&](const system::Entry& entry) {
           return entry.kind == system::Kind::link && entry.name == name;
         });
}

/// "`a/` and 2 more" of the paths from `begin` on.
std::string first_of(const std::vector<std::string>& paths, std::size_t begin) {
  const auto more = paths.size() - begin - 1;
  return "`" + paths[begin] + "`" + (more == 0 ? "" : " and " + std::to_string(more) + " more");
}

/// A folder or a file that a folder holds.
struct Entry {
  std::string name;
  bool directory = false;
  bool link = false;
};

/// A folder on the way down. `absolute` follows the names, `canonical` the links.
struct Folder {
  std::string shown;
  std::string absolute;
  std::string canonical;
  std::optional<Chart> chart;
};

class Walker {
 public:
  Walker(const system::FileSystem& files, const Reach& reach, Walk& walk, const Filter& filter,
         const OnFile& found)
      : files_(files),
        reach_(reach),
        walk_(walk),
        filter_(filter),
        found_(found),
        neighbours_(files, reach) {}

  void profile_file(const std::string& path);
  void root(const std::string& path);
  void standard_input(bool must_declare);
  void generated(const Generated& made, bool must_declare);
  void apply_kustomizations();

 private:
  struct Level {
    std::string folder;  ///< absolute
    IgnoreRules rules;
  };

  void fail(const std::string& path, Error error, bool of_profiles = false) {
    walk_.errors.push_back({path, 0, std::move(error.message), std::move(error.hint), of_profiles});
  }
  void named_file(const std::string& path, bool must_declare = false);
  void root_folder(const std::string& path);
  /// How much of the walk there was at some moment.
  struct Counts {
    std::size_t manifests_seen;
    std::size_t errors;
    std::size_t gitignored;
    std::size_t left_out;
    std::size_t folder_links;
    std::size_t far_links;
    std::size_t dangling_links;
  };
  Counts count() const;
  /// What a walk that came upon no manifest is told.
  Error nothing_found(const Counts& before) const;
  void load_levels_above(const std::string& folder);
  /// `is_there`: a .gitignore, no link: git follows none (its release notes, 2.32.0).
  void push_level(const std::string& folder, bool is_there);
  bool is_ignored(const std::string& absolute, bool directory) const;
  /// Finds out what is in a folder that is not `known` to be a folder or a file. False if it is
  /// neither, which is said where it matters.
  bool find_out(const Folder& folder, system::Kind known, Entry& entry);
  std::vector<Entry> list(const Folder& folder);
  void descend(Folder folder);
  void visit(const Folder& folder, const Entry& entry);
  void add_file(FoundFile file);

  const system::FileSystem& files_;
  const Reach& reach_;
  Walk& walk_;
  const Filter& filter_;
  const OnFile& found_;
  Neighbours neighbours_;
  std::vector<Level> levels_;
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
  if (files_.is(system::Kind::folder, path))
    return fail(files_.shown(path),
                {"is a directory; `--profiles` takes files",
                 holds_terraform(files_, path)
                     ? kTerraformHint
                     : "name a file in it, or give the directory without `--profiles`"},
                true);
  if (is_archive_name(path))
    return fail(files_.shown(path),
                {"is an archive; `--profiles` takes files",
                 "unpack it, or give the archive without `--profiles`"},
                true);
  named_file(path, true);
}

void Walker::standard_input(bool must_declare) {
  FoundFile file;
  file.path = kStandardInputName;
  file.identity = kStandardInputName;
  file.is_standard_input = true;
  file.must_declare = must_declare;
  add_file(std::move(file));
}

void Walker::generated(const Generated& made, bool must_declare) {
  FoundFile file;
  file.path = made.path;
  file.identity = made.path;
  file.made_from = made.made_from;
  file.must_declare = must_declare;
  add_file(std::move(file));
}

void Walker::named_file(const std::string& path, bool must_declare) {
  if (is_terraform_name(path))
    return fail(files_.shown(path), {std::string("is ") + kTerraformReason, kTerraformHint},
                must_declare);
  FoundFile file;
  file.must_declare = must_declare;
  file.path = files_.shown(path);
  file.identity = files_.canonical(path);
  const auto folder = parent_path(file.identity);
  // Declared profiles are read as such wherever they stand.
  const auto chart = neighbours_.chart_above(folder);
  if (chart && !must_declare) {
    file.treatment = chart->treatment_in(folder);
    file.folder = chart->shown;
  }
  if (is_kustomization_name(std::string_view(file.identity).substr(folder.size() + 1)))
    neighbours_.look_for_kustomization(folder, true);
  neighbours_.look_around(folder);
  // A shell's `*.yaml` names links too, wherever a stranger has them lead.
  if (files_.is(system::Kind::regular, file.identity) && !reach_.covers(file.identity))
    walk_.unquoted.push_back(file.path);
  add_file(std::move(file));
}

void Walker::root(const std::string& path) {
  const auto status = files_.status(path);
  if (!status)
    return fail(files_.shown(path),
                is_link(files_, path) ? of_target(status.error()) : status.error());
  const bool directory = status.value().kind == system::Kind::folder;
  if (filter_.of_named && filter_.leaves_out(files_.canonical(path), directory)) {
    walk_.left_out.push_back(files_.shown(path));
    return;
  }
  if (directory) return root_folder(path);
  named_file(path);
}

void Walker::root_folder(const std::string& path) {
  Folder folder;
  folder.shown = files_.shown(path);
  folder.canonical = files_.canonical(path);
  folder.absolute = folder.canonical;
  folder.chart = neighbours_.chart_above(folder.canonical);
  load_levels_above(folder.absolute);
  const auto before = count();
  const auto shown = folder.shown;
  descend(std::move(folder));
  const auto after = count();
  if (after.manifests_seen != before.manifests_seen || after.errors != before.errors) return;
  if (filter_.of_named && after.left_out != before.left_out) return;
  fail(shown, nothing_found(before));
}

Walker::Counts Walker::count() const {
  return {manifests_seen_,
          walk_.errors.size(),
          walk_.gitignored.size(),
          walk_.left_out.size(),
          walk_.folder_links.size(),
          walk_.far_links.size(),
          walk_.dangling_links.size()};
}

Error Walker::nothing_found(const Counts& before) const {
  const std::string nothing = "contains no manifest to read: ";
  if (walk_.left_out.size() != before.left_out)
    return {nothing + "the configuration excludes " + first_of(walk_.left_out, before.left_out),
            "name a file explicitly to read it, or change `exclude` or `include`"};
  if (!walk_.terraform.empty())
    return {std::string("contains no manifest, only ") + kTerraformReason, kTerraformHint};
  if (walk_.gitignored.size() != before.gitignored)
    return {nothing + ".gitignore excludes " + first_of(walk_.gitignored, before.gitignored),
            "name a file explicitly to read it"};
  if (walk_.far_links.size() != before.far_links)
    return {nothing + "these links lead out of the repository: " +
                first_of(walk_.far_links, before.far_links),
            "name a file explicitly to read it"};
  if (walk_.folder_links.size() != before.folder_links)
    return {nothing + "links to directories are not followed: " +
                first_of(walk_.folder_links, before.folder_links),
            "name the directory explicitly to read it"};
  if (walk_.dangling_links.size() != before.dangling_links)
    return {nothing + "dangling links: " + first_of(walk_.dangling_links, before.dangling_links),
            "create the file that the link points to, or remove the link"};
  return {"contains no .yaml, .yml or .json file", "name the directory with the manifests"};
}

void Walker::load_levels_above(const std::string& folder) {
  levels_.clear();
  const auto repository = system::repository_above(files_, folder);
  // Outside a repository the folders above have no say.
  if (repository.empty()) return;
  std::vector<std::string> above;
  for (auto at = folder; at != repository;) {
    at = parent_path(at);
    above.push_back(at);
  }
  for (const auto& level : std::views::reverse(above)) {
    const auto file = join_path(level, kGitignore);
    push_level(level, files_.resolve(file) == file);
  }
}

void Walker::push_level(const std::string& folder, bool is_there) {
  const auto text =
      is_there ? system::read_regular_file(files_, join_path(folder, kGitignore)) : std::nullopt;
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

bool Walker::find_out(const Folder& folder, system::Kind known, Entry& entry) {
  auto kind = known;
  const auto path = join_path(folder.shown, entry.name);
  if (kind == system::Kind::link) {
    const auto status = files_.status(path);
    if (!status) {
      // Editors leave some as locks (`.#name`).
      if (entry.name.starts_with(".#")) return false;
      if (is_manifest_name(entry.name))
        fail(path, of_target(status.error()));
      else
        walk_.dangling_links.push_back(path);
      return false;
    }
    kind = status.value().kind;
    entry.link = true;
  }
  entry.directory = kind == system::Kind::folder;
  if (entry.directory || kind == system::Kind::regular) return true;
  if (is_manifest_name(entry.name)) walk_.special.push_back(path);
  return false;
}

/// In the order of names, so that what is said of them comes in it, too.
std::vector<Entry> Walker::list(const Folder& folder) {
  const auto listed = files_.list(folder.shown);
  std::vector<Entry> entries;
  if (!listed) {
    fail(folder.shown, listed.error());
    return entries;
  }
  for (const auto& found : listed.value()) {
    if (found.name == ".git") continue;
    Entry entry{found.name};
    if (find_out(folder, found.kind, entry)) entries.push_back(std::move(entry));
  }
  return entries;
}

void Walker::descend(Folder folder) {
  const auto entries = list(folder);
  const auto is_gitignore = [](const Entry& entry) {
    return entry.name == kGitignore && !entry.link;
  };
  push_level(folder.absolute, std::ranges::any_of(entries, is_gitignore));
  for (const auto& entry : entries) {
    if (entry.directory) continue;
    if (entry.name == kChartName && !folder.chart)
      folder.chart = Chart{folder.shown, folder.canonical};
    if (is_kustomization_name(entry.name))
      neighbours_.look_for_kustomization(folder.canonical, true);
  }
  for (const auto& entry : entries) visit(folder, entry);
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
  auto shown = join_path(folder.shown, entry.name);
  auto absolute = join_path(folder.absolute, entry.name);
  if (is_ignored(absolute, entry.directory)) {
    walk_.gitignored.push_back(entry.directory ? shown + "/" : shown);
    return;
  }
  if (filter_.leaves_out(absolute, entry.directory)) {
    walk_.left_out.push_back(entry.directory ? shown + "/" : shown);
    return;
  }
  if (entry.link && entry.directory) {
    walk_.folder_links.push_back(std::move(shown));
    return;
  }
  auto canonical = entry.link ? files_.canonical(shown) : join_path(folder.canonical, entry.name);
  if (entry.link && !reach_.covers(canonical)) {
    walk_.far_links.push_back(std::move(shown));
    return;
  }
  if (entry.directory)
    return descend({std::move(shown), std::move(absolute), std::move(canonical), folder.chart});
  FoundFile file;
  file.path = std::move(shown);
  file.identity = std::move(canonical);
  if (folder.chart) {
    file.treatment = folder.chart->treatment_in(folder.canonical);
    file.folder = folder.chart->shown;
  }
  add_file(std::move(file));
}

/// Last, since a kustomization may name a file that was found before it.
void Walker::apply_kustomizations() {
  for (auto& file : walk_.files) {
    if (file.treatment == Treatment::chart || file.must_declare) continue;
    if (const auto* folder = neighbours_.patched_by(file.identity)) {
      file.treatment = Treatment::patch;
      file.folder = *folder;
      continue;
    }
    for (auto& folder : neighbours_.changed_by(file.identity))
      walk_.kustomized.insert(std::move(folder));
    neighbours_.append_overlays(file.identity, file.path, walk_.patches);
  }
  for (auto& folder : neighbours_.to_render(identities_))
    walk_.kustomized.insert(std::move(folder));
}

}  // namespace

void find_files(const system::FileSystem& files, const std::vector<Source>& profile_paths,
                const std::vector<Source>& paths, const Filter& filter, Walk& walk,
                const OnFile& found) {
  auto named = profile_paths;
  named.insert(named.end(), paths.begin(), paths.end());
  const Reach reach(files, filter.home, std::move(named));
  Walker walker(files, reach, walk, filter, found);
  const auto walk_source = [&walker](const Source& source, bool must_declare) {
    if (const auto* made = std::get_if<Generated>(&source))
      walker.generated(*made, must_declare);
    else if (std::holds_alternative<StandardInput>(source))
      walker.standard_input(must_declare);
    else if (must_declare)
      walker.profile_file(std::get<std::string>(source));
    else
      walker.root(std::get<std::string>(source));
  };
  for (const auto& source : profile_paths) walk_source(source, true);
  for (const auto& source : paths) walk_source(source, false);
  walker.apply_kustomizations();
}

}  // namespace fargate_lint::input
