#include "report/html_landings.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "report/html_page.hpp"
#include "report/outcome.hpp"
#include "report/text.hpp"

// The picture is a flow diagram: namespaces on the left, on the right where their workloads land,
// and ribbons between them. It is drawn twice, for wide windows and for phones, because text in a
// picture that is scaled down cannot be read; the style sheet shows one of them. All coordinates
// are tenths of a pixel, in integers, so that the same input gives the same bytes everywhere.

namespace fargate_lint::report {
namespace {

using fargate::Money;

/// Where workloads come to, in the order of the picture.
enum class Place : std::uint8_t { fargate, never, undecided, elsewhere };

Place place_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::refused:
    case Outcome::invalid:
    case Outcome::unplaced: return Place::never;
    case Outcome::undecided: return Place::undecided;
    case Outcome::fargate: return Place::fargate;
    case Outcome::elsewhere: return Place::elsewhere;
  }
  return Place::undecided;
}

Markup tone(Place place) {
  switch (place) {
    case Place::fargate: return "good";
    case Place::never: return "error";
    case Place::undecided: return "warning";
    case Place::elsewhere: return "none";
  }
  return "none";
}

struct Destination {
  Place place = Place::fargate;
  std::string profile;  ///< of Place::fargate; empty if every Pod is taken to run there
  auto operator<=>(const Destination&) const = default;
};

std::string name_of(const Destination& to) {
  switch (to.place) {
    case Place::fargate: return to.profile.empty() ? "Fargate" : to.profile;
    case Place::never: return "never runs";
    case Place::undecided: return "undecided";
    case Place::elsewhere: return "not on Fargate";
  }
  return {};
}

struct Sum {
  Tally tally;
  Money least;
  Money most;
  std::uint32_t priced = 0;

  void add(const BillRow& row) {
    tally.add(*row.placed);
    if (row.unpriced != Unpriced::no) return;
    ++priced;
    least += row.cost.least;
    most += row.cost.most;
  }
  void add(const Sum& other) {
    tally.workloads += other.tally.workloads;
    tally.least += other.tally.least;
    tally.most += other.tally.most;
    tally.unknown += other.tally.unknown;
    least += other.least;
    most += other.most;
    priced += other.priced;
  }
};

struct Flow {
  std::string ns;
  Destination to;
  Sum sum;
};

/// Sorted by namespace, then by where they come to.
std::vector<Flow> flows_of(const Bill& bill) {
  std::map<std::pair<std::string_view, Destination>, Sum> sums;
  for (const auto& row : bill.rows) {
    Destination to{place_of(outcome_of(*row.placed->placement)), {}};
    if (to.place == Place::fargate) to.profile = row.profile;
    sums[{row.placed->object.ns.view(), std::move(to)}].add(row);
  }
  std::vector<Flow> flows;
  for (const auto& [key, sum] : sums)
    flows.push_back(
        {key.first.empty() ? "(no namespace)" : std::string(key.first), key.second, sum});
  return flows;
}

std::string month_text(const Sum& sum) {
  return sum.priced == 0 ? std::string() : range_text(sum.least, sum.most, true);
}

// The table.

void append_table(const Bill& bill, const std::vector<Flow>& flows, std::string_view id,
                  HtmlWriter& html) {
  constexpr std::size_t kMostOpen = 12;
  html.add("<details class=\"more\" id=\"").text(id).add("\"");
  html.add_if(flows.size() <= kMostOpen, " open").add("><summary>");
  html.add(
      "The same as a table</summary>\n<table class=\"rows\"><thead><tr>"
      "<th scope=\"col\">Namespace</th><th scope=\"col\">Lands on</th>"
      "<th scope=\"col\" class=\"r\">Workloads</th><th scope=\"col\" class=\"r\">Pods</th>");
  if (bill.has_price())
    html.add("<th scope=\"col\" class=\"r\">")
        .text(bill.options.price->currency)
        .add(" per month</th>");
  html.add("</tr></thead>\n<tbody>\n");
  for (const auto& flow : flows) {
    html.add("<tr><th scope=\"row\">").text(flow.ns).add("</th><td><span class=\"tag ");
    html.add(tone(flow.to.place)).add("\">").text(name_of(flow.to)).add("</span></td>");
    html.add("<td class=\"r\">").text(counted(flow.sum.tally.workloads, "workload")).add("</td>");
    html.add("<td class=\"r\">").text(pods_text(flow.sum.tally, true)).add("</td>");
    if (bill.has_price()) html.add("<td class=\"r\">").text(month_text(flow.sum)).add("</td>");
    html.add("</tr>\n");
  }
  html.add("</tbody></table></details>\n");
}

