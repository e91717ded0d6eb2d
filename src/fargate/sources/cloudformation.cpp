#include <array>
#include <optional>

#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"
#include "fargate/sources/template_values.hpp"

// CloudFormation and SAM templates, written by hand or by the CDK: `AWS::EKS::FargateProfile`
// (schema aws-eks-fargateprofile.json of the CloudFormation registry) and the custom resource of
// aws-cdk-lib/aws-eks, whose `Config` goes to the EKS API as it is
// (aws-eks/lib/fargate-profile.ts of aws/aws-cdk). Also `AWS::EKS::PodIdentityAssociation`.

namespace fargate_lint::fargate::sources {
namespace {

using reading::ProfileReader;

constexpr std::string_view kNative = "AWS::EKS::FargateProfile";
constexpr std::string_view kCdk = "Custom::AWSCDK-EKS-FargateProfile";
constexpr std::string_view kAssociation = "AWS::EKS::PodIdentityAssociation";
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

/// A resource, or what a loop of AWS::LanguageExtensions makes of one: `[Var, list, {name: …}]`.
yaml::Node body_of_loop(yaml::Node key, yaml::Node value) {
  if (!key.text().starts_with(kLoop) || value.size() != 3) return {};
  const yaml::Node body = value.at(2);
  return body.is_mapping() ? body : yaml::Node();
}

bool is_ours(yaml::Node resource) {
  const std::string_view type = resource["Type"].text();
  return is_profile_type(type) || type == kAssociation;
}

bool declares_any(yaml::Node resources) {
  for (const auto [key, resource] : resources.entries()) {
    if (is_ours(resource)) return true;
    for (const auto [name, looped] : body_of_loop(key, resource).entries()) {
      if (is_ours(looped)) return true;
    }
  }
  return false;
}

bool recognise(yaml::Node root) {
  return root.is_mapping() && declares_any(root["Resources"]);
}

class TemplateReader {
 public:
  TemplateReader(yaml::Node root, Declarations& out) : root_(root), values_(root), out_(out) {}

  void read() {
    for (const auto [key, resource] : root_["Resources"].entries()) {
      read_resource(key, resource, false);
      for (const auto [name, looped] : body_of_loop(key, resource).entries()) {
        read_resource(name, looped, true);
      }
    }
  }

 private:
  void read_resource(yaml::Node key, yaml::Node resource, bool in_loop) {
    const std::string_view type = resource["Type"].text();
    if (type == kAssociation) read_association(resource);
    if (!is_profile_type(type)) return;
    const bool native = type == kNative;
    const Fields& fields = native ? kNativeFields : kCdkFields;
    const yaml::Node properties =
        native ? resource["Properties"] : resource["Properties"]["Config"];
    Profile profile;
    profile.format = fields.dialect.format;
    profile.where = locate(key);
    ProfileReader reader(fields.dialect, profile, out_, &values_);
    if (!exists(resource["Condition"], profile)) return;
    read_name(reader, properties, fields, key, in_loop, profile);
    const std::array<std::string_view, 6> known = {fields.name, fields.cluster, fields.selectors,
                                                   fields.role, fields.subnets, fields.tags};
    if (!properties.is_mapping()) {
      reader.error("FG802", resource,
                   "a Fargate profile without properties; CloudFormation refuses the template",
                   "write `Properties` with `ClusterName`, `PodExecutionRoleArn` and `Selectors`");
    }
    reader.keys(properties, known, "a Fargate profile");
    profile.cluster = reader.string(reader.field(properties, fields.cluster),
                                    std::string(fields.cluster), "FG811");
    reader.selectors(reader.field(properties, fields.selectors), fields.selectors);
    reader.subnets(reader.field(properties, fields.subnets));
    profile.role_arn =
        reader.string(reader.field(properties, fields.role), std::string(fields.role), "FG812");
    reading::check_profile(profile, false, out_);
    out_.profiles.push_back(std::move(profile));
  }

  void read_association(yaml::Node resource) {
    constexpr reading::AssociationFields kFields = {"ClusterName", "Namespace", "ServiceAccount"};
    const yaml::Node condition = resource["Condition"];
    if (condition) {
      const Value holds = values_.condition(condition.text());
      if (holds.is_known() && holds.text != "true") return;
    }
    reading::read_association(kTemplate, kFields, resource["Properties"], resource.key(), out_,
                              &values_);
  }

  /// CloudFormation, and the CDK's handler, make a name up where none is given.
  void read_name(ProfileReader& reader, yaml::Node properties, const Fields& fields, yaml::Node key,
                 bool in_loop, Profile& profile) {
    const yaml::Node name = reader.field(properties, fields.name);
    if (name) reader.name(name, std::string(fields.name));
    if (!profile.name.is_absent()) return;
    std::string why = "made up at deployment, from logical id `" + std::string(key.text()) + "`";
    if (in_loop) why = "one of a loop; " + why;
    profile.name = reader.unknown(fields.name, std::move(why));
  }

  /// False for a resource that the template's own values leave out.
  bool exists(yaml::Node condition, Profile& profile) {
    if (!condition) return true;
    const Value holds = values_.condition(condition.text());
    if (holds.is_known() && holds.text == "true") return true;
    if (holds.is_unknown()) {
      profile.conditional = holds;
      profile.unknown.push_back("Condition: " + holds.text);
      return true;
    }
    out_.faults.push_back({"FG813", false,
                           "a Fargate profile that condition `" + std::string(condition.text()) +
                               "` leaves out with the parameters' defaults",
                           "check the defaults if it is meant to exist", locate_field(condition)});
    return false;
  }

  yaml::Node root_;
  TemplateValues values_;
  Declarations& out_;
};

void read(yaml::Node root, Declarations& out) {
  TemplateReader(root, out).read();
}

}  // namespace

constinit const ProfileSource cloudformation = {"cloudformation", "CloudFormation or CDK template",
                                                recognise, read};

}  // namespace fargate_lint::fargate::sources
