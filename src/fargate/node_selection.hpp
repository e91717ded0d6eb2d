#pragma once

#include <string>
#include <vector>

#include "fargate/match.hpp"
#include "kube/workload.hpp"
#include "yaml/document.hpp"

namespace fargate_lint::fargate {

/// One key of nodeSelector or one expression of a required node affinity term, evaluated against
/// what a Fargate node is (the table in node_selection.cpp).
struct NodeTerm {
  yaml::Node field;  ///< the value in nodeSelector, or the matchExpressions entry
  std::string key;
  std::string text;  ///< as people read it: "kubernetes.io/arch In [arm64]"
  Tri satisfied = Tri::no;
  /// What a Fargate node has instead.
  enum class Why : std::uint8_t {
    lacks_label,
    has_value,         ///< always the same: `on_fargate`
    placeholder,       ///< the value that is asked for
    on_every_node,     ///< with a value that fits the pod
    unsettled,         ///< a value that the input does not tell
    foreign_operator,  ///< none of Kubernetes'
    node_name,         ///< which is not known in advance
    selects_nothing,   ///< an empty term, or none
    runtime_class,     ///< what a RuntimeClass that is not in the input selects
  };
  Why why = Why::lacks_label;
  std::string_view on_fargate = {};  ///< constant text, or the region that was given
  /// Of the RuntimeClass that adds it to the pod; `field` is the pod's `runtimeClassName` then.
  yaml::Node of_class = {};
};

struct NodeSelection {
  Tri satisfied = Tri::yes;
  std::vector<NodeTerm> blocking;  ///< terms that make it `no`, in order of the manifest
  std::vector<NodeTerm> unknown;   ///< terms that leave it `maybe` (the table's [?])
};
/// `region`: the cluster's; empty if it is not known. It must outlive the terms.
NodeSelection evaluate_node_selection(const kube::PodTemplate& pod, std::string_view region);

}  // namespace fargate_lint::fargate
