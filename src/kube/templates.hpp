#pragma once

#include <string_view>

namespace fargate_lint::kube {

/// Whether the text holds a placeholder of a template language: Helm, Jinja and Go (`{{`), Jinja's
/// statements (`{%`), ERB (`<%`), envsubst and Flux (`${`), kustomize and Azure Pipelines (`$(`).
/// None of these can stand in a name, a label, a quantity or an image reference.
bool holds_template(std::string_view text);

/// Whether the text holds a shell variable, `$NAME`, as envsubst and sed scripts fill in. Means
/// nothing where a `$` may stand for itself.
bool holds_variable(std::string_view text);

/// Whether it holds either.
bool is_unrendered(std::string_view text);

}  // namespace fargate_lint::kube
