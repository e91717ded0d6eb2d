#include "serve/admission.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "fargate/live.hpp"
#include "fargate/wording.hpp"
#include "input/scan.hpp"
#include "kube/admission.hpp"
#include "kube/kinds.hpp"
#include "kube/replicas.hpp"
#include "lint/baseline.hpp"
#include "lint/judge.hpp"
#include "list.hpp"
#include "report/json_writer.hpp"
#include "report/text.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::serve {
namespace {

using fargate::Verdict;
using lint::Finding;
using lint::Severity;

constexpr std::string_view kApiVersion = "admission.k8s.io/v1";
constexpr std::string_view kReviewKind = "AdmissionReview";

// The API server cuts a warning behind 256 characters once all together have more than 4096, and
// drops what is beyond those (k8s.io/apiserver, pkg/endpoints/filters/warning.go).
constexpr std::size_t kLongestWarning = 256;
constexpr std::size_t kMostWarningBytes = 4096;
constexpr std::size_t kMostWarnings = 16;
constexpr std::size_t kLongestMessage = 2048;
constexpr std::size_t kMostFacts = 3;

/// At most `most` bytes of valid UTF-8, ending in "..." if it is cut.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  auto end = most - 3;
  while (end > 0 && !begins_character(text[end])) --end;
  text.resize(end);
  return text + "...";
}

/// What the review asks about.
struct Request {
  yaml::Node node;  ///< `request`
  std::string uid;
  std::string operation;
  std::string sub_resource;
  std::string kind;
  std::string ns;
  std::string name;
  bool dry_run = false;

  bool is_create() const { return operation == "CREATE"; }
  bool is_update() const { return operation == "UPDATE"; }
};

Request read_request(yaml::Node node) {
  return {.node = node,
          .uid = std::string(node["uid"].text()),
          .operation = std::string(node["operation"].text()),
          .sub_resource = std::string(node["subResource"].text()),
          .kind = std::string(node["kind"]["kind"].text()),
          .ns = std::string(node["namespace"].text()),
          .name = std::string(node["name"].text()),
          .dry_run = node["dryRun"].is_true()};
}

/// What is answered, before it is written down.
struct Answer {
  Decision decision = Decision::allowed;
  std::string message;
  std::vector<std::string> warnings = {};
  std::string audit = {};  ///< what is wrong, for the audit log alone
  std::string verdict = {};
  std::string profile = {};
  std::vector<std::string_view> rules = {};
};

Answer allow() {
  return {};
}

Answer unchecked(const std::string& why) {
  Answer answer;
  answer.decision = Decision::unchecked;
  answer.message = why;
  answer.warnings = {"fargate-lint did not check this object: " + why};
  return answer;
}

std::string_view text_of(yaml::Node node) {
  const auto range = node.range();
  return node.document()->text().substr(range.begin, range.size());
}

/// An object without its managedFields: they are half of it, and say nothing to us.
std::string object_text(yaml::Node object) {
  const auto fields = object["metadata"]["managedFields"];
  std::string text(text_of(object));
  if (!fields) return text;
  const auto range = fields.range();
  return text.replace(range.begin - object.range().begin, range.size(), "null");
}

/// One object of a review as a reading: what `check` makes of a file that holds nothing else.
/// Null if it is no object of Kubernetes.
std::shared_ptr<lint::Reading> read_object(std::string_view text, const Request& request,
                                           const Policy& policy) {
  yaml::Reader reader;
  yaml::Source source;
  source.path = "object";
  if (reader.read(text, source) != yaml::Outcome::ok || !reader.was_json()) return nullptr;
  static_cast<void>(reader.find_duplicates());
  auto document = reader.document().clone();
  const auto reading = std::make_shared<lint::Reading>();
  reading->default_namespace = request.ns;
  const auto& kinds = policy.kinds ? *policy.kinds : kube::WorkloadKinds::known();
  std::vector<kube::Object> objects;
  if (!kube::append_objects(*document, reading->default_namespace, kinds, objects) ||
      objects.size() != 1)
    return nullptr;
  if (!policy.no_inline_ignores && lint::mentions_ignores(text))
    lint::append_ignores(objects.front(), reading->ignores);
  reading->ignores.insert(reading->ignores.end(), policy.ignores.begin(), policy.ignores.end());
  reading->account = {.total = 1, .linted = 1, .files = 1};
  reading->inventory.keep(policy.kinds);
  reading->inventory.add(std::move(document), std::move(objects));
  reading->inventory.index();
  return reading;
}

