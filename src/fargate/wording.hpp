#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fargate/match.hpp"
#include "fargate/refusal.hpp"

/// The sentences of Placement::why: one clause of fact each, lower case, the reader's own values in
/// backticks. Private to src/fargate.
namespace fargate_lint::fargate::wording {

/// "`web`", or "a profile whose name is not known".
std::string name_of(const Profile& profile);

/// "namespace `shop` and label tier=web match selector 0 of profile `web`"
std::string selected(const Profile& profile, const SelectorTrace& trace);

/// "label `tier` is `adm`, wants `web*`"
std::string failed(const Term& term);

/// "nearest is `web`, selector 0: label `tier` is `adm`, wants `web*`"
std::string nearest(const Profile& profile, std::uint32_t selector,
                    const std::vector<Term>& failed_terms);

/// Every fact that leaves a profile's match open: "profile `web`, selector 0: …".
std::vector<std::string> open_facts(const Profile& profile, const ProfileTrace& trace);

/// What of the pod is refused, in few words: "hostNetwork, privileged".
std::string refused(const std::vector<Violation>& violations);

/// What is not known of Fargate and would make a pod's size another one.
struct SizeDoubt {
  std::string fact;     ///< "whether the 256 MB that Fargate adds are 10^6 or 2^20 bytes each"
  std::string outcome;  ///< "0.25 vCPU 1 GB, if the 256 MB that Fargate adds are decimal"
};
std::vector<SizeDoubt> size_doubts(const Size& size);

/// "`a`, `b`"
std::string names(const std::vector<std::string>& quoted);

}  // namespace fargate_lint::fargate::wording
