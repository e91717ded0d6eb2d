#pragma once

#include <string>

#include "system/file_system.hpp"

namespace fargate_lint::system {

/// The folder at or above `folder` (canonical) that holds `.git`, in a linked work tree a file;
/// empty if there is none.
std::string repository_above(const FileSystem& files, const std::string& folder);

/// What belongs together with a folder (canonical): its repository; without one, the folder alone.
std::string boundary_of(const FileSystem& files, const std::string& folder);

}  // namespace fargate_lint::system
