#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "system/git.hpp"
#include "system/scratch.hpp"

namespace fargate_lint::system {

/// What is in the objects of a repository, from one git that is started for the first and asked for
/// each. Any thread may ask.
class GitObjects {
 public:
  explicit GitObjects(Git git) : git_(std::move(git)) {}

  /// The bytes of the blob of that name. An error has no message if git does not have it.
  Result<std::shared_ptr<const Scratch>> read(std::string_view id);

 private:
  Result<std::shared_ptr<const Scratch>> ask(std::string_view id);
  bool read_line(std::string& line);
  /// The next bytes that git gives, at most `size`; none at its end.
  std::string_view next(std::size_t size);

  Git git_;
  std::mutex mutex_;
  std::unique_ptr<Running> running_;
  std::array<char, 65536> buffer_{};
  std::string_view unread_;  ///< in `buffer_`
  std::string latest_id_;
  std::shared_ptr<const Scratch> latest_;  ///< who asks for a size mostly reads it next
};

}  // namespace fargate_lint::system
