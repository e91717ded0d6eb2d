#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/shared.hpp"
#include "fargate/profile.hpp"

namespace fargate_lint::lint {

struct RuleInfo;
using yaml::Location;

/// error: the pod will never run on Fargate, or the input cannot be trusted. warning: it runs, but
/// misbehaves, loses something or costs more than it looks. info: advice.
enum class Severity : std::uint8_t { error, warning, info };
std::string_view to_string(Severity severity);

struct Related {
  SharedText message;
  Location where;
};

/// The object a finding is about; `kind` is empty when there is none.
struct ObjectRef {
  SharedText kind;
  SharedText ns;
  SharedText name;
  bool operator==(const ObjectRef&) const = default;
};

/// One edit of a file: the text from `begin` to `end` becomes `replacement`.
struct Edit {
  SharedText path;
  yaml::Position begin;
  yaml::Position end;
  SharedText replacement;
};
/// safe: keeps the meaning on the cluster. unsafe: changes what the workload does.
struct Fix {
  bool safe = false;
  std::vector<Edit> edits;
};

/// Why a finding is not reported: a comment or annotation in the source, or an entry outside it
/// (the configuration, a baseline).
struct Suppression {
  bool in_source = true;
  std::string reason;  ///< in the user's words; may be empty
  Location where;      ///< the comment, annotation or entry; an empty path if it has no place
};

/// One thing to tell the user, at one place. Owns all its text: outlives the documents.
struct Finding {
  const RuleInfo* rule = nullptr;
  Severity severity = Severity::error;
  SharedText message;  ///< one clause of fact; names the field in backticks
  SharedText help;     ///< what to do
  SharedList<SharedText> notes;
  Location where;
  SharedList<Related> related;
  ObjectRef object;
  SharedText container;   ///< empty: the pod as a whole
  SharedText event_part;  ///< this finding's part of the event the cluster would show
  std::optional<std::uint32_t> placement;  ///< index in Report::placements
  Shared<Fix> fix;                         ///< may be none
  /// Set on the findings of Report::suppressed only.
  Shared<Suppression> suppression;
};

}  // namespace fargate_lint::lint
