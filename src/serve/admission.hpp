#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/fleet.hpp"
#include "kube/workload.hpp"
#include "lint/ignore.hpp"
#include "lint/report.hpp"
#include "lint/rule.hpp"
#include "policy/action.hpp"

/// Answers AdmissionReviews of the API server (admission.k8s.io/v1,
/// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/).
namespace fargate_lint::serve {

using policy::Action;
using policy::PodsBy;

/// What reviews are decided by. Several threads may use it at once.
struct Policy {
  fargate::Fleet fleet;
  std::vector<const lint::Rule*> rules;                        ///< see admission_rules()
  std::shared_ptr<const kube::WorkloadKinds> kinds = nullptr;  ///< null: those that we know
  std::vector<lint::Ignore> ignores = {};                      ///< of the configuration
  std::function<void(lint::Report&)> adjust = nullptr;  ///< severities, as the configuration says
  Action action = Action::deny;
  PodsBy pods_by = PodsBy::profiles;
  lint::Severity severity = lint::Severity::warning;  ///< the mildest finding to warn of
  bool no_inline_ignores = false;
};

/// Those of the rules that one object alone can answer: all but those that compare objects.
std::vector<const lint::Rule*> admission_rules(lint::RuleList rules);

/// What came of a review.
enum class Decision : std::uint8_t {
  allowed,    ///< nothing speaks against it, or it is none of our business
  warned,     ///< allowed with at least one warning, or an audit annotation that says what is wrong
  denied,     ///< Fargate would refuse the Pod
  unchecked,  ///< allowed with a warning that the rules could not be run
  malformed,  ///< no AdmissionReview of version v1 with a request and its uid
};
std::string_view to_string(Decision decision);

/// The answer to one review, and what may be logged and counted of it: nothing of the object's
/// content.
struct Outcome {
  Decision decision = Decision::malformed;
  std::string body;     ///< an AdmissionReview in one line; of a malformed one it has no uid
  std::string message;  ///< why it is denied, unchecked or malformed; else empty
  std::string uid;
  std::string operation;
  std::string kind;
  std::string ns;
  std::string name;
  std::string verdict;  ///< "refused" …, empty if no Pod was placed
  std::string profile;
  std::vector<std::string_view> rules;  ///< ids of those that were denied for, or warned of, once
  std::size_t warnings = 0;
  bool dry_run = false;
};

/// Answers one review: the text of its JSON. `today`: "2026-12-31", for suppressions that expire.
///
/// A request is denied if the object alone proves that Fargate would refuse its Pods, that is where
/// `check` shows *refused*, with an error that nobody suppresses. All else is allowed: what the
/// object leaves undecided with a warning.
///
/// - An UPDATE of a Pod is denied for what it adds only, one of a workload only if it changes the
///   Pods: nobody must be kept from labelling, scaling down or deleting what is wrong already.
/// - A workload whose controller is one as well is not judged (a ReplicaSet of a Deployment, a Job
///   of a CronJob), and a Pod of a controller is not warned of: who made that has been told.
///
/// Has no side effects, so a dry run is answered like any other request. Whatever the text is, it
/// throws nothing but std::bad_alloc.
Outcome review(std::string_view text, const Policy& policy, const std::string& today);

}  // namespace fargate_lint::serve
