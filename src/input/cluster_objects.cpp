#include "input/cluster_objects.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fargate/placement.hpp"
#include "input/object_origins.hpp"
#include "kube/workload.hpp"
#include "yaml/find.hpp"

namespace fargate_lint::input {
namespace {

constexpr std::string_view kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";
constexpr std::string_view kCapacity = "CapacityProvisioned";

/// The text of the entry as the API server wrote it: `"key":value`.
std::string_view raw(const yaml::Node::Entry& entry) {
  const auto text = entry.key.document()->text();
  const auto begin = entry.key.range().begin;
  return text.substr(begin, entry.value.range().end - begin);
}

void separate(std::string& out) {
  if (!out.ends_with('{')) out += ',';
}

/// The entries of a mapping but for one.
void append_without(yaml::Node mapping, std::string_view key, std::string& out) {
  out += '{';
  for (const auto& entry : mapping.entries()) {
    if (entry.key.text() == key) continue;
    separate(out);
    out += raw(entry);
  }
  out += '}';
}

void append_metadata(yaml::Node metadata, std::string& out) {
  out += '{';
  for (const auto& entry : metadata.entries()) {
    const auto key = entry.key.text();
    if (key == "managedFields") continue;
    separate(out);
    if (key == "annotations" && entry.value[kLastApplied]) {
      out += "\"annotations\":";
      append_without(entry.value, kLastApplied, out);
    } else {
      out += raw(entry);
    }
  }
  out += '}';
}

/// Of the status what others are judged by: of a VerticalPodAutoscaler what it recommends, of
/// others whether they run, or are bound.
void append_status(const yaml::Node::Entry& status, const ClusterList& list, std::string& out) {
  if (list.kind == kube::kinds::vertical_pod_autoscaler.name) {
    separate(out);
    out += raw(status);
    return;
  }
  for (const auto& entry : status.value.entries()) {
    if (entry.key.text() != "phase") continue;
    separate(out);
    out.append("\"status\":{").append(raw(entry)).append("}");
  }
}

std::string key_of(std::string_view kind, std::string_view ns, std::string_view name) {
  std::string key(kind);
  return key.append("/").append(ns).append("/").append(name);
}

yaml::Node controller(yaml::Node item) {
  for (const auto owner : item["metadata"]["ownerReferences"].items())
    if (owner["controller"].is_true()) return owner;
  return {};
}

std::string_view group_of(yaml::Node owner) {
  const auto version = owner["apiVersion"].text();
  const auto slash = version.find('/');
  return slash == std::string_view::npos ? std::string_view() : version.substr(0, slash);
}

/// Whether pods of that owner are linted by it: a kind that creates Pods and is read, or the node
/// of a static Pod, which no scheduler ever sees.
bool stands_for_its_pods(yaml::Node owner) {
  const auto group = group_of(owner);
  const auto kind = owner["kind"].text();
  return kube::find_workload_kind(group, kind) != nullptr || (group.empty() && kind == "Node");
}

/// The history of a Deployment or an Argo Rollout, and the Jobs of a CronJob: they are many, and
/// made from what their owner says.
bool is_made_by_its_owner(std::string_view kind, const OwnedBy& owner) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kMade = {
      {{"ReplicaSet", "Deployment"}, {"ReplicaSet", "Rollout"}, {"Job", "CronJob"}}};
  return std::ranges::any_of(
      kMade, [&](const auto& pair) { return pair.first == kind && owner.kind == pair.second; });
}

bool holds(yaml::Node node, std::string_view words) {
  const auto range = node.range();
  const auto text = node.document()->text().substr(range.begin, range.size());
  return yaml::find(text, words) != std::string_view::npos;
}

void note_needs(yaml::Node item, const ClusterList& list, ListContents& contents) {
  const auto spec = item["spec"];
  if (!spec) return;
  // Operators have words of their own for the claims that they make.
  const bool is_custom = list.group.find('.') != std::string::npos;
  contents.mounts_claims = contents.mounts_claims || is_custom || holds(spec, "olumeClaim");
  contents.has_runtime_class = contents.has_runtime_class || holds(spec, "untimeClass");
}

void take_pod(yaml::Node item, const ClusterList& list, bool facts_only, ListContents& contents) {
  auto pod = live_pod(item);
  const auto owner = controller(item);
  bool is_linted = !owner;
  if (owner && !stands_for_its_pods(owner)) {
    // Nobody else is linted for it: one Pod of them all is.
    const auto key = key_of(owner["kind"].text(), pod.ns, owner["name"].text());
    const auto [first, is_new] = contents.strangers.try_emplace(key, pod.name.str());
    is_linted = is_new;
    pod.owner_kind = "Pod";
    pod.owner = first->second;
  }
  if (is_linted && !facts_only) {
    note_needs(item, list, contents);
    contents.file.add(item);
  }
  if (list.use == ListUse::pods) contents.pods.push_back(std::move(pod));
}

void take_workload(yaml::Node item, const ClusterList& list, ListContents& contents) {
  const auto owner = controller_of(item);
  const auto metadata = item["metadata"];
  auto key = key_of(list.kind, metadata["namespace"].text(), metadata["name"].text());
  const bool is_made = is_made_by_its_owner(list.kind, owner);
  if (!owner.kind.empty()) contents.owners.emplace(key, owner);
  if (is_made) return;
  contents.workloads.insert(std::move(key));
  note_needs(item, list, contents);
  contents.file.add(item);
}

/// When it happened last: `series`, `lastTimestamp` and `eventTime` are of different ages of the
/// API (k8s.io/api core/v1 Event).
std::string_view time_of(yaml::Node event) {
  for (const auto time : {event["series"]["lastObservedTime"], event["lastTimestamp"],
                          event["eventTime"], event["metadata"]["creationTimestamp"]})
    if (!time.text().empty()) return time.text();
  return {};
}

void take_event(yaml::Node item, ListContents& contents) {
  const auto of = item["involvedObject"];
  if (of["kind"].text() != "Pod" || item["message"].text().empty()) return;
  constexpr std::size_t kLongestMessage = 2048;
  contents.events.push_back({std::string(of["namespace"].text()), std::string(of["name"].text()),
                             std::string(time_of(item)),
                             item["message"].text().substr(0, kLongestMessage),
                             item["reason"].text() == "FailedScheduling"});
}

}  // namespace

