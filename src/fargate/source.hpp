#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/cluster.hpp"
#include "fargate/profile.hpp"
#include "fargate/profile_fault.hpp"
#include "fargate/role_association.hpp"
#include "kube/object.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::fargate {

/// What a document declares.
struct Declarations {
  static constexpr std::size_t kMostFaults = 1000;

  /// Keeps the fault. Those beyond kMostFaults are counted in one more, as grave as the worst of
  /// them: text that is made so has one in each two bytes.
  void add(ProfileFault fault);

  std::vector<Profile> profiles;
  std::vector<ProfileFault> faults;
  std::vector<RoleAssociation> associations;
  std::vector<Cluster> clusters;
  bool is_object = false;  ///< it stays an object like others, of which this is told besides
};

/// A format that profiles are declared in: one file under src/fargate/sources/, one line in
/// list.hpp there, and one folder under testdata/profiles/.
struct ProfileSource {
  std::string_view name;   ///< "eksctl"
  std::string_view title;  ///< "eksctl ClusterConfig"
  /// Whether the document is of this format, by its content alone.
  bool (*recognise)(yaml::Node root);
  /// Reads a recognised document; faults are reported, never dropped.
  void (*read)(yaml::Node root, Declarations& out);
  /// The kinds of objects with apiVersion and kind that it reads; it is not asked about others.
  std::span<const std::string_view> kinds = {};
};
std::span<const ProfileSource* const> profile_sources();

/// The format of a document, or null if it declares no profiles.
const ProfileSource* recognise(yaml::Node root);
/// The same for an object of Kubernetes: its kind alone tells, of nearly all, that it is none.
const ProfileSource* recognise(const kube::Object& object);

/// What tells of profiles in a form that is not read.
enum class OtherFormat : std::uint8_t {
  none,
  terraform_log,
  terraform_source,  ///< which only Terraform can evaluate
  aws_table,         ///< `aws --output table`, for people; no document at all
  eksctl_table,      ///< likewise of eksctl
};
/// That of the document; mostly none.
OtherFormat other_format(yaml::Node root);
/// How to get what is read instead of it. Empty for none.
std::string_view advice(OtherFormat format);

}  // namespace fargate_lint::fargate
