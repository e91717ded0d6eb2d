#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"
#include "fargate/sources/region.hpp"
#include "fargate/sources/template_surroundings.hpp"
#include "fargate/sources/template_values.hpp"

// CloudFormation and SAM templates, written by hand or by the CDK: `AWS::EKS::FargateProfile`
// (schema aws-eks-fargateprofile.json of the CloudFormation registry) and the custom resource of
// aws-cdk-lib/aws-eks, whose `Config` goes to the EKS API as it is
// (aws-eks/lib/fargate-profile.ts of aws/aws-cdk). Also `AWS::EKS::PodIdentityAssociation`, and
// what tells of a cluster's other nodes and add-ons.

namespace fargate_lint::fargate::sources {
namespace {

using reading::ProfileReader;

constexpr std::string_view kNative = "AWS::EKS::FargateProfile";
constexpr std::string_view kCdk = "Custom::AWSCDK-EKS-FargateProfile";
constexpr std::string_view kAssociation = "AWS::EKS::PodIdentityAssociation";
constexpr std::string_view kCluster = "AWS::EKS::Cluster";
constexpr std::string_view kCdkCluster = "Custom::AWSCDK-EKS-Cluster";
constexpr std::string_view kNodegroup = "AWS::EKS::Nodegroup";
constexpr std::string_view kAddon = "AWS::EKS::Addon";
constexpr std::string_view kLoop = "Fn::ForEach::";

reading::Seen look(const void* context, yaml::Node node) {
  return static_cast<const TemplateValues*>(context)->look(node);
}

constexpr reading::Dialect kTemplate = {
    .format = "cloudformation",
    .wrong_type = "CloudFormation refuses the template",
    .wrong_case = "CloudFormation refuses it",
    .refuses_wrong_case = true,
    .ns = "Namespace",
    .labels = "Labels",
    .pair_key = "Key",
    .pair_value = "Value",
    .coerces = true,
    .look = look,
};
constexpr reading::Dialect kCustomResource = {
    .format = "cdk",
    .wrong_type = "the EKS API refuses it",
    .wrong_case = "the EKS API refuses it",
    .refuses_wrong_case = true,
    .coerces = true,
    .look = look,
};

/// The names of a profile's fields in one of the two types.
struct Fields {
  const reading::Dialect& dialect;
  std::string_view name;
  std::string_view cluster;
  std::string_view selectors;
  std::string_view role;
  std::string_view subnets;
  std::string_view tags;
};
constexpr Fields kNativeFields = {kTemplate,   "FargateProfileName",  "ClusterName",
                                  "Selectors", "PodExecutionRoleArn", "Subnets",
                                  "Tags"};
constexpr Fields kCdkFields = {kCustomResource, "fargateProfileName",  "clusterName",
                               "selectors",     "podExecutionRoleArn", "subnets",
                               "tags"};

bool is_profile_type(std::string_view type) {
  return type == kNative || type == kCdk;
}

/// Any that tells something of a cluster.
bool is_cluster_type(std::string_view type) {
  return is_profile_type(type) || type == kAssociation || type == kCluster || type == kCdkCluster ||
         type == kNodegroup || type == kAddon;
}

/// Loops of AWS::LanguageExtensions nest; nobody nests as many.
constexpr int kMaxLoops = 8;
/// CloudFormation takes 500 resources in a template, loops written out
/// (docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
constexpr std::size_t kMostResources = 500;

/// What a loop repeats: `Fn::ForEach::Name: [Variable, list, {name: resource}]`.
yaml::Node body_of_loop(yaml::Node key, yaml::Node value) {
  if (!key.text().starts_with(kLoop) || value.size() != 3) return {};
  const auto body = value.at(2);
  return body.is_mapping() ? body : yaml::Node();
}

bool declares_any(yaml::Node resources, int depth) {
  if (depth > kMaxLoops) return false;
  for (const auto [key, resource] : resources.entries()) {
    const std::string_view type = resource["Type"].text();
    if (is_cluster_type(type)) return true;
    const auto body = body_of_loop(key, resource);
    if (body && declares_any(body, depth + 1)) return true;
  }
  return false;
}

/// The template itself, or the one that `aws cloudformation get-template` wraps.
yaml::Node template_of(yaml::Node root) {
  const auto body = root["TemplateBody"];
  return body.is_mapping() ? body : root;
}

bool recognise(yaml::Node root) {
  return root.is_mapping() && declares_any(template_of(root)["Resources"], 0);
}

class TemplateReader {
 public:
  TemplateReader(yaml::Node root, Declarations& out) : root_(root), values_(root), out_(out) {}

  void read() {
    hides_ = has_macro(root_["Transform"]);
    read_members(root_["Resources"], 0);
    for (const auto& [key, resource] : clusters_) read_cluster(key, resource);
    for (auto i = first_profile_; i < out_.profiles.size(); ++i) out_.profiles[i].region = region_;
    check_surroundings(root_["Resources"], profiles_, out_);
  }

