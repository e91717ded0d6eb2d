#include "lint/judge.hpp"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <span>
#include <utility>

#include "base/parallel.hpp"
#include "base/result.hpp"
#include "fargate/wording.hpp"
#include "kube/admission.hpp"
#include "kube/field_types.hpp"
#include "kube/hook.hpp"
#include "kube/opener.hpp"
#include "lint/finish.hpp"
#include "lint/schedule.hpp"
#include "lint/secrets.hpp"

namespace fargate_lint::lint {
namespace {

PlacedWorkload describe(const kube::Inventory& inventory, const kube::Workload& workload) {
  const auto& object = *workload.object;
  PlacedWorkload placed;
  placed.object = ref(object);
  placed.part = workload.part;
  placed.partial = workload.path->partial;
  placed.where = locate(object, workload.part.empty() ? object.node["kind"] : workload.pod);
  placed.order = object.order;
  placed.ns_assumed = object.ns_assumed;
  placed.helm_hook = kube::helm_hook_of(object);
  placed.is_helm_test = kube::is_helm_test(object);
  placed.pods = kube::pod_count_of(inventory, workload);
  placed.run_time = kube::run_time_of(workload, std::chrono::hours(fargate::kMonthHours));
  return placed;
}

bool shows(const Finding& finding, const Location& where) {
  const auto is_there = [&](const Related& related) {
    return related.where.path == where.path && related.where.span == where.span;
  };
  return std::any_of(finding.related.begin(), finding.related.end(), is_there);
}

/// The missing facts that a finding names: the first few, for a pod may lack very many.
void add_missing_facts(const std::vector<fargate::Fact>& missing, const fargate::Fleet& fleet,
                       Finding& finding) {
  constexpr std::size_t kMostFacts = 3;
  const auto shown = std::min(missing.size(), kMostFacts);
  for (std::size_t i = 0; i < shown; ++i)
    finding.notes.push_back("undecided: " + fargate::wording::words(missing[i], fleet.profiles()));
  if (missing.size() > shown) {
    finding.notes.push_back("undecided: " + std::to_string(missing.size() - shown) + " facts more");
  }
}

/// Adds to a finding about a pod what every rule would have to add.
void complete(Finding& finding, const fargate::Placement& placement, const fargate::Fleet& fleet,
              const SharedList<Related>& selector) {
  if (finding.related.empty())
    finding.related = selector;
  else if (!selector.empty() && !shows(finding, selector.front().where))
    finding.related.push_back(selector.front());
  // What is wrong with a pod that nobody makes now breaks nothing now.
  if (placement.idle != kube::Idle::no && finding.rule->topic() != Topic::documents &&
      finding.severity != Severity::info) {
    finding.severity = Severity::info;
    finding.notes.push_back("the workload " + std::string(fargate::wording::words(placement.idle)));
  }
  if (placement.verdict != fargate::Verdict::undecided) return;
  if (finding.severity != Severity::error) return;
  finding.severity = Severity::warning;
  add_missing_facts(placement.missing, fleet, finding);
}

/// That a rule has not looked at everything.
InputError unfinished(const RuleInfo& rule) {
  return {"", 0,
          std::string(rule.id) +
              " stops: too many selectors ask for too many pods, and not all were held against "
              "each other",
          "lint fewer objects at a time"};
}

class Judging {
 public:
  Judging(const Reading& reading, const fargate::Fleet& fleet, RuleList rules,
          const Options& options)
      : reading_(reading), fleet_(fleet), options_(options) {
    for (const auto* rule : options.known)
      if (rule->info.severity == Severity::error && !rules.empty() &&
          std::ranges::find(rules, rule) == rules.end())
        unasked_rules_.push_back(rule);
    for (const auto* rule : rules) {
      if (rule->check_pod != nullptr) pod_rules_.push_back(rule);
      if (rule->check_run != nullptr) run_rules_.push_back(rule);
      if (rule->note_pod != nullptr) notes_.push_back({rule, {}});
      if (rule->check_object != nullptr) object_rules_.push_back(rule);
    }
  }

