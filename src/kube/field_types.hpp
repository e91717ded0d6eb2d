#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "kube/object.hpp"
#include "yaml/document.hpp"

/// The types of the fields that decide where a pod lands and whether it runs, as the API server
/// decodes them (k8s.io/api types, sigs.k8s.io/json). Fields that are not listed are not looked at.
namespace fargate_lint::kube {

enum class FieldType : std::uint8_t {
  mapping,
  list,
  name,  ///< a string of a restricted alphabet: names, label values, image references
  text,  ///< any string
  boolean,
  int32,
  int64,
  quantity,  ///< a string or number in the quantity grammar
};
/// What the type takes, for people: "a list", "true or false".
std::string_view describe(FieldType type);

/// Whether the API server decodes `value` as `type`. Null is taken by all: it means unset. A number
/// with a fraction of zero is an integer (`1.0`), a bare number is a quantity.
bool fits(yaml::Node value, FieldType type);

struct Field {
  yaml::Node value;
  FieldType type = FieldType::text;
  /// The name of the list or string map that the value stands in ("labels", "args"); empty for a
  /// field with a name of its own.
  std::string_view container;
};

/// Calls `visit` for each known field of the object that is not null, in the order of the text;
/// goes into those whose shape allows it.
void visit_fields(const Object& object, const std::function<void(const Field&)>& visit);
/// As above, but only those that do not fit their type. Cheap where there are none.
void visit_misfits(const Object& object, const std::function<void(const Field&)>& visit);
/// Whether there are any.
bool has_misfits(const Object& object);

/// Whether the API server rejects the object, so that nothing comes of it. A template that is not
/// rendered yet is no reason: what it becomes may be accepted.
bool is_rejected(const Object& object);

}  // namespace fargate_lint::kube
