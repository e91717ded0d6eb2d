#include "yaml/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace fargate_lint::yaml {
namespace {

enum class Hint : std::uint8_t { none, word, sign, digit, dot };

constexpr std::array<Hint, 256> kHints = [] {
  std::array<Hint, 256> table{};
  for (const char c : std::string_view("yYnNtTfFoO~"))
    table[static_cast<unsigned char>(c)] = Hint::word;
  for (const char c : std::string_view("0123456789"))
    table[static_cast<unsigned char>(c)] = Hint::digit;
  for (const char c : std::string_view("+-")) table[static_cast<unsigned char>(c)] = Hint::sign;
  table[static_cast<unsigned char>('.')] = Hint::dot;
  return table;
}();

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Looked at for every key with a suspicious first letter: a switch over the length costs least.
bool is_true_word(std::string_view t) {
  switch (t.size()) {
    case 1: return t == "y" || t == "Y";
    case 2: return t == "on" || t == "On" || t == "ON";
    case 3: return t == "yes" || t == "Yes" || t == "YES";
    case 4: return t == "true" || t == "True" || t == "TRUE";
    default: return false;
  }
}
bool is_false_word(std::string_view t) {
  switch (t.size()) {
    case 1: return t == "n" || t == "N";
    case 2: return t == "no" || t == "No" || t == "NO";
    case 3: return t == "off" || t == "Off" || t == "OFF";
    case 5: return t == "false" || t == "False" || t == "FALSE";
    default: return false;
  }
}
bool is_null_word(std::string_view t) {
  return t == "~" || (t.size() == 4 && (t == "null" || t == "Null" || t == "NULL"));
}
bool is_nan_word(std::string_view t) {
  return is_one_of(t, {".nan", ".NaN", ".NAN"});
}
bool is_infinity_word(std::string_view t) {
  if (t.starts_with('+') || t.starts_with('-')) t.remove_prefix(1);
  return is_one_of(t, {".inf", ".Inf", ".INF"});
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// go-yaml: ^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$
bool is_yaml_float(std::string_view t) {
  std::size_t i = 0;
  const auto digits = [&] {
    const auto start = i;
    while (i < t.size() && is_digit(t[i])) ++i;
    return i - start;
  };
  if (i < t.size() && (t[i] == '-' || t[i] == '+')) ++i;
  if (i < t.size() && t[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  } else {
    if (digits() == 0) return false;
    if (i < t.size() && t[i] == '.') {
      ++i;
      digits();
    }
  }
  if (i < t.size() && (t[i] == 'e' || t[i] == 'E')) {
    ++i;
    if (i < t.size() && (t[i] == '-' || t[i] == '+')) ++i;
    if (digits() == 0) return false;
  }
  return i == t.size();
}

std::string without_underscores(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '_');
  return plain;
}

// strconv.ParseInt(text, 0, 64), else ParseUint, on a text without underscores; then go-yaml's own
// binary forms, which add nothing to base 0 but "0b" with a sign after the prefix.
std::optional<Integer> parse_integer(std::string_view text) {
  Integer result;
  bool has_sign = false;
  if (text.starts_with('+') || text.starts_with('-')) {
    has_sign = true;
    result.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    const char marker = static_cast<char>(text[1] | 0x20);
    base = marker == 'x' ? 16 : marker == 'b' ? 2 : 8;
    text.remove_prefix(marker == 'x' || marker == 'b' || marker == 'o' ? 2 : 1);
  }
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), result.magnitude, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  constexpr std::uint64_t kMaxSigned = std::numeric_limits<std::int64_t>::max();
  if (result.negative && result.magnitude > kMaxSigned + 1) return std::nullopt;
  if (has_sign && !result.negative && result.magnitude > kMaxSigned) return std::nullopt;
  return result;
}

// strconv.ParseFloat refuses what overflows.
std::optional<double> parse_double(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    // from_chars does not tell overflow from underflow; Go takes the latter as zero, with its sign.
    const double zero = text.starts_with('-') ? -0.0 : 0.0;
    const auto exponent = text.find_first_of("eE");
    const bool underflow = exponent != std::string_view::npos && exponent + 1 < text.size() &&
                           text[exponent + 1] == '-';
    if (underflow) return zero;
    // Long runs of zeros after the point underflow without an exponent.
    const auto first = text.find_first_not_of("-0.");
    const auto point = text.find('.');
    if (exponent == std::string_view::npos && point != std::string_view::npos &&
        (first == std::string_view::npos || first > point)) {
      return zero;
    }
    return std::nullopt;
  }
  if (error != std::errc()) return std::nullopt;
  return value;
}

