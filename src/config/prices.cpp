#include "config/prices.hpp"

#include <algorithm>
#include <optional>

#include "base/message.hpp"
#include "yaml/location.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::config {
namespace {

constexpr std::string_view kExample =
    "write {\"ca-west-1\": {\"vcpu_hour\": 0.044, \"gb_hour\": 0.0048}}";

/// What is wrong at a node of the file.
class Complaint {
 public:
  explicit Complaint(const std::string& path) : path_(path) {}
  Error at(yaml::Node node, const std::string& what) const {
    const auto begin = yaml::locate(node).span.begin;
    return {
        path_ + ":" + std::to_string(begin.line) + ":" + std::to_string(begin.column) + ": " + what,
        std::string(kExample)};
  }

 private:
  const std::string& path_;
};

Result<std::int64_t> read_price(yaml::Node field, std::string_view name, yaml::Node entry,
                                const Complaint& complaint) {
  if (!field) return complaint.at(entry, "no `" + std::string(name) + "`");
  const auto nanos = fargate::parse_nanos(field.text(), fargate::kMostPerHour);
  if (!nanos || !(field.is_number() || field.is_string()))
    return complaint.at(field, "`" + std::string(name) +
                                   "` is not a price: " + quote(field.text()).text() +
                                   " (a number from 0 to 100000 with at most 9 decimals)");
  return *nanos;
}

bool is_currency(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<fargate::RegionPrice> read_region(yaml::Node key, yaml::Node entry,
                                         const Complaint& complaint) {
  if (!fargate::is_region_name(key.text()))
    return complaint.at(key, "not a region: " + quote(key.text()).text());
  if (!entry.is_mapping())
    return complaint.at(entry, "the prices of " + std::string(key.text()) + " are not an object");
  for (const auto [name, value] : entry.entries())
    if (const auto text = name.text();
        text != "vcpu_hour" && text != "gb_hour" && text != "storage_gb_hour" && text != "currency")
      return complaint.at(name, "unknown key " + quote(text).text());
  fargate::RegionPrice price{.region = std::string(key.text())};
  const auto vcpu = read_price(entry["vcpu_hour"], "vcpu_hour", entry, complaint);
  if (!vcpu) return vcpu.error();
  const auto memory = read_price(entry["gb_hour"], "gb_hour", entry, complaint);
  if (!memory) return memory.error();
  price.rates = {.vcpu_hour = *vcpu, .gb_hour = *memory};
  if (const auto storage = entry["storage_gb_hour"]) {
    const auto nanos = read_price(storage, "storage_gb_hour", entry, complaint);
    if (!nanos) return nanos.error();
    price.rates.storage_gb_hour = *nanos;
  }
  if (const auto currency = entry["currency"]) {
    if (!is_currency(currency.text()))
      return complaint.at(currency, "`currency` is not a code of three letters such as USD");
    price.currency = currency.text();
  }
  return price;
}

}  // namespace

Result<Prices> read_prices(const system::FileSystem& files, const std::string& path) {
  const auto text = system::read_regular_file(files, path);
  if (!text) return Error{"cannot read the prices in `" + path + "`", "check the path"};
  yaml::SyntaxError fault;
  const auto document = yaml::read_document(*text, {.path = SharedText(path)}, &fault);
  if (document == nullptr)
    return Error{path + ":" + std::to_string(fault.span.begin.line) + ": " + fault.message,
                 std::string(kExample)};
  const Complaint complaint(path);
  const auto root = document->root();
  if (!root.is_mapping() || root.size() == 0)
    return complaint.at(root, "the file holds no prices by region");
  Prices prices;
  for (const auto [key, entry] : root.entries()) {
    auto price = read_region(key, entry, complaint);
    if (!price) return price.error();
    prices.insert_or_assign(price->region, *price);
  }
  return prices;
}

}  // namespace fargate_lint::config
