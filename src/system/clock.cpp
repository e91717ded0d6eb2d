#include "system/clock.hpp"

#include <array>
#include <charconv>
#include <ctime>
#include <system_error>

#include "system/environment.hpp"

namespace fargate_lint::system {

std::int64_t MachineClock::now() const {
  const auto epoch = environment_.get("SOURCE_DATE_EPOCH");
  std::int64_t seconds = 0;
  const auto* end = epoch.data() + epoch.size();
  const auto read = std::from_chars(epoch.data(), end, seconds);
  const bool is_number = !epoch.empty() && read.ec == std::errc() && read.ptr == end;
  return is_number ? seconds : std::time(nullptr);
}

std::chrono::nanoseconds MachineClock::steady() const {
  return std::chrono::steady_clock::now().time_since_epoch();
}

std::string date(const Clock& clock) {
  const auto now = clock.now();
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts)};
}

}  // namespace fargate_lint::system