  /// Looks at each object once, with its pods if it makes any, while its text is in the cache.
  void check_objects_and_pods(Report& report) {
    const auto objects = inventory().objects();
    const auto workloads = inventory().workloads();
    report.placements.resize(workloads.size());
    labels_.resize(workloads.size());
    for (auto& [rule, notes] : notes_) notes.resize(workloads.size());
    const auto check = [&](std::size_t i, Desk& desk, std::vector<Finding>& findings) {
      const auto& object = desk.opener.open(*objects[i]);
      const auto pods = desk.opener.pods();
      auto number =
          static_cast<std::uint32_t>(inventory().workloads_of(object).data() - workloads.data());
      const auto before = findings.size();
      const auto most = most_findings(object);
      const bool has_misfits = kube::has_misfits(object);
      const bool is_rejected = has_misfits && kube::is_rejected(object);
      for (const auto& pod : pods) {
        check_pod(pod, number, is_rejected, most, report.placements[number], desk, findings);
        ++number;
      }
      if (pods.size() > 1) drop_repeated(findings, before);
      check_object({object, reading_, has_misfits}, most, findings);
    };
    report.findings = for_each_object(inventory(), options_.threads, check);
  }

  /// Each of the rules asks of all objects, one after the other: they do so side by side.
  void check_run(Report& report) {
    SelectedPods pods(inventory(), report.placements, std::move(labels_), options_.threads);
    std::vector<std::vector<Finding>> findings(run_rules_.size());
    std::vector<std::uint8_t> stopped(run_rules_.size());
    const auto check = [&](std::size_t i) {
      const auto& rule = *run_rules_[i];
      SelectedPods own(pods, options_.most_compared);
      kube::Opener opener(inventory());
      const RunContext context{reading_, fleet_, report.placements, own, opener, notes_of(rule)};
      const ObjectRef none;
      FindingSink sink(findings[i], rule.info, none);
      measure(options_.times, rule, [&] { rule.check_run(context, sink); });
      sink.tell_rests();
      stopped[i] = own.has_stopped() ? 1 : 0;
      for (auto& finding : findings[i]) {
        if (!finding.placement) continue;
        const auto& placement = *report.placements[*finding.placement].placement;
        complete(finding, placement, fleet_, taken_by(placement, fleet_));
      }
    };
    for_each_index(run_rules_.size(), options_.threads, check, 1);
    for (auto& part : findings) std::ranges::move(part, std::back_inserter(report.findings));
    for (std::size_t i = 0; i < stopped.size(); ++i)
      if (stopped[i] != 0) report.unfinished.push_back(unfinished(run_rules_[i]->info));
  }

  const Secrets& secrets() const { return secrets_; }
  std::vector<Unasked> take_unasked() {
    std::ranges::sort(unasked_, {},
                      [](const Unasked& of) { return std::pair(of.placement, of.rule->id); });
    return std::move(unasked_);
  }

 private:
  const kube::Inventory& inventory() const { return reading_.inventory; }
  std::span<const fargate::LivePod> live_pods(const ObjectRef& object) const {
    return reading_.live->of(object.kind, object.ns, object.name);
  }

  /// `most`: findings of each rule that are kept.
  void check_pod(const kube::Workload& workload, std::uint32_t index, bool is_rejected,
                 std::size_t most, PlacedWorkload& placed, Desk& desk,
                 std::vector<Finding>& findings) {
    const auto pod = kube::read_admitted_pod(inventory(), workload);
    secrets_.collect(pod);
    auto judgement = judge_pod(reading_, fleet_, workload, pod, is_rejected);
    placed = describe(inventory(), workload);
    placed.placement = desk.placements.share(std::move(judgement.placement));

    if (reading_.live != nullptr && reading_.live->has_pods)
      placed.live =
          fargate::compare(*placed.placement, live_pods(placed.object), fleet_.profiles());
    labels_[index] = std::move(judgement.labels);
    const auto before = findings.size();
    const auto& placement = *placed.placement;
    const bool concerned = placement.concerns_fargate();
    const PodContext context{workload,
                             *workload.object,
                             pod,
                             placement,
                             judgement.claims,
                             judgement.violations,
                             judgement.near_miss,
                             reading_,
                             fleet_,
                             options_.price};
    for (const auto* rule : pod_rules_) {
      if (rule->sees == Sees::selected_pods && !concerned) continue;
      FindingSink sink(findings, rule->info, placed.object, most);
      measure(options_.times, *rule, [&] { rule->check_pod(context, sink); });
      if (sink.has_rest()) sink.tell_rest(placed.where, "object");
    }
    for (auto& of : notes_) {
      if (of.rule->sees == Sees::selected_pods && !concerned) continue;
      measure(options_.times, *of.rule, [&] { of.notes[index] = of.rule->note_pod(context); });
    }
    if (!unasked_rules_.empty() && placement.never_runs() &&
        std::none_of(findings.begin() + static_cast<std::ptrdiff_t>(before), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::error; }))
      find_unasked(context, index, placed);
    if (findings.size() == before) return;
    const auto& selector = desk.selector_of(placement, fleet_);
    for (auto& finding : std::span(findings).subspan(before)) {
      finding.placement = index;
      complete(finding, placement, fleet_, selector);
    }
  }

