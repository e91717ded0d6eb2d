#include "report/cost.hpp"

#include <algorithm>

#include "report/outcome.hpp"
#include "report/placement_table.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using fargate::Money;

Unpriced why_off_fargate(const fargate::Placement& placement) {
  switch (outcome_of(placement)) {
    case Outcome::refused:
    case Outcome::invalid:
    case Outcome::unplaced: return Unpriced::refused;
    case Outcome::undecided: return Unpriced::undecided;
    case Outcome::elsewhere: return Unpriced::not_fargate;
    case Outcome::fargate: break;
  }
  return placement.size && placement.size->rung ? Unpriced::no : Unpriced::refused;
}

/// Of a month: what the user says, else what the manifest shows, else all of it.
fargate::RunningHours hours_of(std::uint32_t number, const Usage& usage, BillRow& row) {
  if (const auto given = usage.hours.find(number); given != usage.hours.end())
    return {.least = given->second, .most = given->second};
  const auto& run_time = row.placed->run_time;
  if (!run_time.ends || row.pods.most == 0) return {};
  if (!run_time.most) {
    row.unpriced = Unpriced::no_hours;
    return {};
  }
  row.bounded_by_deadline = true;
  const auto seconds = static_cast<std::uint64_t>(run_time.most->count());
  return {.least = 0, .most = seconds * fargate::kHour / 3600 + 1};
}

void count_pods(std::uint32_t number, const Usage& usage, BillRow& row) {
  const auto& placed = *row.placed;
  row.has_count = true;
  if (const auto given = usage.replicas.find(number); given != usage.replicas.end()) {
    row.pods = {.least = given->second, .most = given->second};
    row.pods_from = "--replicas";
  } else if (placed.placement->idle != kube::Idle::no) {
    row.pods = {.least = 0, .most = 0};
    row.pods_from = placed.pods ? placed.pods->from.str() : std::string();
  } else if (placed.pods) {
    row.pods = {.least = placed.pods->least, .most = placed.pods->most};
    row.pods_from = placed.pods->from.str();
  } else {
    row.has_count = false;
  }
}

BillRow make_row(const lint::Report& report, std::uint32_t number, const Usage& usage,
                 const BillOptions& options) {
  BillRow row;
  row.placed = &report.placements[number];
  const auto& placement = *row.placed->placement;
  if (placement.profile) row.profile = report.profiles()[*placement.profile].display_name();
  row.unpriced = row.placed->is_helm_test ? Unpriced::helm_test : why_off_fargate(placement);
  row.size = placement.size;
  count_pods(number, usage, row);
  if (row.unpriced != Unpriced::no) return row;
  const auto hours = hours_of(number, usage, row);
  if (!row.has_count) row.unpriced = Unpriced::no_count;
  if (!options.price) {
    row.unpriced = Unpriced::no_region;
    return row;
  }
  row.cost = fargate::cost_of(*row.size, options.price->rates, row.pods, hours);
  row.hourly = row.cost.hourly;
  return row;
}

bool is_uncertain(const fargate::Size& size) {
  return size.if_decimal_overhead || size.if_pod_level != size.rung ||
         size.if_pod_overhead != size.rung;
}

void count_notes(const BillRow& row, Bill& bill) {
  if (row.unpriced != Unpriced::no) {
    ++bill.unpriced[row.unpriced];
    return;
  }
  if (row.cost.storage_unpriced) ++bill.storage_unpriced;
  if (row.placed->partial) ++bill.partial;
  if (row.bounded_by_deadline) ++bill.bounded;
  if (is_uncertain(*row.size)) ++bill.uncertain_size;
}

/// What the requests of a row cost on other nodes while its Pods run.
Money on_nodes(const BillRow& row, const fargate::Rates& rates) {
  const auto waste_free = row.cost.hourly.nanos();
  if (waste_free == 0) return {};
  // The hours are in what the row costs: a price per hour stands to it as that of Fargate does.
  const auto hourly = rates.per_hour(row.size->cpu, row.size->memory);
  const auto nanos = row.cost.least.nanos() / waste_free * hourly.nanos() +
                     row.cost.least.nanos() % waste_free * hourly.nanos() / waste_free;
  return Money::from_nanos(nanos);
}

