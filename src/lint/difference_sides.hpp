#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "fargate/placement.hpp"
#include "lint/report.hpp"

/// One of the two reports that compare() compares: for src/lint only.
namespace fargate_lint::lint {

class Side {
 public:
  Side(const Report& report, std::string_view root, bool lacks_profiles);

  const Report& report() const { return report_; }
  /// A path without the beginning that only this side's paths have.
  std::string_view relative(std::string_view path) const;
  /// Whether objects of a file may be missing only because it cannot be read.
  bool may_hide(std::string_view relative_path) const {
    return unreadable_.contains(relative_path);
  }
  /// Whether nothing runs on Fargate here, for want of profiles that the other side has.
  bool lacks_profiles() const { return lacks_profiles_; }
  /// Whether the objects behind the report are at hand, or can be read again.
  bool has_objects() const {
    return report_.reading->inventory.workloads().size() == report_.placements.size() &&
           !report_.placements.empty();
  }

 private:
  const Report& report_;
  std::string_view root_;
  bool lacks_profiles_;
  std::set<std::string, std::less<>> unreadable_;  ///< files, relative
};

/// Where the Pods of one placement are, as far as a change of it matters.
struct Standing {
  fargate::Verdict verdict = fargate::Verdict::not_fargate;
  bool never_runs = false;  ///< and somebody would want them to
  bool is_idle = false;     ///< there are none now
  const fargate::Profile* profile = nullptr;
  const PlacedWorkload* placed = nullptr;

  bool is_on_fargate() const { return verdict == fargate::Verdict::fargate && !never_runs; }
  std::optional<fargate::Rung> rung() const;
};
Standing standing_of(const Side& side, std::uint32_t placement);

}  // namespace fargate_lint::lint