  /// Which of the rules that do not run would have said why the pod never does.
  void find_unasked(const PodContext& context, std::uint32_t index, const PlacedWorkload& placed) {
    const bool is_rejected = context.placement.invalid;
    for (const auto* rule : unasked_rules_) {
      std::vector<Finding> unreported;
      FindingSink sink(unreported, rule->info, placed.object, 1);
      // What the API server rejects is at fault as an object.
      if (is_rejected && rule->check_object != nullptr)
        rule->check_object({context.object, reading_, true}, sink);
      else if (!is_rejected && rule->check_pod != nullptr)
        rule->check_pod(context, sink);
      if (unreported.empty() || unreported.front().severity != Severity::error) continue;
      const std::lock_guard lock(unasked_mutex_);
      unasked_.push_back({index, &rule->info});
    }
  }

  void check_object(const ObjectContext& context, std::size_t most,
                    std::vector<Finding>& findings) {
    if (object_rules_.empty()) return;
    const auto& object = context.object;
    const auto subject = ref(object);
    for (const auto* rule : object_rules_) {
      FindingSink sink(findings, rule->info, subject, most);
      measure(options_.times, *rule, [&] { rule->check_object(context, sink); });
      if (sink.has_rest()) sink.tell_rest(locate(object, object.node["kind"]), "object");
    }
  }

  std::span<const std::uint8_t> notes_of(const Rule& rule) const {
    const auto entry = std::ranges::find(notes_, &rule, &Notes::rule);
    return entry == notes_.end() ? std::span<const std::uint8_t>() : entry->notes;
  }

  const Reading& reading_;
  const fargate::Fleet& fleet_;
  const Options& options_;
  std::vector<const Rule*> pod_rules_;
  std::vector<const Rule*> unasked_rules_;
  std::mutex unasked_mutex_;
  std::vector<Unasked> unasked_;
  std::vector<const Rule*> object_rules_;
  std::vector<const Rule*> run_rules_;
  struct Notes {
    const Rule* rule;
    std::vector<std::uint8_t> notes;  ///< of each pod
  };
  std::vector<Notes> notes_;
  std::vector<kube::Labels> labels_;  ///< of each pod
  Secrets secrets_;
};

}  // namespace

fargate::OtherNodes other_nodes(const Reading& reading, const fargate::Fleet& fleet,
                                const kube::Object& object) {
  const auto known = fleet.other_nodes();
  // A node that was seen says more than an event of some minutes ago.
  const bool is_proved = reading.live != nullptr && known != fargate::OtherNodes::some &&
                         reading.live->proves_no_other_node(object.kind, object.ns, object.name);
  return is_proved ? fargate::OtherNodes::none : known;
}

fargate::Judgement judge_pod(const Reading& reading, const fargate::Fleet& fleet,
                             const kube::Workload& workload, const kube::PodTemplate& pod,
                             bool is_rejected) {
  auto judgement = fargate::place(workload, pod, fleet.profiles(), reading.inventory,
                                  other_nodes(reading, fleet, *workload.object));
  leave_open_what_is_patched(reading.patches, workload, judgement);
  if (is_rejected) judgement.invalidate();
  return judgement;
}

Report judge(std::shared_ptr<const Reading> reading, const fargate::Fleet& fleet, RuleList rules,
             const Options& options) {
  require(reading != nullptr, "there is something to judge");
  Report report;
  report.reading = std::move(reading);
  report.fleet = fleet;
  Judging judging(*report.reading, report.fleet, rules, options);
  judging.check_objects_and_pods(report);
  judging.check_run(report);
  report.unasked = judging.take_unasked();
  report.reading->inventory.verify_files();
  finish(judging.secrets(), rules, options, report);
  return report;
}

}  // namespace fargate_lint::lint
