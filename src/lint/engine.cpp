#include "lint/engine.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "base/result.hpp"
#include "lint/parallel.hpp"
#include "lint/secrets.hpp"
#include "lint/selected_pods.hpp"
#include "lint/suppress.hpp"

namespace fargate_lint::lint {
namespace {

ObjectRef ref(const kube::Object& object) {
  return {std::string(object.kind), std::string(object.ns), std::string(object.name)};
}

PlacedWorkload describe(const kube::Workload& workload) {
  const kube::Object& object = *workload.object;
  PlacedWorkload placed;
  placed.object = ref(object);
  placed.api_version = object.api_version;
  placed.part = workload.part;
  placed.partial = workload.path->partial;
  const yaml::Node kind = workload.part.empty() ? object.node["kind"] : workload.pod;
  placed.where = fargate::locate_field(kind ? kind : object.node);
  placed.order = object.order;
  placed.ns_assumed = object.ns_assumed;
  return placed;
}

/// The place of the selector that put the pod on Fargate; nothing if no profile takes it.
std::optional<Related> taken_by(const fargate::Placement& placement,
                                const std::vector<fargate::Profile>& profiles) {
  if (!placement.profile) return std::nullopt;
  require(*placement.profile < profiles.size(), "a placement names a profile of its run");
  const fargate::Profile& profile = profiles[*placement.profile];
  const std::string message = "selected by profile `" + profile.display_name() + "`";
  if (!placement.selector) return Related{message, profile.where};
  require(*placement.selector < profile.selectors.size(), "a placement names a selector");
  return Related{message + ", selector " + std::to_string(*placement.selector),
                 profile.selectors[*placement.selector].where};
}

bool shows(const Finding& finding, const Location& where) {
  const auto is_there = [&](const Related& related) {
    return related.where.path == where.path && related.where.span == where.span;
  };
  return std::any_of(finding.related.begin(), finding.related.end(), is_there);
}

/// The missing facts that a finding names: the first few, for a pod may lack very many.
void add_missing_facts(const std::vector<std::string>& missing, Finding& finding) {
  constexpr std::size_t kMostFacts = 3;
  const std::size_t shown = std::min(missing.size(), kMostFacts);
  for (std::size_t i = 0; i < shown; ++i) finding.notes.push_back("undecided: " + missing[i]);
  if (missing.size() > shown) {
    finding.notes.push_back("undecided: " + std::to_string(missing.size() - shown) + " facts more");
  }
}

/// Adds to a finding about a pod what every rule would have to add.
void complete(Finding& finding, const fargate::Placement& placement,
              const std::optional<Related>& selector) {
  if (selector && !shows(finding, selector->where)) finding.related.push_back(*selector);
  if (placement.verdict != fargate::Verdict::undecided) return;
  if (finding.severity != Severity::error) return;
  finding.severity = Severity::warning;
  add_missing_facts(placement.missing, finding);
}

/// What the pods of one object share is said once: a field that stands in for those of all.
void drop_repeated(std::vector<Finding>& findings) {
  std::set<std::tuple<std::string_view, std::string, std::uint32_t, std::uint32_t, std::string>>
      seen;
  std::erase_if(findings, [&seen](const Finding& finding) {
    const auto& where = finding.where;
    return !seen.insert({finding.rule->id, where.path, where.span.begin.line,
                         where.span.begin.column, finding.message})
                .second;
  });
}

/// By path, line, column and rule; findings alike in all four stay in the order of the input.
void sort(std::vector<Finding>& findings) {
  const auto key = [](const Finding& finding) {
    return std::tie(finding.where.path, finding.where.span.begin.line,
                    finding.where.span.begin.column, finding.rule->id);
  };
  // Findings are large: sort their numbers, then move each once.
  std::vector<std::uint32_t> order(findings.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const auto key_a = key(findings[a]);
    const auto key_b = key(findings[b]);
    if (key_a != key_b) return key_a < key_b;
    return a < b;
  });
  std::vector<Finding> sorted;
  sorted.reserve(findings.size());
  for (const std::uint32_t index : order) sorted.push_back(std::move(findings[index]));
  findings = std::move(sorted);
}

void append(std::vector<std::vector<Finding>> parts, std::vector<Finding>& all) {
  for (std::vector<Finding>& part : parts) std::move(part.begin(), part.end(), back_inserter(all));
}

class Run {
 public:
  Run(Input& input, RuleList rules, const EngineOptions& options)
      : input_(input), rules_(rules), options_(options) {}

  /// Looks at each object once, with its pods if it makes any, while its text is in the cache.
  void check_objects_and_pods() {
    const auto& objects = input_.inventory.objects();
    const auto workloads = input_.inventory.workloads();
    placements_.resize(workloads.size());
    const std::vector<std::uint32_t> first_workload = number_workloads();
    std::vector<std::vector<Finding>> findings(objects.size());
    for_each_index(objects.size(), options_.threads, [&](std::size_t i) {
      for (auto number = first_workload[i]; number < first_workload[i + 1]; ++number)
        check_pod(workloads[number], number, findings[i]);
      if (first_workload[i + 1] - first_workload[i] > 1) drop_repeated(findings[i]);
      check_object(objects[i], Needs::object, findings[i]);
    });
    append(std::move(findings), findings_);
  }

