#include "kube/cron.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <cstdint>
#include <vector>

namespace fargate_lint::kube {
namespace {

using std::chrono::seconds;

constexpr unsigned kMinutesOfHour = 60;
constexpr unsigned kHoursOfDay = 24;
constexpr unsigned kMinutesOfDay = kMinutesOfHour * kHoursOfDay;

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto begin = text.find_first_not_of(separators);
    if (begin == std::string_view::npos) return parts;
    const auto end = std::min(text.find_first_of(separators, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    text.remove_prefix(end);
  }
}

std::optional<unsigned> to_number(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

using Set = std::bitset<kMinutesOfHour>;

/// One of a field's parts: `*`, `7`, `1-5`, each with `/3` perhaps. A number with a step runs to
/// the end: `10/15` is 10, 25, 40, 55.
bool add_range(std::string_view part, unsigned size, Set& set) {
  const auto slash = part.find('/');
  const std::string_view range = part.substr(0, slash);
  unsigned first = 0;
  auto last = size - 1;
  if (range != "*" && range != "?") {
    const auto dash = range.find('-');
    const auto from = to_number(range.substr(0, dash));
    const bool open = dash == std::string_view::npos && slash != std::string_view::npos;
    const auto to = dash == std::string_view::npos ? from : to_number(range.substr(dash + 1));
    if (!from || !to) return false;
    first = *from;
    if (!open) last = *to;
  }
  const auto step = slash == std::string_view::npos ? std::optional<unsigned>(1)
                                                    : to_number(part.substr(slash + 1));
  if (!step || *step == 0 || first > last || last >= size) return false;
  for (auto value = first; value <= last; value += std::min(*step, size)) set.set(value);
  return true;
}

std::optional<Set> read_field(std::string_view field, unsigned size) {
  Set set;
  for (const std::string_view part : split(field, ",")) {
    if (!add_range(part, size, set)) return std::nullopt;
  }
  if (set.none()) return std::nullopt;
  return set;
}

/// Days that follow each other are not looked at: at midnight the next run may be a month away.
seconds shortest_gap(const Set& minutes, const Set& hours) {
  auto shortest = kMinutesOfDay;
  std::optional<unsigned> previous;
  for (unsigned at = 0; at < kMinutesOfDay; ++at) {
    if (!hours[at / kMinutesOfHour] || !minutes[at % kMinutesOfHour]) continue;
    if (previous) shortest = std::min(shortest, at - *previous);
    previous = at;
  }
  return std::chrono::minutes(shortest);
}

/// A Go duration (time.ParseDuration) of whole numbers: `1m30s`, `2h`.
std::optional<seconds> read_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::uint32_t seconds;
  };
  constexpr std::array<Unit, 3> kUnits = {{{"h", 3600}, {"m", 60}, {"s", 1}}};
  if (text.empty()) return std::nullopt;
  seconds total{0};
  while (!text.empty()) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = to_number(text.substr(0, digits));
    text.remove_prefix(digits);
    const auto* unit = std::ranges::find_if(
        kUnits, [&](const Unit& candidate) { return text.starts_with(candidate.name); });
    if (!number || unit == kUnits.end()) return std::nullopt;
    total += seconds(std::int64_t{*number} * unit->seconds);
    text.remove_prefix(unit->name.size());
  }
  return total;
}

std::optional<seconds> read_descriptor(std::string_view text) {
  constexpr std::string_view kEvery = "@every ";
  if (text.starts_with(kEvery)) {
    const auto interval = read_duration(text.substr(kEvery.size()));
    // Finer than a second is rounded up to one (robfig/cron, constantdelay.go).
    if (interval) return std::clamp(*interval, seconds(1), seconds(std::chrono::days(1)));
    return std::nullopt;
  }
  if (text == "@hourly") return std::chrono::hours(1);
  constexpr std::array<std::string_view, 6> kRarely = {"@daily",   "@midnight", "@weekly",
                                                       "@monthly", "@yearly",   "@annually"};
  if (std::ranges::find(kRarely, text) != kRarely.end()) return std::chrono::days(1);
  return std::nullopt;
}

}  // namespace

std::optional<seconds> shortest_interval(std::string_view schedule) {
  auto fields = split(schedule, " \t\r\n");
  if (!fields.empty() && (fields[0].starts_with("TZ=") || fields[0].starts_with("CRON_TZ="))) {
    schedule = schedule.substr(static_cast<std::size_t>(fields[0].data() - schedule.data()) +
                               fields[0].size());
    fields.erase(fields.begin());
  }
  if (fields.empty()) return std::nullopt;
  if (fields[0].starts_with('@')) {
    return read_descriptor(schedule.substr(schedule.find('@')));
  }
  constexpr std::size_t kFields = 5;  // minute, hour, day of month, month, day of week
  if (fields.size() != kFields) return std::nullopt;
  const auto minutes = read_field(fields[0], kMinutesOfHour);
  const auto hours = read_field(fields[1], kHoursOfDay);
  if (!minutes || !hours) return std::nullopt;
  return shortest_gap(*minutes, *hours);
}

}  // namespace fargate_lint::kube
