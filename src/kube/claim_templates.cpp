#include "kube/claim_templates.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "kube/fields.hpp"
#include "kube/node_path.hpp"

namespace fargate_lint::kube {
namespace {

constexpr std::string_view kOrdinal = "{ordinal}";
constexpr std::string_view kRandom = "{random}";
/// Stands in for what is generated.
constexpr std::string_view kUnknown = "xxxxx";

/// What the names of a ClaimPath are made of.
struct NameParts {
  const Workload& workload;
  yaml::Node entry;
  std::string_view volume = {};

  std::string value_of(std::string_view placeholder) const {
    constexpr std::string_view kLabel = "label:";
    if (placeholder == "object") return object();
    if (placeholder == "part") return workload.part.str();
    if (placeholder == "volume") return std::string(volume);
    if (placeholder.starts_with(kLabel))
      return std::string(text_of(workload.object->labels()[placeholder.substr(kLabel.size())]));
    return std::string(entry[placeholder].text());
  }
  /// Behind a `generateName` the API server writes five characters.
  std::string object() const {
    std::string name(workload.object->name);
    return workload.object->is_named ? name : name + std::string(kUnknown);
  }
};

/// The pattern with its placeholders filled in, up to the one for what tells pods apart.
std::string fill(std::string_view pattern, const NameParts& parts) {
  std::string name;
  while (!pattern.empty() && pattern != kOrdinal && pattern != kRandom) {
    if (pattern.front() != '{') {
      const auto text = pattern.substr(0, pattern.find('{'));
      name += text;
      pattern.remove_prefix(text.size());
      continue;
    }
    const auto end = pattern.find('}');
    name += parts.value_of(pattern.substr(1, end - 1));
    pattern.remove_prefix(end + 1);
  }
  return name;
}

/// Visits the places that a path of the table leads to: from the pod, or from the object.
template <typename Visit>
void visit_from(const Workload& workload, std::string_view path, const Visit& visit) {
  const bool of_object = path.starts_with('/');
  const auto origin = of_object ? workload.object->node : workload.pod;
  visit_places({origin, {}}, path.substr(of_object ? 1 : 0), visit);
}

/// `entry` is missing where the operator makes the claim unasked.
void append(const Workload& workload, const ClaimPath& path, yaml::Node entry,
            std::vector<ClaimTemplate>& claims) {
  ClaimTemplate claim;
  claim.path = &path;
  claim.node = walk(entry, path.claim);
  claim.volume = text_of(claim.node["metadata"]["name"]);
  const NameParts unnamed{workload, entry};
  if (claim.volume.empty()) claim.volume = fill(path.volume, unnamed);
  if (claim.volume.empty()) return;
  claim.stem = fill(path.name, {workload, entry, claim.volume});
  const auto start = workload.object->spec()["ordinals"]["start"].integer();
  claim.first_ordinal = std::max<std::int64_t>(0, start.value_or(0));
  claims.push_back(std::move(claim));
}

bool has_volume(const Workload& workload, std::string_view name) {
  return has_item_named(walk(workload.pod, workload.path->spec)["volumes"], name);
}

void append_all(const Workload& workload, const ClaimPath& path,
                std::vector<ClaimTemplate>& claims) {
  bool has_entry = false;
  visit_from(workload, path.entry, [&](const Place& place) {
    has_entry = has_entry || !is_absent(place.node);
    if (place.node.is_mapping() && (path.applies == nullptr || path.applies(workload, place.node)))
      append(workload, path, place.node, claims);
    return true;
  });
  if (path.by_default && !has_entry && !has_volume(workload, fill(path.volume, {workload, {}})))
    append(workload, path, {}, claims);
}

}  // namespace

bool ClaimTemplate::is_numbered() const {
  return path->name.ends_with(kOrdinal);
}

bool ClaimTemplate::is_random() const {
  return path->name.ends_with(kRandom);
}

std::string ClaimTemplate::claim(std::int64_t ordinal) const {
  if (is_random()) return stem + std::string(kUnknown);
  return is_numbered() ? stem + std::to_string(ordinal) : stem;
}

std::vector<ClaimTemplate> claim_templates(const Workload& workload) {
  std::vector<ClaimTemplate> claims;
  for (const auto& path : workload.path->claims) append_all(workload, path, claims);
  std::set<std::string, std::less<>> seen;
  const auto is_overridden = [&](const ClaimTemplate& claim) {
    return !seen.insert(claim.volume).second;
  };
  const auto overridden = std::remove_if(claims.rbegin(), claims.rend(), is_overridden);
  claims.erase(claims.begin(), overridden.base());
  return claims;
}

std::int64_t pods_with_claims(const Workload& workload, const ClaimPath& path) {
  if (path.count.empty()) return workload.replicas().value_or(1);
  std::int64_t count = 1;
  visit_from(workload, path.count, [&count](const Place& place) {
    count = place.node.integer().value_or(1);
    return false;
  });
  return count;
}

}  // namespace fargate_lint::kube
