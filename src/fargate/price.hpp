#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/size.hpp"
#include "kube/quantity.hpp"

/// What AWS bills for a Pod on Fargate: the provisioned size and the ephemeral storage above 20
/// GiB, by region (https://aws.amazon.com/fargate/pricing/). Exact: no floating point anywhere.
namespace fargate_lint::fargate {

/// An amount of money in 1e-9 of its currency. Stops at the largest amount instead of overflowing.
class Money {
 public:
  __extension__ using Nanos = __int128;

  constexpr Money() = default;
  static constexpr Money from_nanos(Nanos nanos) { return Money(nanos); }
  constexpr Nanos nanos() const { return nanos_; }
  constexpr auto operator<=>(const Money&) const = default;
  Money operator+(Money other) const;
  Money operator-(Money other) const;
  Money& operator+=(Money other) { return *this = *this + other; }
  /// So many times the amount.
  Money times(std::uint64_t count) const;
  /// `part` / `whole` of the amount, rounded half to even. `whole` is not 0.
  Money share(std::uint64_t part, std::uint64_t whole) const;

 private:
  constexpr explicit Money(Nanos nanos) : nanos_(nanos) {}
  Nanos nanos_ = 0;
};

/// "36.04": with so many decimals, 9 at most, rounded half to even.
std::string format(Money money, unsigned decimals);

/// A decimal number such as "0.04048" in 1e-9 units. Nothing for any other text, for more than 9
/// decimals (zeros at the end aside), and for more than `most` units.
std::optional<std::int64_t> parse_nanos(std::string_view text, std::int64_t most);

/// Hours per month, as AWS counts them in its price examples.
inline constexpr std::uint64_t kMonthHours = 730;

/// The largest price per hour that is taken: what is above is a mistake.
inline constexpr std::int64_t kMostPerHour = 100'000;

/// Prices per hour, in 1e-9 of a currency.
struct Rates {
  std::int64_t vcpu_hour = 0;
  std::int64_t gb_hour = 0;
  std::optional<std::int64_t> storage_gb_hour = {};  ///< nothing: not known
  std::uint32_t discount_ppm = 0;                    ///< off all of them, in millionths

  /// What an hour of so much costs, rounded half to even to 1e-9. `storage`: above the 20 GiB that
  /// are free; it costs nothing here if its price is not known.
  Money per_hour(kube::Quantity cpu, kube::Quantity memory, kube::Quantity storage = {}) const;
  Money per_hour(const Rung& rung, kube::Quantity storage = {}) const;
};

struct RegionPrice {
  std::string region;
  Rates rates = {};
  std::string currency = "USD";
  std::string date = {};  ///< of AWS's list; empty for prices of the user's own
};

/// The date of the price list that the program holds.
std::string_view price_list_date();
/// The regions in it, sorted.
std::vector<std::string_view> priced_regions();
/// The price in a region; nothing if the list has none: prices are never those of another region.
std::optional<RegionPrice> price_in(std::string_view region);

/// Whether a text may be the name of a region: "eu-west-1".
bool is_region_name(std::string_view text);

/// "$9.73/month", or "9.73 CAD/month".
std::string per_month(Money money, std::string_view currency);

}  // namespace fargate_lint::fargate
