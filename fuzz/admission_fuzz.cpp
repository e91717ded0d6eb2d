// Whatever the bytes of an AdmissionReview, the answer is one that the API server takes: JSON, with
// the uid of the request, within its limits, and never an allowed object that was not checked
// without a warning.

#include <string>

#include "list.hpp"
#include "serve/admission.hpp"
#include "target.hpp"

namespace {

namespace serve = fargate_lint::serve;
using fargate_lint::fuzz::fail;

const serve::Policy& policy() {
  static const serve::Policy all = {
      .fleet = {},
      .rules = serve::admission_rules(fargate_lint::rules::all()),
      .action = serve::Action::deny,
  };
  return all;
}

void check_warnings(fargate_lint::yaml::Node warnings, std::string_view input) {
  std::size_t bytes = 0;
  for (const auto warning : warnings.items()) {
    if (warning.text().empty() || warning.text().size() > 256) fail("a warning is too long", input);
    bytes += warning.text().size();
  }
  if (bytes > 4096) fail("the warnings are too long", input);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fargate_lint::fuzz::text_of(data, size);
  const auto outcome = serve::review(text, policy(), "2026-01-01");
  const auto answer = fargate_lint::yaml::read_document(outcome.body);
  if (answer == nullptr) fail("the answer is no JSON", text);
  const auto response = answer->root()["response"];
  if (response["uid"].text() != outcome.uid) fail("the answer has another uid", text);
  if (!response["allowed"].is_boolean()) fail("the answer decides nothing", text);
  if (response["allowed"].is_false() && response["status"]["message"].text().empty())
    fail("a denial says nothing", text);
  if (outcome.decision == serve::Decision::unchecked && response["warnings"].size() == 0)
    fail("what was not checked is allowed without a warning", text);
  check_warnings(response["warnings"], text);
  return 0;
}
