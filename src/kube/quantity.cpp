#include "kube/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>

namespace fargate_lint::kube {
namespace {

using Nanos = Quantity::Nanos;

constexpr std::int64_t kMaxUnits = std::numeric_limits<std::int64_t>::max();
constexpr Nanos kNanosPerUnit = 1'000'000'000;
constexpr Nanos kMaxNanos = kMaxUnits * kNanosPerUnit;

struct Suffix {
  std::string_view text;
  int power_of_ten;
  int power_of_two;
};

// apimachinery pkg/api/resource/suffix.go, newSuffixer.
constexpr std::array kSuffixes = {
    Suffix{"", 0, 0},    Suffix{"m", -3, 0},  Suffix{"Mi", 0, 20}, Suffix{"Gi", 0, 30},
    Suffix{"Ki", 0, 10}, Suffix{"n", -9, 0},  Suffix{"u", -6, 0},  Suffix{"k", 3, 0},
    Suffix{"M", 6, 0},   Suffix{"G", 9, 0},   Suffix{"T", 12, 0},  Suffix{"P", 15, 0},
    Suffix{"E", 18, 0},  Suffix{"Ti", 0, 40}, Suffix{"Pi", 0, 50}, Suffix{"Ei", 0, 60},
};

struct Scale {
  std::int32_t power_of_ten = 0;
  int power_of_two = 0;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t leading_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) -
                                  text.begin());
}

/// `text` is what follows the number. `E` alone is exa, `E3` an exponent.
std::optional<Scale> read_scale(std::string_view text) {
  for (const auto& suffix : kSuffixes)
    if (suffix.text == text) return Scale{suffix.power_of_ten, suffix.power_of_two};
  if (text.size() < 2 || (text[0] != 'e' && text[0] != 'E')) return std::nullopt;
  text.remove_prefix(1);
  const bool plus = text[0] == '+';
  if (plus) text.remove_prefix(1);
  if (plus && !text.empty() && text[0] == '-') return std::nullopt;
  std::int64_t exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  // suffix.go narrows it in the same way: 1e4294967296 is 1.
  return Scale{static_cast<std::int32_t>(exponent), 0};
}

/// |whole.fraction| scaled, in nanos, rounded up. Exact for any number of digits: the fraction is
/// multiplied from its last digit on, and floor((d*n + floor(x)) / 10) == floor((d*n + x) / 10).
Nanos magnitude(std::string_view whole, std::string_view fraction, Scale scale) {
  const auto digit = [&](std::int64_t position) {
    const auto index = static_cast<std::size_t>(position);
    return (index < whole.size() ? whole[index] : fraction[index - whole.size()]) - '0';
  };
  const auto count = static_cast<std::int64_t>(whole.size() + fraction.size());
  const auto point = static_cast<std::int64_t>(whole.size()) + scale.power_of_ten;
  const auto unit = kNanosPerUnit << scale.power_of_two;

  Nanos units = 0;
  for (std::int64_t i = 0; i < point && (i < count || units != 0); ++i) {
    units = units * 10 + (i < count ? digit(i) : 0);
    if (units > kMaxNanos / unit) return kMaxNanos;
  }
  Nanos rest = 0;
  bool rounded = false;
  for (auto i = count; i-- > std::max<std::int64_t>(point, 0);) {
    const auto sum = digit(i) * unit + rest;
    rounded |= sum % 10 != 0;
    rest = sum / 10;
  }
  for (auto i = point; i < 0 && rest != 0; ++i) {
    rounded |= rest % 10 != 0;
    rest /= 10;
  }
  return std::min(kMaxNanos, units * unit + rest + (rounded ? 1 : 0));
}

