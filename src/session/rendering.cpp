#include "session/rendering.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "input/aws.hpp"
#include "input/cluster.hpp"
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

input::Rendered read_live(const system::System& system, const Settings& settings) {
  input::ClusterOptions options;
  options.workloads = settings.config.workloads;
  options.progress = settings.request.progress;
  auto cluster = *settings.request.live;
  cluster.ns = settings.given.ns;  // the configuration's is that of objects which set none
  return input::read_cluster(system, cluster, options);
}

/// Which cluster is meant is said by the option, `--cluster`, or the context, in that order.
input::Rendered read_profiles_of_aws(const system::System& system, const Settings& settings,
                                     input::EksCluster cluster,
                                     const std::vector<input::Rendered>& before) {
  const auto& request = settings.request;
  if (cluster.name.empty()) {
    cluster.name = request.cluster;
    const auto* live = before.empty() ? nullptr : before.front().live.get();
    input::EksCluster of_context;
    if (live != nullptr) of_context = {live->eks_name, live->region};
    if (of_context.name.empty()) {
      const auto found = input::eks_cluster_of_context(
          system, request.live ? request.live->connection : input::Connection{});
      if (found) of_context = *found;
      if (!found && cluster.name.empty()) {
        input::Rendered failed;
        failed.errors.push_back({"", 0, found.error().message, found.error().hint, true});
        return failed;
      }
    }
    if (cluster.name.empty() || cluster.name == of_context.name) cluster = of_context;
  }
  if (cluster.region.empty()) cluster.region = settings.config.region;
  return input::read_aws_profiles(system, cluster);
}

input::HelmRequest in_namespace(input::HelmRequest chart, const Settings& settings) {
  chart.ns = settings.request.ns;
  return chart;
}

}  // namespace

std::vector<input::Rendered> render(const system::System& system, const Settings& settings) {
  std::vector<input::Rendered> all;
  const auto& request = settings.request;
  if (request.live) all.push_back(read_live(system, settings));
  if (request.helm)
    all.push_back(input::render_helm(system, in_namespace(*request.helm, settings)));
  if (request.helm_source)
    all.push_back(
        input::trace_helm(system, in_namespace(*request.helm_source, settings), request.paths));
  if (request.kustomize) all.push_back(input::render_kustomization(system, *request.kustomize));
  for (const auto& name : request.profiles)
    if (const auto cluster = input::parse_aws_profiles(name))
      all.push_back(read_profiles_of_aws(system, settings, *cluster, all));
  return all;
}

fargate::Fleet relocate(const std::vector<input::Rendered>& rendered, fargate::Fleet fleet) {
  const Relocation relocation(rendered);
  if (!relocation.is_needed()) return fleet;
  auto profiles = fleet.profiles();
  for (auto& profile : profiles) {
    relocation.move(profile.where);
    for (auto& selector : profile.selectors) {
      relocation.move(selector.where);
      for (auto& label : selector.labels) relocation.move(label.where);
    }
  }
  return fargate::Fleet(std::move(profiles), fleet.cluster(), fleet.declared());
}

void relocate(const std::vector<input::Rendered>& rendered, lint::Report& report) {
  const Relocation relocation(rendered);
  if (!relocation.is_needed()) return;
  for (auto& placed : report.placements) relocation.move(placed.where);
  relocation.move(report.findings);
  relocation.move(report.suppressed);
}

void relocate(const std::vector<input::Rendered>& rendered, std::string_view field,
              yaml::Location& where) {
  Relocation(rendered).move(where, field);
}

}  // namespace fargate_lint::session
