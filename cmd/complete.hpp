#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace fargate_lint::cmd {

/// One way to go on, and what it means.
struct Candidate {
  std::string text;
  std::string description;
};

/// How the last word of a command line may go on.
struct Completion {
  std::vector<Candidate> candidates;
  bool space = true;   ///< the word ends where a candidate does
  bool files = false;  ///< or it is a path, which the shell knows best
};
/// `words` are those behind the program's name; the last is the one to complete, empty if nothing
/// is typed of it yet. All that is said comes from the tables of commands and options.
Completion complete(const std::vector<std::string>& words, const Context& context);

/// `__complete WORD...`: what shells ask while their user types, through the scripts of
/// `completion`. Prints a line `candidate<TAB>description` for each, and last `:N` with the bits of
/// cobra's ShellCompDirective (2: no space, 4: no files), as kubectl wants it of its plugins
/// (kubernetes/kubectl pkg/cmd/plugin_completion.go).
int run_complete(const std::vector<std::string>& words, const Context& context);

}  // namespace fargate_lint::cmd
