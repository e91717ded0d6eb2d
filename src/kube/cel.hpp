#pragma once

#include <optional>
#include <string_view>

#include "kube/draft.hpp"

/// As much of CEL as can be told without running it. What goes beyond is unknown, never guessed.
namespace fargate_lint::kube {

/// The value of an expression that is a literal throughout: of an ApplyConfiguration
/// (`Object{spec: Object.spec{hostNetwork: true}}`) the mapping, of a JSONPatch
/// (`[JSONPatch{op: "add", path: "/spec/hostNetwork", value: true}]`) the list. Beside texts,
/// numbers, lists and maps it knows `+` of texts and lists, `jsonpatch.escapeKey()` of a text, and
/// the form in which policies reach every container, which gives an anchored item (MergePatch):
/// `containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, …})`.
/// All of it has `origin`. Nothing for everything else.
std::optional<Draft> read_cel_literal(std::string_view expression, yaml::Node origin);

/// Whether a condition about an object holds of which only the fields in `known` are known. It
/// tells `&&`, `||`, `!`, `has()`, `==`, `!=`, `in` a list of texts, `startsWith()` and
/// `orValue()`; nothing if what it cannot tell decides.
std::optional<bool> evaluate_cel(std::string_view expression, const Draft& known);

}  // namespace fargate_lint::kube
