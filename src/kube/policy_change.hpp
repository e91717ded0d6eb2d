#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kube/draft.hpp"

/// The ways in which policies state a change of an object, and what each makes of one.
namespace fargate_lint::kube {

/// Whether a text of Kyverno is known only when the policy runs: `{{ request.namespace }}`.
bool has_variable(std::string_view text);

/// A patch of the object's own shape, merged as Kubernetes merges: lists of containers, volumes and
/// the like by their keys, other lists replaced, null removes. Keys may carry anchors, as in
/// Kyverno: `(name)` is a condition on what is there, `<(name)` one on which all of the patch
/// depends, `+(name)` sets what is absent.
struct MergePatch {
  Draft patch;
};

/// RFC 6902.
struct JsonPatch {
  enum class Op : std::uint8_t { add, replace, remove, test };
  struct Operation {
    Op op = Op::add;
    std::vector<std::string> path;
    Draft value;
    yaml::Node origin;
  };
  std::vector<Operation> operations;
  bool makes_parents = false;  ///< `add` makes the mappings on its way, as in Kyverno
};

/// One value at one path, as in Gatekeeper: `spec.containers[name:*].securityContext.privileged`.
struct Assignment {
  struct Step {
    std::string field;  ///< of a mapping; for an element of a list the field that is its key
    bool is_element = false;
    std::string value;  ///< of the key; `*` is every element that is there
  };
  enum class Mode : std::uint8_t {
    set,
    add,           ///< unless it is there
    add_to_set,    ///< of a list: the items that it lacks
    remove_items,  ///< of a list
  };
  struct Test {
    std::size_t depth = 0;  ///< number of steps to what is tested
    bool must_exist = false;
  };
  std::vector<Step> path;
  Draft value;
  Mode mode = Mode::set;
  std::vector<Test> tests;

  /// Gatekeeper's `location`; nothing if it is malformed.
  static std::optional<std::vector<Step>> parse(std::string_view location);
};

using Change = std::variant<MergePatch, JsonPatch, Assignment>;

enum class Applied : std::uint8_t {
  no,  ///< its conditions do not hold, or it fails
  yes,
  unknown,  ///< it rests on what is not read here
};
/// Changes `target`. If the answer is not yes, `target` is as it was.
Applied apply(const Change& change, Draft& target);

/// A JSON pointer's parts; nothing if it is none.
std::optional<std::vector<std::string>> parse_pointer(std::string_view pointer);
/// A list of operations as JSON Patch writes them; nothing if it holds others than those of
/// JsonPatch::Op, or is malformed.
std::optional<JsonPatch> read_json_patch(const Draft& list);

/// What Kyverno writes in a key: the anchor's mark and the key without it.
struct AnchoredKey {
  enum class Anchor : std::uint8_t { none, condition, global, absent, other };
  Anchor anchor = Anchor::none;
  std::string_view key;
  explicit AnchoredKey(std::string_view text);
};

/// Whether a value fits a pattern of Kyverno (wildcards, `!`, `|`; a mapping: all of its keys).
/// `value`: null if it is absent. `unknown`: the pattern compares numbers, or holds variables.
Applied fits_pattern(const Draft& pattern, const Draft* value);

}  // namespace fargate_lint::kube
