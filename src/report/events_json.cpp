#include <map>
#include <string_view>
#include <vector>

#include "report/event_advice.hpp"
#include "report/events.hpp"
#include "report/json_writer.hpp"

// What `explain EVENT -o json` writes, version 1; keys are only ever added.

namespace fargate_lint::report {
namespace {

void write_values(JsonWriter& json, const fargate::EventPart& part) {
  std::map<std::string_view, std::vector<std::string_view>> values;
  for (const auto& value : part.values) values[value.name].push_back(value.text);
  json.key("values").begin_object();
  for (const auto& [name, texts] : values) {
    json.key(name).begin_array();
    for (const auto text : texts) json.value(text);
    json.end_array();
  }
  json.end_object();
}

void write_part(JsonWriter& json, const fargate::EventPart& part, const lint::EventRules& rules) {
  const auto advice = advice_on(part.said);
  json.begin_object().member("text", part.text).member("count", part.count);
  json.key("rules").begin_array();
  for (const auto* rule : rules.of(part.said)) json.value(rule->info.id);
  json.end_array();
  write_values(json, part);
  json.member("means", advice.means).text_or_null("help", advice.to_do).end_object();
}

void write_object(JsonWriter& json, const fargate::EventObject& object) {
  json.begin_object().text_or_null("kind", object.kind).text_or_null("namespace", object.ns);
  json.member("name", object.name).end_object();
}

void write_event(JsonWriter& json, const fargate::ToldEvent& told, const lint::EventRules& rules) {
  const auto& whole = told.event.whole();
  json.begin_object().member("text", told.event.text).member("count", told.count);
  json.member("source", fargate::event::to_string(whole.speaker)).key("retried");
  if (whole.retried)
    json.value(*whole.retried);
  else
    json.null();
  json.key("parts").begin_array();
  for (const auto& part : told.event.parts) write_part(json, part, rules);
  json.end_array().key("unknown").begin_array();
  for (const auto& text : told.event.unknown) json.value(text);
  json.end_array().key("objects").begin_array();
  for (const auto& object : told.objects) write_object(json, object);
  json.end_array().end_object();
}

}  // namespace

void append_events_json(const ToldEvents& told, const RenderOptions& options, std::string& out) {
  JsonWriter json(out);
  json.begin_object().member("version", 1);
  json.key("tool").begin_object().member("name", "fargate-lint");
  json.member("version", options.version).end_object();
  json.key("events").begin_array();
  for (const auto& event : told.log.events) write_event(json, event, told.rules);
  json.end_array().key("other_events").begin_object();
  json.member("count", told.log.unknown).key("texts").begin_array();
  for (const auto& text : told.log.unknown_texts) json.value(text);
  json.end_array().end_object().end_object();
  out += '\n';
}

}  // namespace fargate_lint::report
