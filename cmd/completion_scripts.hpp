#pragma once

#include <span>
#include <string_view>

namespace fargate_lint::cmd {

/// What makes a shell ask the program how a command line goes on. The scripts know nothing of
/// commands and options: they run `__complete` (complete.hpp) and show what it says.
struct CompletionScript {
  std::string_view shell;  ///< "bash"; "kubectl" for its plugins
  std::string_view file;   ///< its usual name: "_fargate-lint"
  std::string_view text;
};
std::span<const CompletionScript> completion_scripts();

}  // namespace fargate_lint::cmd