void append_object(yaml::Node item, const ClusterList& list, std::string& out) {
  out.append("{\"apiVersion\":\"").append(list.api_version());
  out.append("\",\"kind\":\"").append(list.kind).append("\"");
  for (const auto& entry : item.entries()) {
    const auto key = entry.key.text();
    if (key == "apiVersion" || key == "kind") continue;
    if (key == "status") {
      append_status(entry, list, out);
      continue;
    }
    separate(out);
    if (key == "metadata") {
      out += "\"metadata\":";
      append_metadata(entry.value, out);
    } else {
      out += raw(entry);
    }
  }
  out += '}';
}

OwnedBy controller_of(yaml::Node item) {
  const auto owner = controller(item);
  return {owner["kind"].text(), owner["name"].text()};
}

fargate::LivePod live_pod(yaml::Node item) {
  const auto metadata = item["metadata"];
  const auto spec = item["spec"];
  fargate::LivePod pod;
  pod.ns = metadata["namespace"].text();
  pod.name = metadata["name"].text();
  const auto owner = controller_of(item);
  pod.owner_kind = owner.kind.empty() ? SharedText("Pod") : owner.kind;
  pod.owner = owner.kind.empty() ? pod.name : owner.name;
  pod.profile = metadata["labels"][fargate::kProfileLabel].text();
  pod.scheduler = spec["schedulerName"].text();
  pod.capacity = metadata["annotations"][kCapacity].text();
  pod.node = spec["nodeName"].text();
  pod.phase = item["status"]["phase"].text();
  pod.created = metadata["creationTimestamp"].text();
  return pod;
}

ClusterFile::ClusterFile(const ClusterList& list)
    : list_(list), text_("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[") {}

