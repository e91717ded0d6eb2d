#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "command.hpp"
#include "report/cost.hpp"
#include "session/region.hpp"

/// What the options of prices say, for the commands that have them.
namespace fargate_lint::cmd {

/// "20%" in millionths; 0 of an empty text.
Result<std::uint32_t> parse_discount(const std::string& text);

/// The prices that apply in a region. An error if they were asked for and there are none.
Failure find_prices(const Options& options, const session::Region& region, const Context& context,
                    report::BillOptions& bill);

/// What `--hours` and `--replicas` say of each of several reports. An error if they name a workload
/// that is in none of them.
struct UsageOf {
  const lint::Report& report;
  report::Usage usage = {};
};
Failure read_usage(const Options& options, std::span<UsageOf> all);

}  // namespace fargate_lint::cmd