// A text that starts with a dot goes to strconv.ParseFloat as it is, which takes underscores
// between digits.
std::optional<double> parse_dotted(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') continue;
    if (i == 0 || !is_digit(text[i - 1]) || i + 1 == text.size() || !is_digit(text[i + 1])) {
      return std::nullopt;
    }
  }
  const std::string plain = without_underscores(text);
  if (!is_yaml_float(plain)) return std::nullopt;
  return parse_double(plain);
}

Hint hint_of(std::string_view text) {
  return kHints[static_cast<unsigned char>(text[0])];
}

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";

std::optional<std::string> decode_base64(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int sextets = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    static constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const auto value = kAlphabet.find(c);
    if (value == std::string_view::npos || padding != 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    if (++sextets == 4) {
      out.push_back(static_cast<char>(bits >> 16 & 0xFF));
      out.push_back(static_cast<char>(bits >> 8 & 0xFF));
      out.push_back(static_cast<char>(bits & 0xFF));
      sextets = 0;
      bits = 0;
    }
  }
  if (sextets == 0) return padding == 0 ? std::optional(out) : std::nullopt;
  if (sextets == 1 || sextets + padding != 4) return std::nullopt;
  bits <<= 6 * (4 - sextets);
  out.push_back(static_cast<char>(bits >> 16 & 0xFF));
  if (sextets == 3) out.push_back(static_cast<char>(bits >> 8 & 0xFF));
  return out;
}

int parse_number(std::string_view text, std::size_t& at, std::size_t min_digits,
                 std::size_t max_digits) {
  int value = 0;
  std::size_t digits = 0;
  while (at < text.size() && digits < max_digits && is_digit(text[at])) {
    value = value * 10 + (text[at++] - '0');
    ++digits;
  }
  return digits < min_digits ? -1 : value;
}

int days_in_month(int year, int month) {
  static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// The four formats of go-yaml's parseTimestamp, as time.Parse reads them.
bool is_timestamp(std::string_view t) {
  std::size_t i = 0;
  const auto take = [&](char c) { return i < t.size() && t[i] == c ? (++i, true) : false; };
  const int year = parse_number(t, i, 4, 4);
  if (year < 0 || !take('-')) return false;
  const int month = parse_number(t, i, 1, 2);
  if (month < 1 || month > 12 || !take('-')) return false;
  const int day = parse_number(t, i, 1, 2);
  if (day < 1 || day > days_in_month(year, month)) return false;
  if (i == t.size()) return true;
  const bool zoned = t[i] == 'T' || t[i] == 't';
  if (!zoned && t[i] != ' ') return false;
  ++i;
  const int hour = parse_number(t, i, 1, 2);
  if (hour < 0 || hour > 23 || !take(':')) return false;
  const int minute = parse_number(t, i, 1, 2);
  if (minute < 0 || minute > 59 || !take(':')) return false;
  const int second = parse_number(t, i, 1, 2);
  if (second < 0 || second > 59) return false;
  if (i < t.size() && (t[i] == '.' || t[i] == ',')) {
    ++i;
    const auto start = i;
    while (i < t.size() && is_digit(t[i])) ++i;
    if (i == start) return false;
  }
  if (!zoned) return i == t.size();
  if (i < t.size() && t[i] == 'Z') return i + 1 == t.size();
  if (i >= t.size() || (t[i] != '+' && t[i] != '-')) return false;
  ++i;
  const int zone_hour = parse_number(t, i, 2, 2);
  if (zone_hour < 0 || zone_hour > 24 || !take(':')) return false;
  const int zone_minute = parse_number(t, i, 2, 2);
  return zone_minute >= 0 && zone_minute < 60 && i == t.size();
}

}  // namespace

bool may_resolve(char first) {
  return kHints[static_cast<unsigned char>(first)] != Hint::none;
}

Kind resolve_plain(std::string_view text) {
  if (text.empty()) return Kind::null;
  switch (hint_of(text)) {
    case Hint::none: return Kind::string;
    case Hint::word:
      if (text.size() > 5) return Kind::string;
      if (is_null_word(text)) return Kind::null;
      return is_true_word(text) || is_false_word(text) ? Kind::boolean : Kind::string;
    case Hint::dot:
      if (is_nan_word(text) || is_infinity_word(text) || parse_dotted(text)) return Kind::floating;
      return Kind::string;
    case Hint::sign:
    case Hint::digit: break;
  }
  if (is_infinity_word(text)) return Kind::floating;
  if (integer_value(text)) return Kind::integer;
  const std::string plain = without_underscores(text);
  return is_yaml_float(plain) && parse_double(plain) ? Kind::floating : Kind::string;
}

