#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "yaml/document.hpp"

/// What a scalar's text means to Kubernetes: go-yaml v2's resolve.go (YAML 1.1 with its own
/// exceptions), as sigs.k8s.io/yaml uses it.
namespace fargate_lint::yaml {

/// The kind of a plain scalar without a tag: null, boolean, integer, floating or string.
Kind resolve_plain(std::string_view text);

/// False for most texts at the price of one table look-up: then the scalar is a string.
bool may_resolve(char first);

/// The value of a text that resolves to boolean.
bool boolean_value(std::string_view text);

/// The value of a text that resolves to integer. `is_unsigned`: it exceeds int64.
struct Integer {
  std::uint64_t magnitude = 0;
  bool negative = false;
};
std::optional<Integer> integer_value(std::string_view text);

/// The value of a text that resolves to floating; infinities and not-a-number included.
double floating_value(std::string_view text);

/// As Go's encoding/json writes a float64.
void append_json_double(double value, std::string& out);

/// The string that sigs.k8s.io/yaml makes of a mapping key that is no string; nothing if it refuses
/// such a key (null, integers beyond int64).
std::optional<std::string> key_string(Kind kind, std::string_view text);

/// What an explicit tag makes of a scalar.
struct Tagged {
  Kind kind = Kind::missing;  ///< missing: go-yaml refuses the combination
  std::string value;          ///< for !!binary: the decoded bytes; else the text
};
/// `tag` is the whole tag ("tag:yaml.org,2002:int", "!Ref").
Tagged resolve_tagged(std::string_view tag, std::string_view text);

}  // namespace fargate_lint::yaml
