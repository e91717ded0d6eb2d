#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "lint/report.hpp"
#include "report/causes.hpp"

/// The rows of the placement table as people read it, whatever it is written in.
namespace fargate_lint::report {

/// Views into the report and its causes, which must outlive it.
class PlacementRows {
 public:
  /// `all`: fold none.
  PlacementRows(const lint::Report& report, const Causes& causes, bool all);

  /// Numbers of the placements with a row, those that need a look first.
  std::vector<std::uint32_t> shown() const;
  /// Those that stand together in one line: elsewhere, in a namespace that no profile names. None,
  /// or several.
  const std::vector<std::uint32_t>& folded() const { return folded_; }
  /// "40 workloads in 6 namespaces that no profile selects"
  std::string folded_text() const;

  /// What the other cells do not say, without the rules that say it: "hostNetwork". Sanitised;
  /// likewise below.
  std::string reason(std::uint32_t number) const;
  /// Of several workloads of one name, where this one is: "deploy/api.yaml:3"; else empty.
  std::string place(std::uint32_t number) const;
  /// All in one line: "deploy/api.yaml:3: hostNetwork (FG101)".
  std::string why(std::uint32_t number) const;

 private:
  const lint::Report& report_;
  const Causes& causes_;
  std::vector<bool> far_;  ///< elsewhere, in a namespace that no profile names
  std::vector<std::uint32_t> folded_;
  std::unordered_map<std::string, std::uint32_t> namesakes_;
};

}  // namespace fargate_lint::report
