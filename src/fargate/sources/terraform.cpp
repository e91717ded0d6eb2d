#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"
#include "fargate/sources/region.hpp"
#include "fargate/sources/surroundings.hpp"
#include "kube/fields.hpp"

// What `terraform show -json` (and `tofu show -json`) prints of a plan or a state, and the state
// file itself: website/docs/internals/json-format.mdx, internal/command/jsonplan/plan.go and
// internal/states/statefile/version4.go of hashicorp/terraform; the resource is
// internal/service/eks/fargate_profile.go of hashicorp/terraform-provider-aws. A plan's changes are
// preferred to its planned values, which leave out what is not known yet.

namespace fargate_lint::fargate::sources {
namespace {

using reading::ProfileReader;

constexpr std::string_view kType = "aws_eks_fargate_profile";
/// The same of the provider that is made from CloudFormation's schemas (hashicorp/awscc).
constexpr std::string_view kCloudControlType = "awscc_eks_fargate_profile";
constexpr const char* kUnknown = "(known after apply)";
/// Modules nest as deep as their authors like; nobody likes this.
constexpr int kMaxModules = 64;

/// An element of a set that is not known yet stands as null in the values.
reading::Seen look(const void*, yaml::Node node) {
  const bool in_list = !node.key();
  if (in_list && node.is_null()) return {node, Value::unknown(kUnknown)};
  return {node};
}

constexpr reading::Dialect kDialect = {
    .format = "terraform",
    .wrong_type = "Terraform never writes it so",
    .wrong_case = "Terraform never writes it so",
    .coerces = true,
    .look = look,
};

constexpr reading::Dialect kCloudControlDialect = {
    .format = "terraform",
    .wrong_type = "Terraform never writes it so",
    .wrong_case = "Terraform never writes it so",
    .pair_key = "key",
    .pair_value = "value",
    .coerces = true,
    .look = look,
};

/// How the two types differ.
struct Names {
  const reading::Dialect& dialect;
  const char* selectors;
  const char* subnets;
};
constexpr Names kNames = {kDialect, "selector", "subnet_ids"};
constexpr Names kCloudControlNames = {kCloudControlDialect, "selectors", "subnets"};

bool is_plan(yaml::Node root) {
  return root["format_version"] &&
         (root["planned_values"] || root["resource_changes"] || root["prior_state"]);
}
bool is_shown_state(yaml::Node root) {
  return root["format_version"] && root["values"];
}
bool is_state_file(yaml::Node root) {
  return root["version"].text() == "4" && root["resources"].is_sequence() &&
         (root["terraform_version"] || root["lineage"]);
}

bool recognise(yaml::Node root) {
  return root.is_mapping() && (is_plan(root) || is_shown_state(root) || is_state_file(root));
}

/// Reads the values of one resource; `unknown` mirrors them: `true` stands for what is not known.
class ResourceReader {
 public:
  ResourceReader(const Names& names, yaml::Node values, yaml::Node unknown, Declarations& out)
      : names_(names),
        values_(values),
        unknown_(unknown),
        out_(out),
        reader_(names.dialect, profile_, out) {}

  /// `exists`: AWS has made it already.
  void read(yaml::Node resource, std::string address, bool exists) {
    profile_.format = kDialect.format;
    profile_.id = std::move(address);
    profile_.where = locate(resource);
    const auto name = values_["fargate_profile_name"];
    if (name) profile_.where = locate_field(name);
    profile_.name = field("fargate_profile_name", ProfileFault::Field::name);
    profile_.cluster = field("cluster_name", ProfileFault::Field::cluster);
    if (unknown_["pod_execution_role_arn"].is_true())
      profile_.role_arn = Value::unknown(kUnknown);
    else
      reader_.role(values_["pod_execution_role_arn"], "pod_execution_role_arn", exists);
    reader_.status(values_["status"]);
    // `region` since version 6 of the provider.
    profile_.region = reading::region_of(values_["region"], values_["arn"]);
    selectors();
    if (!unknown_[names_.subnets].is_true()) reader_.subnets(values_[names_.subnets]);
    reading::check_profile(profile_, exists, out_);
    out_.profiles.push_back(std::move(profile_));
  }

