#include "report/cost_json.hpp"

#include "report/cost.hpp"
#include "report/json_parts.hpp"
#include "report/json_writer.hpp"

// What `cost -o json` writes, version 1; keys are only ever added. Money is text, so that no reader
// makes a binary fraction of it.

namespace fargate_lint::report {
namespace {

using fargate::Money;

void write_range(JsonWriter& json, std::string_view key, Money least, Money most) {
  json.key(key).begin_object().member("min", fargate::format(least, 2));
  json.member("max", fargate::format(most, 2)).end_object();
}

double gibibytes(kube::Quantity amount) {
  constexpr double kGibibyte = 1024.0 * 1024 * 1024;
  return static_cast<double>(amount.units()) / kGibibyte;
}

void write_size(JsonWriter& json, const BillRow& row) {
  json.key("size");
  if (!row.size || !row.size->rung) {
    json.null();
  } else {
    json.begin_object().member("vcpu", row.size->rung->vcpu());
    json.member("memory_gb", row.size->rung->memory_gb());
    json.member("storage_gb", gibibytes(fargate::provisioned_storage(*row.size))).end_object();
  }
  json.key("requested");
  if (!row.size) {
    json.null();
    return;
  }
  constexpr double kMilli = 1000;
  json.begin_object().member("vcpu", static_cast<double>(row.size->cpu.milli()) / kMilli);
  json.member("memory_gb", gibibytes(row.size->memory)).end_object();
}

void write_cheaper(JsonWriter& json, const BillRow& row) {
  json.key("cheaper");
  if (row.unpriced != Unpriced::no || !row.cost.cheaper) {
    json.null();
    return;
  }
  const auto& [smaller, saving] = *row.cost.cheaper;
  const bool is_cpu = smaller.resource == "cpu";
  json.begin_object().member("resource", smaller.resource);
  json.member("at_most",
              is_cpu ? kube::format_cpu(smaller.at_most) : kube::format_memory(smaller.at_most));
  json.key("size").begin_object().member("vcpu", smaller.rung.vcpu());
  json.member("memory_gb", smaller.rung.memory_gb()).end_object();
  json.member("saves_monthly", fargate::format(saving, 2)).end_object();
}

void write_row(JsonWriter& json, const BillRow& row) {
  const auto& placed = *row.placed;
  write_place(json.begin_object(), placed);
  if (!placed.helm_hook.empty()) json.member("hook", placed.helm_hook);
  json.text_or_null("profile", row.profile);
  json.key("pods");
  if (row.has_count)
    json.begin_object().member("min", row.pods.least).member("max", row.pods.most);
  else
    json.null();
  if (row.has_count) {
    json.text_or_null("from", row.pods_from);
    json.end_object();
  }
  write_size(json, row);
  json.key("hourly");
  if (row.hourly)
    json.value(fargate::format(*row.hourly, 9));
  else
    json.null();
  if (row.unpriced == Unpriced::no) {
    write_range(json, "monthly", row.cost.least, row.cost.most);
    json.key("waste").begin_object();
    json.member("monthly", fargate::format(row.cost.waste, 2)).end_object();
  } else {
    json.key("monthly").null().key("waste").null();
  }
  write_cheaper(json, row);
  json.member("storage_priced", !row.cost.storage_unpriced);
  json.member("priced", row.unpriced == Unpriced::no);
  json.text_or_null("why_not", to_string(row.unpriced));
  json.end_object();
}

void write_sum(JsonWriter& json, const BillSum& sum) {
  json.member("workloads", sum.workloads).member("priced", sum.priced);
  write_range(json, "monthly", sum.least, sum.most);
  json.key("waste").begin_object();
  json.member("monthly", fargate::format(sum.waste, 2)).end_object();
}

void write_groups(JsonWriter& json, std::string_view key, const std::vector<BillSum>& sums) {
  json.key(key).begin_array();
  for (const auto& sum : sums) {
    json.begin_object();
    json.text_or_null("name", sum.name);
    write_sum(json, sum);
    json.end_object();
  }
  json.end_array();
}

void write_price(JsonWriter& json, const Bill& bill) {
  const auto& price = bill.options.price;
  json.text_or_null("region", price ? price->region : bill.options.region);
  json.key("currency");
  if (!price) {
    json.null().key("price_date").null().key("prices_file").null();
  } else {
    json.value(price->currency);
    json.text_or_null("price_date", price->date);
    json.text_or_null("prices_file", bill.options.prices_file);
  }
  json.text_or_null("discount", bill.options.discount);
  json.member("month_hours", fargate::kMonthHours);
}

}  // namespace

void append_cost_json(const Bill& bill, const RenderOptions& options, std::string& out) {
  JsonWriter json(out);
  json.begin_object().member("version", 1);
  json.key("tool").begin_object().member("name", "fargate-lint");
  json.member("version", options.version).end_object();
  write_price(json, bill);
  json.member("no_profiles", bill.no_profiles);
  json.key("workloads").begin_array();
  for (const auto& row : bill.rows) write_row(json, row);
  json.end_array();
  json.key("total").begin_object();
  write_sum(json, bill.total);
  json.end_object();
  write_groups(json, "by_profile", bill.by_profile);
  write_groups(json, "by_namespace", bill.by_namespace);
  json.key("not_priced").begin_object();
  for (const auto& [key, reason] :
       {std::pair("refused", Unpriced::refused), std::pair("undecided", Unpriced::undecided),
        std::pair("not_fargate", Unpriced::not_fargate), std::pair("no_hours", Unpriced::no_hours),
        std::pair("no_count", Unpriced::no_count), std::pair("no_region", Unpriced::no_region),
        std::pair("helm_test", Unpriced::helm_test)}) {
    const auto found = bill.unpriced.find(reason);
    json.member(key, found == bill.unpriced.end() ? 0U : found->second);
  }
  json.member("storage", bill.storage_unpriced).end_object();
  json.key("versus");
  if (const auto percent = break_even(bill)) {
    json.begin_object().member("monthly", fargate::format(bill.versus, 2));
    json.member("break_even_percent", *percent).end_object();
  } else {
    json.null();
  }
  json.end_object();
  out += '\n';
}

}  // namespace fargate_lint::report