 private:
  void read_members(yaml::Node members, int depth) {
    for (const auto [key, resource] : members.entries()) {
      read_resource(key, resource);
      const auto body = body_of_loop(key, resource);
      if (body && declares_any(body, depth + 1)) read_loop(resource, body, depth + 1);
    }
  }

  /// Reads the body for each item of the list; once, if the list is not known.
  void read_loop(yaml::Node loop, yaml::Node body, int depth) {
    const std::string_view name = loop.at(0).text();
    auto items = values_.list(loop.at(1));
    if (!items) items = {Value::unknown("the items of a loop")};
    for (auto& item : *items) {
      if (resources_ > kMostResources) return;
      values_.bind(name, std::move(item));
      ++loops_;
      read_members(body, depth);
      --loops_;
      values_.unbind();
    }
  }

  void read_resource(yaml::Node key, yaml::Node resource) {
    const std::string_view type = resource["Type"].text();
    read_nodes(key, type, resource);
    // A stack has one region, which the zone of any subnet in it tells.
    if (type == "AWS::EC2::Subnet" && region_.empty() && !resource["Condition"])
      region_ = reading::region_of_zone(resource["Properties"]["AvailabilityZone"]);
    if (!is_cluster_type(type)) return;
    if (++resources_ > kMostResources) return refuse_more(key);
    if (type == kCluster || type == kCdkCluster) return clusters_.push_back({key, resource});
    if (type == kNodegroup) return;
    if (type == kAssociation) return read_association(resource);
    if (type == kAddon) return read_addon(key, resource);
    const bool native = type == kNative;
    const auto& fields = native ? kNativeFields : kCdkFields;
    const auto properties = native ? resource["Properties"] : resource["Properties"]["Config"];
    Profile profile;
    profile.format = fields.dialect.format;
    profile.where = locate(key);
    const auto id = values_.bound(key.text());
    profile.id = id.is_known() ? id.text : id.shape;
    ProfileReader reader(fields.dialect, profile, out_, &values_);
    if (!exists(resource["Condition"], profile)) return;
    read_name(reader, properties, fields, profile);
    const std::array<std::string_view, 6> known = {fields.name, fields.cluster, fields.selectors,
                                                   fields.role, fields.subnets, fields.tags};
    if (!properties.is_mapping()) reader.report(ProfileFault::Kind::no_properties, resource);
    reader.keys(properties, known);
    profile.cluster = reader.string(reader.field(properties, fields.cluster),
                                    std::string(fields.cluster), ProfileFault::Field::cluster);
    reader.selectors(reader.field(properties, fields.selectors), fields.selectors);
    reader.subnets(reader.field(properties, fields.subnets));
    reader.role(reader.field(properties, fields.role), fields.role);
    reader.tags(reader.field(properties, fields.tags), fields.tags);
    if (properties.is_mapping()) {
      reader.require(profile.cluster, ProfileFault::Field::cluster, fields.cluster);
      reader.require(profile.role_arn, ProfileFault::Field::role, fields.role);
    }
    profile.assumed = values_.take_assumed();
    reading::check_profile(profile, false, out_);
    // Of a loop, which resource is meant where is not looked into.
    if (loops_ == 0)
      profiles_.push_back({out_.profiles.size(), resource, properties[fields.subnets],
                           properties[fields.role], native});
    out_.profiles.push_back(std::move(profile));
  }

  /// A transform that may add any resource: a macro of the account.
  static bool has_macro(yaml::Node transform) {
    const auto is_macro = [](yaml::Node name) {
      return name && !name.is_null() && !name.text().starts_with("AWS::");
    };
    if (!transform.is_sequence()) return is_macro(transform);
    for (const auto item : transform.items())
      if (is_macro(item)) return true;
    return false;
  }

  /// Notes what shows that a cluster has nodes, or keeps from view whether it has any.
  void read_nodes(yaml::Node key, std::string_view type, yaml::Node resource) {
    const auto nodes = nodes_of(type, resource["Properties"]);
    hides_ = hides_ || type == "AWS::CloudFormation::Stack" || type.ends_with("::MODULE");
    if (nodes == OtherNodes::not_known) return;
    if (const auto condition = resource["Condition"]) {
      const auto holds = values_.condition(condition.text());
      hides_ = hides_ || holds.is_unknown();
      if (!holds.is_known() || holds.text != "true") return;
    }
    const auto name = resource["Properties"]["ClusterName"];
    Cluster cluster;
    cluster.name = name ? reading::plain_value(kTemplate, name, &values_)
                        : Value::unknown("not written with the nodes");
    cluster.nodes = nodes;
    cluster.where = locate(key);
    out_.clusters.push_back(std::move(cluster));
  }

