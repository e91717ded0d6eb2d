#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"
#include "fargate/sources/region.hpp"

// Kubernetes objects that make Fargate profiles: ACK (apis/v1alpha1/fargate_profile.go of
// aws-controllers-k8s/eks-controller), Crossplane's two AWS providers
// (apis/*/eks/v1beta1/zz_fargateprofile_types.go of crossplane-contrib/provider-upjet-aws,
// apis/eks/v1beta1/fargate_profile_types.go of crossplane-contrib/provider-aws) and Cluster API
// (exp/api/v1beta2/awsfargateprofile_types.go of kubernetes-sigs/cluster-api-provider-aws). Besides
// them, those that give a cluster its nodes: the node groups of the same providers (ACK writes
// `Nodegroup`), Cluster API's machines (api/core/v1beta2 of kubernetes-sigs/cluster-api) and
// Karpenter's (pkg/apis/v1 of kubernetes-sigs/karpenter).

namespace fargate_lint::fargate::sources {
namespace {

using reading::ProfileReader;

enum class Tool : std::uint8_t { none, ack, upjet, crossplane, cluster_api };

constexpr std::string_view kRefuses = "the API server refuses it";
constexpr reading::Dialect dialect_of(std::string_view format) {
  return {.format = format,
          .wrong_type = kRefuses,
          .wrong_case = "the API server drops it or refuses it"};
}
constexpr reading::Dialect kAck = dialect_of("ack");
constexpr reading::Dialect kCrossplane = dialect_of("crossplane");
constexpr reading::Dialect kClusterApi = dialect_of("cluster-api");

Tool tool_of_group(std::string_view group) {
  if (group == "eks.services.k8s.aws") return Tool::ack;
  if (group == "eks.aws.crossplane.io") return Tool::crossplane;
  constexpr std::array<std::string_view, 4> kUpjet = {"eks.aws.upbound.io", "eks.aws.m.upbound.io",
                                                      "eks.aws.jet.crossplane.io",
                                                      "eks.aws.tf.crossplane.io"};
  return std::ranges::find(kUpjet, group) != kUpjet.end() ? Tool::upjet : Tool::none;
}

Tool tool_of(yaml::Node root) {
  const std::string_view api = root["apiVersion"].text();
  const std::string_view group = api.substr(0, api.find('/'));
  const std::string_view kind = root["kind"].text();
  if (kind == "AWSFargateProfile" && group == "infrastructure.cluster.x-k8s.io")
    return Tool::cluster_api;
  return kind == "FargateProfile" ? tool_of_group(group) : Tool::none;
}

constexpr std::array<std::string_view, 11> kKinds = {
    "FargateProfile", "AWSFargateProfile", "NodeGroup",   "Nodegroup",
    "Cluster",        "MachineDeployment", "MachinePool", "NodeClass",
    "NodeClaim",      "NodePool",          "Provisioner"};

/// What an object tells of a cluster's nodes.
enum class Nodes : std::uint8_t { untold, cluster, machines, node_group, karpenter, auto_mode };

Nodes nodes_of(yaml::Node root) {
  const std::string_view api = root["apiVersion"].text();
  const std::string_view group = api.substr(0, api.find('/'));
  const std::string_view kind = root["kind"].text();
  if (group == "cluster.x-k8s.io") {
    if (kind == "MachineDeployment" || kind == "MachinePool") return Nodes::machines;
    const bool is_eks = root["spec"]["controlPlaneRef"]["kind"].text() == "AWSManagedControlPlane";
    return kind == "Cluster" && is_eks ? Nodes::cluster : Nodes::untold;
  }
  if (kind == "NodeGroup" || kind == "Nodegroup")
    return tool_of_group(group) != Tool::none ? Nodes::node_group : Nodes::untold;
  constexpr std::string_view kAutoMode = "eks.amazonaws.com";
  if (group == kAutoMode && kind == "NodeClass") return Nodes::auto_mode;
  if (group != "karpenter.sh") return Nodes::untold;
  const auto node_class = root["spec"]["template"]["spec"]["nodeClassRef"]["group"];
  if (kind == "NodePool" && node_class.text() == kAutoMode) return Nodes::auto_mode;
  const bool is_karpenter = kind == "NodePool" || kind == "NodeClaim" || kind == "Provisioner";
  return is_karpenter ? Nodes::karpenter : Nodes::untold;
}

bool recognise(yaml::Node root) {
  return root.is_mapping() && (tool_of(root) != Tool::none || nodes_of(root) != Nodes::untold);
}

/// The cluster of a node group; unknown where a reference to another object stands in its place.
Value cluster_of_group(yaml::Node spec) {
  for (const auto from : {spec, spec["forProvider"], spec["initProvider"]})
    if (const auto name = from["clusterName"]) return reading::plain_value(kAck, name);
  return Value::unknown("a reference names another object");
}

void read_nodes(yaml::Node root, Nodes nodes, Declarations& out) {
  const auto spec = root["spec"];
  const auto name = root["metadata"]["name"];
  Cluster cluster;
  cluster.where = name ? locate_field(name) : locate(root);
  if (nodes == Nodes::cluster) {
    // With a topology, its ClusterClass may bring machines.
    cluster.name = reading::plain_value(kClusterApi, name);
    const auto topology = spec["topology"];
    if (topology["workers"]) cluster.nodes = OtherNodes::some;
    if (!topology) cluster.nodes = OtherNodes::none_declared;
  } else if (nodes == Nodes::machines) {
    cluster.name = reading::plain_value(kClusterApi, spec["clusterName"]);
    cluster.nodes = OtherNodes::some;
  } else if (nodes == Nodes::node_group) {
    cluster.name = cluster_of_group(spec);
    cluster.nodes = OtherNodes::some;
  } else {
    cluster.name = Value::unknown("that of the manifests");
    cluster.nodes = nodes == Nodes::karpenter ? OtherNodes::from_karpenter : OtherNodes::some;
  }
  out.clusters.push_back(std::move(cluster));
  out.is_object = true;
}

/// `field`, or unknown where a reference to another object stands in its place.
Value value_or_reference(ProfileReader& reader, yaml::Node parent, const std::string& field,
                         std::initializer_list<const char*> references, ProfileFault::Field kind) {
  if (const auto value = parent[field]) return reader.string(value, field, kind);
  for (const char* reference : references) {
    if (!parent[reference]) continue;
    return reader.unknown(field, "`" + std::string(reference) + "` names another object");
  }
  return {};
}

void role_or_reference(ProfileReader& reader, yaml::Node parent, const std::string& field,
                       std::initializer_list<const char*> references, Profile& profile) {
  if (parent[field]) return reader.role(parent[field], field);
  const auto noted = profile.unknown.size();
  profile.role_arn =
      value_or_reference(reader, parent, field, references, ProfileFault::Field::role);
  profile.unknown.resize(noted);  // no verdict depends on it
}

void read_ack(yaml::Node root, Profile& profile, Declarations& out) {
  const auto spec = root["spec"];
  ProfileReader reader(kAck, profile, out);
  reader.name(spec["name"], "spec.name");
  profile.cluster =
      value_or_reference(reader, spec, "clusterName", {"clusterRef"}, ProfileFault::Field::cluster);
  reader.selectors(reader.field(spec, "selectors"), "spec.selectors");
  reader.subnets(spec["subnets"]);
  role_or_reference(reader, spec, "podExecutionRoleARN", {"podExecutionRoleRef"}, profile);
  reader.tags(spec["tags"], "spec.tags");
  reader.status(root["status"]["status"]);
  // The annotation sends the object to another region than the controller's own
  // (pkg/apis/core/v1alpha1/annotations.go of aws-controllers-k8s/runtime).
  profile.region = reading::region_of(root["metadata"]["annotations"]["services.k8s.aws/region"],
                                      root["status"]["ackResourceMetadata"]["arn"]);
}

/// The profile's name in Crossplane is not in its spec.
void read_external_name(ProfileReader& reader, yaml::Node root) {
  const auto metadata = root["metadata"];
  const auto external = metadata["annotations"]["crossplane.io/external-name"];
  const bool named = external && !external.text().empty();
  reader.name(named ? external : metadata["name"], named ? "the external name" : "metadata.name");
}

/// The two providers differ in whether it is `selector` or `selectors`; the API server prunes the
/// other, or refuses it.
void report_number(ProfileReader& reader, yaml::Node selectors, std::string_view name) {
  const std::string_view written = selectors.key().text();
  if (!selectors || written == name) return;
  reader.report(ProfileFault::Kind::other_key_name, selectors,
                {std::string(written), std::string(name)}, kCrossplane.wrong_case);
}

/// What Crossplane makes the profile of: `forProvider`, and where that is silent `initProvider`.
yaml::Node provider_field(yaml::Node spec, std::string_view field) {
  const auto given = spec["forProvider"][field];
  return given ? given : spec["initProvider"][field];
}

yaml::Node provider_of(yaml::Node spec, std::initializer_list<const char*> fields) {
  for (const char* field : fields)
    if (spec["forProvider"][field]) return spec["forProvider"];
  return spec["initProvider"];
}

void read_crossplane(yaml::Node root, bool upjet, Profile& profile, Declarations& out) {
  const auto spec = root["spec"];
  const auto provider = spec["forProvider"];
  ProfileReader reader(kCrossplane, profile, out);
  read_external_name(reader, root);
  const auto of_cluster =
      provider_of(spec, {"clusterName", "clusterNameRef", "clusterNameSelector"});
  profile.cluster =
      value_or_reference(reader, of_cluster, "clusterName",
                         {"clusterNameRef", "clusterNameSelector"}, ProfileFault::Field::cluster);
  const char* name = upjet ? "selector" : "selectors";
  auto selectors = reader.field(provider, name);
  if (!selectors) selectors = reader.field(spec["initProvider"], name);
  // A profile that is only observed tells its selectors in its status.
  if (!selectors) selectors = root["status"]["atProvider"][name];
  report_number(reader, selectors, name);
  reader.selectors(selectors, name);
  reader.subnets(provider_field(spec, upjet ? "subnetIds" : "subnets"));
  const auto of_role = provider_of(
      spec, {"podExecutionRoleArn", "podExecutionRoleArnRef", "podExecutionRoleArnSelector"});
  role_or_reference(reader, of_role, "podExecutionRoleArn",
                    {"podExecutionRoleArnRef", "podExecutionRoleArnSelector"}, profile);
  reader.tags(provider_field(spec, "tags"), "spec.forProvider.tags");
  reader.status(root["status"]["atProvider"]["status"]);
  profile.region =
      reading::region_of(provider_field(spec, "region"), root["status"]["atProvider"]["arn"]);
}

/// `<namespace>_<name>`, with underscores for points: exp/webhooks/awsfargateprofile_webhook.go.
/// Names of 100 characters and more get a hash.
Value default_name(yaml::Node metadata) {
  const auto ns = metadata["namespace"];
  std::string name = (ns ? std::string(ns.text()) : std::string("default")) + "_" +
                     std::string(metadata["name"].text());
  if (name.size() >= 100) return Value::unknown("generated from a hash");
  std::ranges::replace(name, '.', '_');
  return reading::without_placeholders(name);
}

void read_cluster_api(yaml::Node root, Profile& profile, Declarations& out) {
  const auto spec = root["spec"];
  ProfileReader reader(kClusterApi, profile, out);
  if (spec["profileName"]) {
    reader.name(spec["profileName"], "spec.profileName");
  } else {
    profile.name = default_name(root["metadata"]);
    if (profile.name.is_unknown()) reader.unknown("spec.profileName", profile.name.text);
  }
  // The EKS cluster's own name stands in the control plane's object; this one is Cluster API's.
  profile.cluster =
      reader.string(spec["clusterName"], "spec.clusterName", ProfileFault::Field::cluster);
  reader.require(profile.cluster, ProfileFault::Field::cluster, "spec.clusterName");
  reader.selectors(reader.field(spec, "selectors"), "spec.selectors");
  reader.subnets(spec["subnetIDs"]);
  reader.tags(spec["additionalTags"], "spec.additionalTags");
}

void read(yaml::Node root, Declarations& out) {
  if (const auto nodes = nodes_of(root); nodes != Nodes::untold)
    return read_nodes(root, nodes, out);
  const auto tool = tool_of(root);
  Profile profile;
  profile.format = tool == Tool::ack           ? kAck.format
                   : tool == Tool::cluster_api ? kClusterApi.format
                                               : kCrossplane.format;
  const auto name = root["metadata"]["name"];
  profile.where = name ? locate_field(name) : locate(root);
  switch (tool) {
    case Tool::none: return;
    case Tool::ack: read_ack(root, profile, out); break;
    case Tool::upjet:
    case Tool::crossplane: read_crossplane(root, tool == Tool::upjet, profile, out); break;
    case Tool::cluster_api: read_cluster_api(root, profile, out); break;
  }
  reading::check_profile(profile, !profile.status.empty(), out);
  out.profiles.push_back(std::move(profile));
}

}  // namespace

constinit const ProfileSource custom_resources = {
    "custom-resources", "ACK, Crossplane or Cluster API objects", recognise, read, kKinds};

}  // namespace fargate_lint::fargate::sources
