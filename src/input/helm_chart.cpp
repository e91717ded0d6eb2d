#include "input/helm_chart.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/archive_names.hpp"
#include "base/paths.hpp"
#include "input/archive.hpp"
#include "input/neighbours.hpp"
#include "system/overlay.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

// What a chart may hold to be copied. Helm itself stores charts in 1 MiB Secrets.
constexpr std::size_t kMostFiles = 10'000;
constexpr std::size_t kMostBytes = std::size_t{128} << 20U;
constexpr std::size_t kMostDepth = 32;
/// Subcharts, each once for each name that it is given.
constexpr std::size_t kMostParts = 1000;
constexpr std::size_t kMostSources = 100'000;

constexpr std::string_view kTemplates = "templates/";
constexpr std::string_view kCharts = "charts/";
constexpr std::string_view kValues = "values.yaml";

bool is_helper(std::string_view name) {
  return file_name(name).starts_with('_') || name.ends_with(".tpl");
}

/// The dependencies that a chart gives other names, by the names that they have.
std::multimap<std::string, std::string> read_aliases(yaml::Node chart) {
  std::multimap<std::string, std::string> aliases;
  for (const auto dependency : chart["dependencies"].items()) {
    const auto alias = dependency["alias"].text();
    if (!alias.empty()) aliases.emplace(dependency["name"].text(), alias);
  }
  return aliases;
}

/// Whether it is a package where Helm looks for subcharts (helm.sh/helm/v3/pkg/chart/loader,
/// LoadFiles).
bool is_packaged_subchart(std::string_view name) {
  while (name.starts_with(kCharts)) {
    name.remove_prefix(kCharts.size());
    const auto slash = name.find('/');
    if (slash == std::string_view::npos) return name.ends_with(".tgz");
    name.remove_prefix(slash + 1);
  }
  return false;
}

/// A member's name without the directory that the whole package is in, as Helm reads it; empty for
/// what is in none.
std::string_view name_in_chart(std::string_view member) {
  const auto slash = member.find('/');
  return slash == std::string_view::npos ? std::string_view() : member.substr(slash + 1);
}

}  // namespace

class HelmChart::Reader {
 public:
  Reader(const system::FileSystem& files, HelmChart& chart)
      : files_(files), chart_(chart), root_(files.canonical(chart.path_)) {}

  void read() {
    const bool is_folder = files_.is(system::Kind::folder, chart_.path_);
    if (!(is_folder ? read_folder("", 0) : read_package(files_, chart_.path_, "", 0))) {
      chart_.copied_.clear();
      return;
    }
    std::ranges::sort(chart_.copied_, {}, &Copied::name);
    for (std::size_t i = 0; i < chart_.copied_.size(); ++i) by_name_[chart_.copied_[i].name] = i;
    add_part("", "", {}, 0);
  }

 private:
  /// False if there is too much of it.
  bool read_folder(const std::string& folder, std::size_t depth) {
    // Links that lead back would otherwise be followed without end.
    if (depth > kMostDepth || ++folders_ > kMostFiles) return false;
    const auto entries =
        files_.list(folder.empty() ? chart_.path_ : join_path(chart_.path_, folder));
    if (!entries) return true;
    for (const auto& entry : entries.value()) {
      const auto name = folder.empty() ? entry.name : folder + "/" + entry.name;
      auto kind = entry.kind;
      if (kind == system::Kind::link) {
        // Only what is in the chart: nothing else is anybody's to copy.
        const auto path = join_path(chart_.path_, name);
        const auto target = files_.resolve(path);
        const auto status = files_.status(path);
        if (!target || !status || !is_within(*target, root_) || is_within(root_, *target)) continue;
        kind = status.value().kind;
      }
      const bool is_read = kind == system::Kind::folder
                               ? entry.name == ".git" || read_folder(name, depth + 1)
                               : kind != system::Kind::regular || read_file(name);
      if (!is_read) return false;
    }
    return true;
  }

  bool read_file(const std::string& name) {
    auto path = join_path(chart_.path_, name);
    auto text = system::read_regular_file(files_, path);
    return !text || add(name, std::move(path), *std::move(text), 0);
  }

