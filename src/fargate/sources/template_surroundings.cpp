#include "fargate/sources/template_surroundings.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fargate/sources/reading.hpp"
#include "fargate/sources/surroundings.hpp"

namespace fargate_lint::fargate::sources {
namespace {

using Kind = ProfileFault::Kind;
using Names = std::set<std::string_view>;

/// The resource that `!Ref Name`, or `!GetAtt Name.Attribute`, names; empty for all else.
std::string_view target_of(yaml::Node node) {
  if (node.is_mapping() && node.size() == 1) {
    const auto [key, value] = *node.entries().begin();
    if (key.text() == "Ref") return value.text();
    if (key.text() != "Fn::GetAtt") return {};
    return value.is_sequence() ? value.at(0).text()
                               : value.text().substr(0, value.text().find('.'));
  }
  if (node.tag() == "!Ref") return node.text();
  if (node.tag() != "!GetAtt") return {};
  return node.is_sequence() ? node.at(0).text() : node.text().substr(0, node.text().find('.'));
}

/// Calls visit(node) for a node and all below it, until it returns false or `steps` are taken.
/// False if it was stopped.
template <typename Visit>
bool walk(yaml::Node node, std::size_t& steps, const Visit& visit) {
  if (steps == 0 || !visit(node)) return false;
  --steps;
  for (const auto item : node.items())
    if (!walk(item, steps, visit)) return false;
  for (const auto [key, value] : node.entries())
    if (!walk(value, steps, visit)) return false;
  return true;
}

class Surroundings {
 public:
  Surroundings(yaml::Node resources, Declarations& out) : out_(out) {
    for (const auto [key, resource] : resources.entries()) index(key.text(), resource);
    for (const auto route : routes_) {
      const auto gateway = route["GatewayId"];
      if (find(target_of(gateway))["Type"].text() == "AWS::EC2::InternetGateway" ||
          gateway.text().starts_with("igw-"))
        open_tables_.insert(target_of(route["RouteTableId"]));
    }
  }

  void check_subnets(const TemplateProfile& profile);
  void check_role(const TemplateProfile& profile);
  void check_order(std::span<const TemplateProfile> profiles);

 private:
  void index(std::string_view name, yaml::Node resource);
  yaml::Node find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? yaml::Node() : found->second;
  }
  /// The resource of that type that exists whatever the parameters, or a missing node.
  yaml::Node find(std::string_view name, std::string_view type) const {
    const auto found = find(name);
    return found["Type"].text() == type && !found["Condition"] ? found : yaml::Node();
  }
  bool is_public(std::string_view subnet) const;
  bool is_used_by_policy(std::string_view role);
  const Names& waits_for(std::string_view name);
  bool comes_after(std::string_view later, std::string_view earlier);
  void add(Kind kind, const TemplateProfile& profile, std::string_view value) {
    reading::add_surrounding(kind, out_.profiles[profile.profile], {std::string(value)}, out_);
  }

