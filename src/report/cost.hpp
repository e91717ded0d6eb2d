#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fargate/cost.hpp"
#include "lint/report.hpp"
#include "report/renderer.hpp"

/// What the workloads of a report cost in a month: computed here, shown by one file for each
/// format.
namespace fargate_lint::report {

/// Why a workload has no price.
enum class Unpriced : std::uint8_t {
  no,           ///< it has one
  refused,      ///< its Pods never run
  undecided,    ///< the input does not show whether they run on Fargate
  not_fargate,  ///< they run elsewhere
  no_hours,     ///< they end by themselves, and nobody knows when
  no_count,     ///< the manifest does not tell how many there are
  no_region,    ///< no price is known
  helm_test,    ///< only `helm test` creates them, and they run for a moment
};
std::string_view to_string(Unpriced reason);  ///< "no-hours", for machines; empty for `no`

/// What the user says instead of the manifests, by the number of a placement.
struct Usage {
  std::map<std::uint32_t, fargate::MicroHours> hours;
  std::map<std::uint32_t, std::uint32_t> replicas;
};

/// How the bill shows its workloads.
enum class GroupBy : std::uint8_t { workload, profile, ns };

struct BillOptions {
  std::optional<fargate::RegionPrice> price;
  std::string region = {};        ///< that was asked for or found; empty if none
  bool region_ambiguous = false;  ///< the profiles are in several
  std::string prices_file = {};   ///< where the prices are from, if not from AWS's list
  std::string discount = {};      ///< "20 %"; empty for none
  GroupBy group_by = GroupBy::workload;
  /// Prices of other nodes to compare with.
  std::optional<fargate::Rates> versus = {};
};

struct BillRow {
  const lint::PlacedWorkload* placed = nullptr;
  std::string profile;  ///< empty if no profile selects it
  fargate::Pods pods;
  std::string pods_from;  ///< "spec.replicas", "--replicas"
  Unpriced unpriced = Unpriced::no;
  bool has_count = false;
  bool bounded_by_deadline = false;  ///< the hours are the most that a CronJob may run
  std::optional<fargate::Size> size;
  std::optional<fargate::Money> hourly;  ///< of one Pod; also where the hours are not known
  fargate::Cost cost;                    ///< if it has a price
};

struct BillSum {
  std::string name;  ///< of a group
  std::uint32_t workloads = 0;
  std::uint32_t priced = 0;
  fargate::Money least;
  fargate::Money most;
  fargate::Money waste;
  void add(const BillRow& row);
};

struct Bill {
  BillOptions options;
  bool no_profiles = false;   ///< every Pod is priced as if it ran on Fargate
  std::vector<BillRow> rows;  ///< all workloads, in the order of the report
  BillSum total;
  std::vector<BillSum> by_profile;  ///< sorted by name
  std::vector<BillSum> by_namespace;
  std::map<Unpriced, std::uint32_t> unpriced;
  std::uint32_t storage_unpriced = 0;  ///< workloads
  std::uint32_t partial = 0;           ///< priced by what the manifest shows of the Pod
  std::uint32_t uncertain_size = 0;    ///< priced, and what decides their size is not documented
  std::uint32_t bounded = 0;
  /// What the requests alone would cost on nodes at `options.versus`, in the least month.
  fargate::Money versus;

  bool has_price() const { return options.price.has_value(); }
};
/// The report must live as long.
Bill make_bill(const lint::Report& report, const Usage& usage, BillOptions options);

/// The utilization below which Fargate costs less than the other nodes, in whole percent; nothing
/// if nothing is priced.
std::optional<unsigned> break_even(const Bill& bill);
/// What is shown under a group's name that is empty.
std::string group_name(const BillSum& sum);
/// "us-east-1, on demand, list of 2026-09-11, in USD"
std::string price_words(const Bill& bill);
/// Why a bill without a price has none, and what to do: "give --region to see prices".
std::string region_note(const Bill& bill);
/// What the bill leaves out and assumes, a line each.
std::vector<std::string> bill_notes(const Bill& bill);
/// "8.4 % of the lower sum, 12.97, pays for rounding ..."; empty if nothing is wasted.
std::string waste_note(const Bill& bill);
/// "36.04–180.20", or "36.04".
std::string range_text(fargate::Money least, fargate::Money most, bool unicode);
/// Whether a table of costs shows the row: of what costs nothing by its nature it only tells how
/// many there are.
bool is_shown(const BillRow& row);
/// "2-10"
std::string range_of_pods(fargate::Pods pods, bool unicode);
/// What stands where a month's price is missing: "refused", "-".
std::string missing_price(const BillRow& row, bool unicode);
/// What gets a cheaper size: "request `memory: 1792Mi` ... to get 1 vCPU 2 GB".
std::string cheaper_text(const BillRow& row);
/// The priced rows that have a cheaper size, those that save most first.
std::vector<const BillRow*> cheaper_rows(const Bill& bill);

}  // namespace fargate_lint::report