  static OtherNodes nodes_of(std::string_view type, yaml::Node properties) {
    if (type == kNodegroup || type == "AWS::AutoScaling::AutoScalingGroup") return OtherNodes::some;
    if (type == "Custom::AWSCDK-EKS-HelmChart" && properties["Chart"].text() == "karpenter")
      return OtherNodes::from_karpenter;
    return OtherNodes::not_known;
  }

  /// A cluster of the template, which has no other nodes unless the template shows some.
  void read_cluster(yaml::Node key, yaml::Node resource) {
    const bool is_cdk = resource["Type"].text() == kCdkCluster;
    const auto properties = is_cdk ? resource["Properties"]["Config"] : resource["Properties"];
    const auto auto_mode =
        properties[is_cdk ? "computeConfig" : "ComputeConfig"][is_cdk ? "enabled" : "Enabled"];
    const auto enabled = reading::plain_value(kTemplate, auto_mode, &values_);
    const bool is_hybrid{properties[is_cdk ? "remoteNetworkConfig" : "RemoteNetworkConfig"]};
    Cluster cluster;
    cluster.name = values_.reference(key.text());
    cluster.where = locate(key);
    if (is_hybrid || (enabled.is_known() && enabled.text == "true"))
      cluster.nodes = OtherNodes::some;
    else if (!hides_ && !enabled.is_unknown())
      cluster.nodes = OtherNodes::none_declared;
    out_.clusters.push_back(std::move(cluster));
  }

  void read_addon(yaml::Node key, yaml::Node resource) {
    const auto properties = resource["Properties"];
    Cluster cluster;
    cluster.name = reading::plain_value(kTemplate, properties["ClusterName"], &values_);
    cluster.where = locate(key);
    const auto name = properties["AddonName"];
    cluster.addons.push_back(
        {reading::plain_value(kTemplate, name, &values_),
         reading::plain_value(kTemplate, properties["ConfigurationValues"], &values_),
         name ? locate_field(name) : locate(key)});
    if (!resource["Condition"]) out_.clusters.push_back(std::move(cluster));
  }

  void read_association(yaml::Node resource) {
    constexpr reading::AssociationFields kFields = {"ClusterName", "Namespace", "ServiceAccount"};
    const auto condition = resource["Condition"];
    if (condition) {
      const auto holds = values_.condition(condition.text());
      if (holds.is_known() && holds.text != "true") return;
    }
    reading::read_association(kTemplate, kFields, resource["Properties"], resource.key(), out_,
                              &values_);
  }

  /// CloudFormation, and the CDK's handler, make a name up where none is given.
  void read_name(ProfileReader& reader, yaml::Node properties, const Fields& fields,
                 Profile& profile) {
    const auto name = reader.field(properties, fields.name);
    if (name) reader.name(name, std::string(fields.name));
    if (!profile.name.is_absent()) return;
    profile.name =
        reader.unknown(fields.name, "generated at deployment from logical ID `" + profile.id + "`");
  }

  /// Says once that there are more than CloudFormation takes.
  void refuse_more(yaml::Node key) {
    if (resources_ > kMostResources + 1) return;
    out_.add({.kind = ProfileFault::Kind::too_many_resources,
              .where = locate(key),
              .values = {std::to_string(kMostResources)}});
  }

  /// False for a resource that the template's own values leave out.
  bool exists(yaml::Node condition, Profile& profile) {
    if (!condition) return true;
    const auto holds = values_.condition(condition.text());
    if (holds.is_known() && holds.text == "true") return true;
    if (holds.is_unknown()) {
      profile.conditional = holds;
      profile.unknown.push_back("Condition: " + holds.text);
      return true;
    }
    if (!left_out_.insert(condition.index()).second) return false;
    std::vector<std::string> condition_and_defaults = {std::string(condition.text())};
    std::ranges::move(values_.take_assumed(), std::back_inserter(condition_and_defaults));
    out_.add({.kind = ProfileFault::Kind::left_out,
              .weight = weight_of(ProfileFault::Kind::left_out),
              .where = locate_field(condition),
              .values = std::move(condition_and_defaults)});
    return false;
  }

  yaml::Node root_;
  TemplateValues values_;
  Declarations& out_;
  std::vector<TemplateProfile> profiles_;
  std::vector<std::pair<yaml::Node, yaml::Node>> clusters_;  ///< keys, resources
  std::size_t first_profile_ = out_.profiles.size();
  std::string region_;  ///< of the stack; empty if nothing tells it
  bool hides_ = false;  ///< what the template comes to may have nodes that it does not show
  int loops_ = 0;       ///< around what is being read
  std::size_t resources_ = 0;
  std::set<std::uint32_t> left_out_;  ///< conditions that have been reported
};

void read(yaml::Node root, Declarations& out) {
  TemplateReader(template_of(root), out).read();
}

}  // namespace

constinit const ProfileSource cloudformation = {"cloudformation", "CloudFormation or CDK template",
                                                recognise, read};

}  // namespace fargate_lint::fargate::sources