/// A few digits and a common suffix, as nearly all quantities are written; nothing for others.
std::optional<Nanos> read_common(std::string_view text) {
  constexpr std::size_t kMostDigits = 9;
  std::int64_t number = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && is_digit(text[digits]); ++digits) {
    if (digits == kMostDigits) return std::nullopt;
    number = number * 10 + (text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  const auto suffix = text.substr(digits);
  if (suffix.empty()) return number * kNanosPerUnit;
  if (suffix == "m") return number * (kNanosPerUnit / 1000);
  if (suffix.size() != 2 || suffix[1] != 'i') return std::nullopt;
  switch (suffix[0]) {
    case 'K': return (number << 10U) * kNanosPerUnit;
    case 'M': return (number << 20U) * kNanosPerUnit;
    case 'G': return (number << 30U) * kNanosPerUnit;
    default: return std::nullopt;
  }
}

std::int64_t rounded_away(Nanos nanos, Nanos unit) {
  auto value = nanos / unit;
  if (value * unit != nanos) value += nanos < 0 ? -1 : 1;
  constexpr Nanos kLeast = std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(std::clamp<Nanos>(value, kLeast, kMaxUnits));
}

/// Go's JSON encoder turns these into escapes or leaves them alone; UnmarshalJSON trims those left
/// alone, before it looks at the text (strings.TrimSpace on the raw JSON string).
constexpr std::array<std::string_view, 18> kTrimmedSpaces = {
    " ",      "\xc2\x85", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
    "\u2005", "\u2006",   "\u2007", "\u2008", "\u2009", "\u200a", "\u202f", "\u205f", "\u3000"};

std::string_view trimmed(std::string_view text) {
  // No space among them begins or ends with any other byte.
  const auto may_be_space = [](char c) {
    return c == ' ' || static_cast<unsigned char>(c) >= 0x80;
  };
  if (text.empty() || (!may_be_space(text.front()) && !may_be_space(text.back()))) return text;
  const auto trim_one = [&] {
    for (const auto space : kTrimmedSpaces) {
      if (text.starts_with(space)) return text.remove_prefix(space.size()), true;
      if (text.ends_with(space)) return text.remove_suffix(space.size()), true;
    }
    return false;
  };
  while (trim_one()) {
  }
  return text;
}

/// A YAML float becomes a float64, then the shortest JSON number that reads back as it.
std::optional<Quantity> read_float(std::string_view written) {
  std::string text(written);
  std::erase(text, '_');
  if (text.starts_with('+')) text.erase(0, 1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  std::array<char, 64> json{};
  const auto [json_end, json_error] =
      std::to_chars(json.data(), json.data() + json.size(), value, std::chars_format::scientific);
  if (json_error != std::errc{}) return std::nullopt;
  return Quantity::parse({json.data(), json_end});
}

/// std::to_string knows no 128 bits. `value` has no sign.
void append_integer(Nanos value, std::string& out) {
  std::array<char, 40> digits{};
  auto* at = digits.end();
  do {
    *--at = static_cast<char>('0' + static_cast<int>(value % 10));
    value /= 10;
  } while (value != 0);
  out.append(at, digits.end());
}

/// `nanos` without a sign, when it is not a whole number of units, with the largest of the suffixes
/// m, u, n that is exact.
void append_fraction(Nanos nanos, std::string& out) {
  for (const auto& [suffix, unit] :
       {std::pair{'m', Nanos{1'000'000}}, std::pair{'u', Nanos{1000}}, std::pair{'n', Nanos{1}}}) {
    if (nanos % unit != 0) continue;
    append_integer(nanos / unit, out);
    out += suffix;
    return;
  }
}

}  // namespace

std::optional<Quantity> Quantity::parse(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (const auto nanos = read_common(text)) return Quantity(*nanos);
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.remove_prefix(1);
  const auto whole = text.substr(0, leading_digits(text));
  text.remove_prefix(whole.size());
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = text.substr(0, leading_digits(text));
    text.remove_prefix(fraction.size());
  }
  const auto scale = read_scale(text);
  if (!scale) return std::nullopt;
  // Upstream reads a number without digits as 0 on its fast path; these take the slow one, which
  // refuses it.
  if (whole.empty() && fraction.empty() && (scale->power_of_ten < -9 || scale->power_of_two > 40))
    return std::nullopt;
  const auto nanos = magnitude(whole, fraction, *scale);
  return Quantity(negative ? -nanos : nanos);
}

std::int64_t Quantity::milli() const {
  return rounded_away(nanos_, kNanosPerUnit / 1000);
}

std::int64_t Quantity::units() const {
  return rounded_away(nanos_, kNanosPerUnit);
}

std::optional<Quantity> read_quantity(yaml::Node node) {
  switch (node.kind()) {
    case yaml::Kind::null: return Quantity();
    case yaml::Kind::string: return Quantity::parse(trimmed(node.text()));
    case yaml::Kind::integer:
      // One that does not fit 64 bits is beyond the range of quantities as well.
      return Quantity::from_units(
          node.integer().value_or(node.text().starts_with('-') ? -kMaxUnits : kMaxUnits));
    case yaml::Kind::floating: return read_float(node.text());
    case yaml::Kind::missing:
    case yaml::Kind::boolean:
    case yaml::Kind::sequence:
    case yaml::Kind::mapping: return std::nullopt;
  }
  return std::nullopt;
}

std::string format_cpu(Quantity cpu) {
  const bool negative = cpu.nanos() < 0;
  const auto nanos = negative ? -cpu.nanos() : cpu.nanos();
  std::string out = negative ? "-" : "";
  if (nanos < kNanosPerUnit && nanos != 0) {
    append_fraction(nanos, out);
    return out;
  }
  append_integer(nanos / kNanosPerUnit, out);
  if (const auto rest = nanos % kNanosPerUnit; rest != 0) {
    auto decimals = std::to_string(static_cast<std::int64_t>(kNanosPerUnit + rest));
    decimals[0] = '.';
    decimals.erase(decimals.find_last_not_of('0') + 1);
    out += decimals;
  }
  return out;
}

std::string format_memory(Quantity memory) {
  const bool negative = memory.nanos() < 0;
  const auto nanos = negative ? -memory.nanos() : memory.nanos();
  std::string out = negative ? "-" : "";
  if (nanos % kNanosPerUnit != 0) {
    append_fraction(nanos, out);
    return out;
  }
  constexpr std::array<std::string_view, 7> kUnits = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  auto value = nanos / kNanosPerUnit;
  std::size_t unit = 0;
  for (; unit + 1 < kUnits.size() && value != 0 && value % 1024 == 0; ++unit) value /= 1024;
  append_integer(value, out);
  out += kUnits[unit];
  return out;
}

}  // namespace fargate_lint::kube