  /// Adds a file; what a package in its place holds.
  bool add(std::string name, std::string path, std::string text, std::size_t depth) {
    bytes_ += text.size();
    if (bytes_ > kMostBytes || chart_.copied_.size() >= kMostFiles) return false;
    if (is_packaged_subchart(name)) {
      system::Overlay package(files_);
      package.add(path, std::move(text));
      // No package has a directory of that name.
      return read_package(package, path, name + "!/", depth + 1);
    }
    chart_.copied_.push_back({std::move(name), std::move(path), std::move(text)});
    return true;
  }

  /// Reads a package to `folder` of the copy.
  bool read_package(const system::FileSystem& files, const std::string& path,
                    const std::string& folder, std::size_t depth) {
    if (depth > kMostDepth) return false;
    const auto file = files.open(path);
    if (!file) return false;
    ArchiveLimits limits;
    limits.members = kMostFiles;
    limits.total_bytes = kMostBytes;
    auto package = input::read_package(*file.value(), limits);
    if (!package.faults.empty()) return false;
    for (auto& member : package.members) {
      const auto name = name_in_chart(member.path);
      // A copy of what was packaged would leave out more.
      if (name.empty() || name == ".helmignore") continue;
      if (!add(folder + std::string(name), member_path(path, name), std::move(member.text), depth))
        return false;
    }
    return true;
  }

  std::string_view text_of(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? std::string_view() : chart_.copied_[found->second].text;
  }

  std::string beginning_of(const std::string& folder) const {
    const auto found = by_name_.find(folder + std::string(kChartName));
    if (found == by_name_.end()) return chart_.path_ + "/";
    const auto& path = chart_.copied_[found->second].path;
    return path.substr(0, path.size() - kChartName.size());
  }

  /// A chart in `folder` ("" or "charts/redis/"), which `parent` ("shop/charts/") uses under the
  /// name `alias`, or its own.
  void add_part(const std::string& folder, const std::string& parent, std::vector<std::string> keys,
                std::size_t depth, const std::string& alias = {}) {
    if (depth > kMostDepth || chart_.parts_.size() > kMostParts) return;
    const auto about = yaml::read_document(text_of(folder + std::string(kChartName)));
    const auto root = about ? about->root() : yaml::Node();
    const auto name = alias.empty() ? std::string(root["name"].text()) : alias;
    if (depth > 0) keys.push_back(name);
    const auto source = parent + name;
    chart_.parts_.push_back({source, beginning_of(folder), keys});
    add_templates(folder, source + "/");

    auto aliases = read_aliases(root);
    // Charts of Helm 2's format name theirs in a file of its own.
    if (const auto old = yaml::read_document(text_of(folder + "requirements.yaml")))
      aliases.merge(read_aliases(old->root()));
    const auto charts = folder + std::string(kCharts);
    for (const auto& sub : subfolders(charts)) {
      const auto within = charts + sub + "/";
      const auto its = yaml::read_document(text_of(within + std::string(kChartName)));
      if (!its) continue;
      const auto own = std::string(its->root()["name"].text());
      add_part(within, source + "/" + std::string(kCharts), keys, depth + 1);
      const auto [first, last] = aliases.equal_range(own);
      for (auto each = first; each != last; ++each)
        add_part(within, source + "/" + std::string(kCharts), keys, depth + 1, each->second);
    }
  }

  std::vector<std::string> subfolders(const std::string& folder) const {
    std::vector<std::string> names;
    for (auto at = by_name_.lower_bound(folder);
         at != by_name_.end() && at->first.starts_with(folder); ++at) {
      const auto rest = std::string_view(at->first).substr(folder.size());
      const auto slash = rest.find('/');
      if (slash == std::string_view::npos) continue;
      if (names.empty() || names.back() != rest.substr(0, slash))
        names.emplace_back(rest.substr(0, slash));
    }
    return names;
  }

