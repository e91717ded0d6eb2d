#include <string>
#include <string_view>
#include <utility>

#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"

// What `terraform show -json` (and `tofu show -json`) prints of a plan or a state, and the state
// file itself: website/docs/internals/json-format.mdx, internal/command/jsonplan/plan.go and
// internal/states/statefile/version4.go of hashicorp/terraform; the resource is
// internal/service/eks/fargate_profile.go of hashicorp/terraform-provider-aws. A plan's changes are
// preferred to its planned values, which leave out what is not known yet.

namespace fargate_lint::fargate::sources {
namespace {

using reading::ProfileReader;

constexpr std::string_view kType = "aws_eks_fargate_profile";
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

bool is_plan(yaml::Node root) {
  return root["format_version"] && (root["planned_values"] || root["resource_changes"]);
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
  ResourceReader(yaml::Node values, yaml::Node unknown, Declarations& out)
      : values_(values), unknown_(unknown), out_(out), reader_(kDialect, profile_, out) {}

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
    profile_.status = values_["status"].text();
    selectors();
    if (!unknown_["subnet_ids"].is_true()) reader_.subnets(values_["subnet_ids"]);
    reading::check_profile(profile_, exists, out_);
    out_.profiles.push_back(std::move(profile_));
  }

 private:
  Value field(const char* name, ProfileFault::Field kind) {
    if (unknown_[name].is_true()) return reader_.unknown(name, kUnknown);
    return reader_.string(values_[name], name, kind);
  }

  void selectors() {
    if (unknown_["selector"].is_true()) {
      profile_.selectors_unknown = reader_.unknown("selector", kUnknown);
      return;
    }
    const auto first = profile_.selectors.size();
    reader_.selectors(values_["selector"], "selector");
    auto index = first;
    for (const auto unknown : unknown_["selector"].items()) {
      if (index == profile_.selectors.size()) break;
      mark(unknown, "selector[" + std::to_string(index - first) + "]", profile_.selectors[index]);
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

  yaml::Node values_;
  yaml::Node unknown_;
  Declarations& out_;
  Profile profile_;
  ProfileReader reader_;
};

bool is_managed(yaml::Node resource, std::string_view type) {
  return resource["type"].text() == type && resource["mode"].text() == "managed";
}
bool is_profile(yaml::Node resource) {
  return is_managed(resource, kType);
}

/// A Pod Identity association, if the resource is one; what is not known yet is null or left out.
void read_association(yaml::Node resource, yaml::Node values, Declarations& out) {
  constexpr reading::AssociationFields kNames = {"cluster_name", "namespace", "service_account"};
  if (!is_managed(resource, "aws_eks_pod_identity_association")) return;
  reading::read_association(kDialect, kNames, values, values["service_account"], out);
}

void read_changes(yaml::Node changes, Declarations& out) {
  for (const auto resource : changes.items()) {
    const auto change = resource["change"];
    const auto actions = change["actions"];
    if (resource["deposed"]) continue;
    if (actions.size() == 1 && actions.at(0).text() == "delete") continue;
    read_association(resource, change["after"], out);
    if (!is_profile(resource)) continue;
    const bool exists = actions.size() == 1 && actions.at(0).text() == "no-op";
    ResourceReader(change["after"], change["after_unknown"], out)
        .read(resource, std::string(resource["address"].text()), exists);
  }
}

void read_module(yaml::Node module, bool exists, int depth, Declarations& out) {
  if (depth > kMaxModules) return;
  for (const auto resource : module["resources"].items()) {
    read_association(resource, resource["values"], out);
    if (!is_profile(resource)) continue;
    ResourceReader(resource["values"], {}, out)
        .read(resource, std::string(resource["address"].text()), exists);
  }
  for (const auto child : module["child_modules"].items()) {
    read_module(child, exists, depth + 1, out);
  }
}

/// `module.eks["a"].aws_eks_fargate_profile.this[0]`, which a state file has in parts.
std::string address_of(yaml::Node resource, yaml::Node instance) {
  std::string address(resource["module"].text());
  if (!address.empty()) address += '.';
  address.append(kType).append(".").append(resource["name"].text());
  const auto key = instance["index_key"];
  if (!key) return address;
  const std::string_view quote = key.is_string() ? "\"" : "";
  return address.append("[").append(quote).append(key.text()).append(quote).append("]");
}

void read_state_file(yaml::Node resources, Declarations& out) {
  for (const auto resource : resources.items()) {
    for (const auto instance : resource["instances"].items()) {
      if (instance["deposed"]) continue;
      read_association(resource, instance["attributes"], out);
      if (!is_profile(resource)) continue;
      ResourceReader(instance["attributes"], {}, out)
          .read(instance, address_of(resource, instance), true);
    }
  }
}

void read(yaml::Node root, Declarations& out) {
  if (const auto version = root["format_version"];
      version && !version.text().starts_with("0.") && !version.text().starts_with("1.")) {
    out.add({.kind = ProfileFault::Kind::unknown_version,
             .where = locate_field(version),
             .values = {std::string(version.text())}});
    return;
  }
  if (is_state_file(root)) return read_state_file(root["resources"], out);
  if (is_shown_state(root)) return read_module(root["values"]["root_module"], true, 0, out);
  const auto before = out.profiles.size() + out.associations.size();
  read_changes(root["resource_changes"], out);
  if (out.profiles.size() + out.associations.size() == before)
    read_module(root["planned_values"]["root_module"], false, 0, out);
}

}  // namespace

constinit const ProfileSource terraform = {"terraform", "Terraform or OpenTofu JSON", recognise,
                                           read};

}  // namespace fargate_lint::fargate::sources
