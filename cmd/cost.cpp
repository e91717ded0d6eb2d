#include "report/cost.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "command.hpp"
#include "config/prices.hpp"
#include "overwrite.hpp"
#include "pipeline.hpp"
#include "report/finding_text.hpp"
#include "report/text.hpp"
#include "session/session.hpp"
#include "settings.hpp"
#include "terminal.hpp"
#include "workload_name.hpp"

namespace fargate_lint::cmd {
namespace {

using fargate::Money;

/// What the options say, once it is understood.
struct Request {
  report::BillOptions bill;
  std::optional<Money> max_monthly;
  std::uint32_t discount_ppm = 0;
};

Error invalid(std::string_view flag, const std::string& value, std::string hint) {
  return {"invalid value for " + std::string(flag) + ": " + value, std::move(hint)};
}

/// "20%" in millionths.
Result<std::uint32_t> parse_discount(const std::string& text) {
  const auto number = trimmed(text, " %");
  const auto nanos = fargate::parse_nanos(number, 100);
  constexpr std::int64_t kPerPpm = 100'000;  // a percent is 10^9 nanos and 10^4 ppm
  if (!nanos || *nanos % kPerPpm != 0)
    return invalid("--discount", text, "write a percentage from 0 to 100, such as 20%");
  return static_cast<std::uint32_t>(*nanos / kPerPpm);
}

/// "0.0336/vcpu-hour,0.0045/gb-hour"
Result<fargate::Rates> parse_versus(const std::string& text) {
  const auto wrong = [&text] {
    return invalid("--versus", text, "write it as 0.0336/vcpu-hour,0.0045/gb-hour");
  };
  const auto comma = text.find(',');
  if (comma == std::string::npos) return wrong();
  const auto read = [](std::string_view part,
                       std::string_view unit) -> std::optional<std::int64_t> {
    part = trimmed(part, " ");
    if (!part.ends_with(unit)) return std::nullopt;
    part.remove_suffix(unit.size());
    return fargate::parse_nanos(part, fargate::kMostPerHour);
  };
  const std::string_view all = text;
  const auto cpu = read(all.substr(0, comma), "/vcpu-hour");
  const auto memory = read(all.substr(comma + 1), "/gb-hour");
  if (!cpu || !memory) return wrong();
  return fargate::Rates{.vcpu_hour = *cpu, .gb_hour = *memory};
}

report::GroupBy parse_group(const std::string& text) {
  if (text.empty()) return report::GroupBy::workload;
  return text == "profile" ? report::GroupBy::profile : report::GroupBy::ns;
}

Result<Request> parse_request(const Options& options) {
  Request request;
  request.bill.group_by = parse_group(options.group_by);
  if (!options.versus.empty()) {
    auto versus = parse_versus(options.versus);
    if (!versus) return versus.error();
    request.bill.versus = *versus;
  }
  if (!options.max_monthly.empty()) {
    constexpr std::int64_t kMost = 999'999'999;
    const auto nanos = fargate::parse_nanos(options.max_monthly, kMost);
    if (!nanos) return invalid("--max-monthly", options.max_monthly, "write an amount such as 500");
    request.max_monthly = Money::from_nanos(*nanos);
  }
  if (options.discount.empty()) return request;
  const auto discount = parse_discount(options.discount);
  if (!discount) return discount.error();
  request.discount_ppm = *discount;
  return request;
}

/// KIND/NAME=N.
struct Assignment {
  std::string workload;
  std::string value;
};
Result<Assignment> parse_assignment(std::string_view flag, const std::string& text) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    return invalid(flag, text, "write it as KIND/NAME=N, such as cronjob/report=20");
  return Assignment{text.substr(0, equals), text.substr(equals + 1)};
}

/// The placements that a name of the command line means; an error if there are none.
Result<std::vector<std::uint32_t>> find_workloads(std::string_view flag, const std::string& text,
                                                  const lint::Report& report) {
  const auto wanted = WorkloadName::parse(text);
  const auto workloads = report.reading->inventory.workloads();
  std::vector<std::uint32_t> found;
  std::vector<std::string> titles;
  for (std::uint32_t i = 0; i < workloads.size(); ++i) {
    if (wanted.names(*workloads[i].object)) found.push_back(i);
    titles.push_back(workloads[i].object->title());
  }
  if (!found.empty()) return found;
  const auto close = nearest(text, {titles.begin(), titles.end()});
  return Error{"`" + report::sanitise(text) + "` of " + std::string(flag) + " is not in the input",
               close.empty() ? "" : "did you mean `" + std::string(close) + "`?"};
}

Failure read_hours(const Options& options, const lint::Report& report, report::Usage& usage) {
  constexpr std::int64_t kNanosPerMicro = 1000;
  for (const auto& text : options.hours) {
    const auto assignment = parse_assignment("--hours", text);
    if (!assignment) return assignment.error();
    const auto nanos =
        fargate::parse_nanos(assignment->value, static_cast<std::int64_t>(fargate::kMonthHours));
    if (!nanos || *nanos % kNanosPerMicro != 0)
      return invalid("--hours", text, "hours per month are a number from 0 to 730");
    const auto found = find_workloads("--hours", assignment->workload, report);
    if (!found) return found.error();
    for (const auto number : *found)
      usage.hours[number] = static_cast<fargate::MicroHours>(*nanos / kNanosPerMicro);
  }
  return std::nullopt;
}

Failure read_replicas(const Options& options, const lint::Report& report, report::Usage& usage) {
  constexpr std::int64_t kNanos = 1'000'000'000;
  constexpr std::int64_t kMost = 1'000'000;
  for (const auto& text : options.replicas) {
    const auto assignment = parse_assignment("--replicas", text);
    if (!assignment) return assignment.error();
    const auto nanos = fargate::parse_nanos(assignment->value, kMost);
    if (!nanos || *nanos % kNanos != 0)
      return invalid("--replicas", text, "a number of Pods is a whole number");
    const auto found = find_workloads("--replicas", assignment->workload, report);
    if (!found) return found.error();
    for (const auto number : *found)
      usage.replicas[number] = static_cast<std::uint32_t>(*nanos / kNanos);
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

/// Finds the prices that apply. An error if they were asked for and there are none.
Failure find_prices(const Options& options, const session::Region& region, const Context& context,
                    Request& request) {
  auto& bill = request.bill;
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
  bill.price->rates.discount_ppm = request.discount_ppm;
  bill.discount = std::string(trimmed(options.discount, " %")) + " %";
  return std::nullopt;
}

/// Whether the bill is above what was allowed, which is then said.
bool exceeds(const report::Bill& bill, const std::optional<Money>& most, const Context& context) {
  if (!most || bill.total.most <= *most) return false;
  report_error(context, {"up to " + fargate::format(bill.total.most, 2) + " " +
                             bill.options.price->currency + " per month, above --max-monthly " +
                             fargate::format(*most, 2),
                         ""});
  return true;
}

/// Renders the bill into every target. Returns the worst of what came of it.
int deliver_all(const report::Bill& bill, const std::vector<Target>& targets,
                const Options& options, const Context& context) {
  int code = kExitClean;
  for (const auto& target : targets) {
    std::string text;
    target.renderer->render_cost(bill, render_options(options, context, target.file.empty()), text);
    code = std::max(code, deliver(text, target, context));
  }
  return code;
}

}  // namespace

int run_cost(const Options& options, const Context& context) {
  const auto& command = *find_command("cost");
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return usage_error(command, context, targets.error());
  auto request = parse_request(options);
  if (!request) return usage_error(command, context, request.error());
  auto settings = settle(options, options.arguments, context);
  if (!settings) return kExitTrouble;
  if (const auto failure = prepare(options, context, *settings)) return refuse(context, *failure);
  if (const auto failure = check_overwriting(*settings, *targets, context.system.files))
    return report_error(context, *failure);

  settings->request.baseline.clear();  // for findings alone
  session::Session session(context.system, *settings, {});
  const auto reading = session.read();
  if (!reading) return report_error(context, reading.error());
  context.held->push_back(*reading);
  const auto fleets = session.fleets();
  if (!fleets) return report_error(context, fleets.error());
  const auto& fleet = fleets->front();
  if (const auto failure = find_prices(options, session.region_of(fleet), context, *request))
    return report_error(context, *failure);
  if (request->max_monthly && !request->bill.price)
    return report_error(context, {"--max-monthly needs prices", "give --region"});
  const auto judged = session.judge(fleet);
  if (!judged) return report_error(context, judged.error());

  report::Usage usage;
  if (const auto failure = read_hours(options, *judged, usage)) return refuse(context, *failure);
  if (const auto failure = read_replicas(options, *judged, usage)) return refuse(context, *failure);
  const auto bill = report::make_bill(*judged, usage, std::move(request->bill));
  int code = session::has_trouble(*judged) ? kExitTrouble : kExitClean;
  code = std::max(code, deliver_all(bill, *targets, options, context));
  say_errors({&*judged, 1}, context);
  for (const auto& unreadable : judged->reading->unreadable)
    report_error(context, {report::path_text(unreadable.source.path) + ":" +
                               std::to_string(unreadable.error.span.begin.line) + ": " +
                               unreadable.error.message,
                           "this document was skipped, so its workloads are not counted"});
  say_not_linted(*judged->reading, options, context);
  const bool too_much = exceeds(bill, request->max_monthly, context);
  return code == kExitClean && too_much ? kExitFindings : code;
}

}  // namespace fargate_lint::cmd