void ClusterFile::add(yaml::Node item) {
  text_ += is_empty() ? "\n" : ",\n";
  const auto begin = text_.size();
  append_object(item, list_, text_);
  first_lines_.push_back(++line_);
  // The API server writes none, but who stands between it and us may.
  line_ += static_cast<std::uint32_t>(
      std::count(text_.begin() + static_cast<std::ptrdiff_t>(begin), text_.end(), '\n'));
  const auto metadata = item["metadata"];
  const auto ns = metadata["namespace"].text();
  auto name = std::string(ns);
  if (!ns.empty()) name += '/';
  names_.push_back(name.append(metadata["name"].text()));
}

RenderedFile ClusterFile::finish() && {
  text_ += "\n]}\n";
  text_.shrink_to_fit();
  return {
      list_.file(), std::move(text_),
      std::make_shared<ObjectOrigins>(list_.file(), std::move(first_lines_), std::move(names_))};
}

void take_item(yaml::Node item, const ClusterList& list, bool facts_only, ListContents& contents) {
  ++contents.items;
  switch (list.use) {
    case ListUse::pods:
    case ListUse::bare_pods: return take_pod(item, list, facts_only, contents);
    case ListUse::workloads: return take_workload(item, list, contents);
    case ListUse::events: return take_event(item, contents);
    case ListUse::nodes: return;
    case ListUse::context:
    case ListUse::rules:
    case ListUse::storage:
    case ListUse::runtime: return contents.file.add(item);
  }
}

namespace {

/// Who owns what is owned, up to whoever is owned by nobody that is read.
class Owners {
 public:
  explicit Owners(const std::vector<ListContents*>& all) : all_(all) {}
  void resolve(fargate::LivePod& pod) const {
    constexpr int kDeepest = 8;
    auto of = OwnedBy{pod.owner_kind, pod.owner};
    for (int depth = 0; depth < kDeepest; ++depth) {
      const auto* owner = find(key_of(of.kind, pod.ns, of.name));
      if (owner == nullptr) return;
      of = *owner;
      if (!is_linted(key_of(of.kind, pod.ns, of.name))) continue;
      pod.owner_kind = of.kind;
      pod.owner = of.name;
    }
  }

 private:
  const OwnedBy* find(const std::string& key) const {
    for (const auto* contents : all_)
      if (const auto found = contents->owners.find(key); found != contents->owners.end())
        return &found->second;
    return nullptr;
  }
  bool is_linted(const std::string& key) const {
    return std::ranges::any_of(
        all_, [&](const ListContents* contents) { return contents->workloads.contains(key); });
  }
  const std::vector<ListContents*>& all_;
};

/// The latest events of each Pod.
std::map<std::string, std::vector<const ListContents::Event*>, std::less<>> by_pod(
    const std::vector<ListContents*>& all) {
  std::map<std::string, std::vector<const ListContents::Event*>, std::less<>> events;
  for (const auto* contents : all)
    for (const auto& event : contents->events)
      events[key_of("", event.ns, event.pod)].push_back(&event);
  for (auto& [pod, of_pod] : events)
    std::ranges::stable_sort(of_pod, {}, [](const auto* event) { return event->time; });
  return events;
}

}  // namespace

void join(std::vector<fargate::LivePod>& pods, const std::vector<ListContents*>& all) {
  constexpr std::size_t kMostEvents = 4;
  const Owners owners(all);
  const auto events = by_pod(all);
  for (auto& pod : pods) {
    owners.resolve(pod);
    const auto found = events.find(key_of("", pod.ns, pod.name));
    if (found == events.end()) continue;
    std::vector<SharedText> texts;
    for (const auto* event : found->second) {
      // Once it is scheduled, why it was not before is the past.
      if (event->of_scheduling && !pod.node.empty()) continue;
      std::erase(texts, event->message);
      texts.push_back(event->message);
    }
    if (texts.size() > kMostEvents)
      texts.erase(texts.begin(), texts.end() - static_cast<std::ptrdiff_t>(kMostEvents));
    pod.events = std::move(texts);
  }
}

}  // namespace fargate_lint::input
