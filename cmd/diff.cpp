#include "report/difference.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "command.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "overwrite.hpp"
#include "pipeline.hpp"
#include "pricing.hpp"
#include "report/files.hpp"
#include "report/finding_text.hpp"
#include "session/comparison.hpp"
#include "settings.hpp"
#include "severities.hpp"
#include "sides.hpp"
#include "terminal.hpp"

namespace fargate_lint::cmd {
namespace {

using fargate::Money;

/// The most that the cost may grow by.
struct MaxIncrease {
  std::optional<Money> amount;
  std::optional<std::int64_t> percent_nanos;

  bool is_exceeded(Money before, Money after) const {
    const auto increase = after - before;
    if (increase <= Money()) return false;
    if (amount) return increase > *amount;
    constexpr Money::Nanos kWhole = Money::Nanos{100} * 1'000'000'000;
    return percent_nanos && increase.nanos() * kWhole > before.nanos() * *percent_nanos;
  }
};

Result<MaxIncrease> parse_max_increase(const std::string& text) {
  MaxIncrease most;
  if (text.empty()) return most;
  constexpr std::int64_t kMostAmount = 999'999'999;
  constexpr std::int64_t kMostPercent = 1'000'000;
  const bool is_percent = text.ends_with('%');
  const auto nanos =
      fargate::parse_nanos(trimmed(text, " %"), is_percent ? kMostPercent : kMostAmount);
  if (!nanos)
    return invalid_value("--max-increase", text, "write an amount such as 50, or a percentage");
  if (is_percent)
    most.percent_nanos = *nanos;
  else
    most.amount = Money::from_nanos(*nanos);
  return most;
}

using Sides = std::array<std::unique_ptr<session::Side>, 2>;

/// Reads and judges both sides. A cluster whose profiles nobody named is judged by those of the
/// other side.
Result<Sides> open_sides(std::array<session::SideRequest, 2> requests, const Context& context) {
  Sides sides;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    auto opened =
        session::Side::open(context.system, std::move(requests.at(i)), FARGATE_LINT_VERSION);
    if (!opened) return opened.error();
    sides.at(i) = std::move(opened).value();
    for (const auto& remark : sides.at(i)->take_remarks()) report_warning(context, remark);
  }
  for (const auto& path : sides[0]->request().settings.request.paths)
    if (sides[0]->lacks(path) && sides[1]->lacks(path))
      return Error{"neither `" + sides[0]->request().name + "` nor `" + sides[1]->request().name +
                       "` has `" + path + "`",
                   "name files or directories of a revision, as git writes them"};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    auto& side = *sides.at(i);
    const auto& other = *sides.at(1 - i);
    if (side.request().kind != session::SideRequest::Kind::cluster || side.declares_profiles())
      continue;
    if (auto failure = side.judge_by(other.report().fleet)) return *std::move(failure);
  }
  return sides;
}

/// Nobody can call the run a success if the new side cannot be read; what is wrong with the old one
/// is no fault of the change.
bool say_trouble(const Sides& sides, const Context& context) {
  const auto say = [&](const session::Side& side, bool is_new) {
    const auto tell = [&](const std::string& text, const std::string& hint) {
      const Error error{(is_new ? "" : "in " + side.request().name + ": ") + text, hint};
      is_new ? static_cast<void>(report_error(context, error)) : report_warning(context, error);
    };
    for (const auto& error : side.report().errors())
      tell(report::error_text(error.get()), error.get().hint);
    for (const auto& unreadable : side.report().reading->unreadable)
      tell(report::unreadable_text(unreadable),
           "this document was skipped, so its objects are unknown");
  };
  say(*sides[0], false);
  say(*sides[1], true);
  return session::has_trouble(sides[1]->report());
}

session::Region region_of(const Sides& sides) {
  auto region = sides[1]->region();
  if (region.name.empty()) region = sides[0]->region();
  return region;
}

}  // namespace

int run_diff(const Options& options, const Context& context) {
  const auto& command = *find_command("diff");
  const auto wrong = [&](const Error& error) { return usage_error(command, context, error); };
  const auto targets = parse_targets(context.system.files, options.outputs, command.takes);
  if (!targets) return wrong(targets.error());
  const auto most = parse_max_increase(options.max_increase);
  if (!most) return wrong(most.error());
  if (const auto discount = parse_discount(options.discount); !discount)
    return wrong(discount.error());
  if (const auto rules = lint::choose(rules::all(), {options.select, options.ignore}); !rules)
    return wrong(rules.error());
  system::Overlay files(context.system.files);
  const auto& of = context.system;
  const system::System system{files, of.writer, of.environment, of.clock, of.console, of.process};
  const Context own{system, context.program, context.variables, context.color_errors, context.held};
  auto requests = find_sides(options, own, files);
  if (!requests) return refuse(context, requests.error());
  const auto settings = (*requests)[1].settings;
  for (const auto& request : *requests)
    if (const auto failure = check_overwriting(request.settings, *targets, context.system.files))
      return report_error(context, *failure);

  const auto sides = open_sides(*std::move(requests), own);
  if (!sides) return report_error(context, sides.error());
  auto& [before, after] = *sides;
  report::BillOptions bill;
  if (const auto failure = find_prices(options, region_of(*sides), context, bill))
    return report_error(context, *failure);
  if (!options.max_increase.empty() && !bill.price)
    return report_error(context, {"--max-increase needs prices", "give --region"});
  auto difference = session::compare(*before, *after);
  if (!difference) return report_error(context, difference.error());
  std::array<UsageOf, 2> usage = {UsageOf{before->report()}, UsageOf{after->report()}};
  if (const auto failure = read_usage(options, usage)) return refuse(context, *failure);

  report::Comparison comparison{
      .before = before->report(),
      .after = after->report(),
      .difference = std::move(difference).value(),
      .from = before->request().name,
      .to = after->request().name,
      .before_bill = report::make_bill(before->report(), usage[0].usage, bill),
      .after_bill = report::make_bill(after->report(), usage[1].usage, bill),
      .fails = parse_fail_on(settings.request.fail_on),
      .max_increase = options.max_increase};
  for (const auto bound : {report::Bound::least, report::Bound::most})
    comparison.exceeds_increase =
        comparison.exceeds_increase ||
        most->is_exceeded(comparison.total_before(bound), comparison.total_after(bound));
  const report::Files on_disk(context.system.files);
  const auto shown = parse_severity(settings.request.severity);
  const int code =
      deliver_each(*targets, options, context, [&](const auto& renderer, auto& render, auto& text) {
        render.files = &on_disk;
        render.shown = shown.value_or(render.shown);
        renderer.render_difference(comparison, render, text);
      });
  const bool trouble = say_trouble(*sides, context);
  if (code != kExitClean) return code;
  if (trouble) return kExitTrouble;
  return comparison.fails_run() ? kExitFindings : kExitClean;
}

}  // namespace fargate_lint::cmd
