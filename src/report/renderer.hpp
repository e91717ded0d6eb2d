#pragma once

#include <span>
#include <string>
#include <string_view>

#include "lint/engine.hpp"
#include "lint/report.hpp"

namespace fargate_lint::report {

/// What a renderer may want to know beyond the report.
struct RenderOptions {
  bool color = false;
  bool unicode = true;      ///< glyphs outside ASCII are fine
  unsigned width = 100;     ///< columns of the terminal
  bool placement = true;    ///< show the placement table
  bool diagnostics = true;  ///< show the findings
  bool quiet = false;       ///< diagnostics only, no table, no account unless something is wrong
  std::string program = "fargate-lint";  ///< how the user called us, for hints
  std::string version;
  lint::RuleList rules;
};

/// One output format: one file in this folder and one line in renderer.cpp.
struct Renderer {
  std::string_view name;     ///< "json"
  std::string_view summary;  ///< one line for --help
  void (*render)(const lint::Report& report, const RenderOptions& options, std::string& out);
};
std::span<const Renderer* const> renderers();
const Renderer* find_renderer(std::string_view name);

}  // namespace fargate_lint::report
