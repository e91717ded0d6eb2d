#pragma once

#include <string>
#include <vector>

#include "options.hpp"
#include "system/system.hpp"

/// What kubectl knows of the user's clusters, for completion: asked quickly or not at all.
namespace fargate_lint::cmd {

/// The connection that a command line asks for, and kubectl's answers to it. Whatever goes wrong,
/// there is nothing to offer: a shell is no place to complain.
class ClusterNames {
 public:
  explicit ClusterNames(const system::System& system);

  /// An option of the command line and its value, empty if it takes none; ignored unless it is
  /// about a cluster.
  void give(const OptionInfo& option, const std::string& value);
  /// Whether the options ask for a running cluster.
  bool is_live() const { return is_live_; }

  /// The contexts of the kubeconfig.
  std::vector<std::string> contexts();
  /// Its clusters.
  std::vector<std::string> clusters();
  std::vector<std::string> namespaces();
  /// "deployment/api" of a namespace; of the context's own, if that is empty.
  std::vector<std::string> workloads(const std::string& ns);

 private:
  std::vector<std::string> ask(std::vector<std::string> words);

  system::Process& process_;
  std::string kubectl_;
  std::vector<std::string> connection_;  ///< kubectl's flags
  bool is_live_ = false;
};

}  // namespace fargate_lint::cmd
