#pragma once

#include "input/loader.hpp"
#include "system/overlay.hpp"

namespace fargate_lint::input {

/// Replaces the archives that `options.paths` names by the manifests in them, which become files
/// `bundle.tgz!deploy/api.yaml` of `files`, under their absolute paths; everything else, such as
/// charts and kustomizations, is then as in a directory. What cannot be read, and what is left out,
/// goes to `options`. Archives in walked directories stay closed, as they always have.
void unpack_archives(system::Overlay& files, LoadOptions& options);

}  // namespace fargate_lint::input
