#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "input/helm_alignment.hpp"
#include "system/file_system.hpp"
#include "system/scratch_folder.hpp"

namespace fargate_lint::input {

/// A chart and its subcharts as files of a directory. Subcharts in archives are not opened.
class HelmChart {
 public:
  /// Of a directory. An error if it is no chart; a chart that is too large to be copied is read
  /// without its templates.
  static Result<HelmChart> read(const system::FileSystem& files, const std::string& folder);

  /// As the user named it.
  const std::string& folder() const { return folder_; }
  const TemplateSet& templates() const { return templates_; }
  /// The path of a template, as the user would write it.
  std::string template_path(std::uint32_t number) const;
  /// The path of what a `# Source:` comment names; that of the archive that holds it with its name
  /// there behind a `!`; the chart's own where neither is there.
  std::string source_path(std::string_view source) const;
  /// What values a template of a `# Source:` sees: the keys that lead from the chart's values to
  /// those of its subchart, and the `values.yaml` of each chart on the way, the chart's own first.
  struct Scope {
    std::vector<std::string> keys;
    std::vector<std::string> values_files;
  };
  Scope scope_of(std::string_view source) const;
  /// The `values.yaml` of the chart and of each subchart.
  std::vector<std::string> values_files() const;

  /// Whether a copy can be marked at all.
  bool is_copied() const { return !copied_.empty(); }
  /// Writes the chart with marks in all templates but those in `unmarked`.
  system::Failure write_marked(system::ScratchFolder& to,
                               const std::set<std::uint32_t>& unmarked) const;
  /// The template that a text (of helm's, about what failed) names, by its `# Source:`.
  std::optional<std::uint32_t> named_in(std::string_view text) const;

 private:
  struct Copied {
    std::string name;  ///< relative to the chart
    std::string text;
    std::uint32_t template_number = LineOrigin::kUnknown;
  };
  /// A chart or subchart: how `# Source:` comments begin for it, and where it is.
  struct Part {
    std::string source;  ///< "shop/charts/redis"
    std::string folder;  ///< relative to the chart: "charts/redis"; empty for the chart itself
    std::vector<std::string> keys;
  };
  class Reader;

  std::string values_file_of(const Part& part) const;
  const Part* part_of(std::string_view source) const;

  std::string folder_;
  std::vector<Copied> copied_;
  std::vector<std::string> template_names_;
  std::vector<Part> parts_;  ///< the innermost last
  TemplateSet templates_;
};

}  // namespace fargate_lint::input
