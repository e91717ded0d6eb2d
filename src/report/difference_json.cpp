#include "lint/rule.hpp"
#include "report/difference_formats.hpp"
#include "report/finding_text.hpp"
#include "report/json_parts.hpp"
#include "report/json_writer.hpp"

// What `diff -o json` writes, version 1; schema/diff-v1.schema.json describes it. Keys are only
// ever added. Money is text, so that no reader makes a binary fraction of it.

namespace fargate_lint::report {
namespace {

using fargate::Money;
using lint::Cause;
using lint::ProfileChange;
using lint::WorkloadChange;

void write_money(JsonWriter& json, std::string_view key, const std::optional<Money>& money) {
  json.key(key);
  if (money)
    json.value(fargate::format(*money, 2));
  else
    json.null();
}

void write_side(JsonWriter& json, std::string_view key, const lint::Report& report,
                std::optional<std::uint32_t> number) {
  json.key(key);
  if (!number) {
    json.null();
    return;
  }
  json.begin_object();
  write_placement(json, report, report.placements[*number]);
  json.end_object();
}

std::string_view to_string(ProfileChange::What what) {
  switch (what) {
    case ProfileChange::What::removed: return "removed";
    case ProfileChange::What::replaced: return "replaced";
    case ProfileChange::What::unclear: return "unclear";
    case ProfileChange::What::added: return "added";
  }
  return "";
}

void write_place(JsonWriter& json, const lint::Location& where, bool is_before) {
  json.member("side", is_before ? "before" : "after").member("path", where.path);
  json.key("line");
  if (where.span.begin.line != 0)
    json.value(where.span.begin.line);
  else
    json.null();
  json.text_or_null("text", where.line_text);
}

void write_value(JsonWriter& json, std::string_view key, const std::optional<std::string>& value) {
  json.key(key);
  if (value)
    json.value(*value);
  else
    json.null();
}

std::string name_of(const Comparison& comparison, const ProfileChange& change) {
  return change.after ? comparison.after.profiles()[*change.after].display_name()
                      : comparison.before.profiles()[*change.before].display_name();
}

void write_object(JsonWriter& json, const lint::ObjectRef& object) {
  json.key("object").begin_object().member("kind", object.kind).member("namespace", object.ns);
  json.member("name", object.name).end_object();
}

void write_cause(JsonWriter& json, const Comparison& comparison, const Cause& cause) {
  json.begin_object();
  write_place(json, cause.where, cause.is_before);
  json.text_or_null("field", cause.field);
  if (!cause.object.kind.empty()) write_object(json, cause.object);
  write_value(json, "before", cause.before);
  write_value(json, "after", cause.after);
  json.key("profile");
  if (cause.profile)
    json.value(name_of(comparison, comparison.difference.profiles[*cause.profile]));
  else
    json.null();
  json.end_object();
}

void write_change(JsonWriter& json, const Comparison& comparison, const WorkloadChange& change) {
  const auto& placed = comparison.placed(change);
  json.begin_object();
  write_object(json, placed.object);
  if (!placed.part.empty()) json.member("part", placed.part);
  json.member("change", lint::to_string(change.change));
  json.member("renamed", change.is_renamed);
  json.key("deleted_with");
  if (change.deleted_with)
    json.value(name_of(comparison, comparison.difference.profiles[*change.deleted_with]));
  else
    json.null();
  write_side(json, "before", comparison.before, change.before);
  write_side(json, "after", comparison.after, change.after);
  json.key("refused_by").begin_array();
  for (const auto number : change.refusals) json.value(comparison.after.findings[number].rule->id);
  json.end_array().key("because").begin_array();
  for (const auto& cause : change.because) write_cause(json, comparison, cause);
  json.end_array();
  json.key("monthly");
  if (!comparison.has_price()) {
    json.null();
  } else {
    const auto monthly = comparison.monthly(change);
    json.begin_object();
    write_money(json, "before", monthly.before);
    write_money(json, "after", monthly.after);
    json.end_object();
  }
  json.end_object();
}

void write_profile_change(JsonWriter& json, const Comparison& comparison,
                          const ProfileChange& change) {
  json.begin_object().member("name", name_of(comparison, change));
  json.member("change", to_string(change.what));
  json.key("differs").begin_array();
  for (const auto& [differs, name] :
       {std::pair(change.selectors, "selectors"), std::pair(change.role, "role"),
        std::pair(change.subnets, "subnets"), std::pair(change.cluster, "cluster")})
    if (differs) json.value(name);
  json.end_array().member("deletes_pods_of", change.deletes);
  write_place(json, change.where, change.is_before);
  json.end_object();
}

void write_findings(JsonWriter& json, std::string_view key, const lint::Report& report,
                    const std::vector<std::uint32_t>& numbers) {
  json.key(key).begin_array();
  for (const auto number : numbers) {
    json.begin_object();
    write_diagnostic(json, report.findings[number]);
    json.end_object();
  }
  json.end_array();
}

void write_total(JsonWriter& json, const Comparison& comparison) {
  json.key("total").begin_object();
  for (std::size_t i = 0; i < lint::kChanges; ++i) {
    const auto change = static_cast<lint::Change>(i);
    json.member(lint::to_string(change), comparison.difference.count(change));
  }
  json.key("monthly");
  if (!comparison.has_price()) {
    json.null();
  } else {
    json.begin_object().member("before", fargate::format(comparison.total_before(), 2));
    json.member("after", fargate::format(comparison.total_after(), 2));
    json.member("increase", fargate::format(comparison.increase(), 2));
    json.member("currency", comparison.currency());
    const auto& price = *comparison.after_bill.options.price;
    json.member("region", price.region);
    json.text_or_null("price_date", price.date).end_object();
  }
  json.end_object();
}

template <typename Items, typename Write>
void write_list(JsonWriter& json, std::string_view key, const Items& items, const Write& write) {
  json.key(key).begin_array();
  for (const auto& item : items) {
    json.begin_object();
    write(json, item);
    json.end_object();
  }
  json.end_array();
}

void write_account(JsonWriter& json, std::string_view key, const lint::Report& report,
                   bool lacks_profiles) {
  json.key(key).begin_object().member("profiles", report.profiles().size());
  json.member("workloads", report.placements.size());
  json.member("lacks_profiles", lacks_profiles);
  write_list(json, "unreadable", report.reading->unreadable, write_unreadable);
  write_list(json, "errors", report.errors(), write_error);
  json.end_object();
}

}  // namespace

void append_difference_json(const Comparison& comparison, const RenderOptions& options,
                            std::string& out) {
  const auto& difference = comparison.difference;
  JsonWriter json(out);
  json.begin_object().member("version", 1);
  json.key("tool").begin_object().member("name", "fargate-lint");
  json.member("version", options.version).end_object();
  json.member("from", comparison.from).member("to", comparison.to);
  json.key("placements").begin_array();
  for (const auto& change : difference.workloads) write_change(json, comparison, change);
  json.end_array().key("profiles").begin_array();
  for (const auto& change : difference.profiles) write_profile_change(json, comparison, change);
  json.end_array().key("findings").begin_object();
  write_findings(json, "new", comparison.after, difference.new_findings);
  write_findings(json, "fixed", comparison.before, difference.fixed_findings);
  json.member("suppressed", difference.accepted).end_object();
  write_total(json, comparison);
  json.key("sides").begin_object();
  write_account(json, "before", comparison.before, difference.no_profiles_before);
  write_account(json, "after", comparison.after, difference.no_profiles_after);
  json.end_object();
  json.member("fails", comparison.fails_run());
  json.member("exceeds_increase", comparison.exceeds_increase);
  json.key("notes").begin_array();
  for (const auto& note : difference_notes(comparison)) json.value(note);
  json.end_array().end_object();
  out += '\n';
}

}  // namespace fargate_lint::report
