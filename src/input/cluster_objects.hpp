#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/live.hpp"
#include "input/cluster_lists.hpp"
#include "input/rendered.hpp"
#include "yaml/document.hpp"

/// What objects of a cluster are reduced to.
namespace fargate_lint::input {

/// Appends an object of a list as JSON, without what nobody asks for: who changed which of its
/// fields, what was applied last, its status.
void append_object(yaml::Node item, const ClusterList& list, std::string& out);

/// An object and who controls it, as names: UIDs are many bytes and say no more within one cluster.
struct OwnedBy {
  SharedText kind;
  SharedText name;
};
/// Its controller (`metadata.ownerReferences`); without a kind if it has none.
OwnedBy controller_of(yaml::Node item);

/// What a Pod is reduced to. Its owner is the controller, or itself.
fargate::LivePod live_pod(yaml::Node item);

/// The objects of one list, as a file that is linted, with where each of them is.
class ClusterFile {
 public:
  explicit ClusterFile(const ClusterList& list);
  void add(yaml::Node item);
  bool is_empty() const { return first_lines_.empty(); }
  std::size_t size() const { return first_lines_.size(); }
  RenderedFile finish() &&;

 private:
  const ClusterList& list_;
  std::string text_;
  std::uint32_t line_ = 1;
  std::vector<std::uint32_t> first_lines_;  ///< of each object
  std::vector<std::string> names_;          ///< "shop/api"
};

/// What a list came to.
struct ListContents {
  explicit ListContents(const ClusterList& list) : file(list) {}
  ClusterFile file;
  std::vector<fargate::LivePod> pods;
  /// Controllers of objects that are workloads themselves, by "KIND/NAMESPACE/NAME".
  std::map<std::string, OwnedBy, std::less<>> owners;
  std::set<std::string, std::less<>> workloads;               ///< that are linted, likewise
  std::map<std::string, std::string, std::less<>> strangers;  ///< Pods that stand for their owner
  struct Event {
    std::string ns;
    std::string pod;
    std::string time;
    SharedText message;
    bool of_scheduling = false;
  };
  std::vector<Event> events;
  std::size_t items = 0;
  bool mounts_claims = false;
  bool has_runtime_class = false;
};

/// Takes an item of the list. `facts_only`: Pods are not linted, whoever owns them.
void take_item(yaml::Node item, const ClusterList& list, bool facts_only, ListContents& contents);

/// Gives each Pod the workload that it belongs to in the end, and its events.
void join(std::vector<fargate::LivePod>& pods, const std::vector<ListContents*>& all);

}  // namespace fargate_lint::input
