#include "lint/engine.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "base/result.hpp"
#include "kube/opener.hpp"
#include "lint/secrets.hpp"
#include "lint/selected_pods.hpp"
#include "lint/suppress.hpp"

namespace fargate_lint::lint {
namespace {

ObjectRef ref(const kube::Object& object) {
  return {object.kind, object.ns, object.name};
}

/// The place of a field of the object; of the object where it lacks the field.
Location locate(const kube::Object& object, yaml::Node field) {
  return yaml::locate_field(field ? field : object.node);
}

/// How many findings of one rule an object may have, which for real objects is more than enough. A
/// hostile one has a fault in each two bytes (`tolerations: [a,a,…]`), and a finding that is kept
/// and reported takes well over a thousand.
std::size_t most_findings(const kube::Object& object) {
  constexpr std::size_t kAlways = 20;
  constexpr std::size_t kBytesOfEach = 20;
  return std::max(kAlways, object.node.bytes() / kBytesOfEach);
}

/// Likewise of one suppression, which may name very many rules.
constexpr std::size_t kMostOfSuppression = 20;

bool is_in_same_place(const IgnoreUse& a, const IgnoreUse& b) {
  const Location& where = a.ignore->where;
  return where.path == b.ignore->where.path && where.span == b.ignore->where.span;
}

PlacedWorkload describe(const kube::Workload& workload) {
  const kube::Object& object = *workload.object;
  PlacedWorkload placed;
  placed.object = ref(object);
  placed.part = workload.part;
  placed.partial = workload.path->partial;
  placed.where = locate(object, workload.part.empty() ? object.node["kind"] : workload.pod);
  placed.order = object.order;
  placed.ns_assumed = object.ns_assumed;
  return placed;
}

/// The place of the selector that put the pod on Fargate; nothing if no profile takes it.
SharedList<Related> taken_by(const fargate::Placement& placement,
                             const std::vector<fargate::Profile>& profiles) {
  if (!placement.profile) return {};
  require(*placement.profile < profiles.size(), "a placement names a profile of its run");
  const fargate::Profile& profile = profiles[*placement.profile];
  const std::string message = "selected by profile `" + profile.display_name() + "`";
  if (!placement.selector) return std::vector{Related{message, profile.where}};
  require(*placement.selector < profile.selectors.size(), "a placement names a selector");
  return std::vector{Related{message + ", selector " + std::to_string(*placement.selector),
                             profile.selectors[*placement.selector].where}};
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
              const SharedList<Related>& selector) {
  if (finding.related.empty())
    finding.related = selector;
  else if (!selector.empty() && !shows(finding, selector.front().where))
    finding.related.push_back(selector.front());
  if (placement.verdict != fargate::Verdict::undecided) return;
  if (finding.severity != Severity::error) return;
  finding.severity = Severity::warning;
  add_missing_facts(placement.missing, finding);
}

/// What the pods of one object share is said once: a field that stands in for those of all. Their
/// findings are those from `first` on.
void drop_repeated(std::vector<Finding>& findings, std::size_t first) {
  std::set<std::tuple<std::string_view, SharedText, std::uint32_t, std::uint32_t, SharedText>> seen;
  const auto is_repeated = [&seen](const Finding& finding) {
    const auto& where = finding.where;
    return !seen.insert({finding.rule->id, where.path, where.span.begin.line,
                         where.span.begin.column, finding.message})
                .second;
  };
  const auto begin = findings.begin() + static_cast<std::ptrdiff_t>(first);
  findings.erase(std::remove_if(begin, findings.end(), is_repeated), findings.end());
}

/// Moves each value to where it belongs: to `i` the one at `order[i]`. Findings are large: nowhere
/// are they there twice.
void reorder(std::vector<Finding>& findings, std::vector<std::uint32_t>& order) {
  for (std::uint32_t first = 0; first < order.size(); ++first) {
    if (order[first] == first) continue;
    Finding moved = std::move(findings[first]);
    std::uint32_t to = first;
    while (order[to] != first) {
      const std::uint32_t from = std::exchange(order[to], to);
      findings[to] = std::move(findings[from]);
      to = from;
    }
    findings[to] = std::move(moved);
    order[to] = to;
  }
}

/// By path, line, column and rule; findings alike in all four stay in the order of the input.
void sort(std::vector<Finding>& findings) {
  // Paths are many times the same: each is compared once.
  std::map<std::string_view, std::uint32_t> rank_of;
  for (const Finding& finding : findings) rank_of.emplace(finding.where.path, 0);
  std::uint32_t rank = 0;
  for (auto& [path, number] : rank_of) number = rank++;

  using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::string_view>;
  std::vector<Key> keys;
  keys.reserve(findings.size());
  for (const Finding& finding : findings) {
    const yaml::Position& begin = finding.where.span.begin;
    keys.emplace_back(rank_of[finding.where.path], begin.line, begin.column, finding.rule->id);
  }
  std::vector<std::uint32_t> order(findings.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  // Findings come in a few runs that are in order nearly.
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) -> const Key& { return keys[i]; });
  reorder(findings, order);
}

void append(std::vector<std::vector<Finding>> parts, std::vector<Finding>& all) {
  for (std::vector<Finding>& part : parts) std::ranges::move(part, std::back_inserter(all));
}

/// Gives placements that are the same as one of late one place: most pods of a cluster differ in
/// their names only.
class PlacementCache {
 public:
  Shared<fargate::Placement> share(fargate::Placement&& placement) {
    auto& place = recent_[hash(placement) % recent_.size()];
    if (!place || *place != placement) place = std::move(placement);
    return place;
  }