// The picture.

struct Node {
  std::string name;
  Place place = Place::elsewhere;
  Sum sum;
  std::int64_t weight = 0;
  std::int64_t thickness = 0;  ///< of its ribbons together
  std::int64_t y = 0;          ///< of its bar
  std::int64_t used = 0;       ///< of its bar, by ribbons that are drawn
};

struct Ribbon {
  std::size_t from = 0;
  std::size_t to = 0;
  std::int64_t weight = 0;
  std::int64_t thickness = 0;
};

struct Diagram {
  std::vector<Node> left;
  std::vector<Node> right;
  std::vector<Ribbon> ribbons;  ///< from top to bottom, on the left and then on the right
};

constexpr std::int64_t kWhole = 1'000'000;

std::int64_t weight_of(const Sum& sum, Thickness thickness, Money total) {
  if (thickness == Thickness::workloads || total <= Money()) return sum.tally.workloads;
  return static_cast<std::int64_t>(sum.most.nanos() * kWhole / total.nanos());
}

/// The heaviest names first; all beyond `most` share one place behind them.
using Weights = std::map<std::string, std::int64_t>;
std::map<std::string, std::size_t> ranks_of(const Weights& weights, std::size_t most) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(weights.begin(), weights.end());
  std::ranges::stable_sort(sorted,
                           [](const auto& a, const auto& b) { return a.second > b.second; });
  std::map<std::string, std::size_t> ranks;
  const auto last = sorted.size() > most ? most - 1 : most;
  for (std::size_t i = 0; i < sorted.size(); ++i) ranks[sorted[i].first] = std::min(i, last);
  return ranks;
}

std::string name_of_rest(const std::map<std::string, std::size_t>& ranks, std::size_t rank,
                         std::string_view noun) {
  const auto count = std::ranges::count(ranks, rank, [](const auto& each) { return each.second; });
  return counted(static_cast<std::size_t>(count), std::string("more ").append(noun));
}

/// Puts nodes in order and joins what there is no room for.
class DiagramMaker {
 public:
  DiagramMaker(const std::vector<Flow>& flows, Thickness thickness) : flows_(flows) {
    Money total;
    for (const auto& flow : flows) total += flow.sum.most;
    for (const auto& flow : flows) weights_.push_back(weight_of(flow.sum, thickness, total));
  }

  Diagram make() {
    Weights namespaces;
    Weights profiles;
    for (std::size_t i = 0; i < flows_.size(); ++i) {
      namespaces[flows_[i].ns] += weights_[i];
      if (flows_[i].to.place == Place::fargate) profiles[name_of(flows_[i].to)] += weights_[i];
    }
    const auto from = ranks_of(namespaces, kMostNodes);
    const auto to = ranks_of(profiles, kMostNodes);
    std::map<std::size_t, Node> left;
    std::map<std::pair<Place, std::size_t>, Node> right;
    std::map<std::tuple<std::size_t, Place, std::size_t>, std::int64_t> ribbons;
    for (std::size_t i = 0; i < flows_.size(); ++i) {
      const auto& flow = flows_[i];
      const bool is_profile = flow.to.place == Place::fargate;
      const auto l = from.at(flow.ns);
      const auto r = is_profile ? to.at(name_of(flow.to)) : 0;
      const auto is_rest = [](const auto& ranks, std::size_t rank) {
        return rank + 1 == kMostNodes && ranks.size() > kMostNodes;
      };
      add(left[l], is_rest(from, l) ? name_of_rest(from, l, "namespace") : flow.ns, flow.to.place,
          i);
      add(right[{flow.to.place, r}],
          is_profile && is_rest(to, r) ? name_of_rest(to, r, "profile") : name_of(flow.to),
          flow.to.place, i);
      ribbons[{l, flow.to.place, r}] += weights_[i];
    }
    return join(std::move(left), std::move(right), ribbons);
  }

