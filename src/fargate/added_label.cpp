#include "fargate/added_label.hpp"

#include <algorithm>
#include <array>

// Kubernetes 1.34: pkg/controller/statefulset/stateful_set_utils.go (pod-name, pod-index,
// controller-revision-hash), pkg/controller/deployment/sync.go with ComputeHash of
// pkg/controller/controller_utils.go (pod-template-hash), pkg/registry/batch/job/strategy.go
// (job-name, controller-uid), pkg/controller/job/indexed_job_utils.go (job-completion-index) and
// getJobName of pkg/controller/cronjob/cronjob_controllerv2.go.

namespace fargate_lint::fargate {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kFirstDigits = "123456789";
constexpr std::string_view kHex = "0123456789abcdef";
/// SafeEncodeString of a decimal number: k8s.io/apimachinery/pkg/util/rand.
constexpr std::string_view kHash = "456789bcdf";

constexpr std::string_view kJob = "Job";
constexpr std::string_view kCronJob = "CronJob";
constexpr std::string_view kStatefulSet = "StatefulSet";
constexpr std::string_view kDeployment = "Deployment";

/// Of a Job, or of the Jobs that a CronJob makes.
yaml::Node job_spec(const kube::Object& owner) {
  return owner.kind == kJob ? owner.spec() : owner.spec()["jobTemplate"]["spec"];
}

bool is_wildcard(char c) {
  return c == '*' || c == '?';
}

}  // namespace

AddedLabel::AddedLabel(std::string_view key, const PodIdentity& pod) {
  if (pod.owner != nullptr) set(key, *pod.owner);
  // A value of the template's own may stay, unless the controller is sure to write another.
  for (const auto& written : pod.labels) {
    if (written.key != key || is_set_ == Tri::yes) continue;
    is_set_ = Tri::yes;
    if (alternatives_.empty()) break;
    auto& value = alternatives_.emplace_back();
    for (const char c : written.value) value.push_back({.literal = c});
  }
  if (alternatives_.empty()) alternatives_.push_back({{.repeats = true}});
}

void AddedLabel::set(std::string_view key, const kube::Object& owner) {
  const bool is_job = owner.kind == kJob || owner.kind == kCronJob;
  const bool is_set = owner.kind == kStatefulSet;
  if (is_set || owner.kind == kDeployment) is_set_ = Tri::yes;
  if (is_job && owner.node) {
    // Whoever selects by labels of their own gets none of these.
    is_set_ = job_spec(owner)["manualSelector"].is_true() ? Tri::maybe : Tri::yes;
  }
  if (key == "apps.kubernetes.io/pod-index" && is_set) {
    add_number({});
  } else if (key == "batch.kubernetes.io/job-completion-index" && is_job) {
    if (owner.node)
      is_set_ = job_spec(owner)["completionMode"].text() == "Indexed" ? Tri::yes : Tri::no;
    add_number({});
  } else if (key == "statefulset.kubernetes.io/pod-name" && is_set) {
    add_name(owner, "-");
    const auto head = std::move(alternatives_.back());
    alternatives_.pop_back();
    add_number(head);
  } else if (key == "job-name" || key == "batch.kubernetes.io/job-name") {
    if (!is_job) return;
    add_name(owner, owner.kind == kCronJob ? "-" : "");
    if (owner.kind == kJob) return;
    const auto head = std::move(alternatives_.back());
    alternatives_.pop_back();
    add_number(head);
  } else if (key == "pod-template-hash" && owner.kind == kDeployment) {
    alternatives_.push_back({{.alphabet = kHash}, {.alphabet = kHash, .repeats = true}});
  } else if (key == "controller-revision-hash" && is_set) {
    add_name(owner, "-");
    alternatives_.back().push_back({.alphabet = kHash});
    alternatives_.back().push_back({.alphabet = kHash, .repeats = true});
  } else if (is_job && key.ends_with("controller-uid")) {
    Pieces uuid;
    for (const char c : std::string_view("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"))
      uuid.push_back(c == '-' ? Piece{.literal = '-'} : Piece{.alphabet = kHex});
    alternatives_.push_back(std::move(uuid));
  } else {
    is_set_ = Tri::maybe;
  }
}

