#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace fargate_lint {

/// Keeps many short texts without an allocation for each. They stay where they are for as long as
/// the arena lives, wherever it is moved.
class TextArena {
 public:
  std::string_view keep(std::string_view text) {
    if (text.size() > room_) grow(text.size());
    char* const begin = blocks_.back().get() + used_;
    text.copy(begin, text.size());
    used_ += text.size();
    room_ -= text.size();
    return {begin, text.size()};
  }

  /// The same for one that comes again and again, such as a namespace.
  std::string_view keep_once(std::string_view text) {
    if (text.empty()) return {};
    auto& recent = recent_[(text.size() + static_cast<unsigned char>(text.back())) % kRecent];
    if (recent != text) recent = keep(text);
    return recent;
  }

 private:
  static constexpr std::size_t kRecent = 8;
  static constexpr std::size_t kBlock = 1024;

  void grow(std::size_t needed) {
    room_ = std::max(kBlock, needed);
    used_ = 0;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(room_));
  }

  std::array<std::string_view, kRecent> recent_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t used_ = 0;  ///< bytes of the last block
  std::size_t room_ = 0;
};

}  // namespace fargate_lint