std::vector<BillSum> sorted_sums(std::map<std::string, BillSum> sums) {
  std::vector<BillSum> sorted;
  for (auto& [name, sum] : sums) {
    sum.name = name;
    sorted.push_back(std::move(sum));
  }
  return sorted;
}

void add_count(const Bill& bill, Unpriced reason, std::string_view one, std::string_view many,
               std::vector<std::string>& parts) {
  const auto found = bill.unpriced.find(reason);
  if (found == bill.unpriced.end()) return;
  parts.push_back(std::to_string(found->second) + " " +
                  std::string(found->second == 1 ? one : many));
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text.append(text.empty() ? "" : ", ").append(part);
  return text;
}

std::string versus_note(const Bill& bill) {
  const auto percent = break_even(bill);
  if (!percent) return {};
  return *percent >= 100 ? "versus: Fargate costs less even if Pods use such nodes completely"
                         : "versus: Fargate costs less below " + std::to_string(*percent) +
                               " % utilization of such nodes";
}

}  // namespace

std::string_view to_string(Unpriced reason) {
  switch (reason) {
    case Unpriced::no: return "";
    case Unpriced::refused: return "refused";
    case Unpriced::undecided: return "undecided";
    case Unpriced::not_fargate: return "not-fargate";
    case Unpriced::no_hours: return "no-hours";
    case Unpriced::no_count: return "no-count";
    case Unpriced::no_region: return "no-region";
    case Unpriced::helm_test: return "helm-test";
  }
  return "";
}

void BillSum::add(const BillRow& row) {
  ++workloads;
  if (row.unpriced != Unpriced::no) return;
  ++priced;
  least += row.cost.least;
  most += row.cost.most;
  waste += row.cost.waste;
}

Bill make_bill(const lint::Report& report, const Usage& usage, BillOptions options) {
  Bill bill;
  bill.options = std::move(options);
  bill.no_profiles = report.no_profiles();
  std::map<std::string, BillSum> by_profile;
  std::map<std::string, BillSum> by_namespace;
  for (std::uint32_t i = 0; i < report.placements.size(); ++i) {
    bill.rows.push_back(make_row(report, i, usage, bill.options));
    const auto& row = bill.rows.back();
    count_notes(row, bill);
    if (row.unpriced == Unpriced::helm_test) continue;
    bill.total.add(row);
    if (row.unpriced == Unpriced::not_fargate) continue;
    by_profile[row.profile].add(row);
    by_namespace[row.placed->object.ns.str()].add(row);
    if (bill.options.versus && row.unpriced == Unpriced::no)
      bill.versus += on_nodes(row, *bill.options.versus);
  }
  bill.by_profile = sorted_sums(std::move(by_profile));
  bill.by_namespace = sorted_sums(std::move(by_namespace));
  return bill;
}

std::optional<unsigned> break_even(const Bill& bill) {
  if (!bill.options.versus || bill.total.least.nanos() <= 0) return std::nullopt;
  constexpr fargate::Money::Nanos kMost = 1000;
  return static_cast<unsigned>(
      std::min(bill.versus.nanos() * 100 / bill.total.least.nanos(), kMost));
}

std::string group_name(const BillSum& sum) {
  return sum.name.empty() ? "(none)" : sanitise(sum.name);
}

std::string region_note(const Bill& bill) {
  const auto& options = bill.options;
  if (options.region_ambiguous)
    return "the profiles are in several regions: give --region to see prices";
  if (options.region.empty()) return "give --region to see prices";
  return "no price for " + sanitise(options.region) + " in the list of " +
         std::string(fargate::price_list_date()) + "; give --prices";
}

std::string price_words(const Bill& bill) {
  const auto& options = bill.options;
  const auto& price = *options.price;
  auto text = sanitise(price.region) + ", on demand, ";
  text +=
      price.date.empty() ? "prices of " + sanitise(options.prices_file) : "list of " + price.date;
  if (!options.discount.empty()) text += " less " + options.discount;
  return text + ", in " + sanitise(price.currency);
}

std::string range_text(Money least, Money most, bool unicode) {
  const auto low = fargate::format(least, 2);
  const auto high = fargate::format(most, 2);
  return low == high ? low : low + (unicode ? "–" : "-") + high;
}

