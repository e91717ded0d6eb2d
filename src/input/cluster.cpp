#include "input/cluster.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <semaphore>
#include <set>

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "input/cluster_lists.hpp"
#include "input/cluster_objects.hpp"
#include "input/cluster_page.hpp"
#include "input/eks_cluster.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

constexpr std::ptrdiff_t kMostAtOnce = 16;
constexpr std::size_t kMostPages = 100'000;

/// A list with what came of it.
struct ReadList {
  explicit ReadList(ClusterList of) : list(std::move(of)) {}
  ClusterList list;
  std::optional<ListContents> contents;
  Answered answered;
  bool was_asked = false;

  bool is_ok() const { return was_asked && answered.answer == Answer::ok; }
  /// There is no such list, so there is nothing in it.
  bool is_absent() const { return was_asked && answered.answer == Answer::absent; }
  bool is_known() const { return is_ok() || is_absent(); }
  /// Without it something is not linted.
  bool is_essential() const {
    return list.use == ListUse::workloads || list.use == ListUse::pods ||
           list.use == ListUse::bare_pods;
  }
  std::string why() const {
    switch (answered.answer) {
      case Answer::forbidden: return "forbidden";
      case Answer::expired: return "it changes faster than it can be read";
      case Answer::failed: return answered.error.message;
      default: return "not asked for";
    }
  }
};

class ClusterReader {
 public:
  ClusterReader(const system::System& system, const Cluster& cluster, const ClusterOptions& options)
      : system_(system),
        cluster_(cluster),
        options_(options),
        at_once_(std::clamp<unsigned>(options.at_once, 1, kMostAtOnce)),
        kubectl_(system, cluster.connection),
        free_(at_once_) {}

  Rendered read();

 private:
  void begin();
  void look_up_context();
  void ask_for_groups();
  void ask_for_kinds();
  void read_lists(const std::function<bool(const ReadList&)>& wanted);
  void read_list(ReadList& of);
  Answered read_pages(const ClusterList& list, ListContents& contents);
  Answered read_page(std::unique_ptr<system::Running> running, const ClusterList& list,
                     ListContents& contents, std::string& next,
                     std::unique_ptr<system::Running>& ahead);
  std::string path(const ClusterList& list, const std::string& next) const {
    return path_of(list, ns_, cluster_.page, next);
  }
  void give_up(const Answered& answered);
  void count(const ClusterList& list, std::size_t items);
  bool has(bool ListContents::*what) const;
  Rendered result();
  void add_errors(Rendered& rendered) const;
  bool is_whole(const ClusterList& list) const;
  std::vector<std::pair<const kube::Kind*, std::string>> complete() const;
  void add_pods(fargate::LiveCluster& live);

  const system::System& system_;
  const Cluster& cluster_;
  const ClusterOptions& options_;
  const unsigned at_once_;
  Kubectl kubectl_;
  std::counting_semaphore<kMostAtOnce> free_;  ///< kubectl that may be started

  std::string name_;  ///< of the context
  std::string ns_;    ///< that is read; empty: all
  EksCluster eks_;
  std::vector<ApiGroup> groups_;
  std::vector<std::uint8_t> group_known_;  ///< of each: what it holds
  bool knows_groups_ = false;
  std::deque<ReadList> lists_;

  std::atomic<bool> gave_up_ = false;
  mutable std::mutex mutex_;  ///< guards what follows
  Error failure_;             ///< why no further request was sent
  std::size_t pods_ = 0;
};

/// The first that says so says it for all.
void ClusterReader::give_up(const Answered& answered) {
  const std::lock_guard lock(mutex_);
  if (!gave_up_.exchange(true)) failure_ = answered.error;
}

void ClusterReader::count(const ClusterList& list, std::size_t items) {
  if (list.use != ListUse::pods) return;
  const std::lock_guard lock(mutex_);
  pods_ += items;
  if (options_.progress) options_.progress(name_, pods_);
}

