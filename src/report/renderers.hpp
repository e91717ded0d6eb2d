#pragma once

#include "report/renderer.hpp"

/// Every output format: one file in this folder and one line here.
#define RENDERERS(X) \
  X(text_renderer)   \
  X(json_renderer)

namespace fargate_lint::report {

#define DECLARE_RENDERER(name) extern const Renderer name;
RENDERERS(DECLARE_RENDERER)
#undef DECLARE_RENDERER

}  // namespace fargate_lint::report
