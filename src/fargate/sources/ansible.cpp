#include <array>
#include <string_view>

#include "fargate/sources/list.hpp"
#include "fargate/sources/reading.hpp"

// Tasks of Ansible playbooks and roles: plugins/modules/eks_fargate_profile.py of
// ansible-collections/community.aws and of ansible-collections/amazon.cloud. Jinja expressions stay
// unknown.

namespace fargate_lint::fargate::sources {
namespace {

using reading::ProfileReader;

constexpr std::array<std::string_view, 2> kModules = {"community.aws.eks_fargate_profile",
                                                      "eks_fargate_profile"};
constexpr std::string_view kCloudModule = "amazon.cloud.eks_fargate_profile";
constexpr std::array<std::string_view, 5> kBlocks = {"tasks", "pre_tasks", "post_tasks", "block",
                                                     "handlers"};
constexpr int kMaxDepth = 32;

constexpr reading::Dialect kDialect = {
    .format = "ansible",
    .wrong_type = "Ansible's module refuses it",
    .wrong_case = "Ansible's module refuses it",
    .refuses_wrong_case = true,
    .coerces = true,
};

/// amazon.cloud has the fields of CloudFormation, in snake case.
constexpr reading::Dialect kCloudDialect = {
    .format = "ansible",
    .wrong_type = "Ansible's module refuses it",
    .wrong_case = "Ansible's module refuses it",
    .refuses_wrong_case = true,
    .pair_key = "key",
    .pair_value = "value",
    .coerces = true,
};

yaml::Node module_of(yaml::Node task) {
  for (const std::string_view name : kModules) {
    if (const auto module = task[name]; module.is_mapping()) return module;
  }
  const auto module = task[kCloudModule];
  return module.is_mapping() ? module : yaml::Node();
}

/// Calls visit(module) for each task of the list, those in blocks too; stops when it says so.
template <typename Visit>
bool visit_tasks(yaml::Node tasks, int depth, const Visit& visit) {
  if (depth > kMaxDepth) return false;
  for (const auto task : tasks.items()) {
    if (!task.is_mapping()) continue;
    if (const auto module = module_of(task); module && visit(module)) return true;
    for (const std::string_view block : kBlocks) {
      if (visit_tasks(task[block], depth + 1, visit)) return true;
    }
  }
  return false;
}

bool recognise(yaml::Node root) {
  return root.is_sequence() && visit_tasks(root, 0, [](yaml::Node) { return true; });
}

void read_module(yaml::Node module, Declarations& out) {
  if (module["state"].text() == "absent") return;
  Profile profile;
  profile.format = kDialect.format;
  profile.where = locate(module);
  const bool cloud = module.key().text() == kCloudModule;
  ProfileReader reader(cloud ? kCloudDialect : kDialect, profile, out);
  const char* name = cloud ? "fargate_profile_name" : "name";
  const char* role = cloud ? "pod_execution_role_arn" : "role_arn";
  reader.name(module[name], name);
  profile.cluster =
      reader.string(module["cluster_name"], "cluster_name", ProfileFault::Field::cluster);
  reader.selectors(module["selectors"], "selectors");
  reader.subnets(module["subnets"]);
  reader.role(module[role], role);
  reader.require(profile.cluster, ProfileFault::Field::cluster, "cluster_name");
  reader.require(profile.role_arn, ProfileFault::Field::role, role);
  reading::check_profile(profile, false, out);
  out.profiles.push_back(std::move(profile));
}

void read(yaml::Node root, Declarations& out) {
  visit_tasks(root, 0, [&](yaml::Node module) {
    read_module(module, out);
    return false;
  });
}

}  // namespace

constinit const ProfileSource ansible = {"ansible", "Ansible playbook", recognise, read};

}  // namespace fargate_lint::fargate::sources
