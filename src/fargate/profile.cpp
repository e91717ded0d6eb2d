#include "fargate/profile.hpp"

#include "fargate/price.hpp"

namespace fargate_lint::fargate {
namespace {

/// Bytes of the character that begins at `at`; a byte that begins none counts as a character.
std::size_t character_size(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = lead < 0xC0   ? 1
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF8 ? 4
                                         : 1;
  if (size > text.size() - at) return 1;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) return 1;
  }
  return size;
}

}  // namespace

std::string Profile::display_name() const {
  if (name.is_known()) return name.text;
  const std::string& stand_in = id.empty() ? name.shape : id;
  if (!stand_in.empty()) return "(" + stand_in + ")";
  return name.is_absent() ? "(no name)" : "(unknown name)";
}

// Walks pattern and text side by side and, on a mismatch, goes back to the last `*` and lets it
// take one character more. Earlier stars never need another try: what they could take, the last one
// can. So the worst case is pattern times text, without a stack; recursion over stars is
// exponential.
namespace {

/// `takes` tells whether `?` takes the character that begins with that byte.
template <typename Takes>
bool match(std::string_view pattern, std::string_view text, Takes takes) {
  constexpr auto kNone = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  auto star = kNone;
  std::size_t taken = 0;  // where the text after the last star's share begins
  while (t < text.size()) {
    const char wanted = p < pattern.size() ? pattern[p] : '\0';
    const bool more = p < pattern.size();
    if (more && wanted == '*') {
      star = p++;
      taken = t;
    } else if (more && wanted == '?' && takes(text[t])) {
      ++p;
      t += character_size(text, t);
    } else if (more && wanted == text[t]) {
      ++p;
      ++t;
    } else if (star != kNone) {
      p = star + 1;
      taken += character_size(text, taken);
      t = taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

bool wildcard_match(std::string_view pattern, std::string_view text) {
  // Most pairs differ in one of their first letters, and most that match have no wildcard.
  std::size_t same = 0;
  while (same < pattern.size() && pattern[same] != '*' && pattern[same] != '?') {
    if (same == text.size() || pattern[same] != text[same]) return false;
    ++same;
  }
  return match(pattern.substr(same), text.substr(same), [](char) { return true; });
}

namespace {

/// The same pattern with each run of wildcards in one order: every `?`, then at most one `*`.
std::string in_order(std::string_view pattern) {
  std::string ordered;
  bool star = false;
  for (const char c : pattern) {
    if (c == '*') {
      star = true;
      continue;
    }
    if (c != '?' && star) {
      ordered += '*';
      star = false;
    }
    ordered += c;
  }
  if (star) ordered += '*';
  return ordered;
}

}  // namespace

// The narrow pattern is matched as if it were a text: what one of its wildcards stands for, only a
// wildcard of the wide one takes, and none but `*` takes a `*`.
bool pattern_includes(std::string_view wide, std::string_view narrow) {
  return match(in_order(wide), in_order(narrow), [](char c) { return c != '*'; });
}

bool patterns_intersect(std::string_view a, std::string_view b) {
  // row[j]: whether what follows the current place in `a` has a text in common with b[j..].
  std::vector<bool> below(b.size() + 1);
  std::vector<bool> row(b.size() + 1);
  for (auto i = a.size() + 1; i-- > 0;) {
    for (auto j = b.size() + 1; j-- > 0;) {
      const bool in_a = i < a.size();
      const bool in_b = j < b.size();
      bool common = !in_a && !in_b;
      if (in_a && a[i] == '*') common = below[j] || (in_b && row[j + 1]);
      if (!common && in_b && b[j] == '*') common = row[j + 1] || (in_a && below[j]);
      if (!common && in_a && in_b && a[i] != '*' && b[j] != '*')
        common = (a[i] == b[j] || a[i] == '?' || b[j] == '?') && below[j + 1];
      row[j] = common;
    }
    std::swap(row, below);
  }
  return below[0];
}

std::string_view region_of(std::span<const Profile> profiles) {
  std::string_view region;
  for (const auto& profile : profiles) {
    if (!is_region_name(profile.region) || profile.region == region) continue;
    if (!region.empty()) return {};
    region = profile.region;
  }
  return region;
}

}  // namespace fargate_lint::fargate
