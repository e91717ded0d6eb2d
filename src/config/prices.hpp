#pragma once

#include <map>
#include <string>

#include "base/result.hpp"
#include "fargate/price.hpp"
#include "system/file_system.hpp"

namespace fargate_lint::config {

/// Prices of the user's own, by region.
using Prices = std::map<std::string, fargate::RegionPrice, std::less<>>;

/// Reads a file of prices: {"ca-west-1": {"vcpu_hour": 0.044, "gb_hour": 0.0048,
/// "storage_gb_hour": 0.0001, "currency": "CAD"}}, the last two optional. An error tells the line.
Result<Prices> read_prices(const system::FileSystem& files, const std::string& path);

}  // namespace fargate_lint::config