bool is_pod(const kube::Object& object) {
  return object.kind == kube::kinds::pod.name && kube::kinds::pod.is_of(object.group());
}

/// AWS's webhook has given it to Fargate.
bool is_scheduled_on_fargate(const kube::Object& object) {
  return is_pod(object) &&
         object.spec()["schedulerName"].text() == fargate::LivePod::kFargateScheduler;
}

/// The controller in its ownerReferences is a workload of Kubernetes itself, which is judged where
/// it is made.
bool is_said_of_its_owner(const kube::Object& object) {
  for (const auto owner : object.metadata()["ownerReferences"].items()) {
    if (!owner["controller"].is_true()) continue;
    const auto version = owner["apiVersion"].text();
    const auto group = version.substr(0, version.find('/'));
    const bool is_built_in = group == kube::kinds::deployment.group ||
                             group == kube::kinds::job.group || version == "v1";
    return is_built_in &&
           kube::find_workload_kind(version == "v1" ? "" : group, owner["kind"].text()) != nullptr;
  }
  return false;
}

/// Whether the Pods of both are the same, and both are made or neither.
bool makes_same_pods(const lint::Reading& before, const lint::Reading& now) {
  const auto& old_pods = before.inventory.workloads();
  const auto& new_pods = now.inventory.workloads();
  if (old_pods.size() != new_pods.size()) return false;
  std::string a;
  std::string b;
  for (std::size_t i = 0; i < old_pods.size(); ++i) {
    if (kube::idleness_of(before.inventory, old_pods[i]) !=
        kube::idleness_of(now.inventory, new_pods[i]))
      return false;
    a.clear();
    b.clear();
    yaml::append_json(old_pods[i].pod, a);
    yaml::append_json(new_pods[i].pod, b);
    if (a != b) return false;
  }
  return true;
}

/// "FG101 spec.hostNetwork: `hostNetwork: true` is not supported on Fargate"
/// `from`: the beginning of a field to be named otherwise.
std::string problem_text(const Finding& finding, std::string_view from = {},
                         std::string_view to = {}) {
  auto text = std::string(finding.rule->id);
  auto field = report::sanitise(finding.field);
  if (!from.empty() && field.starts_with(from)) field.replace(0, from.size(), to);
  if (!field.empty()) text += " " + field;
  return text + ": " + report::sanitise(finding.message);
}

void add_rule(const Finding& finding, Answer& answer) {
  if (std::ranges::find(answer.rules, finding.rule->id) == answer.rules.end())
    answer.rules.push_back(finding.rule->id);
}

/// Judges one object, and says what to answer.
class Judge {
 public:
  Judge(const Request& request, const Policy& policy, const std::string& today)
      : request_(request), policy_(policy), today_(today) {}