 private:
  Value field(const char* name, ProfileFault::Field kind) {
    if (unknown_[name].is_true()) return reader_.unknown(name, kUnknown);
    return reader_.string(values_[name], name, kind);
  }

  void selectors() {
    const std::string name = names_.selectors;
    if (unknown_[name].is_true()) {
      profile_.selectors_unknown = reader_.unknown(name, kUnknown);
      return;
    }
    const auto first = profile_.selectors.size();
    reader_.selectors(values_[name], name);
    auto index = first;
    for (const auto unknown : unknown_[name].items()) {
      if (index == profile_.selectors.size()) break;
      mark(unknown, name + "[" + std::to_string(index - first) + "]", profile_.selectors[index]);
      ++index;
    }
  }

  void mark(yaml::Node unknown, const std::string& path, Selector& selector) {
    if (unknown.is_true()) return;  // its null has told so
    if (unknown["namespace"].is_true())
      selector.ns = reader_.unknown(path + ".namespace", kUnknown);
    const auto labels = unknown["labels"];
    if (labels.is_true()) selector.labels_unknown = reader_.unknown(path + ".labels", kUnknown);
    for (const auto [key, value] : labels.entries()) {
      if (!value.is_true()) continue;
      // Labels that are not known yet are left out of the values.
      LabelPattern pattern;
      pattern.where = selector.where;
      pattern.key = Value::known(std::string(key.text()));
      pattern.value = reader_.unknown(path + ".labels." + pattern.key.text, kUnknown);
      selector.labels.push_back(std::move(pattern));
    }
  }

  const Names& names_;
  yaml::Node values_;
  yaml::Node unknown_;
  Declarations& out_;
  Profile profile_;
  ProfileReader reader_;
};

/// A resource as a plan or a state has it.
struct Resource {
  yaml::Node node;     ///< where it stands
  yaml::Node values;   ///< as they are, or will be
  yaml::Node unknown;  ///< of a plan, see ResourceReader
  std::string_view type;
  std::string address;
  bool exists = false;  ///< AWS has made it already
};

constexpr reading::AssociationFields kAssociation = {"cluster_name", "namespace",
                                                     "service_account"};

/// Takes resources one by one, and tells what they come to together at the end.
class Resources {
 public:
  explicit Resources(Declarations& out) : out_(out) {}

  /// Of one address the first counts.
  void take(const Resource& resource);
  /// Remembers an address that is gone.
  void leave_out(std::string_view address) { seen_.insert(std::string(address)); }
  /// `whole`: nothing is left out that the cluster may have. `configuration`: of a plan.
  void finish(bool whole, yaml::Node configuration);
  /// Gives a region to the profiles that tell none.
  void set_region(const std::string& region);
  bool empty() const { return is_empty_; }

 private:
  void take_cluster(const Resource& resource);
  void take_nodes(const Resource& resource, OtherNodes nodes);
  void take_addon(const Resource& resource);
  void take_network(const Resource& resource);
  void take_role(const Resource& resource);
  void add_cluster(Value name, OtherNodes nodes, const Resource& resource);
  void check_subnets(const Profile& profile);
  void check_role(const Profile& profile);
  void check_order(yaml::Node configuration);

  /// A value that Terraform knows, or why it does not.
  static Value value(const Resource& resource, std::string_view field) {
    if (resource.unknown[field].is_true()) return Value::unknown(kUnknown);
    return reading::plain_value(kDialect, resource.values[field]);
  }
  static std::string_view text(const Resource& resource, std::string_view field) {
    const auto node = resource.values[field];
    return node.is_string() ? node.text() : std::string_view();
  }

  struct Role {
    std::string_view name;
    bool trusts_fargate = false;
    bool may_have_policy = false;
  };