  void add_templates(const std::string& folder, const std::string& source) {
    const auto templates = folder + std::string(kTemplates);
    for (auto at = by_name_.lower_bound(templates);
         at != by_name_.end() && at->first.starts_with(templates); ++at) {
      auto& copied = chart_.copied_[at->second];
      if (file_name(copied.name) == "NOTES.txt") continue;
      if (chart_.templates_.by_source.size() > kMostSources) return;
      if (copied.template_number == LineOrigin::kUnknown) {
        copied.template_number = static_cast<std::uint32_t>(chart_.templates_.files.size());
        chart_.templates_.files.emplace_back(copied.text, is_helper(copied.name));
        chart_.template_files_.push_back(at->second);
      }
      chart_.templates_.by_source[source + copied.name.substr(folder.size())] =
          copied.template_number;
    }
  }

  const system::FileSystem& files_;
  HelmChart& chart_;
  std::string root_;
  std::size_t bytes_ = 0;
  std::size_t folders_ = 0;
  std::map<std::string, std::size_t, std::less<>> by_name_;
};

Result<HelmChart> HelmChart::read(const system::FileSystem& files, const std::string& path) {
  const bool is_package = files.is(system::Kind::regular, path) &&
                          (path.ends_with(".tgz") || path.ends_with(".tar.gz"));
  if (!is_package && !files.is(system::Kind::regular, join_path(path, kChartName)))
    return Error{"is not a chart: it has no " + std::string(kChartName),
                 "name the directory that holds Chart.yaml, or a packaged chart (.tgz)"};
  HelmChart chart;
  chart.path_ = path;
  Reader(files, chart).read();
  return chart;
}

const std::string& HelmChart::template_path(std::uint32_t number) const {
  return copied_[template_files_.at(number)].path;
}

const HelmChart::Part* HelmChart::part_of(std::string_view source) const {
  const Part* found = nullptr;
  for (const auto& part : parts_) {
    const bool is_it = source.starts_with(part.source) && source.size() > part.source.size() &&
                       source[part.source.size()] == '/';
    if (is_it && (found == nullptr || part.source.size() > found->source.size())) found = &part;
  }
  return found;
}

std::string HelmChart::source_path(std::string_view source) const {
  const auto& by_source = templates_.by_source;
  if (const auto found = by_source.find(source); found != by_source.end())
    return template_path(found->second);
  const auto* part = part_of(source);
  return part == nullptr ? path_
                         : part->beginning + std::string(source.substr(part->source.size() + 1));
}

HelmChart::Scope HelmChart::scope_of(std::string_view source) const {
  Scope scope;
  const auto* part = part_of(source);
  if (part == nullptr) return scope;
  scope.keys = part->keys;
  for (const auto& each : parts_) {
    const bool is_on_the_way =
        part->source == each.source || part->source.starts_with(each.source + "/");
    if (is_on_the_way) scope.values_files.push_back(each.beginning + std::string(kValues));
  }
  return scope;
}

std::vector<HelmChart::ValuesFile> HelmChart::values_files() const {
  std::vector<ValuesFile> files;
  for (const auto& copied : copied_) {
    if (file_name(copied.name) != kValues) continue;
    const auto beginning =
        std::string_view(copied.path).substr(0, copied.path.size() - kValues.size());
    if (std::ranges::find(parts_, beginning, &Part::beginning) != parts_.end())
      files.push_back({copied.path, copied.text});
  }
  return files;
}

system::Failure HelmChart::write_marked(system::ScratchFolder& to,
                                        const std::set<std::uint32_t>& unmarked) const {
  for (const auto& copied : copied_) {
    const auto number = copied.template_number;
    const bool is_marked = number != LineOrigin::kUnknown && !unmarked.contains(number);
    auto failure =
        to.write(copied.name, is_marked ? templates_.files[number].marked(number) : copied.text);
    if (failure) return failure;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> HelmChart::named_in(std::string_view text) const {
  std::optional<std::uint32_t> found;
  auto first = std::string_view::npos;
  for (const auto& [source, number] : templates_.by_source) {
    const auto at = text.find(source);
    if (at >= first) continue;
    first = at;
    found = number;
  }
  return found;
}

}  // namespace fargate_lint::input