  /// For what `kubectl debug` adds to a Pod that is placed already. Fargate holds it to the same
  /// checks as other containers, and nothing about the Pod changes: so it is warned of.
  Answer answer_debug(const std::shared_ptr<const lint::Reading>& reading) {
    object_ = reading->inventory.objects()[0];
    if (!is_pod(*object_) || !is_ours()) return allow();
    choose_fleet();
    report_ = judge(reading);
    if (report_.placements.empty() || is_assumed_) return allow();
    fill_in_placement();
    if (!report_.placements.front().placement->concerns_fargate()) return std::move(answer_);
    const auto added = read_debug_containers(object_->node);
    if (added == nullptr) return std::move(answer_);
    fleet_ = {};
    report_ = judge(added);
    if (const auto before = read_debug_containers(request_.node["oldObject"]))
      lint::subtract(lint::collect(judge(before).findings), "in the old object as well", report_);
    for (const auto& finding : report_.findings) {
      if (finding.severity != Severity::error) continue;
      add_rule(finding, answer_);
      add_warning(problem_text(finding, "spec.containers", "spec.ephemeralContainers"));
    }
    return finish();
  }

  Answer answer(const std::shared_ptr<const lint::Reading>& reading) {
    object_ = reading->inventory.objects()[0];
    if (!is_ours()) return allow();
    choose_fleet();
    report_ = judge(reading);
    if (report_.placements.empty()) return allow();
    if (request_.is_update() && !take_out_what_was_there(*reading)) return allow();
    fill_in_placement();
    const bool refused = find_problems();
    if (refused && !is_assumed_) return refuse();
    if (!is_told_elsewhere_) warn();
    return finish();
  }

 private:
  bool is_ours() {
    if (!object_->makes_pods() || object_->metadata()["deletionTimestamp"]) return false;
    is_told_elsewhere_ = is_said_of_its_owner(*object_);
    if (!is_pod(*object_)) return !is_told_elsewhere_;
    return policy_.pods_by == PodsBy::profiles || is_scheduled_on_fargate(*object_);
  }

  /// By which profiles it is judged; none: as if one selected it.
  void choose_fleet() {
    if (is_scheduled_on_fargate(*object_)) {
      answer_.profile = object_->labels()[fargate::kProfileLabel].text();
      return;
    }
    fleet_ = policy_.fleet;
    is_assumed_ = fleet_.empty();
  }

  lint::Report judge(std::shared_ptr<const lint::Reading> reading) const {
    auto report = lint::judge(std::move(reading), fleet_, policy_.rules,
                              {.threads = 1, .known = rules::all(), .today = today_});
    if (policy_.adjust) policy_.adjust(report);
    return report;
  }

  /// A Pod that has nothing but the ephemeral containers of this one; null if there are none.
  std::shared_ptr<const lint::Reading> read_debug_containers(yaml::Node pod) const {
    const auto containers = pod["spec"]["ephemeralContainers"];
    if (!containers.is_sequence() || !pod["metadata"].is_mapping()) return nullptr;
    std::string text = R"({"apiVersion":"v1","kind":"Pod","metadata":)";
    text.append(text_of(pod["metadata"])).append(R"(,"spec":{"containers":)");
    text.append(text_of(containers)).append("}}");
    return read_object(text, request_, policy_);
  }

  /// Of an update only what it changes is looked at. False if that is nothing.
  bool take_out_what_was_there(const lint::Reading& now) {
    const auto node = request_.node["oldObject"];
    const auto before =
        node.is_mapping() ? read_object(object_text(node), request_, policy_) : nullptr;
    if (before == nullptr) return true;
    if (!is_pod(*object_)) return !makes_same_pods(*before, now);
    is_change_of_pod_ = true;
    lint::subtract(lint::collect(judge(before).findings), "in the old object as well", report_);
    return true;
  }

  void fill_in_placement() {
    // The worst speaks for all Pods of the object.
    const auto rank = [](const lint::PlacedWorkload& placed) {
      switch (placed.placement->verdict) {
        case Verdict::refused: return 0;
        case Verdict::undecided: return 1;
        case Verdict::fargate: return 2;
        case Verdict::not_fargate: return 3;
      }
      return 3;
    };
    const auto& worst = *std::ranges::min_element(report_.placements, {}, rank)->placement;
    answer_.verdict = fargate::to_string(is_assumed_ ? Verdict::undecided : worst.verdict);
    if (worst.profile && fleet_.profiles()[*worst.profile].name.is_known())
      answer_.profile = fleet_.profiles()[*worst.profile].name.text;
  }

