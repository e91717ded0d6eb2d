#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include "fargate/core_dns.hpp"
#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"

// eksctl's ClusterConfig (pkg/apis/eksctl.io/v1alpha5/types.go of eksctl-io/eksctl) and what
// `eksctl get fargateprofile -o yaml|json` prints (pkg/fargate/print.go). eksctl reads a file twice
// (ParseConfig, pkg/eks/api.go): first strictly but blind to case, then with the case that counts.
// So a key in another case passes the first reading and is lost in the second.

namespace fargate_lint::fargate::sources {
namespace {

using reading::ProfileReader;
using reading::Spelling;

constexpr reading::Dialect kDialect = {
    .format = "eksctl",
    .wrong_type = "eksctl refuses the file",
    .wrong_case = "eksctl silently drops it",
    .noun = "an eksctl Fargate profile",
};

constexpr std::array<std::string_view, 6> kFields = {"name",    "selectors", "podExecutionRoleARN",
                                                     "subnets", "tags",      "status"};

constexpr std::array<std::string_view, 1> kKinds = {"ClusterConfig"};

bool is_cluster_config(yaml::Node root) {
  return root["apiVersion"].text().starts_with("eksctl.io/") &&
         root["kind"].text() == "ClusterConfig";
}

bool is_printed_profile(yaml::Node item) {
  const auto selectors = item["selectors"];
  if (!item["name"].is_string() || item["kind"] || !selectors.is_sequence()) return false;
  for (const auto selector : selectors.items()) {
    if (!selector["namespace"].is_string()) return false;
  }
  return selectors.size() > 0;
}

bool recognise(yaml::Node root) {
  if (root.is_mapping()) return is_cluster_config(root);
  if (!root.is_sequence()) return false;
  for (const auto item : root.items()) {
    if (!is_printed_profile(item)) return false;
  }
  return root.size() > 0;
}

/// `shared`: what the file says once for all its profiles. `exists`: eksctl printed the profile.
void read_profile(yaml::Node node, const Profile& shared, bool exists, Declarations& out) {
  auto profile = shared;
  profile.format = kDialect.format;
  profile.where = locate(node);
  ProfileReader reader(kDialect, profile, out);
  if (!node.is_mapping()) {
    return reader.report(ProfileFault::Kind::no_mapping, node);
  }
  reader.name(node["name"], "name");
  reader.keys(node, kFields);
  reader.selectors(reader.field(node, "selectors"), "selectors");
  reader.subnets(node["subnets"]);
  reader.role(node["podExecutionRoleARN"], "podExecutionRoleARN", exists);
  reader.tags(node["tags"], "tags");
  reader.status(node["status"]);
  reading::check_profile(profile, exists, out);
  out.profiles.push_back(std::move(profile));
}

/// Those of the cluster, and those of its add-ons, which may leave the namespace to the add-on.
void read_associations(yaml::Node root, const Value& cluster, Declarations& out) {
  constexpr reading::AssociationFields kNames = {"", "namespace", "serviceAccountName"};
  const auto first = out.associations.size();
  const auto read_all = [&](yaml::Node list) {
    for (const auto item : list.items())
      reading::read_association(kDialect, kNames, item, item["serviceAccountName"], out);
  };
  read_all(root["iam"]["podIdentityAssociations"]);
  for (const auto addon : root["addons"].items()) read_all(addon["podIdentityAssociations"]);
  for (auto i = first; i < out.associations.size(); ++i) {
    out.associations[i].cluster = cluster;
    if (out.associations[i].ns.is_absent())
      out.associations[i].ns = Value::unknown("the add-on's own namespace");
  }
}

/// Whether the file declares nodes of a kind: a list with an entry, or a mapping. Nothing where a
/// placeholder stands for it.
std::optional<bool> declares(yaml::Node nodes) {
  if (!nodes || nodes.is_null()) return false;
  if (nodes.is_sequence()) return nodes.size() != 0;
  if (nodes.is_mapping()) return true;
  return std::nullopt;
}

/// Whether the cluster has other nodes (pkg/apis/eksctl.io/v1alpha5/types.go). A file without
/// profiles, too, is one part of several.
OtherNodes read_nodes(yaml::Node root) {
  const auto auto_mode = root["autoModeConfig"]["enabled"];
  if (auto_mode.is_true()) return OtherNodes::some;
  bool known = !auto_mode || auto_mode.is_null() || auto_mode.is_false();
  for (const auto* key : {"nodeGroups", "managedNodeGroups", "remoteNetworkConfig", "karpenter"}) {
    const auto declared = declares(root[key]);
    if (declared.value_or(false)) return OtherNodes::some;
    known = known && declared.has_value();
  }
  const auto profiles = root["fargateProfiles"];
  return known && profiles.is_sequence() && profiles.size() != 0 ? OtherNodes::none_declared
                                                                 : OtherNodes::not_known;
}

void read_cluster(yaml::Node root, const Value& name, Declarations& out) {
  Cluster cluster;
  cluster.name = name;
  cluster.nodes = read_nodes(root);
  cluster.where = locate_field(root["kind"]);
  for (const auto item : root["addons"].items()) {
    if (!item["name"].is_string()) continue;
    cluster.addons.push_back({reading::plain_value(kDialect, item["name"]),
                              reading::plain_value(kDialect, item["configurationValues"]),
                              locate_field(item["name"])});
  }
  out.clusters.push_back(std::move(cluster));
}

/// eksctl moves CoreDNS to Fargate only for a selector that it recognises itself: the namespace
/// written out, no labels or CoreDNS's own (selectsCoreDNS of pkg/fargate/coredns/coredns.go).
bool moves_core_dns(const Selector& selector) {
  if (!selector.ns.is_known()) return selector.ns.is_unknown();
  if (selector.ns.text != kCoreDnsNamespace) return false;
  if (selector.labels.empty()) return true;
  return std::ranges::any_of(selector.labels, [](const LabelPattern& label) {
    return !label.key.is_known() || !label.value.is_known() ||
           (label.key.text == "eks.amazonaws.com/component" && label.value.text == "coredns");
  });
}

void check_core_dns(std::span<const Profile> profiles, Declarations& out) {
  const Selector* overlooked = nullptr;
  const Profile* of = nullptr;
  for (const auto& profile : profiles) {
    if (profile.selectors_unknown.is_unknown()) return;
    for (const auto& selector : profile.selectors) {
      if (moves_core_dns(selector)) return;
      if (overlooked != nullptr || selects_core_dns(selector) != Tri::yes) continue;
      overlooked = &selector;
      of = &profile;
    }
  }
  if (overlooked == nullptr) return;
  out.add({.kind = ProfileFault::Kind::core_dns_overlooked,
           .weight = weight_of(ProfileFault::Kind::core_dns_overlooked),
           .where = overlooked->where,
           .profile = reading::name_of(*of),
           .values = {overlooked->ns.text}});
}

/// Subnets that the file declares as public, and a profile uses all the same.
void check_subnets(yaml::Node root, std::span<const Profile> profiles, Declarations& out) {
  std::set<std::string_view> open;
  for (const auto [zone, subnet] : root["vpc"]["subnets"]["public"].entries())
    if (subnet["id"].is_string()) open.insert(subnet["id"].text());
  for (const auto& profile : profiles) {
    for (const auto& subnet : profile.subnets) {
      if (open.contains(subnet))
        reading::add_surrounding(ProfileFault::Kind::public_subnet, profile, {subnet}, out);
    }
  }
}

void read(yaml::Node root, Declarations& out) {
  if (root.is_sequence()) {
    for (const auto item : root.items()) read_profile(item, {}, true, out);
    return;
  }
  Profile shared;
  ProfileReader reader(kDialect, shared, out);
  const auto& source = root.document()->source();
  if (source.follows && source.path != "-" && root["fargateProfiles"]) {
    reader.report(ProfileFault::Kind::not_first_document, root["kind"]);
  }
  shared.cluster =
      reader.string(root["metadata"]["name"], "metadata.name", ProfileFault::Field::cluster);
  if (const auto region = reading::plain_value(kDialect, root["metadata"]["region"]);
      region.is_known())
    shared.region = region.text;
  reader.role(root["iam"]["fargatePodExecutionRoleARN"], "iam.fargatePodExecutionRoleARN");
  read_associations(root, shared.cluster, out);
  read_cluster(root, shared.cluster, out);
  for (const auto [key, value] : root.entries()) {
    const auto spelling = reading::compare(key.text(), "fargateProfiles");
    if (spelling == Spelling::equal || spelling == Spelling::other) continue;
    reader.report(ProfileFault::Kind::misspelt_profiles, value,
                  {std::string(key.text()), "fargateProfiles"},
                  spelling == Spelling::other_case ? kDialect.wrong_case : kDialect.wrong_type);
  }
  const auto profiles = root["fargateProfiles"];
  if (!profiles || profiles.is_null()) return;
  if (!profiles.is_sequence()) {
    return reader.report(ProfileFault::Kind::no_list, profiles);
  }
  if (root["outpost"].is_mapping() && profiles.size() > 0) {
    reader.report(ProfileFault::Kind::on_outposts, profiles);
  }
  const auto first = out.profiles.size();
  for (const auto item : profiles.items()) read_profile(item, shared, false, out);
  const auto made = std::span<const Profile>(out.profiles).subspan(first);
  check_subnets(root, made, out);
  if (shows_none(out.clusters.back().nodes)) check_core_dns(made, out);
}

}  // namespace

constinit const ProfileSource eksctl = {"eksctl", "eksctl ClusterConfig", recognise, read, kKinds};

}  // namespace fargate_lint::fargate::sources