bool boolean_value(std::string_view text) {
  return is_true_word(text);
}

std::optional<Integer> integer_value(std::string_view text) {
  if (text.find('_') == std::string_view::npos) return parse_integer(text);
  return parse_integer(without_underscores(text));
}

double floating_value(std::string_view text) {
  if (is_nan_word(text)) return std::numeric_limits<double>::quiet_NaN();
  if (is_infinity_word(text)) {
    const double infinity = std::numeric_limits<double>::infinity();
    return text.starts_with('-') ? -infinity : infinity;
  }
  return parse_double(without_underscores(text)).value_or(0.0);
}

namespace {

/// The shortest digits that read back as the value, and the exponent of the first digit. to_chars
/// in fixed notation would write all digits of large values.
template <typename Float>
struct Shortest {
  explicit Shortest(Float value) {
    std::array<char, 64> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value),
                                      std::chars_format::scientific);
    const std::string_view text(buffer.data(),
                                static_cast<std::size_t>(result.ptr - buffer.data()));
    const auto e = text.find('e');
    for (const char c : text.substr(0, e)) {
      if (c != '.') digits.push_back(c);
    }
    exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
  }
  std::string fixed() const {
    std::string out = digits;
    if (exponent < 0)
      return "0." + std::string(static_cast<std::size_t>(-exponent) - 1, '0') + digits;
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    return whole >= out.size() ? out.append(whole - out.size(), '0') : out.insert(whole, ".");
  }
  std::string scientific(bool two_digits) const {
    std::string out = digits.substr(0, 1);
    if (digits.size() > 1) out += "." + digits.substr(1);
    out += exponent < 0 ? "e-" : "e+";
    const auto power = std::to_string(std::abs(exponent));
    return out + (two_digits && power.size() < 2 ? "0" : "") + power;
  }
  std::string digits;
  int exponent = 0;
};

}  // namespace

void append_json_double(double value, std::string& out) {
  if (std::signbit(value)) out.push_back('-');
  const Shortest<double> shortest(value);
  const double magnitude = std::abs(value);
  const bool scientific = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21);
  out += scientific ? shortest.scientific(false) : shortest.fixed();
}

std::optional<std::string> key_string(Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::string: return std::string(text);
    case Kind::boolean: return std::string(boolean_value(text) ? "true" : "false");
    case Kind::integer: {
      const auto value = integer_value(text);
      if (!value) return std::nullopt;
      if (!value->negative &&
          value->magnitude > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
        return std::nullopt;  // a uint64 is a key type that sigs.k8s.io/yaml refuses
      }
      return (value->negative && value->magnitude != 0 ? "-" : "") +
             std::to_string(value->magnitude);
    }
    case Kind::floating: {
      // strconv.FormatFloat(value, 'g', -1, 32)
      const double value = floating_value(text);
      if (std::isnan(value)) return ".nan";
      const auto narrow = static_cast<float>(value);
      if (std::isinf(narrow)) return narrow < 0 ? "-.inf" : ".inf";
      const Shortest<float> shortest(narrow);
      const bool scientific = narrow != 0 && (shortest.exponent < -4 || shortest.exponent >= 6);
      return (std::signbit(narrow) ? "-" : "") +
             (scientific ? shortest.scientific(true) : shortest.fixed());
    }
    case Kind::missing:
    case Kind::null:
    case Kind::sequence:
    case Kind::mapping: return std::nullopt;
  }
  return std::nullopt;
}

Tagged resolve_tagged(std::string_view tag, std::string_view text) {
  if (!tag.starts_with(kTagPrefix)) return {Kind::string, std::string(text)};
  const std::string_view name = tag.substr(kTagPrefix.size());
  if (name == "binary") {
    auto bytes = decode_base64(text);
    if (!bytes) return {};
    return {Kind::string, std::move(*bytes)};
  }
  if (name == "str") return {Kind::string, std::string(text)};
  const auto kind = resolve_plain(text);
  const bool fits = (name == "bool" && kind == Kind::boolean) ||
                    (name == "null" && kind == Kind::null) ||
                    (name == "int" && kind == Kind::integer) ||
                    (name == "float" && (kind == Kind::floating || kind == Kind::integer));
  if (fits) return {kind, std::string(text)};
  if (name == "timestamp")
    return is_timestamp(text) ? Tagged{Kind::string, std::string(text)} : Tagged{};
  if (name == "bool" || name == "null" || name == "int" || name == "float") return {};
  return {Kind::string, std::string(text)};
}

}  // namespace fargate_lint::yaml
