#include "report/cost.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "command.hpp"
#include "overwrite.hpp"
#include "pipeline.hpp"
#include "pricing.hpp"
#include "report/finding_text.hpp"
#include "report/text.hpp"
#include "session/session.hpp"
#include "settings.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {
namespace {

using fargate::Money;

/// What the options say, once it is understood.
struct Request {
  report::BillOptions bill;
  std::optional<Money> max_monthly;
};

/// "0.0336/vcpu-hour,0.0045/gb-hour"
Result<fargate::Rates> parse_versus(const std::string& text) {
  const auto wrong = [&text] {
    return invalid_value("--versus", text, "write it as 0.0336/vcpu-hour,0.0045/gb-hour");
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
    if (!nanos)
      return invalid_value("--max-monthly", options.max_monthly, "write an amount such as 500");
    request.max_monthly = Money::from_nanos(*nanos);
  }
  if (const auto discount = parse_discount(options.discount); !discount) return discount.error();
  return request;
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
  if (const auto failure = find_prices(options, session.region_of(fleet), context, request->bill))
    return report_error(context, *failure);
  if (request->max_monthly && !request->bill.price)
    return report_error(context, {"--max-monthly needs prices", "give --region"});
  const auto judged = session.judge(fleet);
  if (!judged) return report_error(context, judged.error());

  UsageOf of{*judged};
  if (const auto failure = read_usage(options, {&of, 1})) return refuse(context, *failure);
  const auto bill = report::make_bill(*judged, of.usage, std::move(request->bill));
  int code = session::has_trouble(*judged) ? kExitTrouble : kExitClean;
  code = std::max(code, deliver_each(*targets, options, context,
                                     [&](const auto& renderer, const auto& render, auto& text) {
                                       renderer.render_cost(bill, render, text);
                                     }));
  say_errors({&*judged, 1}, context);
  for (const auto& unreadable : judged->reading->unreadable)
    report_error(context, {report::unreadable_text(unreadable),
                           "this document was skipped, so its workloads are not counted"});
  say_not_linted(*judged->reading, options, context);
  const bool too_much = exceeds(bill, request->max_monthly, context);
  return code == kExitClean && too_much ? kExitFindings : code;
}

}  // namespace fargate_lint::cmd
