#pragma once

#include "report/renderer.hpp"

/// Every output format: one file in this folder and one line here.
#define RENDERERS(X)         \
  X(text_renderer)           \
  X(concise_renderer)        \
  X(json_renderer)           \
  X(jsonl_renderer)          \
  X(sarif_renderer)          \
  X(github_renderer)         \
  X(gitlab_renderer)         \
  X(azure_renderer)          \
  X(junit_renderer)          \
  X(checkstyle_renderer)     \
  X(rdjson_renderer)         \
  X(tap_renderer)            \
  X(markdown_renderer)       \
  X(html_renderer)           \
  X(github_comment_renderer) \
  X(gitlab_comment_renderer) \
  X(csv_renderer)

namespace fargate_lint::report {

#define DECLARE_RENDERER(name) extern const Renderer name;
RENDERERS(DECLARE_RENDERER)
#undef DECLARE_RENDERER

}  // namespace fargate_lint::report