bool is_shown(const BillRow& row) {
  return row.unpriced != Unpriced::not_fargate && row.unpriced != Unpriced::helm_test;
}

std::string range_of_pods(fargate::Pods pods, bool unicode) {
  auto text = std::to_string(pods.least);
  if (pods.most != pods.least) text.append(unicode ? "–" : "-").append(std::to_string(pods.most));
  return text;
}

std::string missing_price(const BillRow& row, bool unicode) {
  if (row.unpriced == Unpriced::refused || row.unpriced == Unpriced::undecided)
    return std::string(to_string(row.unpriced));
  return unicode ? "–" : "-";
}

std::string cheaper_text(const BillRow& row) {
  const auto& smaller = row.cost.cheaper->size;
  const bool is_cpu = smaller.resource == "cpu";
  const auto amount =
      is_cpu ? kube::format_cpu(smaller.at_most) : kube::format_memory(smaller.at_most);
  const auto now = is_cpu ? kube::format_cpu(row.size->cpu) : kube::format_memory(row.size->memory);
  return "request `" + std::string(smaller.resource) + ": " + amount + "` instead of `" + now +
         "` to get " + fargate::format(smaller.rung);
}

std::vector<const BillRow*> cheaper_rows(const Bill& bill) {
  std::vector<const BillRow*> rows;
  for (const auto& row : bill.rows)
    if (row.unpriced == Unpriced::no && row.cost.cheaper && row.cost.cheaper->saving > Money())
      rows.push_back(&row);
  std::ranges::stable_sort(rows, [](const BillRow* a, const BillRow* b) {
    return a->cost.cheaper->saving > b->cost.cheaper->saving;
  });
  return rows;
}

std::string waste_note(const Bill& bill) {
  const auto least = bill.total.least.nanos();
  if (least <= 0 || bill.total.waste.nanos() <= 0) return {};
  const auto tenths = (bill.total.waste.nanos() * 1000 + least / 2) / least;
  const bool is_range = bill.total.least != bill.total.most;
  return std::to_string(static_cast<std::int64_t>(tenths / 10)) + "." +
         std::to_string(static_cast<std::int64_t>(tenths % 10)) + " % of the " +
         (is_range ? "lower sum" : "sum") + ", " + fargate::format(bill.total.waste, 2) +
         ", pays for rounding and Fargate's own 256 MB";
}

std::vector<std::string> bill_notes(const Bill& bill) {
  std::vector<std::string> notes;
  const auto add = [&notes](std::string note) {
    if (!note.empty()) notes.push_back(std::move(note));
  };
  std::vector<std::string> parts;
  add_count(bill, Unpriced::refused, "that never runs", "that never run", parts);
  add_count(bill, Unpriced::undecided, "undecided", "undecided", parts);
  add_count(bill, Unpriced::no_hours, "job without `--hours`", "jobs without `--hours`", parts);
  add_count(bill, Unpriced::no_count, "with an unknown number of Pods (give `--replicas`)",
            "with an unknown number of Pods (give `--replicas`)", parts);
  add_count(bill, Unpriced::helm_test, "Helm test", "Helm tests", parts);
  add_count(bill, Unpriced::not_fargate, "not on Fargate", "not on Fargate", parts);
  if (!parts.empty()) add((bill.has_price() ? "not priced: " : "not counted: ") + joined(parts));
  if (!bill.has_price()) {
    add(region_note(bill));
    return notes;
  }
  if (bill.storage_unpriced != 0)
    add("storage not priced: no price for ephemeral storage above 20 GiB in " +
        sanitise(bill.options.price->region) + " (" + counted(bill.storage_unpriced, "workload") +
        ")");
  if (bill.bounded != 0)
    add(counted(bill.bounded, "CronJob") +
        " priced from 0 to the most that the schedule and `activeDeadlineSeconds` allow");
  if (bill.partial != 0)
    add(counted(bill.partial, "workload") +
        " of operators priced by what the manifest shows of the Pod");
  if (bill.uncertain_size != 0)
    add(counted(bill.uncertain_size, "workload") +
        " with a size that AWS does not document exactly");
  add(versus_note(bill));
  return notes;
}

}  // namespace fargate_lint::report
