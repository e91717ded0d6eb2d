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

/// A chart and its subcharts, unpacked where they are packages (`.tgz`).
class HelmChart {
 public:
  /// Of a directory, or of a package. An error if a directory is no chart; what is too large to be
  /// copied, or is no sound package, is read without its templates.
  static Result<HelmChart> read(const system::FileSystem& files, const std::string& path);

  const TemplateSet& templates() const { return templates_; }
  /// The path of a template, as the user would write it: in a package behind its `!`, without the
  /// directory that everything there is in ("shop-1.2.3.tgz!templates/x.yaml").
  const std::string& template_path(std::uint32_t number) const;
  /// The path of what a `# Source:` comment names; the chart's own if it is of no part of it.
  std::string source_path(std::string_view source) const;
  /// What values a template of a `# Source:` sees: the keys that lead from the chart's values to
  /// those of its subchart, and the `values.yaml` of each chart on the way, the chart's own first.
  struct Scope {
    std::vector<std::string> keys;
    std::vector<std::string> values_files;
  };
  Scope scope_of(std::string_view source) const;
  struct ValuesFile {
    std::string_view path;
    std::string_view text;
  };
  /// The `values.yaml` of the chart and of each subchart that has one.
  std::vector<ValuesFile> values_files() const;

  /// Whether a copy can be marked at all.
  bool is_copied() const { return !copied_.empty(); }
  /// Writes the chart with marks in all templates but those in `unmarked`.
  system::Failure write_marked(system::ScratchFolder& to,
                               const std::set<std::uint32_t>& unmarked) const;
  /// The template that a text (of helm's, about what failed) names, by its `# Source:`.
  std::optional<std::uint32_t> named_in(std::string_view text) const;

 private:
  struct Copied {
    std::string name;  ///< relative to the copy, in which packages are directories
    std::string path;  ///< as the user would write it
    std::string text;
    std::uint32_t template_number = LineOrigin::kUnknown;
  };
  /// A chart or subchart: how `# Source:` comments begin for it, and how paths in it do.
  struct Part {
    std::string source;     ///< "shop/charts/redis"
    std::string beginning;  ///< "charts/shop/charts/redis/", "shop-1.2.3.tgz!charts/redis/"
    std::vector<std::string> keys;
  };
  class Reader;

  const Part* part_of(std::string_view source) const;

  std::string path_;                         ///< as the user named it
  std::vector<Copied> copied_;               ///< sorted by name
  std::vector<std::size_t> template_files_;  ///< of each template, in copied_
  std::vector<Part> parts_;                  ///< the innermost last
  TemplateSet templates_;
};

}  // namespace fargate_lint::input
