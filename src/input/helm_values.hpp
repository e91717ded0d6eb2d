#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/field_path.hpp"
#include "input/helm.hpp"
#include "input/helm_chart.hpp"
#include "yaml/location.hpp"

/// The values of a chart, and which of them a rendered one is.
namespace fargate_lint::input {

using KeyPath = std::vector<std::string>;

/// The keys of `.Values` that the actions on a line of a template name, those of an enclosing
/// `with` included: what the line prints may be one of their values, or below it.
std::vector<KeyPath> values_named_on(const Template& file, std::uint32_t line);

/// All that gives a chart its values, in the order in which Helm asks.
class HelmValues {
 public:
  /// `chart` must outlive it.
  HelmValues(const system::FileSystem& files, const HelmRequest& request, const HelmChart& chart);

  /// What gives `rendered`, which a line of a template of the `# Source:` printed that names
  /// `keys`, its value. Nothing unless exactly one of them has the same value, at the end of
  /// `steps`, or of some of their last.
  std::optional<yaml::ValueOrigin> find(std::string_view source, const std::vector<KeyPath>& keys,
                                        std::span<const std::string> steps,
                                        yaml::Node rendered) const;

 private:
  struct Assignment {
    std::string flag;
    KeyPath keys;
    std::string value;
  };
  struct File {
    std::string path;
    std::unique_ptr<const yaml::Document> document;
  };

  void add_assignments(const HelmSet& set);
  std::optional<yaml::ValueOrigin> look_up(std::string_view source, const KeyPath& keys,
                                           yaml::Node rendered) const;
  const File* chart_file(const std::string& path) const;

  const HelmChart& chart_;
  std::vector<Assignment> assignments_;  ///< the last counts
  std::vector<File> given_;              ///< the last counts
  std::vector<File> charts_;
};

}  // namespace fargate_lint::input