  void check_objects_by_placements() {
    if (!has_object_rules(Needs::placements)) return;
    const auto& objects = input_.inventory.objects();
    std::vector<std::vector<Finding>> findings(objects.size());
    for_each_index(objects.size(), options_.threads, [&](std::size_t i) {
      check_object(objects[i], Needs::placements, findings[i]);
    });
    append(std::move(findings), findings_);
  }

  void check_run() {
    SelectedPods pods(input_.inventory, placements_);
    const RunContext context{input_, placements_, pods};
    const ObjectRef none;
    const auto before = findings_.size();
    for (const Rule* rule : rules_) {
      if (rule->check_run == nullptr) continue;
      FindingSink sink(findings_, rule->info, none);
      rule->check_run(context, sink);
    }
    for (Finding& finding : std::span(findings_).subspan(before)) {
      if (!finding.placement) continue;
      const fargate::Placement& placement = placements_[*finding.placement].placement;
      complete(finding, placement, taken_by(placement, input_.profiles));
    }
  }

  /// Takes out what is ignored, and looks at the ignores themselves.
  void suppress() {
    if (input_.ignores.empty()) return;
    const RuleList known = options_.known.empty() ? rules_ : options_.known;
    const std::vector<IgnoreUse> uses = lint::suppress(
        input_.ignores, rules_, known, options_.today, placements_, findings_, suppressed_);
    const IgnoreContext context{uses, known};
    const ObjectRef none;
    const std::size_t before = findings_.size();
    for (const Rule* rule : rules_) {
      if (rule->check_ignores == nullptr) continue;
      FindingSink sink(findings_, rule->info, none);
      rule->check_ignores(context, sink);
    }
    if (findings_.size() != before) sort(findings_);
  }

  Report report() {
    for (Finding& finding : findings_) secrets_.blot(finding);
    sort(findings_);
    suppress();
    Report report;
    report.suppressed = std::move(suppressed_);
    report.profiles = std::move(input_.profiles);
    report.placements = std::move(placements_);
    report.findings = std::move(findings_);
    report.unreadable = std::move(input_.unreadable);
    report.ignored = std::move(input_.ignored);
    report.errors = std::move(input_.errors);
    report.account = input_.account;
    return report;
  }

 private:
  void check_pod(const kube::Workload& workload, std::uint32_t index,
                 std::vector<Finding>& findings) {
    const kube::PodTemplate pod = kube::read_pod_template(workload);
    secrets_.collect(pod);
    fargate::Judgement judgement = fargate::place(workload, pod, input_.profiles, input_.inventory);
    PlacedWorkload& placed = placements_[index];
    placed = describe(workload);
    placed.placement = std::move(judgement.placement);

    const auto before = findings.size();
    const fargate::Placement& placement = placed.placement;
    const bool concerned = placement.verdict != fargate::Verdict::not_fargate;
    const PodContext context{workload,  *workload.object,     pod,
                             placement, judgement.violations, input_};
    for (const Rule* rule : rules_) {
      if (rule->check_pod == nullptr) continue;
      if (rule->sees == Sees::selected_pods && !concerned) continue;
      FindingSink sink(findings, rule->info, placed.object);
      rule->check_pod(context, sink);
    }
    if (findings.size() == before) return;
    const std::optional<Related> selector = taken_by(placement, input_.profiles);
    for (Finding& finding : std::span(findings).subspan(before)) {
      finding.placement = index;
      complete(finding, placement, selector);
    }
  }

  void check_object(const kube::Object& object, Needs needs, std::vector<Finding>& findings) {
    if (!has_object_rules(needs)) return;
    const bool with_placements = needs == Needs::placements;
    const ObjectContext context{object, input_,
                                with_placements ? std::span<const PlacedWorkload>(placements_)
                                                : std::span<const PlacedWorkload>()};
    const ObjectRef subject = ref(object);
    for (const Rule* rule : rules_) {
      if (rule->check_object == nullptr || rule->needs != needs) continue;
      FindingSink sink(findings, rule->info, subject);
      rule->check_object(context, sink);
    }
  }

  bool has_object_rules(Needs needs) const {
    return std::ranges::any_of(rules_, [needs](const Rule* rule) {
      return rule->check_object != nullptr && rule->needs == needs;
    });
  }

  /// For each object the number of its first workload; those of the next object follow its own.
  std::vector<std::uint32_t> number_workloads() const {
    const auto workloads = input_.inventory.workloads();
    std::vector<std::uint32_t> first(input_.inventory.objects().size() + 1);
    std::uint32_t number = 0;
    for (std::uint32_t i = 0; i < first.size(); ++i) {
      first[i] = number;
      while (number < workloads.size() && workloads[number].object->order == i) ++number;
    }
    require(number == workloads.size(), "workloads stand in the order of their objects");
    return first;
  }

  Input& input_;
  RuleList rules_;
  const EngineOptions& options_;
  std::vector<PlacedWorkload> placements_;
  std::vector<Finding> findings_;
  std::vector<Finding> suppressed_;
  Secrets secrets_;
};

}  // namespace

Report run(Input&& input, RuleList rules, const EngineOptions& options) {
  Run run(input, rules, options);
  run.check_objects_and_pods();
  run.check_objects_by_placements();
  run.check_run();
  return run.report();
}

}  // namespace fargate_lint::lint
