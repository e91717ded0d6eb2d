#pragma once

#include <memory>
#include <string>

#include "input/helm.hpp"
#include "input/helm_values.hpp"
#include "input/rendered.hpp"
#include "input/rendered_documents.hpp"

namespace fargate_lint::input {

/// Where the lines of a rendered chart come from: the line of a template or the action there, and
/// the key of a values file where what it printed is that key's value.
class HelmOrigins : public Origins {
 public:
  /// `moves`: places go to the templates; else they stay where they are, and only say what
  /// printed them.
  HelmOrigins(const system::FileSystem& files, HelmRendering rendering, const HelmRequest& request,
              bool moves);

  std::optional<yaml::Location> find(const yaml::Location& rendered,
                                     std::string_view field) const override;

 private:
  yaml::Location with(const yaml::Location& rendered, yaml::Location where,
                      yaml::Origin origin) const;
  std::optional<yaml::Location> file_of(const yaml::Location& rendered, std::string shown) const;
  std::optional<yaml::ValueOrigin> value_of(const yaml::Location& rendered, std::string_view field,
                                            const LineOrigin& origin) const;

  const system::FileSystem& files_;
  HelmRendering rendering_;
  bool moves_;
  HelmValues values_;
  RenderedDocuments documents_;
};

/// Reads inputs, files or the standard input, that were rendered from a chart elsewhere: they stay
/// what they are, and get to know the lines of the chart's templates.
Rendered trace_helm(const system::System& system, const HelmRequest& request,
                    const std::vector<std::string>& inputs);

/// Renders a chart to a file of its own. An error says what the user can do.
Rendered render_helm(const system::System& system, const HelmRequest& request);

}  // namespace fargate_lint::input
