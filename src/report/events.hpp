#pragma once

#include <string>

#include "fargate/event_log.hpp"
#include "lint/event_rules.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::report {

/// What a cluster tells, and the rules that find the same in manifests.
struct ToldEvents {
  const fargate::EventLog& log;
  const lint::EventRules& rules;
};

/// Appends what each event means and what to do about it, part by part.
void append_events(const ToldEvents& told, const RenderOptions& options, std::string& out);
/// The same for programs, see schema/events-v1.schema.json.
void append_events_json(const ToldEvents& told, const RenderOptions& options, std::string& out);

}  // namespace fargate_lint::report
