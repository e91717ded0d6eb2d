#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "fargate/coverage.hpp"
#include "lint/report.hpp"
#include "lint/rule.hpp"
#include "report/sources.hpp"

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
  std::string homepage;  ///< of the program, as a URL
  lint::RuleList rules;
  const Sources* sources = nullptr;  ///< the files behind the report, where there are any
  const fargate::Coverage* coverage = nullptr;  ///< json: what each profile selects
  unsigned threads = 1;               ///< to render with; the text is the same for any number
  std::size_t most_bytes = SIZE_MAX;  ///< markdown: rows that would make it longer are counted only
  /// text: takes away what is rendered so far, now and then, so that a long report is never there
  /// as a whole. Leaves the string empty.
  std::function<void(std::string&)> drain = {};
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
