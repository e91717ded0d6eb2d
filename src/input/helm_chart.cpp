#include "input/helm_chart.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/paths.hpp"
#include "input/neighbours.hpp"
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

}  // namespace

class HelmChart::Reader {
 public:
  Reader(const system::FileSystem& files, HelmChart& chart)
      : files_(files), chart_(chart), root_(files.canonical(chart.folder_)) {}

  void read() {
    if (!read_folder("", 0)) {
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
        files_.list(folder.empty() ? chart_.folder_ : join_path(chart_.folder_, folder));
    if (!entries) return true;
    for (const auto& entry : entries.value()) {
      const auto name = folder.empty() ? entry.name : folder + "/" + entry.name;
      auto kind = entry.kind;
      if (kind == system::Kind::link) {
        // Only what is in the chart: nothing else is anybody's to copy.
        const auto path = join_path(chart_.folder_, name);
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
    auto text = system::read_regular_file(files_, join_path(chart_.folder_, name));
    if (!text) return true;
    bytes_ += text->size();
    chart_.copied_.push_back({name, *std::move(text)});
    return bytes_ <= kMostBytes && chart_.copied_.size() <= kMostFiles;
  }

  std::string_view text_of(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? std::string_view() : chart_.copied_[found->second].text;
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
    chart_.parts_.push_back(
        {source, folder.empty() ? "" : folder.substr(0, folder.size() - 1), keys});
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
        chart_.template_names_.push_back(copied.name);
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

Result<HelmChart> HelmChart::read(const system::FileSystem& files, const std::string& folder) {
  if (!files.is(system::Kind::regular, join_path(folder, kChartName)))
    return Error{"is not a chart: it has no " + std::string(kChartName),
                 "name the directory that holds Chart.yaml, or a packaged chart (.tgz)"};
  HelmChart chart;
  chart.folder_ = folder;
  Reader(files, chart).read();
  return chart;
}

std::string HelmChart::template_path(std::uint32_t number) const {
  return join_path(folder_, template_names_.at(number));
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
  if (part == nullptr) return folder_;
  auto within = source.substr(part->source.size() + 1);
  const auto folder = join_path(folder_, part->folder);
  if (!within.starts_with(kCharts)) return join_path(folder, within);
  within.remove_prefix(kCharts.size());
  const auto name = within.substr(0, within.find('/'));
  const auto beginning = join_path(part->folder, kCharts);
  for (const auto& copied : copied_) {
    const auto file = std::string_view(copied.name);
    if (!file.ends_with(".tgz") || !file.starts_with(beginning)) continue;
    const auto rest = file.substr(beginning.size());
    if (rest.starts_with(name) && rest.substr(name.size()).starts_with('-'))
      return join_path(folder_, file) + "!" +
             std::string(within.substr(std::min(name.size() + 1, within.size())));
  }
  return folder;
}

HelmChart::Scope HelmChart::scope_of(std::string_view source) const {
  Scope scope;
  const auto* part = part_of(source);
  if (part == nullptr) return scope;
  scope.keys = part->keys;
  for (const auto& each : parts_) {
    const bool is_on_the_way =
        part->source == each.source || part->source.starts_with(each.source + "/");
    if (is_on_the_way) scope.values_files.push_back(values_file_of(each));
  }
  return scope;
}

std::string HelmChart::values_file_of(const Part& part) const {
  return join_path(folder_, part.folder.empty() ? std::string(kValues)
                                                : part.folder + "/" + std::string(kValues));
}

std::vector<std::string> HelmChart::values_files() const {
  std::vector<std::string> paths;
  for (const auto& part : parts_) paths.push_back(values_file_of(part));
  std::ranges::sort(paths);
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  return paths;
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
