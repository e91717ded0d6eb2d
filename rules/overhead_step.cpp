#include <cstdint>
#include <optional>
#include <string>

#include "list.hpp"
#include "support/fixes.hpp"
#include "support/sizes.hpp"
#include "support/text.hpp"

namespace fargate_lint::rules {
namespace {

constexpr std::int64_t kMebibyte = std::int64_t{1024} * 1024;

/// The most memory that the pod may request to stay in the smaller size.
kube::Quantity at_most(const fargate::Rung& smaller) {
  return kube::Quantity::from_units(
      (std::int64_t{smaller.mebibytes} - fargate::kOverheadMebibytes) * kMebibyte);
}

/// The request that keeps the pod in the smaller size, in whole MiB; nothing if lowering this one
/// is not enough, because the rest is too much, or the sidecars beside an init container are.
std::optional<kube::Quantity> lowered(const fargate::DecidingRequest& request,
                                      const fargate::Size& size, const fargate::Rung& smaller) {
  const auto most = at_most(smaller);
  const auto amount = request.amount - (size.memory - most);
  const auto mebibytes = amount.units() / kMebibyte;
  if (amount <= kube::Quantity() || mebibytes == 0 || request.rest > most) {
    return std::nullopt;
  }
  return kube::Quantity::from_units(mebibytes * kMebibyte);
}

std::string in_mebibytes(kube::Quantity memory) {
  return std::to_string(memory.units() / kMebibyte) + "Mi";
}

/// Whether most of what is asked for stays: whoever asks for 512Mi can rarely do with half of it.
bool is_near(kube::Quantity smaller, kube::Quantity asked) {
  constexpr double kMost = 0.85;
  return static_cast<double>(smaller.nanos()) >= kMost * static_cast<double>(asked.nanos());
}

void check(const PodContext& pod, FindingSink& out) {
  const auto size = decided_size(pod);
  if (!size || !size->rung || !size->bare_rung || size->bare_rung == size->rung) return;
  const auto& bare = *size->bare_rung;
  const auto request = fargate::deciding_request(pod.pod, "memory");
  if (!request) return;
  const Amount amount(pod, *request->container, request->field);
  auto finding =
      out.add(amount.place(), say("the 256 MB that Fargate adds push the Pod from {} to {}",
                                  seen(format(bare)), seen(format(*size->rung))));
  amount.show(finding);
  const bool is_open = size->if_decimal_overhead == size->bare_rung;
  if (is_open) finding.note("undecided: whether the 256 MB are 10^6 or 2^20 bytes each");
  // Some kinds state memory in their own units, and without what their operator adds.
  const bool is_stated = request->container->find_stated("memory") != nullptr;
  const auto smaller =
      amount.is_written() && !is_stated ? lowered(*request, *size, bare) : std::nullopt;
  const bool is_worth_it =
      smaller ? is_near(*smaller, request->amount) : is_near(at_most(bare), size->memory);
  if (is_open || !is_worth_it) finding.severity(Severity::info);
  const auto saving = saving_text(pod, *size->rung, bare);
  if (!smaller) {
    finding.help("request " + quote("memory: " + kube::format_memory(at_most(bare))) +
                 std::string(counted_together(pod)) + " to get " + format(bare) + saving);
    return;
  }
  finding.help("request " + quote("memory: " + in_mebibytes(*smaller)) + " instead of " +
               quote(amount.text()) + " to get " + format(bare) + saving);
  attach(finding, false, replace_scalar(request->field, in_mebibytes(*smaller)));
}

}  // namespace

constinit const Rule overhead_step = define(
    {
        .id = "FG505",
        .name = "overhead-step",
        .severity = Severity::warning,
        .also = Severity::info,
        .since = "0.1.0",
        .summary = "the memory that Fargate adds pushes the Pod to a larger size",
        .why = "Fargate adds 256 MB to the memory that a Pod requests, for the Kubernetes "
               "components on its node, and then rounds up to the next size. Round requests such "
               "as 512Mi, 1Gi or 2Gi fit a size exactly, so the addition pushes them to the next "
               "one and you pay for capacity that you did not ask for.",
        .fix = "request 256Mi less than the size you want, such as `1792Mi` instead of `2Gi`",
        .page = "https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html",
        .fix_kind = FixKind::unsafe,
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
          cpu: 250m
          memory: 2Gi
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
          cpu: 250m
          memory: 1792Mi
)",
    },
    check);

}  // namespace fargate_lint::rules