/// The context's name and namespace, from the kubeconfig. There need be none: of a Pod's own
/// cluster kubectl knows without.
void ClusterReader::look_up_context() {
  std::string text;
  const auto answered = kubectl_.view(text);
  if (answered.answer == Answer::ok) {
    const auto document = yaml::read_document(text);
    if (document == nullptr || !document->root().is_mapping())
      return give_up({Answer::unreachable,
                      {kubectl_.name() + " does not print its configuration as JSON",
                       "check `" + kubectl_.name() + " config view --minify -o json`"}});
    const auto root = document->root();
    const auto context = root["contexts"].at(0);
    name_ = root["current-context"].text();
    ns_ = context["context"]["namespace"].text();
    eks_ = find_eks_cluster(root);
  } else if (answered.answer == Answer::unreachable) {
    give_up(answered);
  } else if (answered.error.message.find("current-context") == std::string::npos) {
    give_up({Answer::unreachable,
             {kubectl_.name() + ": " + answered.error.message,
              "check KUBECONFIG, `--kubeconfig` and `--context`"}});
  }
}

void ClusterReader::ask_for_groups() {
  std::string text;
  const auto answered = kubectl_.get("/apis", text);
  if (answered.answer == Answer::forbidden) return;  // of custom resources nothing is known then
  if (answered.answer != Answer::ok) return give_up(answered);
  const auto document = yaml::read_document(text);
  if (document == nullptr || !document->root()["groups"].is_sequence())
    return give_up({Answer::unreachable,
                    {kubectl_.name() + " does not print what the API server answers",
                     "check `" + kubectl_.name() + " get --raw /apis`"}});
  groups_ = known_groups(document->root(), options_.workloads);
  knows_groups_ = true;
}

/// Which of the groups' kinds there are.
void ClusterReader::ask_for_kinds() {
  std::vector<std::vector<ClusterList>> lists(groups_.size());
  group_known_.resize(groups_.size());
  const auto ask = [&](std::size_t i) {
    if (gave_up_) return;
    std::string text;
    const auto& group = groups_[i];
    const auto answered = kubectl_.get("/apis/" + group.name + "/" + group.version, text);
    if (answered.answer == Answer::unreachable) return give_up(answered);
    const auto document = answered.answer == Answer::ok ? yaml::read_document(text) : nullptr;
    if (document == nullptr) return;
    lists[i] = lists_of(group, document->root(), options_.workloads, cluster_.selector);
    group_known_[i] = 1;
  };
  for_each_index(groups_.size(), at_once_, ask, 1);
  for (auto& of_group : lists)
    for (auto& list : of_group) lists_.emplace_back(std::move(list));
}

void ClusterReader::begin() {
  const auto ask = [this](std::size_t i) { i == 0 ? look_up_context() : ask_for_groups(); };
  for_each_index(2, at_once_, ask, 1);
  if (cluster_.all_namespaces)
    ns_.clear();
  else if (!cluster_.ns.empty())
    ns_ = cluster_.ns;
  else if (ns_.empty())
    ns_ = "default";
  if (gave_up_) return;
  for (auto& list : builtin_lists(ns_, cluster_.selector)) lists_.emplace_back(std::move(list));
  ask_for_kinds();
}

/// Reads one page, and starts kubectl for the one behind it as soon as it is known which that is
/// and there is one to spare: what has arrived is taken while it asks.
Answered ClusterReader::read_page(std::unique_ptr<system::Running> running, const ClusterList& list,
                                  ListContents& contents, std::string& next,
                                  std::unique_ptr<system::Running>& ahead) {
  const bool facts_only = list.use == ListUse::pods && !cluster_.selector.empty();
  ListPage page([&](yaml::Node item) { take_item(item, list, facts_only, contents); });
  std::array<char, std::size_t{64} << 10U> buffer;
  std::size_t counted = 0;
  bool is_list = true;
  while (is_list && !gave_up_) {
    const auto size = running->read(buffer.data(), buffer.size());
    if (size == 0) break;
    is_list = page.feed({buffer.data(), size});
    count(list, page.items() - std::exchange(counted, page.items()));
    if (ahead == nullptr && !page.next().empty() && page.next() != next && list.most == 0 &&
        free_.try_acquire())
      ahead = kubectl_.get(path(list, page.next()));
  }
  const auto ending = running->end();
  running = nullptr;
  free_.release();
  if (gave_up_) return {Answer::failed, {"not read to its end", ""}};
  if (is_list && !ending.is_success()) return kubectl_.explain(ending);
  const auto wrong = page.finish();
  count(list, page.items() - counted);
  const auto before = std::exchange(next, list.most == 0 ? page.next() : std::string());
  if (!wrong && !next.empty() && next == before)
    return {Answer::failed, {"the API server gives the same page again and again", ""}};
  if (!wrong) return {};
  return {Answer::failed, {kubectl_.name() + "'s answer " + *wrong, ""}};
}

