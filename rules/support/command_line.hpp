#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "kube/workload.hpp"
#include "yaml/document.hpp"

/// What containers run: the words of `command` and `args`, those of shell scripts included.
namespace fargate_lint::rules {

struct Word {
  std::string_view text;  ///< without quotes around it
  yaml::Node item;        ///< the element of `command` or `args` that it is in
};

/// Whether any element of the container's command line has one of the texts in it: cheap, to ask
/// first.
bool mentions(const kube::Container& container, std::initializer_list<std::string_view> texts);
inline bool mentions(const kube::Container& container, std::string_view text) {
  return mentions(container, {text});
}

/// The words of the container's command line. An element with blanks in it is taken for a shell
/// script and split at blanks, `;`, `&`, `|` and parentheses; each separator but a blank leaves an
/// empty word, so that a command does not run into the next.
std::vector<Word> words_of_command_line(const kube::Container& container);

/// A flag with its value, `--flag=value` or `--flag value`, in the order of the command line.
struct FlagValue {
  std::string_view flag;   ///< with its dashes
  std::string_view value;  ///< without quotes around it
  yaml::Node item;         ///< the element of `command` or `args` that the value is in
};
std::vector<FlagValue> flags_of_command_line(const kube::Container& container);

}  // namespace fargate_lint::rules