 private:
  /// Of what differs most.
  static std::size_t hash(const fargate::Placement& placement) {
    std::size_t value = hash_text(placement.why);
    if (placement.size) {
      const auto size = placement.size->cpu.nanos() + 31 * placement.size->memory.nanos();
      value ^= (static_cast<std::uint64_t>(size) * 0x9E3779B97F4A7C15U) >> 32U;
    }
    return value;
  }

  // Each has its place by its hash: no placements make the search slow.
  std::array<Shared<fargate::Placement>, 256> recent_;
};

/// That a rule has not looked at everything.
InputError unfinished(const RuleInfo& rule) {
  return {"", 0,
          std::string(rule.id) +
              " stops: too many selectors ask for too many pods, and not all were held against "
              "each other",
          "lint fewer objects at a time"};
}

/// What a thread that judges pods has for itself.
struct Desk {
  explicit Desk(const kube::Inventory& inventory) : opener(inventory) {}
  /// As taken_by(): the same for all pods that a selector takes.
  const SharedList<Related>& selector_of(const fargate::Placement& placement,
                                         const std::vector<fargate::Profile>& profiles) {
    const auto [entry, is_new] = selectors.try_emplace({placement.profile, placement.selector});
    if (is_new) entry->second = taken_by(placement, profiles);
    return entry->second;
  }

  kube::Opener opener;
  PlacementCache placements;
  using Selector = std::pair<std::optional<std::uint32_t>, std::optional<std::uint32_t>>;
  std::map<Selector, SharedList<Related>> selectors;
};

/// As many desks as there are threads.
class Desks {
 public:
  explicit Desks(const kube::Inventory& inventory) : inventory_(inventory) {}

  struct GiveBack {
    Desks* desks;
    void operator()(Desk* desk) const {
      const std::lock_guard lock(desks->mutex_);
      desks->free_.emplace_back(desk);
    }
  };
  /// One that nobody else uses. It is given back when the pointer goes.
  std::unique_ptr<Desk, GiveBack> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) free_.push_back(std::make_unique<Desk>(inventory_));
    std::unique_ptr<Desk, GiveBack> taken(free_.back().release(), GiveBack{this});
    free_.pop_back();
    return taken;
  }

 private:
  const kube::Inventory& inventory_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Desk>> free_;
};

class Run {
 public:
  Run(Input& input, RuleList rules, const EngineOptions& options)
      : input_(input), rules_(rules), options_(options) {
    for (const Rule* rule : rules) {
      if (rule->check_pod != nullptr) pod_rules_.push_back(rule);
      if (rule->check_run != nullptr) run_rules_.push_back(rule);
      if (rule->note_pod != nullptr) notes_.push_back({rule, {}});
      if (rule->check_object == nullptr) continue;
      object_rules_.push_back(rule);
    }
  }