Answered ClusterReader::read_pages(const ClusterList& list, ListContents& contents) {
  std::string next;
  std::unique_ptr<system::Running> ahead;
  Answered answered;
  for (std::size_t pages = 0; pages < kMostPages && answered.answer == Answer::ok; ++pages) {
    auto running = std::move(ahead);
    if (running == nullptr) {
      free_.acquire();
      running = kubectl_.get(path(list, next));
    }
    answered = read_page(std::move(running), list, contents, next, ahead);
    if (next.empty()) break;
  }
  if (ahead != nullptr) {
    ahead = nullptr;
    free_.release();
  }
  return answered;
}

/// A token of a page lives for some minutes (etcd's compaction): then the list is read once more.
void ClusterReader::read_list(ReadList& of) {
  if (gave_up_) return;
  of.was_asked = true;
  for (int attempt = 0; attempt < 2; ++attempt) {
    of.contents.emplace(of.list);
    of.answered = read_pages(of.list, *of.contents);
    if (of.answered.answer != Answer::expired) break;
  }
  if (of.answered.answer == Answer::unreachable) give_up(of.answered);
  if (of.answered.answer != Answer::ok) of.contents.emplace(of.list);
}

void ClusterReader::read_lists(const std::function<bool(const ReadList&)>& wanted) {
  std::vector<ReadList*> lists;
  for (auto& each : lists_)
    if (wanted(each)) lists.push_back(&each);
  for_each_index(
      lists.size(), at_once_, [&](std::size_t i) { read_list(*lists[i]); }, 1);
}

bool ClusterReader::has(bool ListContents::*what) const {
  return std::ranges::any_of(
      lists_, [what](const ReadList& each) { return each.contents && (*each.contents).*what; });
}

/// Whether the list holds all that there is of its kind, in the namespaces that are read.
bool ClusterReader::is_whole(const ClusterList& list) const {
  const bool of_all = list.labels.empty() && list.fields.empty() && list.most == 0;
  const bool of_namespace =
      list.name.empty() || (list.kind == kube::kinds::config_map.name && !list.ns.empty());
  return of_all && of_namespace;
}

std::vector<std::pair<const kube::Kind*, std::string>> ClusterReader::complete() const {
  std::vector<std::pair<const kube::Kind*, std::string>> kinds;
  // Of custom resources one kind may have several homes.
  std::set<const kube::Kind*> open;
  std::set<const kube::Kind*> listed;
  bool all_workloads = true;
  for (const auto& each : lists_) {
    const bool whole = each.is_known() && is_whole(each.list);
    if (each.is_essential()) all_workloads = all_workloads && whole;
    const auto* kind = each.list.looked_up();
    if (kind == nullptr || each.list.use == ListUse::pods) continue;
    listed.insert(kind);
    if (!whole) open.insert(kind);
  }
  for (std::size_t i = 0; i < groups_.size(); ++i)
    for (const auto* kind : looked_up_kinds())
      if (group_known_[i] == 0 && kind->is_of(groups_[i].name)) open.insert(kind);
  for (const auto& each : lists_) {
    const auto* kind = each.list.looked_up();
    if (kind == nullptr || open.contains(kind) || each.list.use == ListUse::pods) continue;
    const auto& in = each.list.ns.empty() ? ns_ : each.list.ns;
    kinds.emplace_back(kind, each.list.namespaced ? in : std::string());
  }
  // Of a kind whose group the cluster does not have there is no object.
  for (const auto* kind : looked_up_kinds())
    if (knows_groups_ && !is_builtin_group(kind->group) && !is_builtin_group(kind->other_group) &&
        !listed.contains(kind) && !open.contains(kind))
      kinds.emplace_back(kind, "");
  if (all_workloads && knows_groups_ && std::ranges::find(group_known_, 0) == group_known_.end())
    kinds.emplace_back(&kube::kinds::pod, ns_);
  return kinds;
}

void ClusterReader::add_pods(fargate::LiveCluster& live) {
  std::vector<ListContents*> all;
  std::vector<fargate::LivePod> pods;
  for (auto& each : lists_) {
    if (!each.contents) continue;
    all.push_back(&*each.contents);
    if (each.list.use != ListUse::pods) continue;
    live.has_pods = each.is_ok();
    pods = std::move(each.contents->pods);
  }
  join(pods, all);
  live.keep(std::move(pods));
}

