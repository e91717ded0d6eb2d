#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The words of a cluster about pods on Fargate: one table, which both the prediction of events
/// (refusal.hpp) and their reader (event_text.hpp) use.
namespace fargate_lint::fargate::event {

/// What a text of the cluster, or one part of it, says.
enum class Said : std::uint8_t {
  // Parts of a refusal.
  host_network,
  host_pid,
  host_ipc,
  net_admin,   ///< the capability that service meshes add
  capability,  ///< any other
  privilege_escalation,
  privileged,
  ports,
  volume_type,
  volume,  ///< a volume for one of the reasons below
  claim_not_found,
  claim_not_bound,
  claim_without_csi,
  claim_ebs,
  claim_driver,
  volume_devices,
  daemon_set,
  scheduler_name,
  // Whole texts.
  refused,
  refused_by_kubelet,
  node_selection,
  too_large,
  role_not_authorised,
  role_not_assumed,
  profile_blocked,
  provisioning_timeout,
  no_capacity,
  pod_limit,
  account_blocked,
  zone_without_fargate,
  no_log_config,
  bad_log_plugin,
  bad_log_config,
  logging_works,
  cpu_limit,
  untolerated_taint,
  no_nodes,
  old_kubelet,
  public_subnet,
  profile_zone,
  profile_in_progress,
  several_budgets,
  user_namespace,
  kubelet_answers,
  low_port,
  efs_handle,
  no_metadata,
};
inline constexpr std::size_t kSaidCount = static_cast<std::size_t>(Said::no_metadata) + 1;

/// Who says it.
enum class Speaker : std::uint8_t {
  fargate_scheduler,
  kubelet,
  default_scheduler,
  runtime,
  eks,
  api_server,
  program,  ///< in a container, or one that talks to it
};
/// "fargate-scheduler", as events name their source.
std::string_view to_string(Speaker speaker);

/// Where in a refusal a phrase belongs.
enum class Section : std::uint8_t {
  none,  ///< a whole text
  alone,
  fields,
  security,
  volumes,
  reasons,  ///< behind `NAME not supported because: `
};
/// What a section of a refusal begins with: "fields not supported: "; empty if it has no heading.
std::string_view heading(Section section);

/// A text with holes, `<name>` for one word and `<name*>` for any words.
struct Phrase {
  Said said;
  Section section;
  std::string_view text;
};
/// All phrases. Of two that fit, the first is meant.
std::span<const Phrase> phrases();

/// What holds of a whole text.
struct Whole {
  Said said;
  Speaker speaker;
  /// Whether whoever says it tries again without being asked; nothing if nobody recorded it.
  std::optional<bool> retried;
};
/// Null for a part of a refusal.
const Whole* find_whole(Said said);

/// Whether the rest of the text, up to the next event in it, is a list of parts.
constexpr bool is_refusal(Said said) {
  return said == Said::refused || said == Said::refused_by_kubelet;
}

/// The phrase with its holes filled in order. The last phrase of `said` in the table is the one
/// that is written; those in front of it are forms that are only read.
std::string fill(Said said, std::initializer_list<std::string_view> values = {});

}  // namespace fargate_lint::fargate::event