  /// Looks at each object once, with its pods if it makes any, while its text is in the cache.
  void check_objects_and_pods() {
    const kube::ObjectList objects = input_.inventory.objects();
    const auto workloads = input_.inventory.workloads();
    placements_.resize(workloads.size());
    labels_.resize(workloads.size());
    for (auto& [rule, notes] : notes_) notes.resize(workloads.size());
    check_each_object([&](std::size_t i, Desk& desk, std::vector<Finding>& findings) {
      const kube::Object& object = desk.opener.open(*objects[i]);
      const auto pods = desk.opener.pods();
      auto number = static_cast<std::uint32_t>(input_.inventory.workloads_of(object).data() -
                                               workloads.data());
      const std::size_t before = findings.size();
      const std::size_t most = most_findings(object);
      for (const kube::Workload& pod : pods) check_pod(pod, number++, most, desk, findings);
      if (pods.size() > 1) drop_repeated(findings, before);
      check_object(object, most, findings);
    });
  }

  /// Each of the rules asks of all objects, one after the other: they do so side by side.
  void check_run() {
    SelectedPods pods(input_.inventory, placements_, std::move(labels_), options_.threads);
    std::vector<std::vector<Finding>> findings(run_rules_.size());
    std::vector<std::uint8_t> stopped(run_rules_.size());
    const auto check = [&](std::size_t i) {
      SelectedPods own(pods, options_.most_compared);
      kube::Opener opener(input_.inventory);
      const RunContext context{input_, placements_, own, opener, notes_of(*run_rules_[i])};
      const ObjectRef none;
      FindingSink sink(findings[i], run_rules_[i]->info, none);
      call(*run_rules_[i], [&] { run_rules_[i]->check_run(context, sink); });
      stopped[i] = own.has_stopped() ? 1 : 0;
      for (Finding& finding : findings[i]) {
        if (!finding.placement) continue;
        const fargate::Placement& placement = *placements_[*finding.placement].placement;
        complete(finding, placement, taken_by(placement, input_.profiles));
      }
    };
    for_each_index(run_rules_.size(), options_.threads, check, 1);
    append(std::move(findings), findings_);
    for (std::size_t i = 0; i < stopped.size(); ++i)
      if (stopped[i] != 0) input_.errors.push_back(unfinished(run_rules_[i]->info));
  }

  void verify_files() const { input_.inventory.verify_files(); }

