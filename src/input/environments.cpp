#include "input/environments.hpp"

#include <algorithm>
#include <utility>

namespace fargate_lint::input {

Environments::Environments(const std::string& folder, const std::vector<std::string>& patterns)
    : folder_(folder.ends_with('/') ? folder : folder + '/') {
  for (const auto& text : patterns) {
    const auto slash = text.find('/');
    patterns_.push_back({text, PathPatterns(folder, {text}), slash >= text.size() - 1, false});
  }
}

kube::Environment Environments::of(std::string_view absolute) {
  if (patterns_.empty() || !absolute.starts_with(folder_)) return kube::Environment::shared;
  for (auto end = folder_.size(); end < absolute.size();) {
    const auto begin = end;
    end = std::min(absolute.find('/', begin), absolute.size());
    const bool is_directory = end < absolute.size();
    const auto path = absolute.substr(0, end);
    for (auto& pattern : patterns_) {
      if (!pattern.paths.match(path, is_directory)) continue;
      pattern.is_used = true;
      // A path begins with a slash here, a name does not.
      return number_of(std::string(pattern.is_name ? absolute.substr(begin, end - begin) : path));
    }
    ++end;
  }
  return kube::Environment::shared;
}

kube::Environment Environments::number_of(std::string key) {
  const auto known = numbers_.find(key);
  if (known != numbers_.end()) return known->second;
  too_many_ = too_many_ || numbers_.size() == kMost;
  if (too_many_) return kube::Environment{kMost};
  const auto number = kube::Environment{static_cast<std::uint32_t>(numbers_.size() + 1)};
  return numbers_.emplace(std::move(key), number).first->second;
}

std::vector<std::string> Environments::unused() const {
  std::vector<std::string> texts;
  for (const auto& pattern : patterns_)
    if (!pattern.is_used) texts.push_back(pattern.text);
  return texts;
}

}  // namespace fargate_lint::input
