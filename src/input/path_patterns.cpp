#include "input/path_patterns.hpp"

#include <utility>

namespace fargate_lint::input {

PathPatterns::PathPatterns(std::string folder, const std::vector<std::string>& patterns)
    : folder_(std::move(folder)) {
  std::string text;
  for (const auto& pattern : patterns) text.append(pattern).append("\n");
  rules_ = IgnoreRules::parse(text);
  if (!folder_.ends_with('/')) folder_ += '/';
}

bool PathPatterns::match(std::string_view absolute, bool is_directory) const {
  if (!absolute.starts_with(folder_)) return false;
  const auto path = absolute.substr(folder_.size());
  const auto named = [&](std::string_view part, bool directory) {
    return rules_.judge(part, directory) == IgnoreRules::Answer::ignored;
  };
  for (auto slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1))
    if (named(path.substr(0, slash), true)) return true;
  return named(path, is_directory);
}

bool Filter::leaves_out(std::string_view absolute, bool is_directory) const {
  if (exclude.match(absolute, is_directory)) return true;
  return !is_directory && !include.empty() && !include.match(absolute);
}

}  // namespace fargate_lint::input
