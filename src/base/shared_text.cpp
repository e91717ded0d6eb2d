#include "base/shared_text.hpp"

#include <array>
#include <limits>
#include <memory>
#include <new>
#include <ostream>

#include "base/hash.hpp"
#include "base/result.hpp"

namespace fargate_lint {
namespace {

/// So many of those that a thread made lately are at hand, each at the place that its hash gives:
/// they stay in the processor's cache, and no texts make the search slow.
constexpr std::size_t kRecent = 512;
/// Longer ones are seldom made twice, and are not to be kept for nothing.
constexpr std::size_t kLongestRecent = 256;

}  // namespace

Counted<SharedText::Held> SharedText::hold(std::string_view text) {
  if (text.empty()) return {};
  require(text.size() <= std::numeric_limits<std::uint32_t>::max(), "a text is below 4 GB");
  if (text.size() > kLongestRecent) return make(text);
  thread_local std::array<SharedText, kRecent> recent;
  SharedText& place = recent[hash_text(text) % kRecent];
  if (place.view() != text) place.held_ = make(text);
  return place.held_;
}

std::ostream& operator<<(std::ostream& out, const SharedText& text) {
  return out << text.view();
}

Counted<SharedText::Held> SharedText::make(std::string_view text) {
  void* const memory = ::operator new(sizeof(Held) + text.size());
  auto* const held = new (memory) Held{1, static_cast<std::uint32_t>(text.size())};
  text.copy(reinterpret_cast<char*>(held + 1), text.size());
  return Counted(held);
}

void SharedText::Held::drop(Held* held) {
  std::destroy_at(held);
  ::operator delete(held);
}

}  // namespace fargate_lint
