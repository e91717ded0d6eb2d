#pragma once

#include <memory>
#include <string>
#include <vector>

#include "input/loader.hpp"
#include "input/rendered.hpp"
#include "system/file_system.hpp"

namespace fargate_lint::input {

/// Replaces the archives that `options.paths` names by the manifests in them, which become files
/// `bundle.tgz!deploy/api.yaml`. These are the caller's to add to the file system, under the
/// absolute paths given; everything else, such as charts and kustomizations, is then as in a
/// directory. What cannot be read, and what is left out, goes to `options`. Archives in walked
/// directories stay closed, as they always have.
std::vector<RenderedFile> unpack_archives(const system::FileSystem& files, LoadOptions& options);

}  // namespace fargate_lint::input
