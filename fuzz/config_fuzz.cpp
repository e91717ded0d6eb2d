// Whatever the bytes, a configuration is read or its problems are said; one without problems
// survives being written and read again.

#include <string>

#include "config/config.hpp"
#include "list.hpp"
#include "target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace config = fargate_lint::config;
  const std::string text(fargate_lint::fuzz::text_of(data, size));
  const auto rules = fargate_lint::rules::all();
  const auto first = config::read(text, "a.yaml", rules);
  if (!first.problems.empty()) return 0;
  const auto written = config::to_yaml(first.config);
  const auto second = config::read(written, "a.yaml", rules);
  if (!second.problems.empty() || config::to_yaml(second.config) != written)
    fargate_lint::fuzz::fail("a configuration that is written is another:\n" + text, written);
  return 0;
}
