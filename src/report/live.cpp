#include "report/live.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "base/text.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

/// "2026-11-30 12:40:11Z"
std::string time_text(std::int64_t seconds, char between) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u%c%02d:%02d:%02dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), between, static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

/// "10,000"
std::string grouped(std::size_t number) {
  auto text = std::to_string(number);
  for (auto at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string grouped(std::size_t number, const char* noun) {
  return grouped(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string not_read_text(const fargate::LiveCluster& live) {
  constexpr std::size_t kMostLists = 8;
  std::vector<std::string> shown;
  for (const auto& list : live.not_read) {
    if (shown.size() == kMostLists) break;
    shown.push_back(sanitise(list.list + " (" + list.why + ")"));
  }
  return listed(shown, live.not_read.size());
}

std::string profile_name(const lint::Report& report, const fargate::Placement& placement) {
  if (!placement.profile) return {};
  return "profile `" + sanitise(report.profiles()[*placement.profile].display_name()) + "`";
}

}  // namespace

bool is_of_cluster(const lint::Location& where) {
  return where.origin && where.origin->kind == yaml::Origin::Kind::cluster_object;
}

void append_live_heading(const lint::Report& report, const RenderOptions& options,
                         const Palette& palette, std::string& out) {
  if (report.reading->live == nullptr) return;
  const auto& live = *report.reading->live;
  auto text = live.name.empty() ? std::string("the cluster") : sanitise(live.name);
  text += live.ns.empty() ? ", all namespaces" : ", namespace " + sanitise(live.ns);
  text += ", " + time_text(live.read_at, ' ') + ": ";
  text += grouped(report.placements.size(), "workload");
  if (live.has_pods) text += ", " + grouped(live.pods().size(), "pod");
  const std::string title = "LIVE  ";
  const auto indent = title.size();
  const auto lines = wrap(text, options.width - indent);
  for (const auto& line : lines) {
    const bool first = &line == &lines.front();
    if (!first) out.append(indent, ' ');
    out += palette.paint(palette.bold, (first ? title : "") + line) + "\n";
  }
  if (!live.not_read.empty())
    for (const auto& line : wrap("not read: " + not_read_text(live), options.width - indent)) {
      out.append(indent, ' ');
      out += palette.paint(palette.warning, line) + "\n";
    }
  out += '\n';
}

std::string running_text(const lint::PlacedWorkload& placed) {
  if (!placed.live) return {};
  const auto& live = *placed.live;
  if (live.pods == 0) return "no pods";
  const auto all = std::to_string(live.pods);
  if (live.elsewhere == 0) return std::to_string(live.on_fargate) + " of " + all;
  auto text = std::to_string(live.elsewhere);
  if (live.elsewhere != live.pods) text += " of " + all;
  text += " on EC2";
  if (live.on_fargate != 0) text = std::to_string(live.on_fargate) + " of " + all + ", " + text;
  return text;
}

std::string difference_text(const lint::Report& report, const lint::PlacedWorkload& placed) {
  using fargate::Differs;
  if (!placed.live) return {};
  const auto& live = *placed.live;
  const auto& placement = *placed.placement;
  switch (live.differs) {
    case Differs::no: return {};
    case Differs::created_before_profile:
      return profile_name(report, placement) + " selects it now, but its pods run elsewhere: " +
             "they keep their nodes until they are recreated (`kubectl rollout restart`)";
    case Differs::refused_elsewhere:
      return "runs elsewhere now; Fargate would reject its next pods, because " +
             profile_name(report, placement) + " selects them";
    case Differs::profile:
      return "its pods were placed by profile `" + sanitise(live.profile) + "`" +
             (placement.profile
                  ? ", not by `" + sanitise(report.profiles()[*placement.profile].display_name()) +
                        "`"
                  : ", which does not select them now");
    case Differs::size: return "Fargate provisioned " + sanitise(live.capacity) + " for its pods";
  }
  return {};
}

void write_live(JsonWriter& json, const lint::PlacedWorkload& placed) {
  if (!placed.live) return;
  const auto& live = *placed.live;
  json.key("live").begin_object().member("pods", live.pods);
  json.member("on_fargate", live.on_fargate).member("elsewhere", live.elsewhere);
  json.member("pending", live.pending);
  json.text_or_null("profile", live.profile).text_or_null("capacity", live.capacity);
  json.key("events").begin_array();
  for (const auto& event : live.events) json.value(event);
  json.end_array();
  json.text_or_null("differs", to_string(live.differs)).end_object();
}

void write_live_cluster(JsonWriter& json, const lint::Report& report) {
  if (report.reading->live == nullptr) return;
  const auto& live = *report.reading->live;
  json.key("live").begin_object().member("context", live.name);
  json.text_or_null("namespace", live.ns);
  json.member("read_at", time_text(live.read_at, 'T'));
  json.member("pods", live.pods().size());
  json.key("not_read").begin_array();
  for (const auto& list : live.not_read)
    json.begin_object().member("list", list.list).member("why", list.why).end_object();
  json.end_array().end_object();
}

}  // namespace fargate_lint::report
