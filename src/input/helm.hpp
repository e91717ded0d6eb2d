#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "input/helm_chart.hpp"
#include "system/system.hpp"

/// Charts as helm renders them, and the line of a template that each rendered line comes from.
namespace fargate_lint::input {

/// A value on helm's command line: --set and its relatives.
struct HelmSet {
  std::string flag;   ///< "--set-string"
  std::string value;  ///< "a.b=c"
  bool operator==(const HelmSet&) const = default;
};

/// What `helm template` is asked for.
struct HelmRequest {
  std::string chart;  ///< a directory, or a packaged chart
  std::string release_name = "release-name";
  std::string ns = {};
  std::vector<std::string> values = {};  ///< files; a later one overrides
  std::vector<HelmSet> sets = {};        ///< in their order
  std::string kube_version = {};
  std::vector<std::string> api_versions = {};
  bool include_crds = false;
  bool no_hooks = false;
  bool skip_tests = false;
  std::chrono::milliseconds limit = std::chrono::minutes(1);
  bool operator==(const HelmRequest&) const = default;
};

/// A rendered chart.
struct HelmRendering {
  std::string text;                        ///< what `helm template` prints, and nothing else
  std::shared_ptr<const HelmChart> chart;  ///< never null
  std::vector<LineOrigin> origins;         ///< of each line of the text; empty: none is known
  /// Why no line, or not those of some templates, could be traced; empty if all was tried.
  std::string remark;
};

/// Renders a chart with the helm that FARGATE_LINT_HELM names, or that of PATH: as it is, and, to
/// learn where its lines come from, a marked copy in a directory of our own. An error says what the
/// user can do. Nothing is written into the chart, and its dependencies are never fetched.
Result<HelmRendering> render_chart(const system::System& system, const HelmRequest& request);

/// A chart, and what helm prints for its marked copy.
struct MarkedChart {
  std::shared_ptr<const HelmChart> chart;  ///< never null
  std::string text;
};
/// Renders only the marked copy, for texts that the chart was rendered to elsewhere.
Result<MarkedChart> render_marked(const system::System& system, const HelmRequest& request);
/// Finds where the lines of such a text come from.
HelmRendering trace(const MarkedChart& marked, std::string text);

/// The command line of `helm template` for the request, of the chart at `path`.
std::vector<std::string> helm_words(const std::string& program, const HelmRequest& request,
                                    const std::string& path);

}  // namespace fargate_lint::input
