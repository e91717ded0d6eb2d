#include <array>

#include "fargate/role_arn.hpp"
#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"

// What `aws eks describe-fargate-profile` and its like print and take, in JSON or YAML: shapes
// FargateProfile and CreateFargateProfileRequest of botocore's data/eks/2017-11-01/service-2.json.
// A file may hold one, a list of them (`jq -s`, `--output yaml-stream`), the inner object alone
// (`--query fargateProfile`), or the names that `list-fargate-profiles` prints.

namespace fargate_lint::fargate::sources {
namespace {

using reading::ProfileReader;

constexpr reading::Dialect kDialect = {
    .format = "aws-cli",
    .wrong_type = "the AWS CLI refuses it",
    .wrong_case = "the AWS CLI refuses it",
    .refuses_wrong_case = true,
};

constexpr std::array<std::string_view, 11> kFields = {"fargateProfileName",
                                                      "fargateProfileArn",
                                                      "clusterName",
                                                      "createdAt",
                                                      "podExecutionRoleArn",
                                                      "subnets",
                                                      "selectors",
                                                      "status",
                                                      "tags",
                                                      "health",
                                                      "clientRequestToken"};

/// The fields that tell the inner object from anything else that has a name.
bool is_profile(yaml::Node node) {
  return node["fargateProfileName"] && (node["fargateProfileArn"] || node["podExecutionRoleArn"] ||
                                        node["selectors"] || node["clusterName"]);
}

bool is_wrapper(yaml::Node node) {
  const auto inner = node["fargateProfile"];
  return inner["fargateProfileName"] || inner["fargateProfileArn"];
}

bool is_name_list(yaml::Node node) {
  return node["fargateProfileNames"].is_sequence();
}

bool is_any(yaml::Node node) {
  return (is_wrapper(node) || is_name_list(node) || is_profile(node));
}

bool recognise(yaml::Node root) {
  if (root.is_mapping()) return is_any(root);
  // One is enough in a list: what else is in it is then reported, not passed over.
  for (const auto item : root.items()) {
    if (is_any(item)) return true;
  }
  return false;
}

/// "arn:aws:eks:REGION:ACCOUNT:fargateprofile/CLUSTER/NAME/UUID": the part after the first slash.
Value cluster_of_arn(std::string_view arn) {
  const auto begin = arn.find(":fargateprofile/");
  if (begin == std::string_view::npos) return {};
  arn.remove_prefix(begin + std::string_view(":fargateprofile/").size());
  return Value::known(std::string(arn.substr(0, arn.find('/'))));
}

void read_profile(yaml::Node node, bool wrapped, Declarations& out) {
  Profile profile;
  profile.format = kDialect.format;
  profile.where = locate(node);
  ProfileReader reader(kDialect, profile, out);
  const bool exists = wrapped || node["fargateProfileArn"] || node["status"] || node["createdAt"];
  reader.name(node["fargateProfileName"], "fargateProfileName");
  reader.keys(node, kFields, {}, exists);
  profile.cluster =
      reader.string(reader.field(node, "clusterName"), "clusterName", ProfileFault::Field::cluster);
  if (profile.cluster.is_absent()) {
    profile.cluster = cluster_of_arn(node["fargateProfileArn"].text());
  }
  profile.region = parse_arn(node["fargateProfileArn"].text()).region;
  reader.selectors(reader.field(node, "selectors"), "selectors");
  reader.subnets(reader.field(node, "subnets"));
  reader.role(reader.field(node, "podExecutionRoleArn"), "podExecutionRoleArn", exists);
  reader.tags(reader.field(node, "tags"), "tags");
  reader.status(node["status"]);
  reading::check_profile(profile, exists, out);
  out.profiles.push_back(std::move(profile));
}

void read_names(yaml::Node names, Declarations& out) {
  for (const auto name : names.items()) {
    Profile profile;
    profile.format = kDialect.format;
    ProfileReader(kDialect, profile, out).name(name, "fargateProfileNames");
    profile.selectors_unknown = Value::unknown("`list-fargate-profiles` prints names only");
    profile.unknown.push_back("selectors: " + profile.selectors_unknown.text);
    out.profiles.push_back(std::move(profile));
  }
}

void read_one(yaml::Node node, Declarations& out) {
  if (is_wrapper(node)) return read_profile(node["fargateProfile"], true, out);
  if (is_name_list(node)) return read_names(node["fargateProfileNames"], out);
  if (is_profile(node)) return read_profile(node, false, out);
  out.add({.kind = ProfileFault::Kind::no_profile, .where = locate(node)});
}

void read(yaml::Node root, Declarations& out) {
  if (!root.is_sequence()) return read_one(root, out);
  for (const auto item : root.items()) read_one(item, out);
}

}  // namespace

constinit const ProfileSource aws_cli = {"aws-cli", "AWS CLI output", recognise, read};

}  // namespace fargate_lint::fargate::sources