  /// Takes out what is ignored, and looks at the ignores themselves.
  void suppress() {
    if (input_.ignores.empty()) return;
    const RuleList known = options_.known.empty() ? rules_ : options_.known;
    const std::vector<IgnoreUse> uses = lint::suppress(
        input_.ignores, rules_, known, options_.today, placements_, findings_, suppressed_);
    const std::size_t before = findings_.size();
    for (const Rule* rule : rules_) {
      if (rule->check_ignores == nullptr) continue;
      call(*rule, [&] { check_ignores(*rule, uses, known); });
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
  /// One suppression after the other: those of one annotation stand in one place.
  void check_ignores(const Rule& rule, std::span<const IgnoreUse> uses, RuleList known) {
    while (!uses.empty()) {
      const IgnoreUse& first = uses.front();
      const auto other = std::ranges::find_if(
          uses, [&](const IgnoreUse& use) { return !is_in_same_place(use, first); });
      const auto count = static_cast<std::size_t>(other - uses.begin());
      FindingSink sink(findings_, rule.info, first.ignore->object, kMostOfSuppression);
      rule.check_ignores({uses.first(count), known}, sink);
      if (sink.has_rest()) sink.tell_rest(first.ignore->where, "suppression");
      uses = uses.subspan(count);
    }
  }

  /// Calls `check` with the number of each object and a place for its findings, on all threads;
  /// takes the findings in the order of the objects.
  void check_each_object(
      const std::function<void(std::size_t, Desk&, std::vector<Finding>&)>& check) {
    // So many for one place that places are few, and so few that no thread waits for another long.
    constexpr std::size_t kRun = 32;
    constexpr std::size_t kBatch = 512 * kRun;
    const std::size_t count = input_.inventory.objects().size();
    Desks desks(input_.inventory);
    for (std::size_t begin = 0; begin < count; begin += kBatch) {
      const std::size_t end = std::min(count, begin + kBatch);
      std::vector<std::vector<Finding>> findings((end - begin + kRun - 1) / kRun);
      const auto check_run = [&](std::size_t run) {
        const std::size_t first = begin + run * kRun;
        const auto desk = desks.take();
        for (std::size_t i = first; i < std::min(end, first + kRun); ++i)
          check(i, *desk, findings[run]);
      };
      for_each_index(findings.size(), options_.threads, check_run, 1);
      make_room(findings, end, count);
      append(std::move(findings), findings_);
    }
  }

  /// Makes room for as many findings as there will be if the objects to come are like those that
  /// are done, within reason: a list that grows is there twice for a while, and memory that is not
  /// needed is never touched.
  void make_room(const std::vector<std::vector<Finding>>& more, std::size_t done, std::size_t all) {
    constexpr std::size_t kMostTimes = 4;
    std::size_t needed = findings_.size();
    for (const auto& part : more) needed += part.size();
    if (needed <= findings_.capacity()) return;
    const double times = 1.125 * static_cast<double>(all) / static_cast<double>(done);
    const double most = std::min<double>(times, kMostTimes);
    findings_.reserve(static_cast<std::size_t>(most * static_cast<double>(needed)));
  }

  template <typename Check>
  void call(const Rule& rule, const Check& check) {
    if (options_.times == nullptr) return check();
    options_.times->measure(rule, check);
  }

  /// `most`: findings of each rule that are kept.
  void check_pod(const kube::Workload& workload, std::uint32_t index, std::size_t most, Desk& desk,
                 std::vector<Finding>& findings) {
    const kube::PodTemplate pod = kube::read_pod_template(workload);
    secrets_.collect(pod);
    fargate::Judgement judgement = fargate::place(workload, pod, input_.profiles, input_.inventory);
    PlacedWorkload& placed = placements_[index];
    placed = describe(workload);
    placed.placement = desk.placements.share(std::move(judgement.placement));

    labels_[index] = std::move(judgement.labels);
    const auto before = findings.size();
    const fargate::Placement& placement = *placed.placement;
    const bool concerned = placement.verdict != fargate::Verdict::not_fargate;
    const PodContext context{workload,  *workload.object,     pod,
                             placement, judgement.violations, judgement.near_miss,
                             input_};
    for (const Rule* rule : pod_rules_) {
      if (rule->sees == Sees::selected_pods && !concerned) continue;
      FindingSink sink(findings, rule->info, placed.object, most);
      call(*rule, [&] { rule->check_pod(context, sink); });
      if (sink.has_rest()) sink.tell_rest(placed.where, "object");
    }
    for (Notes& of : notes_) {
      if (of.rule->sees == Sees::selected_pods && !concerned) continue;
      call(*of.rule, [&] { of.notes[index] = of.rule->note_pod(context); });
    }
    if (findings.size() == before) return;
    const SharedList<Related>& selector = desk.selector_of(placement, input_.profiles);
    for (Finding& finding : std::span(findings).subspan(before)) {
      finding.placement = index;
      complete(finding, placement, selector);
    }
  }

  void check_object(const kube::Object& object, std::size_t most, std::vector<Finding>& findings) {
    if (object_rules_.empty()) return;
    const ObjectContext context{object, input_};
    const ObjectRef subject = ref(object);
    for (const Rule* rule : object_rules_) {
      FindingSink sink(findings, rule->info, subject, most);
      call(*rule, [&] { rule->check_object(context, sink); });
      if (sink.has_rest()) sink.tell_rest(locate(object, object.node["kind"]), "object");
    }
  }

  std::span<const std::uint8_t> notes_of(const Rule& rule) const {
    const auto entry = std::ranges::find(notes_, &rule, &Notes::rule);
    return entry == notes_.end() ? std::span<const std::uint8_t>() : entry->notes;
  }

  Input& input_;
  RuleList rules_;
  const EngineOptions& options_;
  std::vector<const Rule*> pod_rules_;
  std::vector<const Rule*> object_rules_;
  std::vector<const Rule*> run_rules_;
  struct Notes {
    const Rule* rule;
    std::vector<std::uint8_t> notes;  ///< of each pod
  };
  std::vector<Notes> notes_;
  std::vector<PlacedWorkload> placements_;
  std::vector<kube::Labels> labels_;  ///< of each pod
  std::vector<Finding> findings_;
  std::vector<Finding> suppressed_;
  Secrets secrets_;
};

}  // namespace

Report run(Input&& input, RuleList rules, const EngineOptions& options) {
  Run run(input, rules, options);
  run.check_objects_and_pods();
  run.check_run();
  run.verify_files();
  return run.report();
}

}  // namespace fargate_lint::lint
