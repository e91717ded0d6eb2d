#pragma once

#include <string>
#include <vector>

#include "lint/input.hpp"

/// Where bytes come from: files, directories, stdin. Turns them into lint::Input.
namespace fargate_lint::input {

struct LoadOptions {
  std::vector<std::string> paths;          ///< files, directories, "-" for stdin
  std::vector<std::string> profile_paths;  ///< --profiles: each must declare profiles
  std::string default_namespace = "default";
  bool default_namespace_given = false;
  bool complete = false;
  unsigned threads = 1;
};

/// Reads everything. What cannot be read is recorded in Input::errors, Input::unreadable or
/// Input::ignored, and the rest goes on. The same input gives the same result at any number of
/// threads.
lint::Input load(const LoadOptions& options);

}  // namespace fargate_lint::input