  /// Gathers what speaks against the request. True if Fargate refuses a Pod for it.
  bool find_problems() {
    bool refused = false;
    std::set<std::uint32_t> explained;
    for (const auto& finding : report_.findings) {
      if (!finding.placement || finding.severity != Severity::error) continue;
      if (!is_refused(*finding.placement)) continue;
      explained.insert(*finding.placement);
      problems_.push_back(&finding);
      refused = true;
    }
    // What a suppression, or a rule that is not to run, is for is accepted.
    for (const auto& finding : report_.suppressed)
      if (finding.placement) explained.insert(*finding.placement);
    for (const auto& unasked : report_.unasked) explained.insert(unasked.placement);
    if (is_change_of_pod_) return refused;
    for (std::uint32_t i = 0; i < report_.placements.size(); ++i) {
      if (!is_refused(i) || explained.contains(i)) continue;
      unexplained_.push_back(fargate::wording::consequences(*report_.placements[i].placement));
      refused = true;
    }
    return refused;
  }

  /// A workload that makes no Pods now breaks nothing.
  bool is_refused(std::uint32_t index) const {
    const auto& placement = *report_.placements[index].placement;
    return placement.verdict == Verdict::refused && !placement.invalid &&
           placement.idle == kube::Idle::no;
  }

  Answer refuse() {
    std::string text = "Fargate would refuse this Pod";
    if (!answer_.profile.empty()) text += " (profile " + report::sanitise(answer_.profile) + ")";
    text += ": ";
    std::size_t left = problems_.size() + unexplained_.size();
    const char* separator = "";
    const auto add = [&](const std::string& problem) {
      if (text.size() + problem.size() > kLongestMessage && *separator != '\0') return false;
      text += separator + problem;
      separator = "; ";
      --left;
      return true;
    };
    for (const auto* finding : problems_) {
      add_rule(*finding, answer_);
      if (left > 0 && !add(problem_text(*finding))) break;
    }
    for (const auto& problem : unexplained_)
      if (!add(report::sanitise(problem))) break;
    if (left > 0) text += "; and " + std::to_string(left) + " more";
    answer_.message = cut(std::move(text), kLongestMessage + 512);
    if (policy_.action == Action::deny) {
      answer_.decision = Decision::denied;
      return std::move(answer_);
    }
    if (policy_.action == Action::audit || is_told_elsewhere_) {
      answer_.decision = Decision::warned;
      answer_.audit = std::exchange(answer_.message, {});
      return std::move(answer_);
    }
    answer_.message.clear();
    for (const auto* finding : problems_) add_warning(problem_text(*finding));
    for (const auto& problem : unexplained_)
      add_warning("Fargate would refuse this Pod: " + report::sanitise(problem));
    return finish();
  }

  void warn() {
    if (is_assumed_ && !problems_.empty())
      add_warning("no Fargate profile is known; if one selects this Pod, Fargate refuses it:");
    for (const auto* finding : problems_) {
      add_rule(*finding, answer_);
      add_warning(problem_text(*finding));
    }
    for (const auto& problem : unexplained_) add_warning(report::sanitise(problem));
    for (const auto& placed : report_.placements) warn_of_open_facts(*placed.placement);
    for (const auto& finding : report_.findings) {
      if (finding.severity > policy_.severity || is_assumed_) continue;
      if (finding.placement &&
          !report_.placements[*finding.placement].placement->concerns_fargate())
        continue;
      add_rule(finding, answer_);
      add_warning(problem_text(finding));
    }
  }

