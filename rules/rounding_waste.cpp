#include <string>

#include "list.hpp"
#include "support/sizes.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr double kTolerated = 1.0 / 3;

std::string show(const fargate::SmallerSize& smaller) {
  return smaller.resource == "cpu" ? kube::format_cpu(smaller.at_most)
                                   : kube::format_memory(smaller.at_most);
}

void check(const PodContext& pod, FindingSink& out) {
  const auto size = decided_size(pod);
  // FG505 has something more exact to say where the added 256 MB alone make the step; and where
  // their size decides, what is billed is not known.
  if (!size || size->bare_rung != size->rung || size->if_decimal_overhead) return;
  const double unused = fargate::unused_share(*size);
  const auto smaller = fargate::nearest_smaller(*size);
  if (unused <= kTolerated || !smaller) return;
  const auto request = fargate::deciding_request(pod.pod, smaller->resource);
  if (!request) return;
  const Amount amount(pod, *request->container, request->field);
  auto finding =
      out.add(amount.place(), say("{} % of the billed {} is not requested",
                                  seen(static_cast<int>(unused * 100)), seen(format(*size->rung))));
  finding.help("request " + quote(std::string(smaller->resource) + ": " + show(*smaller)) +
               std::string(counted_together(pod)) + " to get " + format(smaller->rung) +
               saving_text(pod, *size->rung, smaller->rung) +
               ", or raise the requests to what is billed anyway");
  amount.show(finding);
}

}  // namespace

constinit const Rule rounding_waste = define(
    {
        .id = "FG504",
        .name = "rounding-waste",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "more than a third of the billed size is not requested",
        .why = "Fargate rounds requests up to the next size and bills that size, used or not. Here "
               "more than a third of the bill, with CPU and memory weighted by their prices, is "
               "for capacity that no container requests. Containers can use it: either request "
               "it, or request a little less and pay for the smaller size.",
        .fix = "lower the request to the next smaller size, or raise requests and limits to "
               "what is billed anyway",
        .page = "https://aws.amazon.com/fargate/pricing/",
        .fires = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      resources:
        requests:
          cpu: 300m
          memory: 256Mi
)",
        .silent = R"(apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: app
      image: nginx
      resources:
        requests:
          cpu: 450m
          memory: 700Mi
)",
    },
    check);

}  // namespace fargate_lint::rules
