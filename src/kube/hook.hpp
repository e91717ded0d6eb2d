#pragma once

#include <string_view>

#include "kube/object.hpp"

/// What Helm creates at certain times only, apart from the release.
namespace fargate_lint::kube {

/// The events at which Helm creates the object ("pre-install,pre-upgrade"), as its annotation has
/// them; empty if it is part of the release (https://helm.sh/docs/topics/charts_hooks/).
std::string_view helm_hook_of(const Object& object);

/// Whether only `helm test` creates the object (https://helm.sh/docs/topics/chart_tests/).
/// Helm 2 called that `test-success` and `test-failure`.
bool is_helm_test(const Object& object);

}  // namespace fargate_lint::kube