  /// Of what is allowed.
  Answer finish() {
    if (left_out_ != 0)
      answer_.warnings.push_back(std::to_string(left_out_) +
                                 " more: run `fargate-lint check` on the manifest");
    if (!answer_.warnings.empty()) answer_.decision = Decision::warned;
    if (policy_.action == Action::audit) {
      answer_.audit = listed_warnings();
      answer_.warnings.clear();
    }
    return std::move(answer_);
  }

  void warn_of_open_facts(const fargate::Placement& placement) {
    if (placement.verdict != Verdict::undecided || is_change_of_pod_) return;
    const auto shown = std::min(placement.missing.size(), kMostFacts);
    for (std::size_t i = 0; i < shown; ++i)
      add_warning(
          "cannot tell whether Fargate runs this Pod: " +
          report::sanitise(fargate::wording::words(placement.missing[i], fleet_.profiles())));
    if (shown == 0)
      add_warning("cannot tell whether Fargate runs this Pod: " +
                  report::sanitise(fargate::wording::why(placement, fleet_.profiles())));
  }

  void add_warning(std::string text) {
    text = cut(std::move(text), kLongestWarning);
    if (std::ranges::find(answer_.warnings, text) != answer_.warnings.end()) return;
    constexpr std::size_t kReserve = 80;  // for the last line
    if (answer_.warnings.size() + 1 >= kMostWarnings ||
        warning_bytes_ + text.size() + kReserve > kMostWarningBytes) {
      ++left_out_;
      return;
    }
    warning_bytes_ += text.size();
    answer_.warnings.push_back(std::move(text));
  }

  std::string listed_warnings() const {
    std::string text;
    for (const auto& warning : answer_.warnings) {
      if (!text.empty()) text += "; ";
      text += warning;
    }
    return text;
  }

  const Request& request_;
  const Policy& policy_;
  const std::string& today_;
  const kube::Object* object_ = nullptr;
  fargate::Fleet fleet_;
  bool is_assumed_ = false;         ///< nobody knows whether a profile selects its Pods
  bool is_told_elsewhere_ = false;  ///< to whoever made its owner
  bool is_change_of_pod_ = false;
  lint::Report report_;
  std::vector<const Finding*> problems_;
  std::vector<std::string> unexplained_;
  std::size_t warning_bytes_ = 0;
  std::size_t left_out_ = 0;
  Answer answer_;
};

Answer answer_of(const Request& request, const Policy& policy, const std::string& today) {
  const bool adds_container = request.sub_resource == "ephemeralcontainers";
  if (!request.sub_resource.empty() && !adds_container) return allow();
  if (!request.is_create() && !request.is_update()) {
    const bool is_known = request.operation == "DELETE" || request.operation == "CONNECT";
    return is_known ? allow() : unchecked("the operation is not known");
  }
  const auto node = request.node["object"];
  if (!node.is_mapping()) return unchecked("the review holds no object");
  const auto reading = read_object(object_text(node), request, policy);
  if (reading == nullptr) return unchecked("it is not a Kubernetes object");
  Judge judge(request, policy, today);
  return adds_container ? judge.answer_debug(reading) : judge.answer(reading);
}

/// A check that fails by our own fault must not look like one that found nothing.
Answer safe_answer_of(const Request& request, const Policy& policy, const std::string& today) {
  try {
    return answer_of(request, policy, today);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return unchecked(std::string("internal error: ") + error.what());
  }
}

std::string listed_rules(const Answer& answer) {
  std::string text;
  for (const auto rule : answer.rules) {
    if (!text.empty()) text += ',';
    text += rule;
  }
  return text;
}

void append_annotations(const Answer& answer, report::JsonWriter& json) {
  if (answer.verdict.empty() && answer.decision != Decision::unchecked) return;
  json.key("auditAnnotations").begin_object();
  if (!answer.verdict.empty()) json.member("verdict", answer.verdict);
  if (!answer.profile.empty()) json.member("profile", cut(report::sanitise(answer.profile), 256));
  if (!answer.rules.empty()) json.member("rules", listed_rules(answer));
  if (!answer.audit.empty()) json.member("findings", answer.audit);
  if (answer.decision == Decision::unchecked) json.member("unchecked", answer.message);
  json.end_object();
}

