#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kube/kinds.hpp"
#include "kube/workload.hpp"
#include "yaml/document.hpp"

/// Which lists of a cluster are read, and by which path of its API.
namespace fargate_lint::input {

/// What a list is read for.
enum class ListUse : std::uint8_t {
  workloads,  ///< they create Pods: without them nothing can be said
  pods,       ///< reduced to facts, but for those that nothing owns
  bare_pods,  ///< only those that nothing owns
  context,    ///< where Pods land depends on them, or how many there are
  rules,      ///< only rules ask for them
  storage,    ///< as context, where a workload mounts a claim
  runtime,    ///< likewise, where a workload names a RuntimeClass
  events,     ///< of Pods
  nodes,      ///< whether there are others than Fargate's
};

/// One list of the Kubernetes API.
struct ClusterList {
  std::string group;  ///< "" for the core group
  std::string version;
  std::string resource;  ///< "deployments"
  std::string kind;
  bool namespaced = true;
  ListUse use = ListUse::context;
  std::string ns = {};      ///< read in this namespace, whatever was asked for
  std::string name = {};    ///< only the object of this name
  std::string labels = {};  ///< a label selector
  std::string fields = {};  ///< a field selector
  unsigned most = 0;        ///< only so many of them; 0: all

  /// As reports call it: "deployments", "rollouts.argoproj.io".
  std::string title() const;
  /// The file that its objects are linted as: "live:apps/v1/deployments".
  std::string file() const;
  std::string api_version() const;
  /// The kind that rules look up, or null if none does.
  const kube::Kind* looked_up() const;
};

/// The lists that every cluster has. `selector`: what workloads are selected by (-l); may be empty.
/// `ns`: the only namespace that is read; empty for all.
std::vector<ClusterList> builtin_lists(const std::string& ns, const std::string& selector);

/// The kinds that rules look up.
std::span<const kube::Kind* const> looked_up_kinds();
/// Whether the group is one of Kubernetes' own, of which builtin_lists() has what is read.
bool is_builtin_group(std::string_view group);

/// A version of an API group as `/apis` names it.
struct ApiGroup {
  std::string name;
  std::string version;  ///< the preferred one
};
/// The groups of an answer to `/apis` that hold kinds which we read, beside those of every cluster.
std::vector<ApiGroup> known_groups(yaml::Node api_group_list,
                                   std::span<const kube::DeclaredWorkload> declared);
/// The lists of an answer to `/apis/GROUP/VERSION` that hold kinds which we read.
std::vector<ClusterList> lists_of(const ApiGroup& group, yaml::Node api_resource_list,
                                  std::span<const kube::DeclaredWorkload> declared,
                                  const std::string& selector);

/// The path of one page: `/apis/apps/v1/namespaces/shop/deployments?limit=500&continue=…`.
/// `page`: objects of a page; 0: all at once, as the API server has them in its cache.
std::string path_of(const ClusterList& list, const std::string& ns, unsigned page,
                    const std::string& next = {});

}  // namespace fargate_lint::input
