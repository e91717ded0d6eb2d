#include "lint/difference_causes.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "kube/kinds.hpp"
#include "lint/contents.hpp"
#include "yaml/path.hpp"

namespace fargate_lint::lint {
namespace {

using kube::ChangedField;
using kube::Workload;
using yaml::Node;

/// Of one change: a reader looks at the first few.
constexpr std::size_t kMostCauses = 8;

/// Whether one path leads to the other: a field within a field.
bool are_related(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (a.empty()) return true;
  return b.starts_with(a) && (b.size() == a.size() || b[a.size()] == '.' || b[a.size()] == '[');
}

bool is_within(std::string_view path, std::string_view whole) {
  return path.size() >= whole.size() && are_related(path, whole);
}

std::string joined(std::string_view path, std::string_view name) {
  std::string all(path);
  if (!all.empty() && !name.empty()) all += '.';
  return all.append(name);
}

/// Where in its object a pod stands.
struct Paths {
  std::string labels;
  std::string annotations;
  std::string spec;
};

Paths paths_of(const Workload& workload) {
  const auto root = workload.object->node;
  const auto pod = kube::read_pod_template(workload);
  const auto at = yaml::path_of(workload.pod, root);
  const auto metadata =
      pod.metadata ? yaml::path_of(pod.metadata, root) : joined(at, workload.path->metadata);
  return {joined(metadata, "labels"), joined(metadata, "annotations"),
          pod.spec ? yaml::path_of(pod.spec, root) : joined(at, workload.path->spec)};
}

/// Both sides' pods of one change.
struct Pods {
  Paths before;
  Paths after;
  bool is_within(std::string_view path, std::string Paths::*part) const {
    return lint::is_within(path, before.*part) || lint::is_within(path, after.*part);
  }
  bool are_related(std::string_view path, std::string Paths::*part) const {
    return lint::are_related(path, before.*part) || lint::are_related(path, after.*part);
  }
  bool is_field_of_spec(std::string_view path, std::string_view name) const {
    return lint::are_related(path, joined(before.spec, name)) ||
           lint::are_related(path, joined(after.spec, name));
  }
};

std::string_view key_of(const ChangedField& field) {
  return (field.after ? field.after : field.before).key().text();
}

/// Whether a selector of some profile looks at that label.
bool is_selected_by(std::string_view key, const Side& side) {
  return std::ranges::any_of(side.report().profiles(), [key](const fargate::Profile& profile) {
    return std::ranges::any_of(profile.selectors, [key](const fargate::Selector& selector) {
      return std::ranges::any_of(selector.labels, [key](const fargate::LabelPattern& label) {
        return !label.key.is_known() || fargate::wildcard_match(label.key.text, key);
      });
    });
  });
}

/// What the cluster writes and nobody else, of an object that was read from one.
bool is_of_server(std::string_view path) {
  constexpr std::array<std::string_view, 7> kOfServer = {
      "status",           "metadata.managedFields", "metadata.resourceVersion",
      "metadata.uid",     "metadata.generation",    "metadata.creationTimestamp",
      "metadata.selfLink"};
  return std::ranges::any_of(kOfServer,
                             [path](std::string_view of) { return is_within(path, of); });
}

/// Whether the line of a field may hold what nobody but its author should see.
bool may_be_secret(std::string_view path) {
  constexpr std::array<std::string_view, 3> kMay = {"env", "args", "command"};
  return std::ranges::any_of(
      kMay, [path](std::string_view part) { return path.find(part) != std::string_view::npos; });
}

/// Whether the value of a field may be told: variables and arguments of containers, data of
/// ConfigMaps and the like may be anything, and secret.
bool may_tell(std::string_view path) {
  constexpr std::array<std::string_view, 9> kTold = {".resources.",      "labels", "namespace",
                                                     "eplicas",          ".cpu",   ".memory",
                                                     "storageClassName", "name",   "parallelism"};
  return path.find("env") == std::string_view::npos &&
         (std::ranges::any_of(kTold,
                              [path](std::string_view part) {
                                return path.find(part) != std::string_view::npos;
                              }) ||
          path.find("host") != std::string_view::npos);
}

bool decides_placement(const ChangedField& field, const Pods& pods) {
  return pods.are_related(field.path, &Paths::labels) ||
         pods.are_related(field.path, &Paths::annotations) || field.path == "metadata.namespace" ||
         pods.is_field_of_spec(field.path, "nodeName");
}

bool decides_size(const ChangedField& field, const Pods& pods) {
  for (const std::string_view whole : {"overhead", "resources", "runtimeClassName"})
    if (pods.is_field_of_spec(field.path, whole)) return true;
  for (const std::string_view list : {"containers", "initContainers"}) {
    if (!pods.is_field_of_spec(field.path, list)) continue;
    const bool is_whole_container = field.path.ends_with(']') || field.path.ends_with(list);
    if (is_whole_container || field.path.find(".resources") != std::string::npos ||
        field.path.ends_with(".restartPolicy"))
      return true;
  }
  return false;
}

bool concerns_placement(Change change) {
  return change == Change::deleted || change == Change::off || change == Change::undecided ||
         change == Change::profile || change == Change::on;
}

/// Whether a finding is at the field, or within it.
bool is_at(const Finding& finding, const ChangedField& field, const ObjectRef& object) {
  return finding.object == object && !finding.field.empty() &&
         are_related(field.path, finding.field.view());
}

/// Leaves those for which `holds`, if there are any; false if not.
template <typename Holds>
bool keep_if_any(std::vector<ChangedField>& fields, const Holds& holds) {
  if (std::ranges::none_of(fields, holds)) return false;
  std::erase_if(fields, [&holds](const ChangedField& field) { return !holds(field); });
  return true;
}

/// Whether a line may hold more than the field: one of JSON without line breaks holds anything,
/// values of variables and Secrets among it.
bool may_hold_more(std::string_view line, Node field) {
  return line.find_first_of(field.is_mapping() || field.is_sequence() ? "{[" : "{") !=
         std::string_view::npos;
}

}  // namespace

Causes::Causes(const Side& before, const Side& after, const ProfilePairs& profiles)
    : before_(before),
      after_(after),
      profiles_(profiles),
      open_before_(before.report().reading->inventory),
      open_after_(after.report().reading->inventory) {}

const Workload& Causes::open(bool is_before, std::uint32_t placement) {
  const auto& side = is_before ? before_ : after_;
  const auto& workload = side.report().reading->inventory.workloads()[placement];
  return (is_before ? open_before_ : open_after_).open(workload);
}

bool Causes::have_same_spec(std::uint32_t before, std::uint32_t after) {
  return kube::are_equal(open(true, before).object->spec(), open(false, after).object->spec());
}

std::optional<std::uint64_t> Causes::spec_hash(bool is_before, std::uint32_t placement) {
  const auto spec = open(is_before, placement).object->spec();
  if (!spec) return std::nullopt;
  return kube::hash_of(spec);
}

Cause Causes::cause_of(const ChangedField& field, const kube::Object* before,
                       const kube::Object* after) const {
  Cause cause;
  cause.is_before = field.after.is_missing();
  cause.is_added = field.before.is_missing();
  const auto node = cause.is_before ? field.before : field.after;
  const auto* object = cause.is_before ? before : after;
  const auto what = object == nullptr ? Quotable::no_values : quotable_of({object, 1});
  auto where = yaml::locate_field(node);
  const auto quoted = place_of(node, what);
  where.line_text = quoted.line_text;
  const auto& reading = *(cause.is_before ? before_ : after_).report().reading;
  const bool is_told = may_tell(field.path);
  if (reading.unquoted.contains(where.path.view()) || may_be_secret(field.path) ||
      may_hold_more(where.line_text.view(), node))
    where.line_text = {};
  cause.where = std::move(where);
  cause.field = field.path;
  const auto value_of = [&](Node of) -> std::optional<std::string> {
    if (!is_told || what == Quotable::no_values || !of || of.is_mapping() || of.is_sequence())
      return std::nullopt;
    return std::string(of.text());
  };
  cause.before = value_of(field.before);
  cause.after = value_of(field.after);
  return cause;
}

bool Causes::add_fields(WorkloadChange& change) {
  if (!change.before || !change.after || !before_.has_objects() || !after_.has_objects())
    return false;
  const auto& old = open(true, *change.before);
  const auto& now = open(false, *change.after);
  auto fields = kube::changed_fields(old.object->node, now.object->node);
  std::erase_if(fields, [](const ChangedField& field) { return is_of_server(field.path); });
  if (fields.empty()) return false;
  const Pods pods = {paths_of(old), paths_of(now)};
  const auto object = ref(*now.object);
  const auto is_refused_at = [&](const ChangedField& field) {
    return std::ranges::any_of(change.refusals, [&](std::uint32_t number) {
      return is_at(after_.report().findings[number], field, object);
    });
  };
  const auto was_refused_at = [&](const ChangedField& field) {
    return std::ranges::any_of(change.former_refusals, [&](std::uint32_t number) {
      return is_at(before_.report().findings[number], field, ref(*old.object));
    });
  };
  const auto decides_where = [&](const ChangedField& field) {
    if (!decides_placement(field, pods)) return false;
    if (!pods.is_within(field.path, &Paths::labels)) return true;
    const auto key = key_of(field);
    return key == fargate::kProfileLabel || is_selected_by(key, before_) ||
           is_selected_by(key, after_);
  };
  const auto is_name = [](const ChangedField& field) {
    return field.path == "metadata.name" || field.path == "metadata.namespace";
  };
  bool is_certain = false;
  switch (change.change) {
    case Change::refused:
      is_certain = keep_if_any(fields, is_refused_at) || keep_if_any(fields, decides_where);
      break;
    case Change::deleted:
    case Change::off:
    case Change::undecided:
    case Change::profile: is_certain = keep_if_any(fields, decides_where); break;
    case Change::on:
      is_certain = keep_if_any(fields, decides_where) || keep_if_any(fields, was_refused_at);
      break;
    case Change::size:
      is_certain = keep_if_any(
          fields, [&pods](const ChangedField& field) { return decides_size(field, pods); });
      break;
    case Change::replicas:
      is_certain = keep_if_any(fields, [&pods](const ChangedField& field) {
        return is_within(field.path, "spec") && !pods.is_within(field.path, &Paths::spec);
      });
      break;
    case Change::renamed: is_certain = keep_if_any(fields, is_name); break;
    case Change::gone:
    case Change::added:
    case Change::unknown: break;
  }
  // Of an object in a cluster most fields differ from what was applied.
  const bool is_live = before_.report().reading->live || after_.report().reading->live;
  if (!is_certain && is_live) return false;
  for (const auto& field : fields) {
    if (change.because.size() == kMostCauses) break;
    change.because.push_back(cause_of(field, old.object, now.object));
  }
  return is_certain;
}

void Causes::add_profiles(WorkloadChange& change) const {
  const auto add = [&](std::optional<std::uint32_t> number) {
    if (!number) return;
    const auto& of = profiles_.changes[*number];
    for (const auto& cause : change.because)
      if (cause.profile == number) return;
    Cause cause;
    cause.where = of.where;
    cause.is_before = of.is_before;
    cause.profile = number;
    change.because.push_back(std::move(cause));
  };
  if (change.deleted_with) add(change.deleted_with);
  const auto profile_of = [](const Side& side, std::optional<std::uint32_t> placement) {
    return placement ? side.report().placements[*placement].placement->profile : std::nullopt;
  };
  add(profiles_.change_of_before(profile_of(before_, change.before)));
  add(profiles_.change_of_after(profile_of(after_, change.after)));
  if (!change.after) return;
  // Several profiles may take them, and nobody knows which.
  for (const auto candidate : after_.report().placements[*change.after].placement->candidates)
    if (change.because.size() < kMostCauses) add(profiles_.change_of_after(candidate));
}

const kube::Object* Causes::find_twin(bool is_before, const kube::Object& object) {
  const auto key_of_object = [](const kube::Object& of) {
    std::string key(of.group());
    for (const auto part : {of.kind, of.ns, of.name}) key.append(1, '\0').append(part);
    return key;
  };
  // Of several of one name, as of environments side by side, nobody knows which is meant.
  const auto find_on = [&](std::size_t number) -> const kube::Object* {
    auto& by_name = by_name_.at(number);
    if (!by_name) {
      by_name.emplace();
      const auto& side = number == 0 ? before_ : after_;
      for (const auto* of : side.report().reading->inventory.objects())
        if (of->workload_kind != nullptr)
          if (const auto [at, is_new] = by_name->emplace(key_of_object(*of), of); !is_new)
            at->second = nullptr;
    }
    const auto found = by_name->find(key_of_object(object));
    return found == by_name->end() ? nullptr : found->second;
  };
  return find_on(is_before ? 0 : 1) == nullptr ? nullptr : find_on(is_before ? 1 : 0);
}

void Causes::add_object(WorkloadChange& change) {
  const bool is_before = !change.after;
  const auto& side = is_before ? before_ : after_;
  const auto number = is_before ? *change.before : *change.after;
  Cause cause;
  cause.where = side.report().placements[number].where;
  cause.is_before = is_before;
  if (side.has_objects()) {
    const auto& object = *open(is_before, number).object;
    // The object may be there, and make these Pods no more.
    if (const auto* twin = find_twin(is_before, object)) {
      const auto& other = (is_before ? open_after_ : open_before_).open(*twin);
      const auto& old = is_before ? object : other;
      const auto& now = is_before ? other : object;
      for (const auto& field : kube::changed_fields(old.node, now.node, kMostCauses))
        change.because.push_back(cause_of(field, &old, &now));
      if (!change.because.empty()) return;
    }
    if (const auto name = object.metadata()["name"])
      cause = cause_of({is_before ? name : Node(), is_before ? Node() : name, "metadata.name"},
                       &object, &object);
  }
  change.because.push_back(std::move(cause));
}

const std::vector<Causes::Changed>& Causes::others(const kube::Kind& kind) {
  const auto [at, is_new] = others_.try_emplace(&kind);
  auto& changed = at->second;
  if (!is_new) return changed;
  const auto key_of_object = [](const kube::Object& object) {
    return std::string(object.ns) + '\n' + std::string(object.name);
  };
  std::unordered_map<std::string, const kube::Object*> old;
  for (const auto* object : before_.report().reading->inventory.of_kind(kind))
    old.emplace(key_of_object(*object), object);
  for (const auto* object : after_.report().reading->inventory.of_kind(kind)) {
    const auto found = old.find(key_of_object(*object));
    if (found == old.end()) {
      changed.push_back({nullptr, object});
      continue;
    }
    if (!kube::are_equal(found->second->node, object->node))
      changed.push_back({found->second, object});
    old.erase(found);
  }
  for (const auto* object : before_.report().reading->inventory.of_kind(kind))
    if (const auto found = old.find(key_of_object(*object));
        found != old.end() && found->second == object)
      changed.push_back({object, nullptr});
  return changed;
}

void Causes::add_others(WorkloadChange& change) {
  using namespace kube::kinds;
  static constexpr std::array<const kube::Kind*, 2> kOfReplicas = {&horizontal_pod_autoscaler,
                                                                   &scaled_object};
  static constexpr std::array<const kube::Kind*, 8> kOfPods = {
      &limit_range,   &vertical_pod_autoscaler, &runtime_class, &persistent_volume_claim,
      &storage_class, &persistent_volume,       &name_space,    &config_map};
  const auto of = change.change == Change::replicas
                      ? std::span<const kube::Kind* const>(kOfReplicas)
                      : std::span<const kube::Kind* const>(kOfPods);
  const auto& side = change.after ? after_ : before_;
  const auto number = change.after ? *change.after : *change.before;
  const auto& ns = side.report().placements[number].object.ns;
  for (const auto* kind : of)
    for (const auto& [before, after] : others(*kind)) {
      const auto& object = after != nullptr ? *after : *before;
      if (!object.ns.empty() && ns != object.ns) continue;
      std::vector<ChangedField> fields;
      if (before != nullptr && after != nullptr)
        fields = kube::changed_fields(before->node, after->node, kMostCauses);
      else
        fields.push_back({before != nullptr ? before->node["metadata"]["name"] : Node(),
                          after != nullptr ? after->node["metadata"]["name"] : Node(),
                          "metadata.name"});
      for (const auto& field : fields) {
        if (change.because.size() == kMostCauses) return;
        if (is_of_server(field.path) || (!field.before && !field.after)) continue;
        auto cause = cause_of(field, before, after);
        cause.object = ref(object);
        change.because.push_back(std::move(cause));
      }
    }
}

void Causes::find(WorkloadChange& change) {
  if (!change.before || !change.after) return add_object(change);
  if (change.change == Change::deleted) add_profiles(change);
  const auto first = change.because.size();
  const bool is_certain = add_fields(change);
  // The fields that changed besides, if none is known to matter.
  std::vector<Cause> others;
  if (!is_certain)
    others.assign(
        std::make_move_iterator(change.because.begin() + static_cast<std::ptrdiff_t>(first)),
        std::make_move_iterator(change.because.end()));
  if (!is_certain) change.because.resize(first);
  if (concerns_placement(change.change) || (change.change == Change::refused && !is_certain))
    add_profiles(change);
  if (change.because.empty() && before_.has_objects() && after_.has_objects()) add_others(change);
  if (change.because.empty()) change.because = std::move(others);
}

}  // namespace fargate_lint::lint
