#include <array>

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
    .wrong_case = "eksctl drops it without a word",
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
  profile.status = node["status"].text();
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
  reader.role(root["iam"]["fargatePodExecutionRoleARN"], "iam.fargatePodExecutionRoleARN");
  read_associations(root, shared.cluster, out);
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
  for (const auto item : profiles.items()) read_profile(item, shared, false, out);
}

}  // namespace

constinit const ProfileSource eksctl = {"eksctl", "eksctl ClusterConfig", recognise, read, kKinds};

}  // namespace fargate_lint::fargate::sources
