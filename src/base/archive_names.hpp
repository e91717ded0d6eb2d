#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

/// Names of archives, and of what is in them.
namespace fargate_lint {

inline constexpr std::array<std::string_view, 4> kArchiveEndings = {".tgz", ".tar.gz", ".tar",
                                                                    ".zip"};

/// Whether a path has the name of an archive that can be read.
inline bool is_archive_name(std::string_view path) {
  return std::ranges::any_of(kArchiveEndings,
                             [path](std::string_view ending) { return path.ends_with(ending); });
}

/// "bundle.tgz!deploy/api.yaml": what reports call a member.
inline std::string member_path(std::string_view archive, std::string_view member) {
  return std::string(archive).append("!").append(member);
}

/// Whether a path is one of member_path().
inline bool is_in_archive(std::string_view path) {
  const auto mark = path.find('!');
  return mark != std::string_view::npos &&
         (is_archive_name(path.substr(0, mark)) || is_in_archive(path.substr(mark + 1)));
}

}  // namespace fargate_lint
