#pragma once

#include <span>
#include <string>
#include <string_view>

#include "fargate/match.hpp"
#include "fargate/node_selection.hpp"
#include "fargate/placement.hpp"

/// The words for placements: one clause of fact each, lower case, the reader's own values in
/// backticks. For those who show placements: nothing in this folder makes sentences, or reads them.
namespace fargate_lint::fargate::wording {

/// "`web`", or "a profile of unknown name".
std::string name_of(const Profile& profile);

/// Why a pod lands where it does, and what becomes of it there: "namespace `shop` and label
/// tier=web match selector 0 of profile `web`; refused: hostNetwork". `profiles`: those that the
/// pod was held against; likewise below.
std::string why(const Placement& placement, std::span<const Profile> profiles);
/// What becomes of it alone: "refused: hostNetwork". Mostly empty.
std::string consequences(const Placement& placement);
/// What its verdict, namespace, profile and selector do not say by themselves: "hostNetwork",
/// "`batch-*`", "tier=web", "closest match: profile `web`, selector 0 needs `tier=web*`, pod has
/// `tier=adm`". Mostly empty.
std::string remark(const Placement& placement, std::span<const Profile> profiles);

/// "profile `web`, selector 0: the selector's namespace is not known: !Ref". Of what is missing of
/// the pod itself no profile is asked.
std::string words(const Fact& fact, std::span<const Profile> profiles = {});

/// Why a workload makes no Pods now: "makes no Pods now: `replicas` is 0"; empty if it makes some.
std::string_view words(kube::Idle idle);

/// Why a term is open: "the selector's namespace is not known: !Ref"; empty if it is not.
std::string doubt(const Term& term);

/// What a Fargate node has: "is amd64 on Fargate", "Fargate nodes do not have this label".
std::string words(const NodeTerm& term);

}  // namespace fargate_lint::fargate::wording
