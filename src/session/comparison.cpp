#include "session/comparison.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "kube/resting.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "report/finding_text.hpp"
#include "session/report_file.hpp"

namespace fargate_lint::session {

using system::Failure;

Result<std::unique_ptr<Side>> Side::open(const system::System& system, SideRequest request,
                                         std::string_view version) {
  auto side = std::unique_ptr<Side>(new Side(system, std::move(request)));
  if (side->request_.kind == SideRequest::Kind::report) {
    auto report = read_report(std::exchange(side->request_.text, {}), side->request_.name, version);
    if (!report) return report.error();
    side->report_ = std::move(report).value();
    return side;
  }
  if (auto failure = side->read()) return *std::move(failure);
  return side;
}

Failure Side::read() {
  const auto* system = &system_;
  auto settings = request_.settings;
  if (request_.kind == SideRequest::Kind::revision) {
    if (past_ == nullptr) {
      auto past =
          PastRun::open(system_, settings, request_.revision, NoProfiles::have_none, remarks_);
      if (!past) return past.error();
      past_ = std::move(past).value();
    }
    const bool keeps = settings.request.keeps_documents;
    settings = past_->settings();
    settings.request.keeps_documents = keeps;
    system = &past_->system();
    if (settings.request.paths.empty()) return std::nullopt;
  }
  auto rules = lint::choose(rules::all(), {settings.request.select, settings.request.ignore});
  if (!rules) return rules.error();
  session_ = std::make_unique<Session>(*system, std::move(settings), std::move(rules).value());
  if (const auto reading = session_->read(); !reading) return reading.error();
  const auto fleets = session_->fleets();
  if (!fleets) return fleets.error();
  auto report = session_->judge(fleets->front());
  if (!report) return report.error();
  report_ = std::move(report).value();
  region_ = session_->region_of(fleets->front());
  // What could not be read of it would count as gone, or as new.
  if (past_ != nullptr) return past_->lost();
  return std::nullopt;
}

bool Side::lacks(const std::string& path) const {
  return past_ != nullptr && std::ranges::find(past_->settings().request.paths, path) ==
                                 past_->settings().request.paths.end();
}

Failure Side::judge_by(const fargate::Fleet& fleet) {
  if (session_ == nullptr) return std::nullopt;
  auto report = session_->judge(fleet);
  if (!report) return report.error();
  report_ = std::move(report).value();
  return std::nullopt;
}

Failure Side::read_again() {
  if (session_ == nullptr) return std::nullopt;
  request_.settings.request.keeps_documents = true;
  report_ = {};
  return read();
}

std::vector<Error> Side::take_remarks() {
  if (session_ != nullptr)
    std::ranges::move(session_->take_remarks(), std::back_inserter(remarks_));
  return std::exchange(remarks_, {});
}

namespace {

lint::CompareOptions options_of(const Side& before, const Side& after) {
  // What an apply does not name, it leaves as it is.
  return {before.request().root, after.request().root,
          before.request().kind == SideRequest::Kind::cluster};
}

/// Brings what is told of rendered files back to where it comes from.
void relocate(const Side& before, const Side& after, lint::Difference& difference) {
  for (auto& change : difference.workloads)
    for (auto& cause : change.because)
      (cause.is_before ? before : after).relocate(cause.field, cause.where);
}

}  // namespace

Result<lint::Difference> compare(Side& before, Side& after) {
  for (const bool is_last : {false, true}) {
    try {
      auto difference = lint::compare(before.report(), after.report(), options_of(before, after));
      relocate(before, after, difference);
      return difference;
    } catch (const kube::GlanceFailed&) {
      // Read as a whole, what seemed to be an object may be none.
    } catch (const kube::FileChanged& changed) {
      if (is_last)
        return Error{report::path_text(changed.path()) + ": " + changed.what(),
                     kube::file_changed().hint};
    }
    if (is_last) break;
    for (auto* side : {&before, &after})
      if (auto failure = side->read_again()) return *std::move(failure);
  }
  return Error{"the input changes while it is read", kube::file_changed().hint};
}

}  // namespace fargate_lint::session
