#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "lint/difference.hpp"
#include "session/past_run.hpp"
#include "session/session.hpp"

/// Two sides, each read and judged as `check` would, and what differs between them.
namespace fargate_lint::session {

/// What one side of a comparison is.
struct SideRequest {
  enum class Kind : std::uint8_t {
    files,     ///< paths, or what is rendered
    revision,  ///< the same paths in a revision of the git repository
    report,    ///< one that `check -o json` has written
    cluster,   ///< a running one
  };
  Kind kind = Kind::files;
  std::string name;  ///< as it is shown: "main", "old/", "working tree"
  std::string revision = {};
  std::string text = {};  ///< of a report
  Settings settings = {};
  /// What its paths begin with and the other side's do not.
  std::string root = {};
};

/// A side, judged. Everything that its report rests on lives as long as it does.
class Side {
 public:
  /// `system` must outlive it. `version`: of this program, see read_report().
  static Result<std::unique_ptr<Side>> open(const system::System& system, SideRequest request,
                                            std::string_view version);

  const SideRequest& request() const { return request_; }
  const lint::Report& report() const { return report_; }
  Region region() const { return region_; }
  bool declares_profiles() const { return session_ != nullptr && !session_->declared().empty(); }
  /// Whether it is a revision that has not got the path.
  bool lacks(const std::string& path) const;
  /// Judges the Pods of a cluster, whose profiles nobody has named, by those of the other side.
  system::Failure judge_by(const fargate::Fleet& fleet);
  /// Reads and judges once more, with all of it at hand.
  system::Failure read_again();
  void relocate(std::string_view field, yaml::Location& where) const {
    if (session_ != nullptr) session_->relocate(field, where);
  }
  /// What its caller may want to say; empties itself.
  std::vector<Error> take_remarks();

 private:
  Side(const system::System& system, SideRequest request)
      : system_(system), request_(std::move(request)) {}
  system::Failure read();

  const system::System& system_;
  SideRequest request_;
  std::unique_ptr<PastRun> past_;
  std::unique_ptr<Session> session_;  ///< null: of a report, or a revision that has none of it
  lint::Report report_;
  Region region_;
  std::vector<Error> remarks_;
};

/// What differs. An error if a file changes meanwhile.
Result<lint::Difference> compare(Side& before, Side& after);

}  // namespace fargate_lint::session
