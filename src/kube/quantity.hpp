#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yaml/document.hpp"

namespace fargate_lint::kube {

/// An exact amount of a resource, in Kubernetes' quantity grammar (apimachinery pkg/api/resource):
/// decimal number with suffix n u m "" k M G T P E, Ki Mi Gi Ti Pi Ei, or a decimal exponent.
/// Kept in nano-units; smaller fractions round away from zero, as Kubernetes does. Values beyond
/// its range saturate at 2^63-1 units, so that billions of parsed quantities add up without
/// overflow.
class Quantity {
 public:
  __extension__ using Nanos = __int128;

  constexpr Quantity() = default;
  static constexpr Quantity from_nanos(Nanos nanos) { return Quantity(nanos); }
  static constexpr Quantity from_milli(std::int64_t milli) {
    return Quantity(Nanos{milli} * 1'000'000);
  }
  static constexpr Quantity from_units(std::int64_t units) {
    return Quantity(Nanos{units} * 1'000'000'000);
  }

  /// Nothing, if `text` is not in the grammar (`1.5.2`, `1 Gi`, `10MB`, empty). The grammar is what
  /// ParseQuantity accepts, oddities included: a number without digits is 0 (`.`, `m`).
  static std::optional<Quantity> parse(std::string_view text);

  constexpr Nanos nanos() const { return nanos_; }
  /// Rounded away from zero, as Kubernetes' MilliValue and Value do; capped at the type's range.
  std::int64_t milli() const;
  std::int64_t units() const;
  constexpr bool is_zero() const { return nanos_ == 0; }

  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity operator+(Quantity other) const { return Quantity(nanos_ + other.nanos_); }
  constexpr Quantity operator-(Quantity other) const { return Quantity(nanos_ - other.nanos_); }
  constexpr Quantity& operator+=(Quantity other) {
    nanos_ += other.nanos_;
    return *this;
  }

 private:
  constexpr explicit Quantity(Nanos nanos) : nanos_(nanos) {}
  Nanos nanos_ = 0;
};

/// The quantity that Kubernetes reads from a field: of a string its grammar; of a number the JSON
/// number that sigs.k8s.io/yaml makes of it (`010` is 8, `1_000` is 1000, `1e9` a thousand
/// million); of null zero (Quantity.UnmarshalJSON). Nothing for missing nodes and for what
/// Kubernetes refuses.
std::optional<Quantity> read_quantity(yaml::Node node);

/// `cpu` as people write it: "250m", "1.5", "2".
std::string format_cpu(Quantity cpu);
/// `memory` as people write it, in the largest binary unit that is exact: "512Mi", "2Gi", "1000".
std::string format_memory(Quantity memory);

}  // namespace fargate_lint::kube
