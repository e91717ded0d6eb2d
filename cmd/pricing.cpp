#include "pricing.hpp"

#include <utility>
#include <vector>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "config/prices.hpp"
#include "report/finding_text.hpp"
#include "report/text.hpp"
#include "workload_name.hpp"

namespace fargate_lint::cmd {
namespace {

/// KIND/NAME=N.
struct Assignment {
  std::string workload;
  std::string value;
};
Result<Assignment> parse_assignment(std::string_view flag, const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    return invalid_value(flag, text, "write it as KIND/NAME=N, such as cronjob/report=20");
  return Assignment{text.substr(0, equals), text.substr(equals + 1)};
}

/// Calls `take` with each workload that a name of the command line means: of which report, and its
/// placement. An error if there are none.
template <typename Take>
Failure visit_workloads(std::string_view flag, const std::string& text, std::span<UsageOf> all,
                        const Take& take) {
  const auto wanted = WorkloadName::parse(text);
  std::vector<std::string> titles;
  bool is_found = false;
  for (auto& of : all) {
    const auto workloads = of.report.reading->inventory.workloads();
    for (std::uint32_t i = 0; i < workloads.size(); ++i) {
      titles.push_back(workloads[i].object->title());
      if (!wanted.names(*workloads[i].object)) continue;
      is_found = true;
      take(of.usage, i);
    }
  }
  if (is_found) return std::nullopt;
  const auto close = nearest(text, {titles.begin(), titles.end()});
  return Error{"`" + report::sanitise(text) + "` of " + std::string(flag) + " is not in the input",
               close.empty() ? "" : "did you mean `" + std::string(close) + "`?"};
}

Failure read_hours(const Options& options, std::span<UsageOf> all) {
  constexpr std::int64_t kNanosPerMicro = 1000;
  for (const auto& text : options.hours) {
    const auto assignment = parse_assignment("--hours", text);
    if (!assignment) return assignment.error();
    const auto nanos =
        fargate::parse_nanos(assignment->value, static_cast<std::int64_t>(fargate::kMonthHours));
    if (!nanos || *nanos % kNanosPerMicro != 0)
      return invalid_value("--hours", text, "hours per month are a number from 0 to 730");
    const auto hours = static_cast<fargate::MicroHours>(*nanos / kNanosPerMicro);
    auto failure = visit_workloads(
        "--hours", assignment->workload, all,
        [hours](report::Usage& usage, std::uint32_t number) { usage.hours[number] = hours; });
    if (failure) return failure;
  }
  return std::nullopt;
}

Failure read_replicas(const Options& options, std::span<UsageOf> all) {
  constexpr std::int64_t kNanos = 1'000'000'000;
  constexpr std::int64_t kMost = 1'000'000;
  for (const auto& text : options.replicas) {
    const auto assignment = parse_assignment("--replicas", text);
    if (!assignment) return assignment.error();
    const auto nanos = fargate::parse_nanos(assignment->value, kMost);
    if (!nanos || *nanos % kNanos != 0)
      return invalid_value("--replicas", text, "a number of Pods is a whole number");
    const auto count = static_cast<std::uint32_t>(*nanos / kNanos);
    auto failure = visit_workloads(
        "--replicas", assignment->workload, all,
        [count](report::Usage& usage, std::uint32_t number) { usage.replicas[number] = count; });
    if (failure) return failure;
  }
  return std::nullopt;
}

Error no_price(const std::string& region, const config::Prices& prices) {
  auto regions = fargate::priced_regions();
  for (const auto& [name, price] : prices) regions.push_back(name);
  const auto close = nearest(region, regions);
  return {"no price for " + region + " in the list of " + std::string(fargate::price_list_date()),
          (close.empty() ? std::string() : "did you mean `" + std::string(close) + "`? ") +
              "Give --prices FILE with the prices of the region"};
}

}  // namespace

Result<std::uint32_t> parse_discount(const std::string& text) {
  if (text.empty()) return 0U;
  const auto number = trimmed(text, " %");
  const auto nanos = fargate::parse_nanos(number, 100);
  constexpr std::int64_t kPerPpm = 100'000;  // a percent is 10^9 nanos and 10^4 ppm
  if (!nanos || *nanos % kPerPpm != 0)
    return invalid_value("--discount", text, "write a percentage from 0 to 100, such as 20%");
  return static_cast<std::uint32_t>(*nanos / kPerPpm);
}

Failure find_prices(const Options& options, const session::Region& region, const Context& context,
                    report::BillOptions& bill) {
  config::Prices prices;
  if (!options.prices.empty()) {
    auto read = config::read_prices(context.system.files, options.prices);
    if (!read) return read.error();
    prices = std::move(read).value();
  }
  bill.region = region.name;
  bill.region_ambiguous = region.is_ambiguous;
  if (const auto own = prices.find(region.name); own != prices.end()) {
    bill.price = own->second;
    bill.prices_file = options.prices;
  } else {
    bill.price = fargate::price_in(region.name);
  }
  if (!bill.price && region.is_asked_for) return no_price(region.name, prices);
  if (!bill.price || options.discount.empty()) return std::nullopt;
  const auto discount = parse_discount(options.discount);
  if (!discount) return discount.error();
  bill.price->rates.discount_ppm = *discount;
  bill.discount = std::string(trimmed(options.discount, " %")) + " %";
  return std::nullopt;
}

Failure read_usage(const Options& options, std::span<UsageOf> all) {
  if (auto failure = read_hours(options, all)) return failure;
  return read_replicas(options, all);
}

}  // namespace fargate_lint::cmd
