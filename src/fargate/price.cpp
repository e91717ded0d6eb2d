#include "fargate/price.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace fargate_lint::fargate {
namespace {

using Nanos = Money::Nanos;

constexpr std::int64_t kUnknown = -1;

struct ListedPrice {
  std::string_view region;
  std::int64_t vcpu_hour;
  std::int64_t gb_hour;
  std::int64_t storage_gb_hour;
};
constexpr ListedPrice kPrices[] = {
#include "fargate/prices.inc"
};
constexpr std::string_view kDate = "2026-09-11";
static_assert(std::ranges::is_sorted(kPrices, {}, &ListedPrice::region));

constexpr std::int64_t kNanosPerUnit = 1'000'000'000;
constexpr Nanos kMost = Nanos{1} << 120;
constexpr std::int64_t kGibibyte = std::int64_t{1} << 30;

constexpr Nanos limited(Nanos nanos) {
  return std::clamp(nanos, -kMost, kMost);
}

/// `divisor` is positive.
Nanos divide_half_even(Nanos value, Nanos divisor) {
  if (value < 0) return -divide_half_even(-value, divisor);
  const auto quotient = value / divisor;
  const auto twice = (value % divisor) * 2;
  const bool up = twice > divisor || (twice == divisor && quotient % 2 != 0);
  return quotient + (up ? 1 : 0);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string digits(Nanos value) {
  std::string text;
  do {
    text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  return text;
}

}  // namespace

Money Money::operator+(Money other) const {
  return Money(limited(nanos_ + other.nanos_));
}

Money Money::operator-(Money other) const {
  return Money(limited(nanos_ - other.nanos_));
}

Money Money::times(std::uint64_t count) const {
  Nanos product = 0;
  if (__builtin_mul_overflow(nanos_, static_cast<Nanos>(count), &product))
    product = nanos_ < 0 ? -kMost : kMost;
  return Money(limited(product));
}

Money Money::share(std::uint64_t part, std::uint64_t whole) const {
  Nanos product = 0;
  if (__builtin_mul_overflow(nanos_, static_cast<Nanos>(part), &product))
    product = nanos_ < 0 ? -kMost : kMost;
  return Money(divide_half_even(product, static_cast<Nanos>(whole)));
}

std::string format(Money money, unsigned decimals) {
  constexpr unsigned kDecimals = 9;
  decimals = std::min(decimals, kDecimals);
  Nanos unit = 1;
  for (auto i = decimals; i < kDecimals; ++i) unit *= 10;
  const auto rounded = divide_half_even(money.nanos(), unit);
  auto text = digits(rounded < 0 ? -rounded : rounded);
  if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
  if (decimals != 0) text.insert(text.size() - decimals, ".");
  return rounded < 0 ? "-" + text : text;
}

std::optional<std::int64_t> parse_nanos(std::string_view text, std::int64_t most) {
  const auto point = std::min(text.find('.'), text.size());
  const auto whole = text.substr(0, point);
  auto fraction = text.substr(std::min(point + 1, text.size()));
  if (point != text.size() && fraction.empty()) return std::nullopt;
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  constexpr std::size_t kMostDigits = 9;
  if (whole.empty() || whole.size() > kMostDigits || fraction.size() > kMostDigits ||
      !std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(fraction, is_digit))
    return std::nullopt;
  std::int64_t nanos = 0;
  for (const char c : whole) nanos = nanos * 10 + (c - '0');
  for (std::size_t i = 0; i < kMostDigits; ++i)
    nanos = nanos * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  if (nanos > most * kNanosPerUnit) return std::nullopt;
  return nanos;
}

Money Rates::per_hour(kube::Quantity cpu, kube::Quantity memory, kube::Quantity storage) const {
  constexpr std::int64_t kMilli = 1000;
  constexpr std::int64_t kMillion = 1'000'000;
  // No Pod has as much: what a hostile manifest requests must not overflow.
  constexpr std::int64_t kMostBytes = std::int64_t{1} << 48;
  constexpr std::int64_t kMostMilli = 1'000'000;
  const auto bytes = [&](kube::Quantity amount) {
    return std::clamp<std::int64_t>(amount.units(), 0, kMostBytes);
  };
  const auto milli = std::clamp<std::int64_t>(cpu.milli(), 0, kMostMilli);
  const auto sum = Nanos{vcpu_hour} * milli * kGibibyte + Nanos{gb_hour} * bytes(memory) * kMilli +
                   Nanos{storage_gb_hour.value_or(0)} * bytes(storage) * kMilli;
  const auto paid = kMillion - std::min<std::int64_t>(discount_ppm, kMillion);
  return Money::from_nanos(divide_half_even(sum * paid, Nanos{kMilli} * kGibibyte * kMillion));
}

Money Rates::per_hour(const Rung& rung, kube::Quantity storage) const {
  constexpr std::int64_t kMebibyte = std::int64_t{1} << 20;
  return per_hour(kube::Quantity::from_milli(rung.milli_cpu),
                  kube::Quantity::from_units(rung.mebibytes * kMebibyte), storage);
}

std::string_view price_list_date() {
  return kDate;
}

std::vector<std::string_view> priced_regions() {
  std::vector<std::string_view> regions;
  for (const auto& price : kPrices) regions.push_back(price.region);
  return regions;
}

std::optional<RegionPrice> price_in(std::string_view region) {
  const auto* const found = std::ranges::find(kPrices, region, &ListedPrice::region);
  if (found == std::end(kPrices)) return std::nullopt;
  RegionPrice price{.region = std::string(region),
                    .rates = {.vcpu_hour = found->vcpu_hour, .gb_hour = found->gb_hour},
                    .date = std::string(kDate)};
  if (found->storage_gb_hour != kUnknown) price.rates.storage_gb_hour = found->storage_gb_hour;
  return price;
}

bool is_region_name(std::string_view text) {
  constexpr std::size_t kMostLetters = 32;
  return !text.empty() && text.size() <= kMostLetters && std::ranges::all_of(text, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-';
  });
}

std::string per_month(Money money, std::string_view currency) {
  const auto amount = format(money, 2);
  return currency == "USD" ? "$" + amount + "/month"
                           : amount + " " + std::string(currency) + "/month";
}

}  // namespace fargate_lint::fargate