/// One error for all that is missing.
void ClusterReader::add_errors(Rendered& rendered) const {
  const auto say = [&rendered](const Error& error) {
    rendered.errors.push_back({"", 0, error.message, error.hint});
  };
  if (gave_up_ && !failure_.message.empty()) return say(failure_);
  std::vector<std::string> missing;
  bool any_ok = false;
  for (const auto& each : lists_) {
    any_ok = any_ok || (each.is_ok() && each.is_essential());
    if (each.was_asked && !each.is_known() && each.is_essential())
      missing.push_back(each.list.title() + " (" + each.why() + ")");
  }
  constexpr std::size_t kMostNames = 8;
  const auto shown = std::span(missing).first(std::min(missing.size(), kMostNames));
  const auto what = listed({shown.begin(), shown.end()}, missing.size());
  const auto where = ns_.empty() ? std::string(" -A") : " -n " + ns_;
  const auto ask = "check `" + kubectl_.name() + " auth can-i list pods" + where + "`";
  if (!missing.empty() && !any_ok) return say({"no workload could be read: " + what, ask});
  if (!missing.empty() && !cluster_.allows_partial)
    return say({"some workloads could not be read: " + what,
                ask + ", or pass `--allow-partial` to lint the rest"});
}

Rendered ClusterReader::result() {
  Rendered reading;
  auto live = std::make_shared<fargate::LiveCluster>();
  live->name = name_;
  live->ns = ns_;
  live->eks_name = eks_.name;
  live->region = eks_.region;
  live->read_at = system_.clock.now();
  add_pods(*live);
  add_errors(reading);
  std::size_t workloads = 0;
  bool any_read = false;
  for (auto& each : lists_) {
    const bool is_idle = !each.was_asked && !gave_up_;
    if (!each.is_known() && !is_idle) live->not_read.push_back({each.list.title(), each.why()});
    if (!each.is_ok()) continue;
    any_read = true;
    reading.shows_other_nodes =
        reading.shows_other_nodes || (each.list.use == ListUse::nodes && each.contents->items != 0);
    if (each.is_essential()) workloads += each.contents->file.size();
  }
  for (std::size_t i = 0; i < groups_.size(); ++i)
    if (group_known_[i] == 0 && !gave_up_)
      live->not_read.push_back({groups_[i].name, "cannot be listed"});
  if (workloads == 0 && reading.errors.empty())
    reading.errors.push_back(
        {"", 0,
         ns_.empty() ? "the cluster has no workload"
                     : "namespace `" + ns_ + "` has no workload" +
                           (cluster_.selector.empty() ? "" : " that `-l` selects"),
         ns_.empty() ? "check the context with `" + kubectl_.name() + " config current-context`"
                     : "name another one with `-n NAMESPACE`, or read all with `-A`"});
  if (!any_read || workloads == 0) return reading;
  reading.complete = complete();
  std::map<std::string, int> times;
  for (auto& each : lists_) {
    if (!each.is_ok() || each.contents->file.is_empty()) continue;
    auto file = std::move(each.contents->file).finish();
    // Two objects of one list, each read by its name, are two files.
    if (const int before = times[file.path]++; before != 0)
      file.path += "~" + std::to_string(before + 1);
    reading.files.push_back(std::move(file));
  }
  reading.live = std::move(live);
  return reading;
}

Rendered ClusterReader::read() {
  begin();
  const auto is_wanted = [this](const ReadList& each) {
    if (each.list.use == ListUse::rules) return cluster_.for_rules;
    return each.list.use != ListUse::storage && each.list.use != ListUse::runtime;
  };
  read_lists(is_wanted);
  const bool claims = has(&ListContents::mounts_claims);
  const bool runtime = has(&ListContents::has_runtime_class);
  read_lists([&](const ReadList& each) {
    return (each.list.use == ListUse::storage && claims) ||
           (each.list.use == ListUse::runtime && runtime);
  });
  if (options_.progress) options_.progress(name_, std::nullopt);
  return result();
}

}  // namespace

Rendered read_cluster(const system::System& system, const Cluster& cluster,
                      const ClusterOptions& options) {
  return ClusterReader(system, cluster, options).read();
}

}  // namespace fargate_lint::input
