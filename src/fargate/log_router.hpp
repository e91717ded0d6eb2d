#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

/// What Fargate's built-in log router makes of its configuration, the ConfigMap `aws-logging`: text
/// in the format of Fluent Bit, of which Fargate accepts a part
/// (https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html). Knows nothing of YAML:
/// places are bytes of the text that is given.
namespace fargate_lint::fargate {

/// Where the log router looks for its configuration, if anywhere.
inline constexpr std::string_view kLogRouterNamespace = "aws-observability";
inline constexpr std::string_view kLogRouterConfig = "aws-logging";

/// The keys of the ConfigMap that hold such text. Each takes sections of one kind.
struct RouterKey {
  std::string_view key;      ///< "output.conf"
  std::string_view section;  ///< "OUTPUT"
};
const RouterKey* find_router_key(std::string_view key);
/// The keys that the ConfigMap may have: those, and `flb_log_cw`.
inline constexpr std::string_view kRouterSwitch = "flb_log_cw";

/// Longer configurations are refused, in characters.
inline constexpr std::size_t kMaxRouterText = 5300;

enum class RouterFaultKind : std::uint8_t {
  foreign_section,     ///< text: the section's name
  broken_section,      ///< a header without its closing bracket
  outside_section,     ///< text: the key of an entry in front of the first section
  missing_entry,       ///< wanted: the key that the section lacks; text: the section's name
  unknown_filter,      ///< text: the plug-in
  unknown_output,      ///< text: the plug-in
  variable,            ///< text: `${NAME}`
  reserved_entry,      ///< text: the key
  header_indentation,  ///< a header that is not indented as the first one
  entry_indentation,   ///< an entry that is not indented as the first one
  shallow_entry,       ///< the first entry, not deeper than its header
};

/// One thing that the log router refuses. Views into the text.
struct RouterFault {
  RouterFaultKind kind;
  std::size_t begin = 0;  ///< the place in the text
  std::size_t end = 0;
  std::string_view text;
  std::string_view wanted = {};
  /// What stands in for a missing entry in Fluent Bit, which is not known of Fargate:
  /// `Match_Regex`.
  std::string_view instead = {};
};

/// What is wrong with the text of a key, in the order of the text; at most this many.
inline constexpr std::size_t kMostRouterFaults = 50;
std::vector<RouterFault> find_router_faults(const RouterKey& key, std::string_view text);

/// The number of sections with the key's name.
std::size_t count_router_sections(const RouterKey& key, std::string_view text);

}  // namespace fargate_lint::fargate