 private:
  static constexpr std::size_t kMostNodes = 7;

  void add(Node& node, std::string name, Place place, std::size_t flow) const {
    node.name = std::move(name);
    node.place = place;
    node.sum.add(flows_[flow].sum);
    node.weight += weights_[flow];
  }
  static Diagram join(
      std::map<std::size_t, Node> left, std::map<std::pair<Place, std::size_t>, Node> right,
      const std::map<std::tuple<std::size_t, Place, std::size_t>, std::int64_t>& ribbons) {
    Diagram diagram;
    std::map<std::size_t, std::size_t> left_at;
    std::map<std::pair<Place, std::size_t>, std::size_t> right_at;
    for (auto& [rank, node] : left) {
      left_at[rank] = diagram.left.size();
      diagram.left.push_back(std::move(node));
    }
    for (auto& [rank, node] : right) {
      right_at[rank] = diagram.right.size();
      diagram.right.push_back(std::move(node));
    }
    for (const auto& [key, weight] : ribbons)
      diagram.ribbons.push_back({left_at.at(std::get<0>(key)),
                                 right_at.at({std::get<1>(key), std::get<2>(key)}), weight, 0});
    return diagram;
  }

  const std::vector<Flow>& flows_;
  std::vector<std::int64_t> weights_;
};

/// What a picture measures, in tenths of a pixel; how many characters names have room for.
struct Frame {
  Markup markup;  ///< that begins it, up to its height
  std::int64_t left = 0;
  std::int64_t right = 0;
  std::size_t left_room = 0;
  std::size_t right_room = 0;
};
constexpr std::int64_t kBar = 80;
constexpr std::int64_t kGap = 90;
constexpr std::int64_t kLine = 165;
const std::array<Frame, 2> kFrames = {
    {{"<svg class=\"wide\" role=\"img\" viewBox=\"0 0 9000 ", 2300, 6100, 30, 38},
     {"<svg class=\"narrow\" role=\"img\" viewBox=\"0 0 3600 ", 1090, 2040, 14, 20}}};

/// How thick each ribbon is: all of them together no more than `kMost`, none too thin to be seen.
void measure(Diagram& diagram) {
  constexpr std::int64_t kMost = 1900;
  constexpr std::int64_t kThinnest = 20;
  constexpr std::int64_t kThickest = 260;  // of one workload
  std::int64_t total = 0;
  for (const auto& ribbon : diagram.ribbons) total += ribbon.weight;
  for (auto& ribbon : diagram.ribbons) {
    const auto share = total == 0 ? 0 : ribbon.weight * kMost / total;
    ribbon.thickness = std::max(kThinnest, std::min(share, ribbon.weight * kThickest));
    diagram.left[ribbon.from].thickness += ribbon.thickness;
    diagram.right[ribbon.to].thickness += ribbon.thickness;
  }
}

std::int64_t room_of(const Node& node, std::int64_t lines) {
  return std::max(node.thickness, lines * kLine);
}

std::int64_t height_of(const std::vector<Node>& nodes, std::int64_t lines) {
  std::int64_t height = -kGap;
  for (const auto& node : nodes) height += room_of(node, lines) + kGap;
  return height;
}

void place(std::vector<Node>& nodes, std::int64_t lines, std::int64_t height) {
  auto y = (height - height_of(nodes, lines)) / 2;
  for (auto& node : nodes) {
    const auto room = room_of(node, lines);
    node.y = y + (room - node.thickness) / 2;
    node.used = 0;
    y += room + kGap;
  }
}

