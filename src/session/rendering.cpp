#include "session/rendering.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "input/helm_origins.hpp"
#include "lint/order.hpp"

namespace fargate_lint::session {
namespace {

using yaml::Location;

class Relocation {
 public:
  explicit Relocation(const std::vector<input::Rendered>& rendered) {
    for (const auto& each : rendered)
      for (const auto& file : each.files)
        if (file.origins != nullptr) origins_.emplace(file.path, file.origins.get());
  }
  bool is_needed() const { return !origins_.empty(); }

  void move(Location& where, std::string_view field = {}) const {
    const auto found = origins_.find(where.path.view());
    if (found == origins_.end()) return;
    if (auto from = found->second->find(where, field)) where = *std::move(from);
  }
  void move(std::vector<lint::Finding>& findings) const {
    for (auto& finding : findings) move(finding);
    std::ranges::stable_sort(findings, lint::comes_first);
  }

 private:
  void move(lint::Finding& finding) const {
    // Edits of a text that nobody has are no use.
    const auto* fix = finding.fix.get();
    if (fix != nullptr && std::ranges::any_of(fix->edits, [this](const edit::PlacedEdit& edit) {
          return origins_.contains(edit.path);
        }))
      finding.fix = {};
    move(finding.where, finding.field);
    if (!finding.related.empty()) {
      std::vector<lint::Related> related(finding.related.begin(), finding.related.end());
      for (auto& each : related) move(each.where);
      finding.related = std::move(related);
    }
    if (finding.suppression) move(finding.suppression.own().where);
  }

  std::map<std::string_view, const input::Origins*> origins_;  ///< by the file's path
};

input::HelmRequest in_namespace(input::HelmRequest chart, const Settings& settings) {
  chart.ns = settings.request.ns;
  return chart;
}

}  // namespace

std::vector<input::Rendered> render(const system::System& system, const Settings& settings) {
  std::vector<input::Rendered> all;
  const auto& request = settings.request;
  if (request.helm)
    all.push_back(input::render_helm(system, in_namespace(*request.helm, settings)));
  if (request.helm_source)
    all.push_back(
        input::trace_helm(system, in_namespace(*request.helm_source, settings), request.paths));
  if (request.kustomize) all.push_back(input::render_kustomization(system, *request.kustomize));
  return all;
}

void relocate(const std::vector<input::Rendered>& rendered, lint::Report& report) {
  const Relocation relocation(rendered);
  if (!relocation.is_needed()) return;
  for (auto& placed : report.placements) relocation.move(placed.where);
  relocation.move(report.findings);
  relocation.move(report.suppressed);
}

}  // namespace fargate_lint::session
