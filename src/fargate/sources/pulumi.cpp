#include <algorithm>
#include <array>
#include <string_view>

#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"

// `pulumi stack export` (sdk/go/common/apitype/core.go of pulumi/pulumi) and `pulumi preview
// --json` (pkg/backend/display/json.go), with the resources of the providers aws and aws-native.

namespace fargate_lint::fargate::sources {
namespace {

using reading::ProfileReader;

constexpr std::string_view kAws = "aws:eks/fargateProfile:FargateProfile";
constexpr std::string_view kNative = "aws-native:eks:FargateProfile";
/// What stands for an output that is not known before the deployment, and for a secret.
constexpr std::string_view kUnknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
constexpr std::string_view kSecretKey = "4dabf18193072939515e22adb298388d";

reading::Seen look(const void*, yaml::Node node) {
  if (node.text() == kUnknown) return {node, Value::unknown("known after the deployment")};
  if (node.text() == "[secret]" || node[kSecretKey]) return {node, Value::unknown("a secret")};
  return {node};
}

constexpr reading::Dialect kDialect = {
    .format = "pulumi",
    .wrong_type = "Pulumi never writes it so",
    .wrong_case = "Pulumi never writes it so",
    .coerces = true,
    .mark = "__defaults",
    .look = look,
};
constexpr reading::Dialect kNativeDialect = {
    .format = "pulumi",
    .wrong_type = "Pulumi never writes it so",
    .wrong_case = "Pulumi never writes it so",
    .pair_key = "key",
    .pair_value = "value",
    .coerces = true,
    .mark = "__defaults",
    .look = look,
};

bool recognise(yaml::Node root) {
  if (!root.is_mapping()) return false;
  const auto resources = root["deployment"]["resources"];
  if (resources.is_sequence())
    return resources.size() == 0 ? bool{root["version"]} : bool{resources.at(0)["urn"]};
  const auto steps = root["steps"];
  return steps.is_sequence() && root["changeSummary"];
}

/// The property as it is, or will be.
yaml::Node property(yaml::Node state, std::string_view name) {
  const auto output = state["outputs"][name];
  return output ? output : state["inputs"][name];
}

bool is_node_group(std::string_view type) {
  return type == "aws:eks/nodeGroup:NodeGroup" || type == "aws-native:eks:Nodegroup";
}

void read_node_group(yaml::Node state, Declarations& out) {
  Cluster cluster;
  cluster.name = reading::plain_value(kDialect, property(state, "clusterName"));
  cluster.nodes = OtherNodes::some;
  cluster.where = locate(state["urn"] ? state["urn"] : state);
  out.clusters.push_back(std::move(cluster));
}

void read_state(yaml::Node state, Declarations& out) {
  const std::string_view type = state["type"].text();
  if (is_node_group(type)) return read_node_group(state, out);
  if (type != kAws && type != kNative) return;
  Profile profile;
  profile.format = kDialect.format;
  profile.where = locate(state["urn"] ? state["urn"] : state);
  const std::string_view urn = state["urn"].text();
  profile.id = urn.substr(urn.rfind(':') + 1);
  ProfileReader reader(type == kNative ? kNativeDialect : kDialect, profile, out);
  reader.name(property(state, "fargateProfileName"), "fargateProfileName");
  if (profile.name.is_absent()) {
    profile.name = reader.unknown("fargateProfileName", "generated at deployment");
  }
  profile.cluster =
      reader.string(property(state, "clusterName"), "clusterName", ProfileFault::Field::cluster);
  reader.selectors(property(state, "selectors"), "selectors");
  const auto subnets = property(state, "subnetIds");
  reader.subnets(subnets ? subnets : property(state, "subnets"));
  reader.status(state["outputs"]["status"]);
  reader.role(property(state, "podExecutionRoleArn"), "podExecutionRoleArn",
              !profile.status.empty());
  reading::check_profile(profile, !profile.status.empty(), out);
  out.profiles.push_back(std::move(profile));
}

void read(yaml::Node root, Declarations& out) {
  for (const auto state : root["deployment"]["resources"].items()) {
    if (!state["delete"].is_true()) read_state(state, out);
  }
  for (const auto step : root["steps"].items()) {
    // A replacement is three steps; what it leaves behind is told by the one that creates.
    constexpr std::array<std::string_view, 3> kOthers = {"delete", "delete-replaced", "replace"};
    if (std::ranges::find(kOthers, step["op"].text()) != kOthers.end()) continue;
    read_state(step["newState"], out);
  }
}

}  // namespace

constinit const ProfileSource pulumi = {"pulumi", "Pulumi export or preview JSON", recognise, read};

}  // namespace fargate_lint::fargate::sources
