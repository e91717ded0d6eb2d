#include "report/renderer.hpp"

#include "report/renderers.hpp"

namespace fargate_lint::report {

std::span<const Renderer* const> renderers() {
#define ADDRESS_OF_RENDERER(name) &name,
  static constexpr const Renderer* kRenderers[] = {RENDERERS(ADDRESS_OF_RENDERER)};
#undef ADDRESS_OF_RENDERER
  return kRenderers;
}

const Renderer& default_renderer() {
  return text_renderer;
}

const Renderer* find_renderer(std::string_view name) {
  for (const auto* renderer : renderers())
    if (renderer->name == name) return renderer;
  return nullptr;
}

}  // namespace fargate_lint::report