  Declarations& out_;
  std::set<std::string> seen_;
  std::size_t first_profile_ = out_.profiles.size();
  std::size_t first_cluster_ = out_.clusters.size();
  bool is_empty_ = true;
  std::vector<std::size_t> created_;                    ///< profiles that nothing makes take turns
  std::map<std::string_view, std::string_view> zones_;  ///< of subnets, by their id
  std::map<std::string_view, std::string_view> table_of_;  ///< route tables, by subnet
  std::set<std::string_view> open_tables_;  ///< route tables with a route to an internet gateway
  std::map<std::string_view, Role> roles_;  ///< by their ARN
  std::set<std::string_view> with_policy_;  ///< names of roles that other resources give a policy
};

void Resources::take(const Resource& resource) {
  if (!resource.address.empty() && !seen_.insert(resource.address).second) return;
  const auto type = resource.type;
  if (type == kType || type == kCloudControlType) {
    is_empty_ = false;
    const bool is_cloud_control = type == kCloudControlType;
    // Cloud Control creates them side by side; the other provider waits.
    if (is_cloud_control && !resource.exists) created_.push_back(out_.profiles.size());
    ResourceReader(is_cloud_control ? kCloudControlNames : kNames, resource.values,
                   resource.unknown, out_)
        .read(resource.node, resource.address, resource.exists);
  } else if (type == "aws_eks_pod_identity_association") {
    is_empty_ = false;
    const auto account = resource.values["service_account"];
    reading::read_association(kDialect, kAssociation, resource.values, account, out_);
  } else if (type == "aws_eks_cluster" || type == "awscc_eks_cluster") {
    take_cluster(resource);
  } else if (type == "aws_eks_node_group" || type == "awscc_eks_nodegroup" ||
             type == "aws_autoscaling_group") {
    take_nodes(resource, OtherNodes::some);
  } else if (type == "helm_release" && text(resource, "chart").ends_with("karpenter")) {
    take_nodes(resource, OtherNodes::from_karpenter);
  } else if (type == "aws_eks_addon") {
    take_addon(resource);
  } else {
    take_network(resource);
    take_role(resource);
  }
}

void Resources::add_cluster(Value name, OtherNodes nodes, const Resource& resource) {
  Cluster cluster;
  cluster.name = std::move(name);
  cluster.nodes = nodes;
  cluster.where = locate(resource.node);
  out_.clusters.push_back(std::move(cluster));
}

/// The mapping, or the first of a list of mappings.
yaml::Node first_of(yaml::Node node) {
  return node.is_sequence() ? node.at(0) : node;
}

/// Auto Mode and hybrid nodes are blocks of the cluster itself.
void Resources::take_cluster(const Resource& resource) {
  const auto compute = first_of(resource.values["compute_config"]);
  const auto unknown = resource.unknown["compute_config"];
  const bool open = unknown.is_true() || first_of(unknown)["enabled"].is_true();
  auto nodes = open ? OtherNodes::not_known : OtherNodes::none_declared;
  if (compute["enabled"].is_true() || resource.values["remote_network_config"].size() != 0)
    nodes = OtherNodes::some;
  add_cluster(value(resource, "name"), nodes, resource);
}

void Resources::take_nodes(const Resource& resource, OtherNodes nodes) {
  auto name = value(resource, "cluster_name");
  if (name.is_absent()) name = Value::unknown("not written with the nodes");
  add_cluster(std::move(name), nodes, resource);
}

void Resources::take_addon(const Resource& resource) {
  add_cluster(value(resource, "cluster_name"), OtherNodes::not_known, resource);
  const auto name = resource.values["addon_name"];
  out_.clusters.back().addons.push_back({value(resource, "addon_name"),
                                         value(resource, "configuration_values"),
                                         name ? locate_field(name) : locate(resource.node)});
}

bool leads_to_internet(yaml::Node route) {
  return kube::text_of(route["gateway_id"]).starts_with("igw-");
}

void Resources::take_network(const Resource& resource) {
  const auto table = text(resource, "route_table_id");
  if (resource.type == "aws_subnet") {
    zones_[text(resource, "id")] = text(resource, "availability_zone_id");
  } else if (resource.type == "aws_route_table_association" && !table.empty()) {
    table_of_[text(resource, "subnet_id")] = table;
  } else if (resource.type == "aws_route") {
    if (leads_to_internet(resource.values) && !table.empty()) open_tables_.insert(table);
  } else if (resource.type == "aws_route_table") {
    for (const auto route : resource.values["route"].items())
      if (leads_to_internet(route)) open_tables_.insert(text(resource, "id"));
  }
}

void Resources::take_role(const Resource& resource) {
  if (resource.type == "aws_iam_role") {
    const auto policies = resource.values["managed_policy_arns"];
    const auto trust = text(resource, "assume_role_policy");
    const bool is_open = trust.empty();
    roles_[text(resource, "arn")] = {
        text(resource, "name"), is_open || trust.find(kFargateService) != trust.npos,
        policies.size() != 0 || resource.values["inline_policy"].size() != 0};
  } else if (resource.type == "aws_iam_role_policy_attachment" ||
             resource.type == "aws_iam_role_policy") {
    with_policy_.insert(text(resource, "role"));
  } else if (resource.type == "aws_iam_policy_attachment") {
    for (const auto role : resource.values["roles"].items()) with_policy_.insert(role.text());
  }
}

void Resources::check_subnets(const Profile& profile) {
  for (const auto& subnet : profile.subnets) {
    const auto table = table_of_.find(subnet);
    if (table != table_of_.end() && open_tables_.contains(table->second))
      reading::add_surrounding(ProfileFault::Kind::public_subnet, profile, {subnet}, out_);
    const auto zone = zones_.find(subnet);
    if (zone != zones_.end() && lacks_fargate(zone->second))
      reading::add_surrounding(ProfileFault::Kind::zone_without_fargate, profile,
                               {subnet, std::string(zone->second)}, out_);
  }
}

void Resources::check_role(const Profile& profile) {
  if (!profile.role_arn.is_known()) return;
  const auto role = roles_.find(profile.role_arn.text);
  if (role == roles_.end() || role->first.empty()) return;
  const std::string name(role->second.name);
  if (!role->second.trusts_fargate)
    reading::add_surrounding(ProfileFault::Kind::role_without_trust, profile, {name}, out_);
  if (!role->second.may_have_policy && !with_policy_.contains(name))
    reading::add_surrounding(ProfileFault::Kind::role_without_policy, profile, {name}, out_);
}

/// Whether a resource of the root module waits for another, as far as its block says so.
bool is_ordered(yaml::Node configuration) {
  for (const auto resource : configuration["root_module"]["resources"].items())
    if (resource["type"].text() == kCloudControlType && resource["depends_on"].size() != 0)
      return true;
  return false;
}

/// Of one block (`count`, `for_each`) no instance waits for another, nor do blocks of the root
/// module that name none. What modules say is not looked into.
void Resources::check_order(yaml::Node configuration) {
  const bool ordered = is_ordered(configuration);
  std::map<std::string, std::size_t> first;
  for (const auto created : created_) {
    const auto& profile = out_.profiles[created];
    std::string group = profile.id.substr(0, profile.id.rfind('['));
    if (!ordered && !group.starts_with("module.")) group.clear();
    group.append("\n").append(profile.cluster.text);
    const auto [entry, fresh] = first.try_emplace(group, created);
    if (!fresh)
      reading::add_surrounding(ProfileFault::Kind::created_in_parallel, profile,
                               {out_.profiles[entry->second].display_name()}, out_);
  }
}

void Resources::finish(bool whole, yaml::Node configuration) {
  check_order(configuration);
  for (auto i = first_profile_; i < out_.profiles.size(); ++i) {
    check_subnets(out_.profiles[i]);
    if (whole) check_role(out_.profiles[i]);
  }
  for (auto i = first_cluster_; i < out_.clusters.size(); ++i)
    if (!whole && out_.clusters[i].nodes == OtherNodes::none_declared)
      out_.clusters[i].nodes = OtherNodes::not_known;
}

void Resources::set_region(const std::string& region) {
  for (auto i = first_profile_; i < out_.profiles.size(); ++i)
    if (out_.profiles[i].region.empty()) out_.profiles[i].region = region;
}

/// `region = "eu-west-1"`, or a variable of the root module, of one provider block; empty if it
/// says neither.
std::string region_of_provider(yaml::Node provider, yaml::Node variables) {
  const auto region = provider["expressions"]["region"];
  auto constant = reading::region_of(region["constant_value"]);
  const auto references = region["references"];
  if (!constant.empty() || references.size() != 1) return constant;
  const auto reference = references.at(0).text();
  constexpr std::string_view kVariable = "var.";
  if (!reference.starts_with(kVariable) || provider["module_address"]) return {};
  return reading::region_of(variables[reference.substr(kVariable.size())]["value"]);
}

/// The region in which a plan creates everything: that of all its AWS providers. Empty if one of
/// them does not tell it, or if they differ: which provider makes which resource is not looked
/// into.
std::string region_of_plan(yaml::Node root) {
  std::string all;
  for (const auto [key, provider] : root["configuration"]["provider_config"].entries()) {
    const auto name = provider["name"].text();
    if (name != "aws" && name != "awscc") continue;
    auto region = region_of_provider(provider, root["variables"]);
    if (region.empty() || (!all.empty() && region != all)) return {};
    all = std::move(region);
  }
  return all;
}

bool is_managed(yaml::Node resource) {
  return resource["mode"].text() == "managed";
}

void read_changes(yaml::Node changes, Resources& resources) {
  for (const auto resource : changes.items()) {
    const auto change = resource["change"];
    const auto actions = change["actions"];
    if (!is_managed(resource) || resource["deposed"]) continue;
    // One that is moved stands under its former address in the prior state.
    if (const auto former = resource["previous_address"]) resources.leave_out(former.text());
    const std::string_view only = actions.size() == 1 ? actions.at(0).text() : std::string_view();
    if (only == "delete") {
      resources.leave_out(resource["address"].text());
      continue;
    }
    // What Terraform forgets stays as it is.
    const bool forgotten = only == "forget";
    resources.take({resource, change[forgotten ? "before" : "after"],
                    forgotten ? yaml::Node() : change["after_unknown"], resource["type"].text(),
                    std::string(resource["address"].text()), only == "no-op" || forgotten});
  }
}

void read_module(yaml::Node module, bool exists, int depth, Resources& resources) {
  if (depth > kMaxModules) return;
  for (const auto resource : module["resources"].items()) {
    if (!is_managed(resource) || resource["deposed_key"]) continue;
    resources.take({resource,
                    resource["values"],
                    {},
                    resource["type"].text(),
                    std::string(resource["address"].text()),
                    exists});
  }
  for (const auto child : module["child_modules"].items())
    read_module(child, exists, depth + 1, resources);
}

/// `module.eks["a"].aws_eks_fargate_profile.this[0]`, which a state file has in parts.
std::string address_of(yaml::Node resource, yaml::Node instance) {
  std::string address(resource["module"].text());
  if (!address.empty()) address += '.';
  address.append(resource["type"].text()).append(".").append(resource["name"].text());
  const auto key = instance["index_key"];
  if (!key) return address;
  const std::string_view quote = key.is_string() ? "\"" : "";
  return address.append("[").append(quote).append(key.text()).append(quote).append("]");
}

void read_state_file(yaml::Node state, Resources& resources) {
  for (const auto resource : state.items()) {
    if (!is_managed(resource)) continue;
    for (const auto instance : resource["instances"].items()) {
      if (instance["deposed"]) continue;
      resources.take({instance,
                      instance["attributes"],
                      {},
                      resource["type"].text(),
                      address_of(resource, instance),
                      true});
    }
  }
}

/// A plan: what changes, then what stays and was not targeted. Where nothing changes (a plan that
/// only refreshes) its planned values are all there is.
void read_plan(yaml::Node root, Resources& resources) {
  read_changes(root["resource_changes"], resources);
  read_module(root["prior_state"]["values"]["root_module"], true, 0, resources);
  if (resources.empty()) read_module(root["planned_values"]["root_module"], false, 0, resources);
}

void read(yaml::Node root, Declarations& out) {
  if (const auto version = root["format_version"];
      version && !version.text().starts_with("0.") && !version.text().starts_with("1.")) {
    out.add({.kind = ProfileFault::Kind::unknown_version,
             .where = locate_field(version),
             .values = {std::string(version.text())}});
    return;
  }
  Resources resources(out);
  if (is_state_file(root))
    read_state_file(root["resources"], resources);
  else if (is_shown_state(root))
    read_module(root["values"]["root_module"], true, 0, resources);
  else
    read_plan(root, resources);
  resources.set_region(region_of_plan(root));
  resources.finish(!root["complete"].is_false(), root["configuration"]);
}

}  // namespace

constinit const ProfileSource terraform = {"terraform", "Terraform or OpenTofu JSON", recognise,
                                           read};

}  // namespace fargate_lint::fargate::sources
