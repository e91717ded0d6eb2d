#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lint/report.hpp"

namespace fargate_lint::report {

/// Which findings say why a workload never runs, or why the input does not tell whether it does.
class Causes {
 public:
  explicit Causes(const lint::Report& report);

  /// Of the placement of that number: what is shown, then what is suppressed.
  std::span<const lint::Finding* const> of(std::uint32_t placement) const;
  /// "FG101, FG103"; "FG101 suppressed", "FG101 known" and "FG101 not selected" where that is why
  /// the report shows no finding. Empty if no rule knows of it.
  std::string rules(std::uint32_t placement) const;
  /// The first finding of of() that is shown; null if none is.
  const lint::Finding* first_shown(std::uint32_t placement) const;

 private:
  struct Entry {
    std::uint32_t placement = 0;
    const lint::Finding* finding = nullptr;
  };
  class Rejected;
  void collect(const std::vector<lint::Finding>& findings, const Rejected& rejected,
               std::vector<Entry>& entries) const;

  const lint::Report& report_;
  std::vector<std::uint32_t> placements_;  ///< of each of the findings, sorted
  std::vector<const lint::Finding*> findings_;
};

}  // namespace fargate_lint::report
