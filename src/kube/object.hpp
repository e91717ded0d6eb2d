#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"

namespace fargate_lint::kube {

struct Resting;
struct WorkloadKind;
class WorkloadKinds;

/// Which of the environments side by side (`dev/`, `prod/`) an object's file belongs to, by number;
/// what lies outside all of them is shared by all.
enum class Environment : std::uint32_t { shared = 0 };
/// Whether objects of both can be in one cluster: they are of one environment, or one is shared.
constexpr bool can_meet(Environment a, Environment b) {
  return a == b || a == Environment::shared || b == Environment::shared;
}

/// A namespace of an environment.
struct Scope {
  std::string_view ns;
  Environment environment = Environment::shared;
  auto operator<=>(const Scope&) const = default;
};

/// One Kubernetes object: a document's root, or an item of a List in it. Made by append_objects().
/// Views into the Document, which must outlive it; `ns` may also view what the reading says of
/// the default namespace.
///
/// Of a large file only what other objects may be judged by stays at hand. The objects that make
/// pods mostly rest: they have no nodes until an Opener reads their documents again.
struct Object {
  yaml::Node node;                   ///< missing while the object rests
  const Resting* resting = nullptr;  ///< where its document is, if it rests
  std::string_view api_version;
  std::string_view kind;
  std::string_view name;    ///< metadata.name, else metadata.generateName, else empty
  std::string_view ns;      ///< effective namespace; empty for cluster-scoped kinds
  std::uint32_t order = 0;  ///< position among all objects of the run
  bool is_named = false;    ///< `name` is metadata.name
  bool ns_assumed = false;  ///< `ns` was not in the object: it is the run's default namespace
  Environment environment = Environment::shared;

  // What the inventory needs of every object. It is found while the document is at hand (and in the
  // processor's cache, on a worker thread), so that nobody walks a hundred thousand documents
  // again.
  bool is_wanted = false;  ///< a rule may ask for it: it is to be kept
  /// Its document holds a placeholder of a template somewhere; told only of what is wanted.
  bool may_hold_template = false;
  bool is_namesake = false;  ///< its kind has the name of one that rules look up, but is another
  static constexpr std::uint32_t kNoPod = 0xFFFFFFFF;
  std::uint32_t pod_index = kNoPod;             ///< of pod() in the document
  const WorkloadKind* workload_kind = nullptr;  ///< null if its kind makes no pods
  std::uint64_t name_key = 0;                   ///< name_key_of(ns, name)
  /// Hashes of kind, name and UID: of the object itself, and of the controller that its
  /// ownerReferences name. 0 without a UID, as in nearly everything that no cluster wrote.
  std::uint64_t identity_key = 0;
  std::uint64_t controller_key = 0;

  /// What holds its first pod (see as_workload()); missing if it makes none, or rests.
  yaml::Node pod() const {
    return node && pod_index != kNoPod ? yaml::Node(node.document(), pod_index) : yaml::Node();
  }
  /// Whether it makes any, at hand or resting.
  bool makes_pods() const { return pod_index != kNoPod || resting != nullptr; }
  std::string_view group() const;  ///< "" for the core group
  yaml::Node metadata() const { return node["metadata"]; }
  yaml::Node labels() const { return metadata()["labels"]; }
  yaml::Node annotations() const { return metadata()["annotations"]; }
  yaml::Node spec() const { return node["spec"]; }
  Scope scope() const { return {ns, environment}; }
  /// The file that it stands in, as the user named it.
  const SharedText& path() const;
  /// "Deployment/api"; the kind alone, if it has no name.
  std::string title() const;
};

inline bool can_meet(const Object& a, const Object& b) {
  return can_meet(a.environment, b.environment);
}

/// A hash of both: the upper half is the namespace's, so that a namespace's objects sort together.
std::uint64_t name_key_of(std::string_view ns, std::string_view name);

/// Kinds that live outside namespaces, as far as this program meets them.
bool is_cluster_scoped(std::string_view group, std::string_view kind);

/// The `items` of a List where they are no list: kubectl refuses the document. Else missing.
yaml::Node find_bad_items(yaml::Node root);

/// What a list lends to those of its items that do not say what they are: nothing, but for typed
/// lists.
struct ItemDefaults {
  std::string_view api_version;
  std::string_view kind;
  bool operator==(const ItemDefaults&) const = default;
};
/// The same of a document that is a list; else nothing. Views into the document.
std::optional<ItemDefaults> find_item_defaults(yaml::Node root);

/// Appends the objects of a document: its root, or the items of `List` and `FooList` objects,
/// nested ones too. Objects without a namespace get `default_namespace`. Returns false when the
/// document is no Kubernetes object (`apiVersion` and `kind` are not both strings with text). A
/// list without items is one, though nothing is appended.
///
/// Items of a typed list may leave out their kind and apiVersion: those of a `PodList` are Pods.
/// Other items without both are no objects (kubectl refuses a list that holds one); they, and lists
/// nested deeper than any tool writes them, go to `strays`, if given.
bool append_objects(const yaml::Document& document, std::string_view default_namespace,
                    const WorkloadKinds& kinds, std::vector<Object>& objects,
                    std::vector<yaml::Node>* strays = nullptr);
/// Appends those of a document that is an item of a list (yaml::Source::item); if it is no object,
/// its root goes to `strays`. Objects may view the defaults.
void append_item_objects(const yaml::Document& document, const ItemDefaults& defaults,
                         std::string_view default_namespace, const WorkloadKinds& kinds,
                         std::vector<Object>& objects, std::vector<yaml::Node>& strays);
/// The same with the workloads that need no declaration.
bool append_objects(const yaml::Document& document, std::string_view default_namespace,
                    std::vector<Object>& objects, std::vector<yaml::Node>* strays = nullptr);

}  // namespace fargate_lint::kube
