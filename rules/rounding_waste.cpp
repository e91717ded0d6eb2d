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
  out.add(request->field, say("{} % of the billed {} was not requested",
                              seen(static_cast<int>(unused * 100)), seen(format(*size->rung))))
      .container(request->container->name)
      .help("request " + std::string(smaller->resource) + " of " + quote(show(*smaller)) +
            std::string(counted_together(pod)) + " to get " + format(smaller->rung) +
            ", or raise the requests to what is billed anyway");
}

}  // namespace

constinit const Rule rounding_waste = define(
    {
        .id = "FG504",
        .name = "rounding-waste",
        .severity = Severity::info,
        .since = "0.1.0",
        .summary = "more than a third of what is billed is rounding",
        .why = "Fargate rounds the pod's requests up to the next size it sells and bills that "
               "size, used or not. Here more than a third of the bill, cpu and memory weighed "
               "by their prices, is for capacity that nobody asked for. Containers may use it, "
               "so it is worth either asking for it or asking for a little less.",
        .fix = "lower the request to the next smaller size, or raise requests and limits to "
               "what is paid for anyway",
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
