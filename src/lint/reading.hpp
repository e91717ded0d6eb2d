#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "fargate/live.hpp"
#include "fargate/profile.hpp"
#include "fargate/profile_fault.hpp"
#include "fargate/role_association.hpp"
#include "kube/inventory.hpp"
#include "lint/finding.hpp"
#include "lint/ignore.hpp"
#include "lint/not_linted.hpp"
#include "lint/patches.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::lint {

/// A document that could not be read.
struct Unreadable {
  yaml::Source source;
  yaml::SyntaxError error;
};

/// Every document is exactly one of: linted, without pods, ignored, unreadable.
struct Account {
  std::uint32_t total = 0;
  std::uint32_t linted = 0;        ///< holds at least one pod template
  std::uint32_t without_pods = 0;  ///< Kubernetes objects and profile sources without one
  std::uint32_t ignored = 0;
  std::uint32_t unreadable = 0;
  std::uint32_t files = 0;
  bool operator==(const Account&) const = default;
};

struct DuplicateKeyRecord {
  std::string key;
  Location first;
  Location last;
  ObjectRef object;
};

/// Two objects of one kind, namespace and name that are not the same. Copies are no fault.
struct DuplicateObject {
  ObjectRef object;
  Location first;
  Location second;
  /// Of a pair of directories below which the same objects are given, this is the first of so many.
  std::uint32_t objects = 1;
  /// Those directories; empty for an object that is given twice by itself.
  std::string first_directory = {};
  std::string second_directory = {};
  /// They stand side by side and hold objects of the same names: environments, as it seems.
  bool are_environments = false;
};

/// Something wrong with the world rather than with a text: an unreadable file, a profile file
/// without profiles. Makes the run exit 2.
struct InputError {
  std::string path;
  std::uint32_t line = 0;
  std::string message;
  std::string hint;
  /// Of a file that was to declare profiles: without it no pod can be placed.
  bool of_profiles = false;
};

/// Text that begins like JSON and is none: kubectl up to 1.32 takes the first `{` of a file for
/// JSON and refuses it, later releases read it as YAML (k8s.io/apimachinery, pkg/util/yaml,
/// GuessJSONStream).
struct BrokenJson {
  Location where;
  ObjectRef object;
};

/// What was read, before anything is judged; without the profiles that it is judged by
/// (fargate::Fleet). Once it is shared it is not changed any more: several threads may judge it at
/// once, by other profiles each.
struct Reading {
  kube::Inventory inventory;
  std::vector<fargate::ProfileFault> profile_faults;
  std::vector<fargate::RoleAssociation> role_associations;
  std::vector<Unreadable> unreadable;
  std::vector<NotLinted> not_linted;
  std::vector<DuplicateKeyRecord> duplicate_keys;
  std::vector<DuplicateObject> duplicate_objects;
  std::vector<BrokenJson> broken_json;
  std::vector<Ignore> ignores;
  std::vector<InputError> errors;
  Patches patches;
  Account account;
  /// What was read of a running cluster, beside its objects; null if none was.
  std::shared_ptr<const fargate::LiveCluster> live;
  std::string default_namespace = "default";
  bool default_namespace_given = false;  ///< the user chose it with --namespace
  /// Files, by the paths that reports show, of which no line may be quoted: named links that lead
  /// out of everything else that is named.
  std::set<std::string, std::less<>> unquoted;
};

}  // namespace fargate_lint::lint
