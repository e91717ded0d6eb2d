#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/shared.hpp"
#include "edit/text_edit.hpp"
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

/// safe: keeps the meaning on the cluster. unsafe: changes what the workload does.
struct Fix {
  bool safe = false;
  std::vector<edit::PlacedEdit> edits;
  std::vector<SharedText> fields;  ///< of the object, as Finding::field: all that the edits change
};

/// Why a finding is not reported: a comment or annotation in the source, or an entry outside it
/// (the configuration, a baseline).
struct Suppression {
  bool in_source = true;
  std::string reason;  ///< in the user's words; may be empty
  Location where;      ///< the comment, annotation or entry; an empty path if it has no place
};

/// The number of a placement, or none: half the size of a std::optional, and findings are many.
class PlacementIndex {
 public:
  PlacementIndex() = default;
  PlacementIndex(std::uint32_t index) : index_(index) {}
  explicit operator bool() const { return index_ != kNone; }
  std::uint32_t operator*() const { return index_; }
  bool operator==(const PlacementIndex&) const = default;

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t index_ = kNone;
};

/// One thing to tell the user, at one place. Owns all its text: outlives the documents.
struct Finding {
  const RuleInfo* rule = nullptr;
  Severity severity = Severity::error;
  /// It is about all of the input. No comment at its place would be about that, so none is written.
  bool of_whole_input = false;
  /// Of the placement's events, the one that shows `event_part`.
  std::optional<std::uint8_t> event;
  PlacementIndex placement;  ///< in Report::placements
  SharedText message;        ///< one clause of fact; names the field in backticks
  /// The values that make it this one among those of its rule, a line each: what it is known by,
  /// with its object, container and field, whatever the message's words are. See Message.
  SharedText facts;
  SharedText help;  ///< what to do
  SharedList<SharedText> notes;
  Location where;
  /// Of the object's field that it is at: `spec.containers[0].ports[1].hostPort`; empty if unknown.
  SharedText field;
  SharedList<Related> related;
  ObjectRef object;
  SharedText container;   ///< empty: the pod as a whole
  SharedText event_part;  ///< this finding's part of the event the cluster would show
  Shared<Fix> fix;        ///< may be none
  /// Set on the findings of Report::suppressed only.
  Shared<Suppression> suppression;
};

}  // namespace fargate_lint::lint
