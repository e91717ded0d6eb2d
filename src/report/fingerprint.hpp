#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace fargate_lint::report {

/// Computes for the lines of a text what GitHub code scanning recognises an alert by:
/// `primaryLocationLineHash`, as github/codeql-action does in src/fingerprints.ts. A value that
/// differs from theirs makes their upload action warn and alerts appear twice.
class LineHasher {
 public:
  /// Called with line numbers from 1, in their order, the last one being the line behind the last
  /// line end. Returns whether it wants more.
  using Callback = std::function<bool(std::uint32_t number, const std::string& hash)>;
  explicit LineHasher(Callback callback) : callback_(std::move(callback)) {}

  /// Takes the next bytes of the text, which may end within a character. Returns whether more are
  /// wanted.
  bool take(std::string_view part);
  /// The text has ended.
  void finish();

 private:
  static constexpr std::size_t kWindow = 100;

  void take_characters(std::size_t bytes_kept);
  void take_unit(std::uint16_t unit);
  void say_line_leaving();
  void roll(std::uint16_t incoming);

  Callback callback_;
  bool wants_more_ = true;
  std::string text_;  ///< not taken apart yet
  std::array<std::uint16_t, kWindow> window_{};
  std::array<std::uint32_t, kWindow> lines_{};  ///< the line that starts there; 0: none does
  std::unordered_map<std::uint64_t, std::uint32_t> met_;
  std::uint64_t hash_ = 0;
  std::size_t at_ = 0;
  std::uint32_t line_ = 0;
  bool line_starts_ = true;
  bool after_cr_ = false;
};

}  // namespace fargate_lint::report