  Declarations& out_;
  std::map<std::string_view, yaml::Node> by_name_;
  std::vector<yaml::Node> routes_;
  std::set<std::string_view> open_tables_;  ///< route tables with a route to an internet gateway
  std::map<std::string_view, std::string_view> table_of_;  ///< by subnet
  std::vector<yaml::Node> policies_;                       ///< that may belong to some role
  std::map<std::string_view, Names> waits_for_;
  std::size_t steps_ = 1'000'000;  ///< of all walks; no template needs as many
};

void Surroundings::index(std::string_view name, yaml::Node resource) {
  by_name_.emplace(name, resource);
  const std::string_view type = resource["Type"].text();
  const auto properties = resource["Properties"];
  if (type == "AWS::IAM::Policy" || type == "AWS::IAM::ManagedPolicy" ||
      type == "AWS::IAM::RolePolicy")
    policies_.push_back(properties);
  if (resource["Condition"]) return;
  if (type == "AWS::EC2::SubnetRouteTableAssociation") {
    const auto subnet = target_of(properties["SubnetId"]);
    if (!subnet.empty()) table_of_[subnet] = target_of(properties["RouteTableId"]);
  } else if (type == "AWS::EC2::Route") {
    routes_.push_back(properties);
  }
}

bool Surroundings::is_public(std::string_view subnet) const {
  const auto table = table_of_.find(subnet);
  return table != table_of_.end() && !table->second.empty() && open_tables_.contains(table->second);
}

void Surroundings::check_subnets(const TemplateProfile& profile) {
  for (const auto item : profile.subnets.items()) {
    const auto name = target_of(item);
    const auto subnet = find(name, "AWS::EC2::Subnet");
    if (!subnet) continue;
    if (is_public(name)) add(Kind::public_subnet, profile, name);
    const std::string_view zone = subnet["Properties"]["AvailabilityZoneId"].text();
    if (!lacks_fargate(zone)) continue;
    reading::add_surrounding(Kind::zone_without_fargate, out_.profiles[profile.profile],
                             {std::string(name), std::string(zone)}, out_);
  }
}

bool Surroundings::is_used_by_policy(std::string_view role) {
  return std::ranges::any_of(policies_, [&](yaml::Node policy) {
    return !walk(policy, steps_, [&](yaml::Node node) { return target_of(node) != role; });
  });
}

void Surroundings::check_role(const TemplateProfile& profile) {
  const auto name = target_of(profile.role);
  const auto role = find(name, "AWS::IAM::Role");
  if (!role) return;
  const auto properties = role["Properties"];
  // Whoever writes a text or a function there says something; what, is not looked into.
  bool trusts = false;
  bool plain = true;
  walk(properties["AssumeRolePolicyDocument"], steps_, [&](yaml::Node node) {
    trusts = trusts || node.text().find(kFargateService) != std::string_view::npos;
    plain =
        plain && node.tag().empty() && !node["Ref"] && node.text().find("${") == node.text().npos;
    for (const auto [key, value] : node.entries()) plain = plain && !key.text().starts_with("Fn::");
    return true;
  });
  if (!trusts && plain && properties["AssumeRolePolicyDocument"].is_mapping())
    add(Kind::role_without_trust, profile, name);

  const auto managed = properties["ManagedPolicyArns"];
  bool has_policy = managed && !managed.is_sequence();
  walk(managed, steps_, [&](yaml::Node node) {
    // An expression without the name may come to it all the same.
    const bool is_open =
        !target_of(node).empty() && target_of(node).find("::") == std::string_view::npos;
    has_policy = has_policy || is_open || node.text().find(kExecutionPolicy) != node.text().npos;
    return true;
  });
  if (!has_policy && !properties["Policies"] && !is_used_by_policy(name))
    add(Kind::role_without_policy, profile, name);
}

/// The resources that one waits for: by DependsOn, or because it refers to them.
const Names& Surroundings::waits_for(std::string_view name) {
  const auto [entry, fresh] = waits_for_.try_emplace(name);
  if (!fresh) return entry->second;
  auto& names = entry->second;
  const auto resource = find(name);
  const auto depends_on = resource["DependsOn"];
  if (depends_on.is_string()) names.insert(depends_on.text());
  for (const auto item : depends_on.items()) names.insert(item.text());
  walk(resource["Properties"], steps_, [&](yaml::Node node) {
    if (const auto target = target_of(node); !target.empty()) names.insert(target);
    auto text = node.text();
    for (auto open = text.find("${"); open != text.npos; open = text.find("${")) {
      text.remove_prefix(open + 2);
      names.insert(text.substr(0, text.find_first_of(".}")));
    }
    return true;
  });
  return names;
}

bool Surroundings::comes_after(std::string_view later, std::string_view earlier) {
  std::set<std::string_view> seen = {later};
  std::vector<std::string_view> open = {later};
  while (!open.empty()) {
    const auto name = open.back();
    open.pop_back();
    if (name == earlier) return true;
    for (const auto next : waits_for(name)) {
      if (steps_ == 0) break;
      --steps_;
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return steps_ == 0;  // nothing is said of what was not looked at
}

void Surroundings::check_order(std::span<const TemplateProfile> profiles) {
  std::map<std::pair<Value::State, std::string>, std::vector<const TemplateProfile*>> clusters;
  for (const auto& profile : profiles) {
    const auto& declared = out_.profiles[profile.profile];
    if (!profile.is_native || declared.conditional.is_unknown()) continue;
    clusters[{declared.cluster.state, declared.cluster.text}].push_back(&profile);
  }
  for (const auto& [cluster, members] : clusters) {
    for (std::size_t i = 1; i < members.size(); ++i) {
      const auto name = members[i]->resource.key().text();
      const auto is_parallel = [&](const TemplateProfile* other) {
        const auto other_name = other->resource.key().text();
        return !comes_after(name, other_name) && !comes_after(other_name, name);
      };
      const auto earlier = std::span(members).first(i);
      const auto found = std::ranges::find_if(earlier, is_parallel);
      if (found == earlier.end()) continue;
      add(Kind::created_in_parallel, *members[i], out_.profiles[(*found)->profile].display_name());
    }
  }
}

}  // namespace

void check_surroundings(yaml::Node resources, std::span<const TemplateProfile> profiles,
                        Declarations& out) {
  if (profiles.empty()) return;
  Surroundings surroundings(resources, out);
  for (const auto& profile : profiles) {
    surroundings.check_subnets(profile);
    surroundings.check_role(profile);
  }
  surroundings.check_order(profiles);
}

}  // namespace fargate_lint::fargate::sources
