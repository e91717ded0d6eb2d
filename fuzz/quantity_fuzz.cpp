// Whatever the bytes, a quantity is read or refused; what is read survives being written, and
// leading zeros or a plus sign do not change it.

#include <string>

#include "kube/quantity.hpp"
#include "target.hpp"

namespace {

using fargate_lint::fuzz::fail;
using fargate_lint::kube::Quantity;

void check_written(Quantity quantity, std::string_view text) {
  if (Quantity::parse(format_cpu(quantity)) != quantity) fail("a cpu is written as another", text);
  if (Quantity::parse(format_memory(quantity)) != quantity)
    fail("a memory is written as another", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fargate_lint::fuzz::text_of(data, size));
  const auto quantity = Quantity::parse(text);
  const bool begins_with_digit = !text.empty() && text[0] >= '0' && text[0] <= '9';
  if (begins_with_digit && Quantity::parse("+" + text) != quantity)
    fail("a plus sign counts", text);
  if (begins_with_digit && Quantity::parse("00" + text) != quantity) fail("zeros count", text);
  if (quantity) check_written(*quantity, text);
  return 0;
}