/// A value that begins with the owner's name.
void AddedLabel::add_name(const kube::Object& owner, std::string_view tail) {
  auto& value = alternatives_.emplace_back();
  for (const char c : owner.name) value.push_back({.literal = c});
  if (!owner.is_named || owner.name.empty()) value.push_back({.repeats = true});  // generateName
  for (const char c : tail) value.push_back({.literal = c});
}

/// A decimal number behind `head`.
void AddedLabel::add_number(const Pieces& head) {
  auto& zero = alternatives_.emplace_back(head);
  zero.push_back({.literal = '0'});
  auto& other = alternatives_.emplace_back(head);
  other.push_back({.alphabet = kFirstDigits});
  other.push_back({.alphabet = kDigits, .repeats = true});
}

Tri AddedLabel::fits(const Value& pattern) const {
  // What the known parts of a pattern exclude, its unknown parts cannot bring back.
  const std::string_view text = pattern.is_known() ? pattern.text : pattern.shape;
  if (is_set_ == Tri::no) return Tri::no;
  if (!pattern.is_known() && text.empty()) return Tri::maybe;
  bool any = false;
  bool all = pattern.is_known();
  for (const auto& value : alternatives_) {
    any = any || intersects(text, value);
    all = all && is_included(text, value);
  }
  if (!any) return Tri::no;
  return all ? is_set_ : Tri::maybe;
}

std::string AddedLabel::shape() const {
  if (alternatives_.size() == 1) return shape(alternatives_.front());
  // A number: one digit, or several.
  return shape(alternatives_.back());
}

std::string AddedLabel::shape(const Pieces& value) {
  std::string text;
  for (const auto& piece : value) {
    const bool any = piece.repeats || !piece.alphabet.empty();
    if (!any) {
      text += piece.literal;
    } else if (!text.ends_with('*')) {
      text += '*';
    }
  }
  return text;
}

bool AddedLabel::fits(char pattern, const Piece& piece) {
  if (is_wildcard(pattern)) return true;
  const bool any = piece.literal == '\0' && piece.alphabet.empty();
  if (any) return true;
  return piece.literal == '\0' ? piece.alphabet.find(pattern) != std::string_view::npos
                               : piece.literal == pattern;
}

// As patterns_intersect(), with pieces in the place of the second pattern's characters.
bool AddedLabel::intersects(std::string_view pattern, const Pieces& value) {
  // row[j]: whether what follows the current place in the pattern takes what follows value[j].
  std::vector<bool> below(value.size() + 1);
  std::vector<bool> row(value.size() + 1);
  for (auto i = pattern.size() + 1; i-- > 0;) {
    const bool star = i < pattern.size() && pattern[i] == '*';
    for (auto j = value.size() + 1; j-- > 0;) {
      const bool in_both = i < pattern.size() && j < value.size();
      bool takes = i == pattern.size() && j == value.size();
      if (star) takes = takes || below[j];
      if (j < value.size() && value[j].repeats) takes = takes || row[j + 1];
      if (!takes && in_both && fits(pattern[i], value[j])) {
        if (star && !value[j].repeats) takes = row[j + 1];
        if (!star) takes = value[j].repeats ? below[j] : below[j + 1];
      }
      row[j] = takes;
    }
    std::swap(row, below);
  }
  return below[0];
}

/// True only if the pattern takes every value: pattern_includes() of them as a pattern.
bool AddedLabel::is_included(std::string_view pattern, const Pieces& value) {
  std::string narrow;
  for (const auto& piece : value) {
    if (is_wildcard(piece.literal)) return matches_everything(pattern);
    narrow += piece.repeats ? '*' : piece.literal == '\0' ? '?' : piece.literal;
  }
  return pattern_includes(pattern, narrow);
}

}  // namespace fargate_lint::fargate
