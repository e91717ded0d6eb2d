#include "report/fingerprint.hpp"

#include <charconv>

#include "report/utf8.hpp"

// A rolling hash over the 100 characters from a line's start, spaces and tabs not counted, so that
// an alert is known again when its line is indented anew or moves together with what follows it:
//
//   hash = 37 * hash + incoming - 37^100 * outgoing   (mod 2^64)
//
// Characters are UTF-16 code units, for theirs is JavaScript. Line ends of every kind count as one
// LF. Behind the end of the file come 65535 and then zeros. Lines with equal hashes are told apart
// by a running number.

namespace fargate_lint::report {
namespace {

constexpr std::uint64_t kBase = 37;
constexpr std::uint16_t kEndOfFile = 65535;

constexpr std::uint64_t base_to(std::size_t exponent) {
  std::uint64_t power = 1;
  for (std::size_t i = 0; i < exponent; ++i) power *= kBase;
  return power;
}

/// How many bytes after a lead byte could still have become a character: Node, as the WHATWG
/// Encoding Standard has it, replaces the longest such beginning by one U+FFFD.
std::size_t beginning_of_character(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0xC2 || lead > 0xF4) return 1;
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned char lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned char highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  std::size_t taken = 1;
  while (taken < size && taken < text.size() && byte(taken) >= lowest && byte(taken) <= highest) {
    lowest = 0x80;
    highest = 0xBF;
    ++taken;
  }
  return taken;
}

}  // namespace

bool LineHasher::take(std::string_view part) {
  constexpr std::size_t kLongestCharacter = 4;
  text_ += part;
  take_characters(kLongestCharacter - 1);
  return wants_more_;
}

void LineHasher::finish() {
  take_characters(0);
  take_unit(kEndOfFile);
  for (std::size_t i = 0; i < kWindow; ++i) {
    say_line_leaving();
    roll(0);
  }
}

/// Leaves the last bytes, which may be part of a character.
void LineHasher::take_characters(std::size_t bytes_kept) {
  std::string_view text = text_;
  while (wants_more_ && text.size() > bytes_kept) {
    auto rest = text;
    const auto c = take_character(rest);
    if (c == kReplacementCharacter && text.size() - rest.size() == 1)
      rest = text.substr(beginning_of_character(text));
    text = rest;
    if (c < 0x10000) {
      take_unit(static_cast<std::uint16_t>(c));
    } else {
      take_unit(static_cast<std::uint16_t>(0xD800 + ((c - 0x10000) >> 10U)));
      take_unit(static_cast<std::uint16_t>(0xDC00 + ((c - 0x10000) & 0x3FFU)));
    }
  }
  text_.erase(0, text_.size() - text.size());
}

void LineHasher::take_unit(std::uint16_t unit) {
  const bool line_feed_of_crlf = after_cr_ && unit == '\n';
  after_cr_ = unit == '\r';
  if (unit == ' ' || unit == '\t' || line_feed_of_crlf) return;
  if (after_cr_) unit = '\n';
  say_line_leaving();
  if (line_starts_) lines_[at_] = ++line_;
  line_starts_ = unit == '\n';
  roll(unit);
}

/// If a line starts at the end of the window, the window holds all that its hash is made of.
void LineHasher::say_line_leaving() {
  if (lines_[at_] == 0 || !wants_more_) return;
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash_, 16).ptr;
  std::string text(digits.data(), end);
  text += ":" + std::to_string(++met_[hash_]);
  wants_more_ = callback_(lines_[at_], text);
  lines_[at_] = 0;
}

void LineHasher::roll(std::uint16_t incoming) {
  constexpr auto kLeaving = base_to(kWindow);
  hash_ = kBase * hash_ + incoming - kLeaving * window_[at_];
  window_[at_] = incoming;
  at_ = (at_ + 1) % kWindow;
}

}  // namespace fargate_lint::report