void append_ribbon(const Frame& frame, const Ribbon& ribbon, Diagram& diagram, HtmlWriter& html) {
  auto& from = diagram.left[ribbon.from];
  auto& to = diagram.right[ribbon.to];
  const auto y0 = from.y + std::exchange(from.used, from.used + ribbon.thickness);
  const auto y1 = to.y + std::exchange(to.used, to.used + ribbon.thickness);
  const auto x0 = frame.left + kBar;
  const auto x1 = frame.right;
  const auto middle = (x0 + x1) / 2;
  const auto point = [&html](std::int64_t x, std::int64_t y) { html.number(x).add(" ").number(y); };
  const auto curve = [&](std::int64_t begin, std::int64_t x, std::int64_t end) {
    html.add("C");
    point(middle, begin);
    html.add(" ");
    point(middle, end);
    html.add(" ");
    point(x, end);
  };
  html.add("<path class=\"flow ").add(tone(to.place)).add("\" d=\"M");
  point(x0, y0);
  curve(y0, x1, y1);
  html.add("V").number(y1 + ribbon.thickness);
  curve(y1 + ribbon.thickness, x0, y0 + ribbon.thickness);
  html.add("Z\"/>\n");
}

void append_bar(const Node& node, std::int64_t x, Markup tone_of_it, HtmlWriter& html) {
  html.add("<rect class=\"bar ").add(tone_of_it).add("\" x=\"").number(x).add("\" y=\"");
  html.number(node.y).add("\" width=\"").number(kBar).add("\" height=\"").number(node.thickness);
  html.add("\"/>\n");
}

void append_label(const std::vector<std::string>& lines, std::int64_t x, std::int64_t y,
                  bool at_end, std::size_t room, HtmlWriter& html) {
  y -= (static_cast<std::int64_t>(lines.size()) * kLine) / 2 - kLine * 3 / 4;
  for (const auto& line : lines) {
    const bool first = &line == &lines.front();
    html.add("<text").add_if(!first, " class=\"d\"");
    html.add_if(at_end, " text-anchor=\"end\"");
    html.add(" x=\"").number(x).add("\" y=\"").number(y).add("\">");
    html.text(clip(sanitise(line), room)).add("</text>\n");
    y += kLine;
  }
}

std::vector<std::string> lines_of(const Node& node, bool with_pods) {
  std::vector<std::string> lines = {node.name, counted(node.sum.tally.workloads, "workload")};
  if (!with_pods) return lines;
  if (auto pods = pods_text(node.sum.tally, true); !pods.empty()) lines.back() += ", " + pods;
  if (auto month = month_text(node.sum); !month.empty()) lines.push_back(month + " a month");
  return lines;
}

void append_picture(const Frame& frame, Diagram diagram, std::string_view id, HtmlWriter& html) {
  std::int64_t right_lines = 2;
  for (const auto& node : diagram.right)
    right_lines = std::max(right_lines, static_cast<std::int64_t>(lines_of(node, true).size()));
  const auto height = std::max(height_of(diagram.left, 2), height_of(diagram.right, right_lines));
  place(diagram.left, 2, height);
  place(diagram.right, right_lines, height);
  html.add(frame.markup).number(height).add("\" aria-labelledby=\"").text(id);
  html.add("-picture\">\n");
  for (const auto& ribbon : diagram.ribbons) append_ribbon(frame, ribbon, diagram, html);
  for (const auto& node : diagram.left) {
    append_bar(node, frame.left, "none", html);
    append_label(lines_of(node, false), frame.left - kGap, node.y + node.thickness / 2, true,
                 frame.left_room, html);
  }
  for (const auto& node : diagram.right) {
    append_bar(node, frame.right, tone(node.place), html);
    append_label(lines_of(node, true), frame.right + kBar + kGap, node.y + node.thickness / 2,
                 false, frame.right_room, html);
  }
  html.add("</svg>\n");
}

}  // namespace

void append_landings(const Bill& bill, Thickness thickness, std::string_view id, HtmlWriter& html) {
  if (bill.rows.empty()) return;
  const auto flows = flows_of(bill);
  auto diagram = DiagramMaker(flows, thickness).make();
  measure(diagram);
  html.add("<figure class=\"picture\"><figcaption id=\"").text(id).add("-picture\">");
  html.add_if(thickness == Thickness::cost && bill.has_price(),
              "From namespaces to Fargate profiles, by the most that they cost per month",
              "From namespaces to Fargate profiles, by number of workloads");
  html.add("</figcaption>\n");
  for (const auto& frame : kFrames) append_picture(frame, diagram, id, html);
  html.add("</figure>\n");
  append_table(bill, flows, id, html);
}

}  // namespace fargate_lint::report
