#pragma once

#include <cstdint>

#include "base/shared_text.hpp"
#include "fargate/refusal.hpp"

namespace fargate_lint::fargate {

/// One thing that decides where a pod lands, or what becomes of it there: which, and what was seen.
/// Profiles are numbers in the list of profiles, so that clauses are small and outlive documents.
/// Words are made of both where they are shown (wording.hpp).
struct Clause {
  /// Beside each its values.
  enum class Kind : std::uint8_t {
    // why the pod lands where it does
    no_profiles,             ///< none is declared, so every pod counts as selected
    daemon_set,              ///< its pods are left to the default scheduler
    opted_out,               ///< by its annotation
    node_name,               ///< name: the node that it is bound to
    no_selector,             ///< none could match
    label_names_unmatched,   ///< name: a profile that does not match the pod
    label_names_undeclared,  ///< name: a profile that is not there
    selected,                ///< profile, selector; its terms follow
    term_holds,              ///< profile, selector, term; name, value
    named_by_label,          ///< the profile that takes the pod
    first_by_name,           ///< likewise, of several that match
    contender,               ///< profile: one of several that match, and of which one takes it
    likely_contender,        ///< profile: one that may match as well, and may then take it
    may_match,               ///< the first of the facts that are missing says what
    closed,                  ///< profile: the nearest, which takes no new pods
    nearest,                 ///< profile, selector; the terms that fail follow
    term_fails,              ///< profile, selector, term; name, value
    label_absent,            ///< profile, selector, term: one that the pod does not have at all
    no_other_nodes,          ///< and the cluster has no other nodes, as far as that is declared
    // what becomes of it
    refused,               ///< cause; name: what of it, if it has several
    claim_open,            ///< name: a claim of which it is not known whether it can be mounted
    size_if_decimal,       ///< another size, if the overhead is counted so
    size_if_pod_level,     ///< likewise, if Fargate goes by the pod's own `resources`
    size_if_pod_overhead,  ///< likewise, if it counts the overhead of the RuntimeClass
    kustomized,            ///< name: the directory of a kustomization that changes the pod
    patched,               ///< a patch that is not read changes the pod before it is created
    invalid,               ///< the API server refuses the object: there is no pod
    limit_range,           ///< name: the LimitRange that fills in requests
    autoscaler,            ///< name: the VerticalPodAutoscaler that writes them
    partial,               ///< an operator adds to the pod: judged by what the manifest shows
  };

  Kind kind = Kind::no_profiles;
  Cause cause = Cause::host_network;  ///< of what is refused
  std::uint32_t profile = 0;
  std::uint32_t selector = 0;
  std::uint32_t term = 0;  ///< of the selector: its namespace, then its labels
  SharedText name = {};    ///< of a term: the label key of the pod
  SharedText value = {};   ///< of a term: what the pod has

  bool operator==(const Clause&) const = default;
  /// False for why the pod lands where it does.
  bool is_consequence() const { return kind >= Kind::refused; }
};
static_assert(sizeof(Clause) <= 32, "there may be as many as pods");

}  // namespace fargate_lint::fargate
