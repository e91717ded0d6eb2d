#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "base/counted.hpp"

namespace fargate_lint {

/// A text that never changes, for values that are many and say the same: the path of a file, the
/// kind of an object, the advice of a rule. One word long. Copies share the text, and texts that
/// one thread makes share it with those that it made lately.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string_view text) : held_(hold(text)) {}
  SharedText(const std::string& text) : SharedText(std::string_view(text)) {}
  SharedText(const char* text) : SharedText(std::string_view(text)) {}

  std::string_view view() const {
    const Held* const held = held_.get();
    if (held == nullptr) return {};
    return {reinterpret_cast<const char*>(held + 1), held->size};
  }
  std::string str() const { return std::string(view()); }
  operator std::string_view() const { return view(); }
  bool empty() const { return held_.get() == nullptr; }
  std::size_t size() const { return view().size(); }

  friend bool operator==(const SharedText& a, const std::convertible_to<std::string_view> auto& b) {
    return a.view() == std::string_view(b);
  }
  friend auto operator<=>(const SharedText& a,
                          const std::convertible_to<std::string_view> auto& b) {
    return a.view() <=> std::string_view(b);
  }
  friend std::string operator+(std::string a, const SharedText& b) {
    a += b.view();
    return a;
  }
  friend std::string operator+(const SharedText& a, std::string_view b) {
    std::string text(a.view());
    text += b;
    return text;
  }
  friend std::ostream& operator<<(std::ostream& out, const SharedText& text);

 private:
  /// Stands in front of the text.
  struct Held {
    static void drop(Held* held);
    std::atomic<std::uint32_t> owners;
    std::uint32_t size;
  };

  /// Null for a text without characters.
  static Counted<Held> hold(std::string_view text);
  static Counted<Held> make(std::string_view text);

  Counted<Held> held_;
};

}  // namespace fargate_lint
