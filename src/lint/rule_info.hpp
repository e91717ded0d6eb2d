#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lint/finding.hpp"

namespace fargate_lint::lint {

/// What a rule is about: the first digit of its id, in the order of the digits.
enum class Topic : std::uint8_t {
  documents,
  pod_fields,
  storage,
  identity,
  networking,
  size,
  observability,
  lifecycle,
  profiles,
  suppressions,
};
struct TopicWords {
  std::string_view tag;    ///< one word, for machines
  std::string_view title;  ///< of a chapter
};
inline constexpr std::array<TopicWords, 10> kTopics = {{
    {"input", "Input and documents"},
    {"pod-fields", "Pod fields that Fargate refuses"},
    {"storage", "Storage"},
    {"identity", "Identity"},
    {"networking", "Networking"},
    {"size", "Size and cost"},
    {"observability", "Observability"},
    {"lifecycle", "Workload lifecycle"},
    {"profiles", "Profiles and placement"},
    {"configuration", "Suppressions, baseline, configuration"},
}};
static_assert(kTopics.size() == static_cast<std::size_t>(Topic::suppressions) + 1);
constexpr const TopicWords& words(Topic topic) {
  return kTopics[static_cast<std::size_t>(topic)];
}

/// Several severities.
class Severities {
 public:
  constexpr Severities() = default;
  constexpr Severities(Severity severity) : bits_(bit(severity)) {}
  constexpr Severities operator|(Severities others) const {
    Severities all;
    all.bits_ = static_cast<std::uint8_t>(bits_ | others.bits_);
    return all;
  }
  constexpr bool contains(Severity severity) const { return (bits_ & bit(severity)) != 0; }

 private:
  static constexpr std::uint8_t bit(Severity severity) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(severity));
  }
  std::uint8_t bits_ = 0;
};
constexpr Severities operator|(Severity a, Severity b) {
  return Severities(a) | b;
}

enum class FixKind : std::uint8_t { none, safe, unsafe };

/// What a rule is, for people and machines: the single source for `explain`, `rules`, SARIF,
/// rules/README.md and completions. Examples are whole manifests (with profiles where they matter)
/// that a test runs: `fires` must give the finding, `silent` must not.
struct RuleInfo {
  std::string_view id;    ///< "FG101"; never changes meaning
  std::string_view name;  ///< "host-network": the pattern found, never the remedy
  Severity severity = Severity::error;
  Severities also = {};         ///< what else a finding of it may be: `.also = Severity::info`
  std::string_view since;       ///< version that introduced it
  std::string_view summary;     ///< one line
  std::string_view why;         ///< what happens on the cluster, and why it matters
  std::string_view fix;         ///< what to do
  std::string_view page;        ///< the AWS (or Kubernetes) page that says so
  std::string_view event = {};  ///< what the cluster would show; empty if nothing is known
  /// Texts that people see on a cluster or in a log, and search for: a line each. The event, if
  /// any, need not be among them.
  std::string_view symptoms = {};
  FixKind fix_kind = FixKind::none;
  std::string_view fires;   ///< an example that fires
  std::string_view silent;  ///< a near miss that does not
  /// What it finds is a hole in security: how bad, as CVSS counts ("7.5"); else empty.
  std::string_view security_severity = {};
  /// What it finds is that the input cannot be trusted: the run fails, whatever its severity.
  bool untrusted_input = false;
  /// Whether a finding can be known again. A text that cannot be read has nothing to know it by,
  /// and is to be seen every time: no comment and no baseline silences it.
  bool knowable = true;

  constexpr Topic topic() const { return static_cast<Topic>(id[2] - '0'); }
  /// Whether a comment may silence it.
  constexpr bool suppressible() const { return knowable && topic() != Topic::suppressions; }
};

consteval RuleInfo complete(RuleInfo info) {
  if (info.id.size() != 5 || !info.id.starts_with("FG")) throw "id is FG and three digits";
  for (const char digit : info.id.substr(2))
    if (digit < '0' || digit > '9') throw "id is FG and three digits";
  if (info.name.empty()) throw "name is required";
  if (info.summary.empty()) throw "summary is required";
  if (info.why.empty()) throw "why is required";
  if (info.fix.empty()) throw "fix is required";
  if (info.page.empty()) throw "page is required";
  if (info.since.empty()) throw "since is required";
  if (info.fires.empty() || info.silent.empty()) throw "both examples are required";
  return info;
}

}  // namespace fargate_lint::lint