std::string body_of(const std::string& uid, const Answer& answer) {
  std::string text;
  report::JsonWriter json(text, 0);
  json.begin_object().member("apiVersion", kApiVersion).member("kind", kReviewKind);
  json.key("response").begin_object().member("uid", uid);
  const bool is_malformed = answer.decision == Decision::malformed;
  const bool is_denied = answer.decision == Decision::denied || is_malformed;
  json.member("allowed", !is_denied);
  if (is_denied) {
    json.key("status").begin_object();
    json.member("code", is_malformed ? 400 : 403);
    json.member("reason", is_malformed ? "BadRequest" : "Forbidden");
    json.member("message", answer.message).end_object();
  }
  if (!answer.warnings.empty()) {
    json.key("warnings").begin_array();
    for (const auto& warning : answer.warnings) json.value(warning);
    json.end_array();
  }
  append_annotations(answer, json);
  json.end_object().end_object();
  return text += '\n';
}

Outcome malformed(std::string why) {
  Outcome outcome;
  Answer answer;
  answer.decision = Decision::malformed;
  answer.message = why;
  outcome.message = std::move(why);
  outcome.body = body_of("", answer);
  return outcome;
}

/// What is wrong with a review; empty if nothing is.
std::string_view fault_of(const yaml::Reader& reader) {
  const auto root = reader.document().root();
  if (!reader.was_json() || input::has_content(reader.unread()) || !root.is_mapping())
    return "the body is not a JSON object";
  if (root["kind"].text() != kReviewKind) return "the body is not an AdmissionReview";
  if (root["apiVersion"].text() != kApiVersion)
    return "the AdmissionReview is not of version admission.k8s.io/v1";
  const auto request = root["request"];
  if (!request.is_mapping()) return "the AdmissionReview has no request";
  const auto uid = request["uid"];
  // A UID has 36 characters.
  if (!uid.is_string() || uid.text().empty() || uid.text().size() > 256)
    return "the request has no uid";
  return {};
}

}  // namespace

std::vector<const lint::Rule*> admission_rules(lint::RuleList rules) {
  std::vector<const lint::Rule*> chosen;
  for (const auto* rule : rules)
    if ((rule->check_pod != nullptr || rule->check_object != nullptr) && rule->check_run == nullptr)
      chosen.push_back(rule);
  return chosen;
}

std::string_view to_string(Decision decision) {
  switch (decision) {
    case Decision::allowed: return "allowed";
    case Decision::warned: return "warned";
    case Decision::denied: return "denied";
    case Decision::unchecked: return "unchecked";
    case Decision::malformed: return "malformed";
  }
  return {};
}

Outcome review(std::string_view text, const Policy& policy, const std::string& today) {
  yaml::Reader reader;
  if (reader.read(text, {}) != yaml::Outcome::ok) return malformed("the body is not a JSON object");
  if (const auto fault = fault_of(reader); !fault.empty()) return malformed(std::string(fault));
  auto request = read_request(reader.document().root()["request"]);
  auto answer = safe_answer_of(request, policy, today);
  Outcome outcome;
  outcome.decision = answer.decision;
  outcome.body = body_of(request.uid, answer);
  outcome.message = std::move(answer.message);
  outcome.uid = std::move(request.uid);
  outcome.operation = std::move(request.operation);
  outcome.kind = std::move(request.kind);
  outcome.ns = std::move(request.ns);
  outcome.name = std::move(request.name);
  outcome.verdict = std::move(answer.verdict);
  outcome.profile = std::move(answer.profile);
  outcome.rules = std::move(answer.rules);
  outcome.warnings = answer.warnings.size();
  outcome.dry_run = request.dry_run;
  return outcome;
}

}  // namespace fargate_lint::serve
