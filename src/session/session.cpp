#include "session/session.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "base/paths.hpp"
#include "input/unpack.hpp"
#include "kube/resting.hpp"
#include "lint/rule.hpp"
#include "list.hpp"
#include "report/finding_text.hpp"
#include "session/baseline.hpp"
#include "session/clusters.hpp"
#include "session/rendering.hpp"
#include "session/revision.hpp"

namespace fargate_lint::session {
namespace {

/// Whether what is read can be read once more: of a pipe nothing is left.
bool is_lasting(const system::FileSystem& files, const input::LoadOptions& load) {
  const auto is_file = [&files](const input::Source& source) {
    const auto* path = std::get_if<std::string>(&source);
    if (path == nullptr) return false;
    const auto status = files.status(*path);
    return status && status.value().kind != system::Kind::special;
  };
  return std::ranges::all_of(load.paths, is_file) &&
         std::ranges::all_of(load.profile_paths, is_file);
}

/// Whether the run reads all that the configuration may be about.
bool reads_everything(const system::FileSystem& files, const Settings& settings) {
  const auto& folder = settings.config.folder;
  return std::ranges::any_of(settings.request.paths, [&](const std::string& path) {
    if (path == input::kStandardInputName || folder.empty()) return false;
    return is_within(folder, files.canonical(path));
  });
}

/// Adds the configuration's suppressions to those of the input, which are left out if not wanted.
void add_ignores(const system::FileSystem& files, const Settings& settings, bool whole,
                 lint::Reading& reading) {
  const auto& paths = settings.request.paths;
  if (settings.request.no_inline_ignores) reading.ignores.clear();
  // Of the files that a hook names, others may decide: a StorageClass, a profile.
  const bool in_part =
      settings.request.force_exclude && std::ranges::none_of(paths, [&](const std::string& path) {
        return files.is(system::Kind::folder, path);
      });
  for (auto& ignore : reading.ignores) ignore.saw_everything = !in_part;
  auto ignores = config::ignores(files, settings.config, whole);
  std::ranges::move(ignores, std::back_inserter(reading.ignores));
}

}  // namespace

Session::Session(const system::System& system, Settings settings,
                 std::vector<const lint::Rule*> rules)
    : system_(system),
      settings_(std::move(settings)),
      rules_(std::move(rules)),
      files_(system.files),
      load_(load_options(settings_)) {
  load_.glances = is_lasting(system_.files, load_);
  if (settings_.request.keeps_results) library_ = std::make_unique<input::Library>();
}

void Session::render() {
  if (rendered_) return;
  rendered_ = session::render(system_, settings_);
  for (auto& each : *rendered_) {
    for (const auto& input : each.replaced) std::erase(load_.paths, input::source_of(input));
    remarks_.insert(remarks_.end(), each.remarks.begin(), each.remarks.end());
    for (auto& file : each.files) {
      auto& paths = each.declares_profiles ? load_.profile_paths : load_.paths;
      paths.push_back(input::Generated{file.path});
      files_.add(file.path, std::exchange(file.text, {}));
    }
    std::ranges::move(each.complete, std::back_inserter(load_.complete_kinds));
    load_.errors.insert(load_.errors.end(), each.errors.begin(), each.errors.end());
    if (!each.shows_other_nodes) continue;
    fargate::Cluster cluster;
    cluster.nodes = fargate::OtherNodes::some;
    load_.declared.clusters.push_back(std::move(cluster));
  }
  input::unpack_archives(files_, load_);
}

void Session::load() {
  reading_ = nullptr;  // what is read next does not come on top of it
  declared_ = {};
  render();
  auto loaded = input::load(files_, load_, library_.get());
  for (const auto& each : *rendered_)
    if (each.live != nullptr) loaded.reading->live = each.live;
  const bool whole = reads_everything(system_.files, settings_);
  add_ignores(system_.files, settings_, whole, *loaded.reading);
  if (whole) unused_environments_ = std::move(loaded.unused_environments);
  reading_ = std::move(loaded.reading);
  declared_ = session::relocate(*rendered_, std::move(loaded.fleet));
}

lint::Report Session::judge_once(const fargate::Fleet& fleet, lint::RuleTimes* times) const {
  auto price = fargate::price_in(region_of(fleet).name);
  auto report = lint::judge(reading_, fleet, rules_,
                            {.threads = settings_.request.threads,
                             .known = rules::all(),
                             .today = system::date(system_.clock),
                             .times = times,
                             .price = price ? &*price : nullptr});
  report.price = std::move(price);
  session::relocate(*rendered_, report);
  config::adjust(system_.files, settings_.config, report);
  return report;
}

/// An error if a cluster was to be read, and nothing of it could be: no report is to look clean.
system::Failure Session::missing_cluster() const {
  if (!settings_.request.live || reading_->live != nullptr) return std::nullopt;
  for (const auto& each : *rendered_)
    for (const auto& error : each.errors)
      if (!error.of_profiles) return Error{error.message, error.hint};
  return std::nullopt;
}

/// An error if a file that was to declare profiles declares none.
system::Failure Session::missing_profiles() const {
  if (!settings_.request.needs_profiles) return std::nullopt;
  const auto& errors = reading_->errors;
  const auto missing = std::ranges::find_if(errors, &lint::InputError::of_profiles);
  if (missing == errors.end()) return std::nullopt;
  return Error{report::error_text(*missing), missing->hint};
}

// The one place that knows of the exceptions with which a document that rests is given up: they
// come from whatever rule asked for it, on whatever thread.
template <typename Work>
auto Session::with_reading(const Work& work) -> decltype(work()) {
  for (;;) {
    try {
      if (reading_ == nullptr) load();
      if (auto missing = missing_cluster()) return *std::move(missing);
      if (auto missing = missing_profiles()) return *std::move(missing);
      return work();
    } catch (const kube::GlanceFailed& failed) {
      reading_ = nullptr;
      // Most are single slips; where they are not, nothing is glanced at any more.
      load_.glances = load_.glances && load_.read_whole.empty();
      load_.read_whole.insert(failed.path().str());
    } catch (const kube::FileChanged& changed) {
      reading_ = nullptr;
      return Error{report::path_text(changed.path()) + ": " + changed.what(),
                   kube::file_changed().hint};
    }
  }
}

Result<std::shared_ptr<const lint::Reading>> Session::read() {
  reading_ = nullptr;
  return with_reading([&]() -> Result<std::shared_ptr<const lint::Reading>> { return reading_; });
}

Result<std::vector<fargate::Fleet>> Session::fleets() const {
  const auto* live = reading_ == nullptr ? nullptr : reading_->live.get();
  // Whose pods they are is no question then.
  if (settings_.request.cluster.empty() && live != nullptr && !live->eks_name.empty() &&
      declared_.has_cluster(live->eks_name))
    return std::vector{declared_.of_cluster(live->eks_name)};
  return choose_fleets(declared_, settings_.request.cluster, settings_.request.all_clusters);
}

Result<lint::Report> Session::judge(const fargate::Fleet& fleet, lint::RuleTimes* times) {
  return with_reading([&]() -> Result<lint::Report> { return judge_once(fleet, times); });
}

Result<std::vector<lint::Report>> Session::judge_all(lint::RuleTimes* times) {
  return with_reading([&]() -> Result<std::vector<lint::Report>> {
    const auto chosen = fleets();
    if (!chosen) return chosen.error();
    std::vector<lint::Report> reports;
    for (const auto& fleet : *chosen) reports.push_back(judge_once(fleet, times));
    return reports;
  });
}

void Session::relocate(std::string_view field, yaml::Location& where) const {
  if (rendered_) session::relocate(*rendered_, field, where);
}

Result<std::vector<Known>> Session::known() {
  const auto& request = settings_.request;
  std::vector<Known> known;
  // What is about to be written takes the place of what is there.
  if (!request.baseline.empty() && request.write_baseline.empty()) {
    auto baseline = read_baseline(system_.files, request.baseline);
    if (!baseline) return baseline.error();
    known.push_back({std::move(baseline).value(), "in the baseline `" + request.baseline + "`"});
  }
  if (!request.new_from_rev.empty()) {
    auto baseline = find_in_revision(system_, settings_, remarks_);
    if (!baseline) return baseline.error();
    known.push_back(
        {std::move(baseline).value(), "found in `" + request.new_from_rev + "` as well"});
  }
  return known;
}

/// A namespace that no object of the input takes: who knows kubectl takes it for a filter.
std::optional<Error> Session::idle_namespace() const {
  const auto& ns = settings_.given.ns;
  if (ns.empty() || reading_ == nullptr) return std::nullopt;
  const auto objects = reading_->inventory.objects();
  const auto takes = [](const kube::Object* object) { return object->ns_assumed; };
  const auto is_elsewhere = [&ns](const kube::Object* object) {
    return !object->ns.empty() && object->ns != ns;
  };
  if (std::ranges::any_of(objects, takes) || std::ranges::none_of(objects, is_elsewhere))
    return std::nullopt;
  return Error{
      "`--namespace " + ns + "` has no effect: every checked object sets its own namespace",
      "it is the namespace of objects that do not set one, and leaves out none"};
}

std::vector<Error> Session::take_remarks() {
  if (auto remark = idle_namespace()) remarks_.push_back(*std::move(remark));
  for (const auto& pattern : std::exchange(unused_environments_, {}))
    remarks_.push_back({"`" + pattern + "` in `environments` matches nothing that was read",
                        "use a directory name, or a path from the directory of the config file"});
  return std::exchange(remarks_, {});
}

void take_known(const std::vector<Known>& known, lint::Report& report) {
  for (const auto& each : known) lint::subtract(each.baseline, each.reason, report);
}

bool has_trouble(const lint::Report& report) {
  const bool untrusted = std::ranges::any_of(
      report.findings, [](const lint::Finding& finding) { return finding.rule->untrusted_input; });
  return untrusted || !report.errors().empty() || report.reading->account.unreadable != 0;
}

}  // namespace fargate_lint::session
